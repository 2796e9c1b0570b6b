"""Monthly use: a matrix of stores and months, with the network's use apart from transfers."""

import pandas as pd

from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts

ITEM = "Metformin 25 mg (000222)"
USED = (
    "SELECT sum(issued_to_patients + issued_to_others) AS network, sum(issued_to_stores) AS stores "
    "FROM reports.monthly_usage JOIN marts.dim_item USING (item_id) WHERE code = '000222'"
)


def test_network_use_is_patients_and_others(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "monthly_use", item=ITEM, period="All months")
    sums = ask(reported, USED).iloc[0]
    assert metrics(page)["Network use"] == f"{sums['network']:,.0f}"
    assert metrics(page)["To stores, not counted"] == f"{sums['stores']:,.0f}"
    assert shown(page).iloc[-1]["Together"] == sums["network"] > 0
    assert "what went to patients and to others" in texts(page)


def test_the_table_shows_the_measure_that_was_chosen(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "monthly_use", item=ITEM, period="All months", measure="To stores")
    assert shown(page).iloc[-1]["Together"] == ask(reported, USED).iloc[0]["stores"] > 0


def test_twelve_months_are_shown_unless_more_are_asked_for(
    reported: Home, run_page: RunPage
) -> None:
    twelve, all_of_them = (
        [
            label
            for label in shown(run_page(reported, "monthly_use", period=period))
            if "20" in label
        ]
        for period in ("12 months", "All months")
    )
    assert len(twelve) == 12
    assert all_of_them[-12:] == twelve


def test_a_month_that_misses_data_is_marked_in_words(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "monthly_use")
    running = pd.Timestamp.now("UTC").strftime("%b %Y")
    silent_since = shown(page).columns[-4]
    assert f"{running} (incomplete)" in shown(page).columns or "(incomplete)" in silent_since
    assert "**Incomplete:**" in texts(page)
    assert "1 store to come" in texts(page)


def test_no_data_is_not_zero(reported: Home, run_page: RunPage) -> None:
    rows = shown(run_page(reported, "monthly_use", item=ITEM)).set_index("Store")
    months = [label for label in rows if "20" in label]
    assert rows.loc["Wewak Dispensary", months].isna().all()
    assert rows.loc["Alotau General Hospital", months].isna().all()
    complete = [month for month in months if "incomplete" not in month]
    others = rows.drop(index=["Wewak Dispensary", "Alotau General Hospital", "Total"])
    assert others[complete].notna().all(axis=None)
    assert (others[complete] == 0).any(axis=None)
