"""Stock on hand: one item at every store, every item at one store, all together."""

import pandas as pd

from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts

ITEM = "Metformin 25 mg (000222)"


def test_one_item_totals_what_sql_totals(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "stock_on_hand", item=ITEM)
    sums = ask(
        reported,
        "SELECT sum(units) AS units, sum(value) AS value FROM reports.stock_on_hand "
        "WHERE item_code = '000222'",
    ).iloc[0]
    last = shown(page).iloc[-1]
    assert last["Store"] == "Total"
    assert last["Units"] == sums["units"] > 0
    assert metrics(page)["Units on hand"] == f"{sums['units']:,.0f}"
    assert metrics(page)["Value"] == f"{sums['value']:,.2f}"


def test_a_region_in_the_link_leaves_its_stores_alone(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "stock_on_hand", item=ITEM, region="North")
    stores = shown(page).iloc[:-1]
    total = ask(
        reported,
        "SELECT sum(units) AS units FROM reports.stock_on_hand JOIN marts.dim_store "
        "USING (store_id) WHERE item_code = '000222' AND region = 'North'",
    ).iloc[0]["units"]
    assert set(stores["Region"]) == {"North"}
    assert shown(page).iloc[-1]["Units"] == total
    assert "Region: **North**" in texts(page)


def test_what_is_unknown_is_empty_and_what_is_none_is_zero(
    reported: Home, run_page: RunPage
) -> None:
    rows = shown(run_page(reported, "stock_on_hand", item=ITEM)).iloc[:-1].set_index("Store")
    assert pd.isna(rows.loc["Wewak Dispensary", "Units"])
    assert rows.loc["Wewak Dispensary", "Data"] == "– Not synced"
    assert pd.isna(rows.loc["Alotau General Hospital", "Units"])
    assert rows.loc["Alotau General Hospital", "Data"] == "○ No data yet"
    fresh = rows[rows["Data"] == "✓ Up to date"]
    assert (fresh["Units"] == 0).any()
    assert fresh["Units"].notna().all()


def test_a_stale_store_says_so_in_words(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "stock_on_hand", data="Stale")
    assert shown(page).iloc[0]["Data"].startswith("▲ Stale: data to ")
    assert "1 stale" in texts(page)


def test_one_store_lists_every_item_that_it_has(reported: Home, run_page: RunPage) -> None:
    page = run_page(
        reported, "stock_on_hand", show="One store, every item", at="Kerema Clinic (S0002)"
    )
    sums = ask(
        reported,
        "SELECT count(*) AS items, sum(value) AS value FROM reports.stock_on_hand "
        "WHERE store_id = 'store-2'",
    ).iloc[0]
    assert len(shown(page)) == sums["items"] + 1
    assert metrics(page)["Value"] == f"{sums['value']:,.2f}"
    assert metrics(page)["Data"].startswith("▲ Stale: data to ")


def test_a_store_that_is_not_synced_is_not_shown_as_empty(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(
        reported, "stock_on_hand", show="One store, every item", at="Wewak Dispensary (S0003)"
    )
    assert "not synced. That is not the same as no stock." in texts(page)
    assert not page.dataframe


def test_every_item_together_adds_the_stores_up(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "stock_on_hand", show="Every item together")
    rows = shown(page).set_index("Code")
    held = ask(
        reported, "SELECT item_code, sum(units) AS units FROM reports.stock_on_hand GROUP BY 1"
    )
    assert rows["Units"].drop("").to_dict() == held.set_index("item_code")["units"].to_dict()


def test_filters_that_leave_nothing_say_so(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "stock_on_hand", data="Stale", type="Dispensary")
    assert "No store matches these filters" in texts(page)


def test_a_name_that_a_link_has_wrong_is_named(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "stock_on_hand", item="Aspirin")
    assert "Item “Aspirin” from the link is not in these reports." in texts(page)
