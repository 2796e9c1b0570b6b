"""From the catalogue's data files to checked record types.

A fault in the data stops the program at once with a sentence that names the table: a wrong
catalogue would decide wrongly about every row.
"""

import csv
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib import resources
from typing import TypeVar

from sync.catalogue.checking import CatalogueError, check
from sync.catalogue.record_type import (
    Catalogue,
    Column,
    ColumnType,
    DataType,
    RecordType,
    StoreRule,
)

Row = Mapping[str, str]
Word = TypeVar("Word", bound=StrEnum)

LIST_SEPARATOR = "|"


def load_catalogue() -> Catalogue:
    """The catalogue of the installed package."""
    return read_catalogue(_rows("record_types.csv"), _rows("columns.csv"))


def read_catalogue(record_types: Iterable[Row], columns: Iterable[Row]) -> Catalogue:
    """Record types from rows as the CSV files have them; raises `CatalogueError`."""
    columns_of: dict[str, list[Column]] = {}
    for row in columns:
        columns_of.setdefault(row["table_name"], []).append(_column(row))
    tables: dict[str, RecordType] = {}
    for row in record_types:
        name = row["table_name"]
        if name in tables:
            raise CatalogueError(f"{name} is listed twice.")
        tables[name] = _record_type(row, columns_of.pop(name, []))
    if columns_of:
        raise CatalogueError(f"{min(columns_of)} has columns but is no record type.")
    check(tables)
    return Catalogue(tables)


def _record_type(row: Row, columns: Iterable[Column]) -> RecordType:
    name = row["table_name"]
    return RecordType(
        name=name,
        data_type=_word(DataType, row["data_type"], f"{name}: data type"),
        key=row["key"],
        store_rule=_word(StoreRule, row["store_rule"], f"{name}: store rule"),
        store_column=row["store_column"] or None,
        parent_table=row["parent_table"] or None,
        parent_columns=_names(row["parent_columns"]),
        patient_column=row["patient_column"] or None,
        other_party_column=row["other_party_column"] or None,
        is_kept=_flag(row, "kept"),
        is_dispensary_data=_flag(row, "dispensary_data"),
        withheld_without_transactions=_flag(row, "withheld_without_transactions"),
        identifies_patient=_names(row["identifies_patient"]),
        order=_number(row, "order"),
        note=row["note"],
        columns=tuple(columns),
    )


def _column(row: Row) -> Column:
    place = f"{row['table_name']}.{row['column']}: column type"
    return Column(row["column"], _word(ColumnType, row["type"], place), row["references"] or None)


def _word(words: type[Word], text: str, place: str) -> Word:
    try:
        return words(text)
    except ValueError:
        raise CatalogueError(f"{place} {text!r} is not one of {', '.join(words)}.") from None


def _flag(row: Row, field: str) -> bool:
    if row[field] not in ("", "true"):
        raise CatalogueError(f"{row['table_name']}: {field} must be true or empty.")
    return row[field] == "true"


def _number(row: Row, field: str) -> int:
    if not row[field].isdecimal():
        raise CatalogueError(f"{row['table_name']}: {field} {row[field]!r} is not a number.")
    return int(row[field])


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(LIST_SEPARATOR)) if text else ()


def _rows(file_name: str) -> list[dict[str, str]]:
    text = (resources.files("sync.catalogue") / file_name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


CATALOGUE = load_catalogue()
