"""The kinds of transfer and the list of allowed columns agree with the catalogue and the rules."""

import csv
import uuid
from importlib import resources

import duckdb
import pytest

from sync.catalogue import CATALOGUE
from sync.made_ids import NAMESPACE, made_id, made_id_sql
from sync.transfers import TRANSFER_KINDS, TransferKind, link_columns

ROWS = list(
    csv.DictReader(
        (resources.files("sync.catalogue") / "transfer_columns.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
)
NEVER = {"item_line_ID", "location_ID", "optionID"}


def columns_of(kind: TransferKind, part: str) -> list[str]:
    return [r["column"] for r in ROWS if (r["kind"], r["part"]) == (kind.name, part)]


@pytest.mark.parametrize("name", ["transact:A", "trans_line:é ü", ""])
def test_an_id_is_the_same_in_sql_as_in_python(name: str) -> None:
    found = duckdb.execute(f"SELECT {made_id_sql('n')} FROM (SELECT $n AS n)", {"n": name})
    assert found.fetchall() == [(uuid.uuid5(NAMESPACE, name).hex.upper(),)]
    assert made_id(name) == uuid.uuid5(NAMESPACE, name).hex.upper()


@pytest.mark.parametrize("kind", TRANSFER_KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_its_columns_and_all_are_the_catalogues(kind: TransferKind) -> None:
    for part, table in (
        ("header", CATALOGUE.tables[kind.responding_table]),
        ("line", kind.responding_line_table),
    ):
        named = columns_of(kind, part)
        assert named
        assert len(named) == len(set(named))
        assert {n for n in named if table.column(n) is None} == set()


def test_every_row_of_the_list_is_of_a_kind() -> None:
    assert {row["kind"] for row in ROWS} == {kind.name for kind in TRANSFER_KINDS}


@pytest.mark.parametrize("kind", TRANSFER_KINDS, ids=lambda kind: kind.name)
def test_nothing_is_copied_that_belongs_to_the_sender(kind: TransferKind) -> None:
    named = columns_of(kind, "header") + columns_of(kind, "line")
    assert not [name for name in named if name.lower().startswith("om_")]
    if kind.name != "requisition":
        assert NEVER.isdisjoint(named)


@pytest.mark.parametrize("kind", TRANSFER_KINDS, ids=lambda kind: kind.name)
def test_the_link_of_every_kind_is_protected(kind: TransferKind) -> None:
    assert kind.link_column in link_columns(kind.responding_table)
