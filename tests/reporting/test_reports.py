"""Any report of the lake as a table, with the filters of a page's address."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import duckdb
import pytest

from reporting import reports
from reporting.filters import FilterRefused
from reporting.periods import Every, last_closed
from reporting.reports import ReportRefused, table_of
from reporting.spoken import moment_of
from sync import lake
from sync.home import Home
from tests.reporting import shelves


@pytest.fixture
def connection(made_up: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(lake.connect(made_up)) as connection:
        yield connection


def stores_in(connection: duckdb.DuckDBPyConnection, **filters: list[str]) -> set[str]:
    return set(table_of(connection, "stock_value", filters).rows["store"])


def test_a_report_becomes_a_table_with_labels_and_kinds(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    table = table_of(connection, "stock_value", {})
    assert table.title == "Stock value"
    kinds = {column.name: (column.label, column.kind) for column in table.columns}
    assert kinds["store"] == ("Store", "text")
    assert kinds["value"] == ("Value", "money")
    assert kinds["share_fresh"] == ("Share fresh", "share")
    assert kinds["lines"] == ("Lines", "number")
    assert kinds["complete_through"] == ("Complete through", "moment")
    assert "store_id" not in kinds
    assert len(table.rows) == 6


def test_yes_and_no_are_words_and_days_are_days(connection: duckdb.DuckDBPyConnection) -> None:
    table = table_of(connection, "monthly_usage", {})
    assert set(table.rows["is_complete"]) <= {"yes", "no"}
    assert next(column.kind for column in table.columns if column.name == "month") == "date"


def test_a_store_is_found_by_id_code_name_or_label(connection: duckdb.DuckDBPyConnection) -> None:
    name = "Kerema Clinic"
    for given in ("store-2", "S0002", name, f"{name} (S0002)", f"{name} (S0002) [store-2]"):
        assert stores_in(connection, store=[given]) == {name}


def test_filters_narrow_each_other_and_values_widen(connection: duckdb.DuckDBPyConnection) -> None:
    north = stores_in(connection, region=["North"])
    assert len(north) == 2
    assert stores_in(connection, region=["North", "Central"]) > north
    assert stores_in(connection, region=["North"], data=["not_synced"]) < north
    assert stores_in(connection, region=[]) == stores_in(connection)


def test_items_and_any_column_can_be_chosen(connection: duckdb.DuckDBPyConnection) -> None:
    table = table_of(connection, "stock_on_hand", {"item": ["item-1"], "freshness": ["stale"]})
    assert set(table.rows["store"]) <= {"Kerema Clinic"}
    assert table.filters == [("Item", "item-1"), ("Freshness", "stale")]


def test_items_are_chosen_by_class_and_percentages_are_shares(shelf_home: Home) -> None:
    with shelves.filling(shelf_home) as connection:
        connection.execute(
            "CREATE TABLE reports.made_up AS SELECT item_id, item, 62.5 AS fill_pct "
            "FROM marts.dim_item; ALTER TABLE marts.dim_item ADD COLUMN ven VARCHAR; "
            "UPDATE marts.dim_item SET ven = 'V' WHERE item_id = 'AMOX'"
        )
    with closing(lake.connect(shelf_home)) as connection:
        table = table_of(connection, "made_up", {"ven": ["V"]})
    assert list(table.rows["item"]) == ["Amoxicillin"]
    assert list(table.rows["fill_pct"]) == [0.625]
    assert (table.columns[1].label, table.columns[1].kind) == ("Fill", "share")


def test_a_donor_chooses_rows_that_say_it_and_else_the_items_it_gave(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    donor = connection.execute("SELECT min(donor) FROM marts.dim_item_donor").fetchall()[0][0]
    given = connection.execute(
        "SELECT item FROM marts.dim_item JOIN marts.dim_item_donor USING (item_id) WHERE donor = ?",
        [donor],
    ).fetchall()
    items = table_of(connection, "stock_on_hand", {"donor": [donor]}).rows["item"]
    every = table_of(connection, "stock_on_hand", {}).rows["item"]
    assert set(items) == {name for (name,) in given} & set(every) != set(every)
    (said,) = connection.execute("SELECT min(donor) FROM reports.expiry").fetchall()
    rows = table_of(connection, "expiry", {"donor": [said[0]]}).rows
    assert set(rows["donor"]) == {said[0]}


@pytest.mark.parametrize(
    ("report", "filters", "sentence"),
    [
        ("stock_value", {"item": ["item-1"]}, "the report stock_value is not by item"),
        ("network_stock", {"region": ["North"]}, "the report network_stock is not by store"),
        ("stock_value", {"store": ["Nowhere"]}, "no store is called 'Nowhere'"),
        ("stock_value", {"region": ["Moon"]}, "no store has region 'Moon'"),
        ("stock_value", {"colour": ["red"]}, "cannot be filtered by colour"),
    ],
)
def test_a_filter_that_does_not_fit_is_refused_never_ignored(
    connection: duckdb.DuckDBPyConnection, report: str, filters: dict[str, list[str]], sentence: str
) -> None:
    with pytest.raises(FilterRefused, match=sentence):
        reports.check(connection, report, filters)


def test_a_report_that_is_not_there_is_refused_with_those_that_are(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(ReportRefused, match="there is no report 'stok'.*stock_value"):
        table_of(connection, "stok", {})


def test_a_report_by_month_has_the_months_of_the_period(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    period = last_closed(Every.MONTHLY, date.today())
    rows = table_of(connection, "monthly_usage", {}, period).rows
    assert {month.date() for month in rows["month"]} == {period.first}
    assert len(set(table_of(connection, "monthly_usage", {}).rows["month"])) > 1


def test_a_report_says_how_old_its_data_is(connection: duckdb.DuckDBPyConnection) -> None:
    assert moment_of(reports.last_cycle(connection)).endswith("UTC (cycle 12)")
