"""What a value means, in the plainest way: enough to tell whether two records differ (R8d)."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sync.catalogue import CATALOGUE, ColumnType

Record = dict[str, Any]
"""Typed columns under their lower-case names; columns without a value are left out."""

NUMBERS = (ColumnType.NUMBER, ColumnType.NUMBER_ZERO_NULL, ColumnType.INTEGER)


def typed(table: str, data: dict[str, Any]) -> Record:
    """The columns that a row carries, None where it carries nothing."""
    return {name.lower(): _value(table, name, value) for name, value in data.items()}


def without_blanks(record: Record) -> Record:
    return {name: value for name, value in record.items() if value is not None}


def _value(table: str, name: str, value: Any) -> Any:
    kind = CATALOGUE.tables[table].column(name)
    if value is None or value == "" or str(value).startswith("0000-00-00"):
        return None
    if kind is None or kind.type is ColumnType.JSON:
        return json.dumps(value, sort_keys=True)
    if kind.type in NUMBERS:
        return float(value)
    if kind.type is ColumnType.BOOLEAN:
        return str(value).lower() == "true"
    return str(value)


def as_read(table: str, row: dict[str, Any]) -> Record:
    """A row of a replica as the model has it."""
    record = {
        name.lower(): _read(table, name, value)
        for name, value in row.items()
        if not name.startswith("_")
    }
    extra = json.loads(row.get("_extra") or "{}")
    return without_blanks(record | typed(table, extra))


def _read(table: str, name: str, value: Any) -> Any:
    kind = CATALOGUE.tables[table].column(name)
    if value is None:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if kind is not None and kind.type is ColumnType.JSON:
        return json.dumps(json.loads(value), sort_keys=True)
    return str(value)
