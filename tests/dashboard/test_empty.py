"""Before there is anything to show, every page says which command comes next."""

from pathlib import Path

import pytest

from sync import lake
from sync.home import Home
from sync.schema import init_home
from tests.dashboard.conftest import RunPage, texts
from tests.dashboard.test_banner import NAMES


@pytest.mark.parametrize("name", NAMES)
def test_without_a_home_the_page_names_init(tmp_path: Path, run_page: RunPage, name: str) -> None:
    words = texts(run_page(Home(tmp_path / "nowhere"), name))
    assert "There is no lake here yet." in words
    assert "`syncline init`" in words


def test_without_a_cycle_the_page_names_cycle(tmp_path: Path, run_page: RunPage) -> None:
    home = Home(tmp_path / "home")
    init_home(home)
    words = texts(run_page(home, "stock_on_hand"))
    assert "No batch has been applied yet." in words
    assert "`syncline cycle`" in words


def test_without_reports_the_page_names_reports(tmp_path: Path, run_page: RunPage) -> None:
    home = Home(tmp_path / "home")
    init_home(home)
    with lake.writer(home) as connection:
        connection.execute("INSERT INTO sync.cycle (cycle_no) VALUES (1)")
    words = texts(run_page(home, "monthly_use"))
    assert "The reports are not built yet." in words
    assert "`syncline reports`" in words


def test_reports_of_no_store_do_not_break_a_page(small: Home, run_page: RunPage) -> None:
    with lake.writer(small) as connection:
        for table in ("stock_value", "stock_on_hand", "monthly_usage"):
            connection.execute(f"DELETE FROM reports.{table}")
    for name in NAMES:
        assert "Data as of" in texts(run_page(small, name))


def test_a_lake_that_will_not_open_is_said_in_a_sentence(small: Home, run_page: RunPage) -> None:
    (small.lake / "catalog.sqlite").write_bytes(b"not a database" * 100)
    assert "The lake cannot be read just now." in texts(run_page(small, "stock_value"))
