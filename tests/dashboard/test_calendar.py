"""The calendar of stock-outs: which days are out, which are not known; period and donor filters."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.components import stock_out_calendar
from dashboard.components.filters import Chosen, Days
from dashboard.components.item_filters import Asked
from sync import lake
from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts

TODAY = datetime.now(UTC).date()
OUTAGES = """
DELETE FROM reports.stock_outs;
INSERT INTO reports.stock_outs (store_id, item_id, item, out_from, out_until, is_lasting)
VALUES
    ('store-5', 'item-1', 'A', current_date - 30, current_date - 21, false),
    ('store-5', 'item-1', 'A', current_date - 10, current_date - 9, false),
    ('store-5', 'item-2', 'B', current_date - 200, current_date - 150, false),
    ('store-2', 'item-1', 'A', current_date - 44, NULL, true);
"""


@pytest.fixture
def out(small: Home) -> Home:
    with lake.writer(small) as connection:
        for statement in OUTAGES.split(";"):
            connection.execute(statement)
    return small


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_days_out_and_days_not_known_are_counted_apart(out: Home, run_page: RunPage) -> None:
    page = run_page(out, "stock_outs", show="Calendar")
    rows = shown(page).set_index("Store")
    known = ask(out, "SELECT store_id, complete_through_on AS day FROM marts.dim_store").set_index(
        "store_id"
    )["day"]
    of_silent = (known["store-2"].date() - days_ago(44)).days + 1
    assert 0 < of_silent < 10
    assert rows["Days out"].to_dict() == {"Daru Health Centre": 12, "Kerema Clinic": of_silent}
    assert rows.loc["Kerema Clinic", "Days not known"] == (TODAY - known["store-2"].date()).days
    assert metrics(page)["Days out, together"] == str(12 + of_silent)
    assert "Calendar of stock-outs" in str(page.get("vega_lite_chart")[0].proto)


def test_a_period_limits_the_days_and_stays_in_the_link(out: Home, run_page: RunPage) -> None:
    link = {"since": f"{days_ago(205)}", "until": f"{days_ago(160)}"}
    page = run_page(out, "stock_outs", show="Calendar", **link)
    assert shown(page)["Days out"].tolist() == [41]
    assert page.query_params["since"] == link["since"]
    onwards = texts(page).split('"stock_status?')[1]
    assert f"since={link['since']}&until={link['until']}" in onwards
    listed = run_page(out, "stock_outs", show="Every stock-out", **link)
    assert len(shown(listed)) == 1


def test_a_cell_is_out_unknown_or_empty() -> None:
    asked = Asked(Chosen(), {}, days=Days(date(2026, 1, 1), date(2026, 12, 31)))
    first, last = stock_out_calendar.days_of(asked, date(2026, 4, 10))
    assert (first, last) == (date(2026, 1, 9), date(2026, 4, 10))
    assert stock_out_calendar.days_of(Asked(Chosen(), {}), last)[0] == date(2026, 2, 10)


def test_an_impossible_period_is_said(out: Home, run_page: RunPage) -> None:
    page = run_page(out, "losses", **{"since": "2026-02-01", "until": "2026-01-01"})
    assert "The period ends before it begins: no day is in it." in texts(page)


@pytest.mark.parametrize("name", ["losses", "stock_card", "orders", "stock_takes", "expiry"])
def test_a_page_keeps_to_the_period(reported: Home, run_page: RunPage, name: str) -> None:
    page = run_page(reported, name, **{"since": "2001-01-01", "until": "2001-12-31"})
    assert "No row matches these filters." in texts(page)
    assert "Period: **1 Jan 2001 – 31 Dec 2001**" in texts(page)


def test_a_donor_chooses_what_it_gave(reported: Home, run_page: RunPage) -> None:
    given = ask(
        reported,
        "SELECT count(*) AS n FROM reports.losses JOIN marts.dim_item_donor USING (item_id) "
        "WHERE donor = 'Donor of Antibiotics'",
    )["n"][0]
    page = run_page(reported, "losses", donor="Donor of Antibiotics")
    assert len(shown(page)) - 1 == given > 0
    assert "Donor: **Donor of Antibiotics**" in texts(page)
    batches = run_page(reported, "expiry", donor="Donor of Antibiotics")
    assert "No row matches these filters." in texts(batches)
