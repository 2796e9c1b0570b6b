"""The catalogue: its data, the checks on it, and the page that is written from it."""

import csv
from importlib import resources
from pathlib import Path

import pytest

from sync.catalogue import CATALOGUE, CatalogueError, ColumnType, DataType, RecordType, StoreRule
from sync.catalogue.document import DATA_TYPES, STORE_RULES, page
from sync.catalogue.reading import read_catalogue

Row = dict[str, str]

REPOSITORY = Path(__file__).parents[2]

REFERS_TO_LATER = {
    ("name", "supplying_store_id"),
    ("purchase_order", "linked_transaction_ID"),
    ("repeat", "trans_line_ID"),
    ("repeat", "transaction_ID"),
    ("requisition", "nsh_custInv_ID"),
    ("trans_line", "goods_received_lines_ID"),
    ("transact", "goods_received_ID"),
    ("transact", "linked_goods_received_ID"),
}
"""References that close a circle; every other one points to a table earlier in the order."""


def rows(file_name: str) -> list[Row]:
    text = (resources.files("sync.catalogue") / file_name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def record_type_row(**given: str) -> Row:
    empty = dict.fromkeys(rows("record_types.csv")[0], "")
    usual = {
        "table_name": "basket",
        "data_type": "central",
        "key": "ID",
        "store_rule": "none",
        "kept": "true",
        "order": "1",
    }
    return empty | usual | given


def column_row(
    column: str, type_: str = "text", references: str = "", table: str = "basket"
) -> Row:
    return {"table_name": table, "column": column, "type": type_, "references": references}


def named(name: str) -> RecordType:
    record_type = CATALOGUE.get(name)
    assert record_type is not None
    return record_type


def test_there_are_127_record_types_with_a_column_for_each_key() -> None:
    assert len(CATALOGUE.tables) == 127
    assert all(kind.column(kind.key) for kind in CATALOGUE.tables.values())


def test_an_unknown_table_is_none_and_names_keep_their_case() -> None:
    assert CATALOGUE.get("Location") is not None
    assert CATALOGUE.get("location") is None


def test_columns_are_found_in_any_case_and_shown_in_one_spelling() -> None:
    column = named("Stock_take_lines").column("LOCATION_ID")
    assert column is not None
    assert (column.name, column.references) == ("location_id", "Location")
    assert named("Stock_take_lines").column("shelf") is None


def test_names_with_spaces_are_columns() -> None:
    assert named("name").column("charge code") is not None
    factor = named("item").column("ddd factor")
    assert factor is not None and factor.type is ColumnType.NUMBER


def test_every_table_comes_after_its_parent_and_after_what_it_refers_to() -> None:
    later = {
        (kind.name, column.name)
        for kind in CATALOGUE.tables.values()
        for column in kind.references
        if column.references and CATALOGUE.tables[column.references].order > kind.order
    }
    assert later == REFERS_TO_LATER


def test_the_order_puts_stores_before_what_belongs_to_them() -> None:
    order = [kind.name for kind in CATALOGUE.in_order()]
    assert order.index("name") < order.index("store") < order.index("transact")
    assert order.index("transact") < order.index("item_line") < order.index("trans_line")
    assert order.index("transact") < order.index("Stock_take")


def test_lines_take_the_store_of_their_header() -> None:
    headers = {
        kind.name: (kind.parent_table, kind.parent_column)
        for kind in CATALOGUE.tables.values()
        if kind.store_rule is StoreRule.PARENT
    }
    assert headers == {
        "trans_line": ("transact", "transaction_ID"),
        "requisition_line": ("requisition", "requisition_ID"),
        "purchase_order_line": ("purchase_order", "purchase_order_ID"),
        "Goods_received_line": ("Goods_received", "goods_received_ID"),
        "Stock_take_lines": ("Stock_take", "stock_take_ID"),
        "asset_log": ("asset", "asset_id"),
        "rnr_form_line": ("rnr_form", "rnr_form_id"),
    }


def test_everything_is_kept_but_local_and_sync_data_and_new_users_are() -> None:
    not_kept = {kind.name for kind in CATALOGUE.tables.values() if not kind.is_kept}
    local_or_sync = {
        kind.name
        for kind in CATALOGUE.tables.values()
        if kind.data_type in (DataType.LOCAL, DataType.SYNC)
    }
    assert not_kept == local_or_sync - {"user"}


def test_dispensary_data_and_what_a_dispensary_may_leave_out_are_marked() -> None:
    tables = CATALOGUE.tables.values()
    assert {kind.name for kind in tables if kind.is_dispensary_data} == {
        "abbreviation", "item_direction", "insuranceProvider", "patient_event",
    }  # fmt: skip
    assert {kind.name for kind in tables if kind.withheld_without_transactions} == {
        "transact", "trans_line", "item_line", "Stock_take", "Stock_take_lines",
        "location_movement", "vaccine_vial_monitor_status_log",
    }  # fmt: skip


def test_every_record_of_a_patient_hangs_on_its_name() -> None:
    for kind in CATALOGUE.tables.values():
        if kind.patient_column:
            patient = kind.column(kind.patient_column)
            assert kind.parent_table == "name" and patient and patient.references == "name"
    assert named("name_note").parent_columns == ("name_ID", "patient_ID")


def test_what_identifies_a_patient_is_named() -> None:
    columns = set(named("name").identifies_patient)
    assert {"first", "last", "date_of_birth", "phone", "national_health_number"} <= columns
    assert {"email", "bill_address1", "NEXT_OF_KIN_ID", "mother_id"} <= columns
    assert "policyNumberPerson" in named("nameInsuranceJoin").identifies_patient


def test_a_new_record_type_needs_rows_and_nothing_else() -> None:
    catalogue = read_catalogue(
        [
            record_type_row(data_type="store", store_rule="column", store_column="store_ID"),
            record_type_row(
                table_name="basket_line", data_type="store", store_rule="parent",
                parent_table="basket", parent_columns="basket_ID", order="2",
            ),
        ],
        [
            column_row("ID"), column_row("store_ID"), column_row("ID", table="basket_line"),
            column_row("basket_ID", references="basket", table="basket_line"),
        ],
    )  # fmt: skip
    line = catalogue.tables["basket_line"]
    assert (line.parent_table, line.parent_column, line.is_kept) == ("basket", "basket_ID", True)


@pytest.mark.parametrize(
    ("given", "columns", "sentence"),
    [
        ({"data_type": "regional"}, [], "basket: data type 'regional' is not one of central,"),
        ({"store_rule": "guess"}, [], "basket: store rule 'guess' is not one of none,"),
        ({"order": "first"}, [], "basket: order 'first' is not a number."),
        ({"order": "2"}, [], "The orders must be 1 to 1, each once."),
        ({"kept": "yes"}, [], "basket: kept must be true or empty."),
        ({"key": "UUID"}, [], "basket: there is no column UUID."),
        ({"patient_column": "name_ID"}, [], "basket: there is no column name_ID."),
        ({"identifies_patient": "face"}, [], "basket: there is no column face."),
        ({"store_rule": "column"}, [], "store rule column needs a store column."),
        ({"store_column": "ID"}, [], "store rule none has no use for a store column."),
        ({"store_rule": "parent"}, [], "its store is its parent's, but it has no parent."),
        ({"parent_columns": "ID"}, [], "a parent table and its columns go together."),
        (
            {"parent_table": "shelf", "parent_columns": "ID"},
            [],
            "basket: its parent shelf is no record type.",
        ),
        (
            {"parent_table": "basket", "parent_columns": "ID"},
            [],
            "basket: its parent basket must come before it.",
        ),
        ({}, [column_row("colour", "shade")], "basket.colour: column type 'shade' is not one of"),
        ({}, [column_row("id")], "basket: column id is listed more than once, whatever its case."),
        ({}, [column_row("item_ID", references="thing")], "refers to thing, which is no record"),
        ({}, [column_row("ID", table="bag")], "bag has columns but is no record type."),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused_with_a_sentence(
    given: Row, columns: list[Row], sentence: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue([record_type_row(**given)], [column_row("ID"), *columns])
    assert sentence in str(caught.value)


def test_a_key_that_is_not_text_and_a_table_listed_twice_are_refused() -> None:
    with pytest.raises(CatalogueError, match="basket: the key ID must be text"):
        read_catalogue([record_type_row()], [column_row("ID", "integer")])
    with pytest.raises(CatalogueError, match="basket is listed twice"):
        read_catalogue([record_type_row(), record_type_row(order="2")], [column_row("ID")])


def test_the_page_of_record_types_is_the_one_that_the_catalogue_writes() -> None:
    assert (REPOSITORY / "docs" / "record-types.md").read_text(encoding="utf-8") == page(CATALOGUE)


def test_the_page_has_words_for_every_data_type_and_store_rule() -> None:
    assert set(DATA_TYPES) == set(DataType)
    assert set(STORE_RULES) == set(StoreRule)
