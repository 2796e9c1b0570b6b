"""Every page of a report in each of its views: it opens, agrees with SQL, and its links go on."""

from urllib.parse import parse_qs

import pytest

from dashboard.components import bands, item_filters
from sync.home import Home
from tests.dashboard import made_up_reports
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts

VIEWS = [
    ("network", None, "dim_store", "true"),
    ("stock_status", None, "stock_status", "band IS NOT NULL"),
    ("stock_outs", "Rate by item", "stock_out_rate", "is_network"),
    ("stock_outs", "Every stock-out", "stock_outs", "true"),
    ("stock_outs", "Days by month", "stock_out_days", "true"),
    ("expiry", "Every batch", "expiry", "true"),
    ("expiry", "Who could use it", "expiry_plan", "true"),
    ("redistribution", None, "redistribution", "true"),
    ("losses", None, "losses", "true"),
    ("stock_card", None, "stock_card", "true"),
    ("orders", "Rates by month", "fill_rate", "true"),
    ("orders", "Every order", "orders", "true"),
    ("stock_takes", None, "stock_takes", "true"),
    ("reporting_rate", "Reports on programs", "reporting_rate", "true"),
    ("reporting_rate", "Complete months", "completeness", "true"),
    ("as_known", "Restatements", "restatements", "true"),
    ("as_known", "Edits", "edit_audit", "true"),
    ("data_quality", "Odd records", "data_quality", "true"),
    ("data_quality", "Effect of refused rows", "refused_effect", "true"),
    ("data_quality", "Stock that may not be there", "phantom_stock", "true"),
    ("data_quality", "How late data arrives", "arrival_lag", "true"),
    ("data_quality", "Where stores exist", "store_copies", "true"),
]


@pytest.mark.parametrize(("name", "view", "report", "where"), VIEWS)
def test_a_view_shows_the_rows_that_sql_finds(
    reported: Home, run_page: RunPage, name: str, view: str | None, report: str, where: str
) -> None:
    page = run_page(reported, name, **({"show": view} if view else {}))
    schema = "marts" if report.startswith("dim_") else "reports"
    rows = int(ask(reported, f"SELECT count(*) AS n FROM {schema}.{report} WHERE {where}")["n"][0])
    table = page.dataframe[-1].value
    totals = int("Total" in table.iloc[-1].to_list())
    assert len(table) - totals == min(rows, 1000) > 0
    assert not page.warning


def test_bands_are_counted_as_sql_counts_them(reported: Home, run_page: RunPage) -> None:
    found = metrics(run_page(reported, "stock_status", region="North"))
    counted = ask(
        reported,
        "SELECT band, count(*) AS n FROM reports.stock_status JOIN marts.dim_store "
        "USING (store_id) WHERE region = 'North' GROUP BY band",
    ).set_index("band")["n"]
    for band in ("stocked_out", "understocked", "overstocked"):
        assert found[bands.STOCK[band]] == f"{counted[band]:,}"


def test_a_store_without_data_is_not_out_of_nothing(reported: Home, run_page: RunPage) -> None:
    rows = shown(run_page(reported, "network")).set_index("Store")
    assert rows.loc["Wewak Dispensary", ["Value", "Items", "Stocked out"]].isna().all()
    assert rows.loc["Total", "Stocked out"] == rows["Stocked out"][:-1].sum() > 0


def test_a_district_is_the_stores_of_one_region(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "district", **{"in": "Islands"})
    rows = shown(page)
    counted = ask(
        reported,
        "SELECT count(DISTINCT store_id) AS stores, sum(value) AS value, "
        "count(*) FILTER (band = 'understocked') AS short FROM reports.stock_status "
        "JOIN marts.dim_store USING (store_id) WHERE region = 'Islands'",
    ).iloc[0]
    stores = ask(reported, "SELECT store FROM marts.dim_store WHERE region = 'Islands'")
    assert set(rows["Store"][:-1]) == set(stores["store"])
    assert rows["Understocked"].iloc[-1] == rows["Understocked"][:-1].sum() == counted["short"] > 0
    assert '"stock_outs?region=Islands' in texts(page)
    assert page.query_params["in"] == "Islands"


def test_a_store_that_is_not_synced_is_not_shown_as_empty(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "store", at="Wewak Dispensary (S0003)")
    assert "not synced. That is not the same as no stock." in texts(page)
    assert not page.dataframe


def test_a_store_says_what_it_holds(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "store", at="Kerema Clinic (S0002)")
    value = ask(
        reported, "SELECT sum(value) AS v FROM reports.stock_status WHERE store_id = 'store-2'"
    )["v"][0]
    assert metrics(page)["Value of stock"] == f"{value:,.2f}"
    assert metrics(page)["Data"].startswith("▲ Stale: data to ")
    assert '"expiry?store=Kerema+Clinic+%28S0002%29"' in texts(page)


def test_losses_add_up_to_the_total_of_sql(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "losses", ven="Vital")
    lost = ask(
        reported,
        "SELECT sum(lost_value) AS v FROM reports.losses JOIN marts.dim_item USING (item_id) "
        "WHERE ven = 'V'",
    )["v"][0]
    assert metrics(page)["Value lost"] == f"{lost:,.2f}"
    assert shown(page).iloc[-1]["Value lost"] == pytest.approx(lost)


def test_what_came_later_is_not_in_what_was_known_then(reported: Home, run_page: RunPage) -> None:
    now = metrics(run_page(reported, "as_known"))
    then = metrics(run_page(reported, "as_known", known="2020-01-01"))
    assert now["Known differently now"] == "0"
    assert then["Known differently now"] == then["Store-items"] == now["Store-items"] != "0"


def test_a_day_that_a_link_has_wrong_is_named(reported: Home, run_page: RunPage) -> None:
    assert "“soon” in the link is no day" in texts(run_page(reported, "as_known", known="soon"))


def test_a_tile_opens_the_list_that_it_counts(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "network", region="North")
    (tile,) = [metric for metric in page.metric if metric.label.startswith("[Items stocked out")]
    asked = parse_qs(tile.label.split("](stock_status?")[1].removesuffix(")"))
    assert asked == {"region": ["North"], "band": ["✕ Stocked out"]}
    listed = run_page(reported, "stock_status", **asked)
    assert len(shown(listed)) == int(tile.value)


def test_links_carry_the_filters(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "network", region="North")
    carried = texts(page).split('"stock_outs?')[1].split('"')[0]
    assert parse_qs(carried)["region"] == ["North"]


@pytest.mark.parametrize("name", ["stock_status", "losses", "stock_takes", "data_quality"])
def test_filters_that_leave_nothing_say_so(reported: Home, run_page: RunPage, name: str) -> None:
    page = run_page(reported, name, data="Stale", type="Dispensary")
    assert "matches these filters. Take one away to see more." in texts(page)


def test_every_code_of_the_contracts_has_words() -> None:
    contracts = made_up_reports.contracts()
    said = {
        ("stock_status", "band"): set(bands.STOCK),
        ("reporting_rate", "state"): set(bands.REPORTING),
        ("phantom_stock", "flag"): {"orphan", "phantom"},
    }
    for (report, name), words in said.items():
        column = next(column for column in contracts[report] if column["name"] == name)
        assert set(made_up_reports.accepted(column)) == words
    assert set(item_filters.VEN) == {"V", "E", "N"}
    assert set(bands.STOCK) == set(bands.STOCK_MARKS) == set(bands.STOCK_COLORS)


def test_a_card_of_too_many_rows_is_that_of_one_item(
    reported: Home, run_page: RunPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_filters, "MOST_ROWS", 10)
    page = run_page(reported, "stock_card")
    assert "too many to show at once" in page.info[0].value
    assert shown(page)["Item"].nunique() == 1
    chosen = run_page(reported, "stock_card", items=["Metformin 25 mg (000222)"])
    assert not chosen.info
