"""On every page: the moment the data is of, how much is fresh, and never a stale answer."""

import pytest

from sync import lake
from sync.home import Home
from tests.dashboard.conftest import PAGES, RunPage, metrics, texts

NAMES = sorted(path.stem for path in PAGES.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_says_how_old_and_how_complete_it_is(
    reported: Home, run_page: RunPage, name: str
) -> None:
    words = texts(run_page(reported, name))
    assert "Data as of" in words
    assert "(cycle 12)" in words
    assert "27 of 30 stores with fresh data (90%)" in words
    assert "1 not synced" in words


def test_a_new_cycle_shows_at_once(small: Home, run_page: RunPage) -> None:
    page = run_page(small, "stock_value")
    before = metrics(page)["Value of stock"]
    with lake.writer(small) as connection:
        connection.execute("UPDATE reports.stock_value SET value = value + 1000 WHERE value > 0")
        connection.execute("INSERT INTO sync.cycle (cycle_no, ran_at) VALUES (13, '2030-01-01')")
    page.run()
    assert "1 Jan 2030, 00:00 UTC (cycle 13)" in texts(page)
    assert metrics(page)["Value of stock"] != before


def test_pages_read_while_a_cycle_is_writing_and_do_not_hold_it_up(
    small: Home, run_page: RunPage
) -> None:
    page = run_page(small, "stock_value")
    before = metrics(page)["Value of stock"]
    with lake.writer(small) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE reports.stock_value SET value = 0")
        page.run()
        assert metrics(page)["Value of stock"] == before
        connection.execute("COMMIT")
    page.run()
    assert metrics(page)["Value of stock"] == "0.00"
