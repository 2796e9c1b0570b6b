"""Stock value: one figure for the network, and how far it can be trusted."""

import pytest

from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts

SUMS = (
    "SELECT sum(value) AS value, sum(fresh_value) AS fresh, sum(negative_value) AS negative "
    "FROM reports.stock_value"
)


def test_the_headline_is_what_sql_adds_up(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "stock_value")
    sums = ask(reported, SUMS).iloc[0]
    assert metrics(page)["Value of stock"] == f"{sums['value']:,.2f}"
    assert metrics(page)["Below zero, kept apart"] == f"{sums['negative']:,.2f}"
    assert sums["negative"] < 0
    assert shown(page).iloc[-1]["Value"] == pytest.approx(sums["value"])


def test_the_share_of_fresh_stores_is_by_value(reported: Home, run_page: RunPage) -> None:
    sums = ask(reported, SUMS).iloc[0]
    share = metrics(run_page(reported, "stock_value"))["From stores with fresh data"]
    assert 0 <= 100 * sums["fresh"] / sums["value"] - float(share.rstrip("%")) < 0.1
    assert share != "100%"


def test_stores_that_are_not_counted_are_named(reported: Home, run_page: RunPage) -> None:
    words = texts(run_page(reported, "stock_value"))
    assert "not synced: Wewak Dispensary" in words
    assert "no data yet: Alotau General Hospital" in words


def test_filtering_stores_changes_the_headline(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "stock_value", store="Kerema Clinic (S0002)")
    value = ask(reported, "SELECT value FROM reports.stock_value WHERE store_id = 'store-2'")
    assert metrics(page)["Value of stock"] == f"{value.iloc[0, 0]:,.2f}"
    assert metrics(page)["From stores with fresh data"] == "0%"
