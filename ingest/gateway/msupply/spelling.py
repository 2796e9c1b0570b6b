"""Records in the spelling that a client demands, and what of its rows is not to be believed.

One conversion for all record types: the catalogue says what type a column has, and
`client_columns.csv` what each protocol wants of it. Its columns: `blank` is `never` where the
client drops a record without a value, `derived` where the centre makes an id in its place; a column
with `same_as` repeats another one under a second name; `kept` says which of the client's values
mean that it does not know the column (`blank`, or `zero` for blank and 0), so that the centre's own
value stays. A table that a protocol does not name is not sent to its clients.
"""

import csv
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from sync.catalogue import CATALOGUE, ColumnType, RecordType
from sync.catalogue.record_type import Column
from sync.made_ids import made_id

Record = dict[str, Any]
Spell = Callable[[Any], Any]

NOTHING = ("", "null", "nan", "undefined", "none")
ZERO_DATE = "0000-00-00"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
SECONDS = (3600, 60, 1)


class Protocol(StrEnum):
    V3 = "v3"
    V5 = "v5"


@dataclass(frozen=True)
class ClientColumn:
    """What a client wants of one column, under its own spelling of the name."""

    name: str
    blank: str
    same_as: str
    kept: str


def outward(protocol: Protocol, table_name: str, record_id: str, data: Mapping[str, Any]) -> Record:
    """A record of the centre as the protocol's clients read it.

    `data` is the record as it is packed: typed values under the catalogue's names.
    """
    record_type = CATALOGUE.tables[table_name]
    spell, needed = SPELL[protocol], NEEDED[protocol]
    known = {name.lower(): value for name, value in data.items()}
    told: Record = {}
    for column in record_type.columns:
        told[column.name] = spell[column.type](known.get(column.name.lower()))
    for name, value in data.items():
        if record_type.column(name) is None:
            told[name] = spell[_type_of(value)](value)
    told[record_type.key] = record_id
    for wanted in COLUMNS[protocol][table_name]:
        column = _column(record_type, wanted.same_as or wanted.name)
        value = told[column.name]
        if value in ("", None):
            value = _instead(wanted, column, record_id, needed, value)
        told[wanted.name] = value
    return told


def inward(protocol: Protocol, table_name: str, data: Any) -> Any:
    """What a client says, without the columns that it blanks because it does not know them.

    Nor what was sent to it in the place of nothing, which it sends back.
    """
    if not isinstance(data, dict):
        return data
    asked = {column.name.lower(): column for column in COLUMNS[protocol].get(table_name, ())}
    return {
        name: value
        for name, value in data.items()
        if not _is_wiped(protocol, table_name, asked.get(name.lower()), value)
    }


def tables_of(protocol: Protocol) -> frozenset[str]:
    """The tables that the protocol's clients know."""
    return frozenset(COLUMNS[protocol])


def _is_wiped(
    protocol: Protocol, table_name: str, asked: ClientColumn | None, value: Any
) -> bool:
    if asked is None:
        return False
    text = str(value).strip().lower()
    if asked.kept:
        return text in NOTHING or (asked.kept == "zero" and text in ("0", "0.0"))
    column = _column(CATALOGUE.tables[table_name], asked.name)
    if asked.blank != "never" or column.type is not ColumnType.TEXT or protocol is not Protocol.V3:
        return False
    return bool(text == NEEDED[protocol]["reference" if column.references else ColumnType.TEXT])


def _instead(
    wanted: ClientColumn, column: Column, record_id: str, needed: Record, value: Any
) -> Any:
    if wanted.blank == "derived":
        return made_id(f"{column.references}:{record_id}").lower()
    if wanted.blank != "never":
        return value
    return needed["reference" if column.references else column.type]


def _column(record_type: RecordType, name: str) -> Column:
    column = record_type.column(name)
    assert column is not None, f"{record_type.name} has no column {name}"
    return column


def _type_of(value: Any) -> ColumnType:
    """How a value is spelled whose column the catalogue does not know."""
    if isinstance(value, bool):
        return ColumnType.BOOLEAN
    if isinstance(value, int | float):
        return ColumnType.NUMBER
    return ColumnType.JSON if isinstance(value, dict | list) else ColumnType.TEXT


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _number_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _text(value)


def _boolean_text(value: Any) -> str:
    return "" if value is None else str(bool(value)).lower()


def _json_text(value: Any) -> str:
    """Unescaped: a device takes backslashes out of such a text."""
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _day(value: Any) -> str:
    """A date that every client can read; a year before 1 or after 9999 poisons one."""
    return str(value) if DAY.fullmatch(str(value)) else ZERO_DATE


def _moment(value: Any) -> str:
    text = str(value).replace(" ", "T")[:19]
    return text if MOMENT.fullmatch(text) and "BC" not in str(value) else ""


def _instant(value: Any) -> str:
    """Our timestamps are UTC; a client takes a time without a zone as its own."""
    moment = _moment(value)
    return f"{moment}Z" if moment else f"{ZERO_DATE}T00:00:00"


def _seconds(value: Any) -> int:
    parts = str(value or "00:00:00")[:8].split(":")
    return sum(int(part) * worth for part, worth in zip(parts, SECONDS, strict=True))


def _as_is(value: Any) -> Any:
    return value


SPELL: dict[Protocol, dict[ColumnType, Spell]] = {
    Protocol.V3: {
        ColumnType.TEXT: _text,
        ColumnType.NUMBER: _number_text,
        ColumnType.NUMBER_ZERO_NULL: _number_text,
        ColumnType.INTEGER: _number_text,
        ColumnType.BOOLEAN: _boolean_text,
        ColumnType.DATE: lambda value: f"{_day(value)}T00:00:00",
        ColumnType.TIME: lambda value: str(value or "00:00:00")[:8],
        ColumnType.TIMESTAMP: _instant,
        ColumnType.JSON: _json_text,
    },
    Protocol.V5: {
        ColumnType.TEXT: _text,
        ColumnType.NUMBER: _as_is,
        ColumnType.NUMBER_ZERO_NULL: lambda value: value or 0,
        ColumnType.INTEGER: _as_is,
        ColumnType.BOOLEAN: _as_is,
        ColumnType.DATE: _day,
        ColumnType.TIME: _seconds,
        ColumnType.TIMESTAMP: _moment,
        ColumnType.JSON: _as_is,
    },
}
NEEDED: dict[Protocol, Record] = {
    Protocol.V3: {
        "reference": "0", ColumnType.TEXT: "-", ColumnType.NUMBER: "0", ColumnType.INTEGER: "0",
        ColumnType.NUMBER_ZERO_NULL: "0", ColumnType.BOOLEAN: "false", ColumnType.JSON: "{}",
    },
    Protocol.V5: {
        "reference": "", ColumnType.TEXT: "", ColumnType.NUMBER: 0, ColumnType.INTEGER: 0,
        ColumnType.BOOLEAN: False, ColumnType.JSON: {},
    },
}  # fmt: skip
"""What stands for nothing where nothing is not allowed; a reference to nothing is `0` in v3."""


def _read_columns() -> dict[Protocol, dict[str, tuple[ClientColumn, ...]]]:
    text = files(__package__).joinpath("client_columns.csv").read_text(encoding="utf-8")
    read: dict[Protocol, dict[str, tuple[ClientColumn, ...]]] = {p: {} for p in Protocol}
    for row in csv.DictReader(text.splitlines()):
        tables = read[Protocol(row["protocol"])]
        column = ClientColumn(row["column"], row["blank"], row["same_as"], row["kept"])
        tables[row["table_name"]] = (*tables.get(row["table_name"], ()), column)
    return read


COLUMNS = _read_columns()
