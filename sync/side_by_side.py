"""A change beside the centre's version of its record, column by column.

Both are compared as the cycle compares them: after typing, so that two spellings of the same
value do not differ, and a blank equals nothing (R8d).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import duckdb

from sync.catalogue import CATALOGUE, Column, RecordType
from sync.letters import Letter
from sync.names import literal, quoted
from sync.values import is_unreadable, typed


class Difference(StrEnum):
    """How a column of the change stands to the centre's."""

    SAME = "same"
    DIFFERS = "differs"
    UNREADABLE = "cannot be read"
    NOT_SENT = "not sent"


@dataclass(frozen=True)
class Cell:
    """One column as text; `sent` is None where the change is silent or blank."""

    column: str
    sent: str | None
    held: str | None
    difference: Difference


@dataclass(frozen=True)
class SideBySide:
    """`is_held`: the centre has the record. `note`: why there is nothing to compare, if so."""

    cells: tuple[Cell, ...]
    is_held: bool
    note: str = ""

    @property
    def differing(self) -> int:
        return sum(cell.difference is Difference.DIFFERS for cell in self.cells)


def compare(connection: duckdb.DuckDBPyConnection, letter: Letter) -> SideBySide:
    """The change beside the record that the centre holds; columns it carries come first."""
    record_type = CATALOGUE.get(letter.table_name)
    held = _held(connection, record_type, letter.record_id) if record_type else None
    is_held = held is not None
    if letter.action == "delete":
        return SideBySide(tuple(_not_sent(held or {}, set())), is_held, "the site deletes it")
    raw, note = _raw(letter.data)
    if letter.action == "merge":
        named = [Cell(key, value, None, Difference.DIFFERS) for key, value in raw.items()]
        return SideBySide(tuple(named), is_held, note or "the site merges it into another record")
    sent = _sent(connection, record_type, letter.site_id, raw)
    cells = [_cell(name, value, readable, held or {}) for name, value, readable in sent]
    return SideBySide(
        (*cells, *_not_sent(held or {}, {cell.column.lower() for cell in cells})), is_held, note
    )


def _held(
    connection: duckdb.DuckDBPyConnection, record_type: RecordType, record_id: str
) -> dict[str, str | None] | None:
    """Every column of the centre's record as text, unknown ones too; None without a record."""
    if not record_type.is_kept:
        return None
    names = [column.name for column in record_type.columns]
    shown = ", ".join(f"{quoted(name)}::VARCHAR" for name in names)
    row = connection.execute(
        f"SELECT {shown}, _extra::VARCHAR FROM replica.{quoted(record_type.name)} "
        f"WHERE {quoted(record_type.key)} = ?",
        [record_id],
    ).fetchone()
    if row is None:
        return None
    extra = {key: _as_text(value) for key, value in json.loads(row[-1] or "{}").items()}
    return {**dict(zip(names, row[:-1], strict=True)), **extra}


def _raw(data: str | None) -> tuple[dict[str, str | None], str]:
    """The row's keys with their texts, and what is wrong with it as a whole."""
    if data is None:
        return {}, "the content of the row is not kept here"
    try:
        row = json.loads(data)
    except ValueError:
        return {}, f"the row is not JSON: {data}"
    if not isinstance(row, dict):
        return {}, f"the row is not an object: {data}"
    return {key: _as_text(value) for key, value in row.items()}, ""


def _sent(
    connection: duckdb.DuckDBPyConnection,
    record_type: RecordType | None,
    site_id: int,
    raw: Mapping[str, str | None],
) -> list[tuple[str, str | None, bool]]:
    """(column, its typed value as text, whether it can be read) of every column carried."""
    known = {key: record_type.column(key) if record_type else None for key in raw}
    columns = [(key, column) for key, column in known.items() if column is not None]
    values = _typed(connection, columns, site_id, raw) if columns else {}
    sent = []
    for key, text in raw.items():
        column = known[key]
        value, is_readable = values.get(key, (text or None, True))
        sent.append((column.name if column else key, value, is_readable))
    return sent


def _typed(
    connection: duckdb.DuckDBPyConnection,
    columns: list[tuple[str, Column]],
    site_id: int,
    raw: Mapping[str, str | None],
) -> dict[str, tuple[str | None, bool]]:
    given = ", ".join(f"?::VARCHAR AS raw_{i}" for i in range(len(columns)))
    values = ", ".join(
        f"({typed(column.type, f'raw_{i}', 'zone')})::VARCHAR, "
        f"{is_unreadable(column.type, f'raw_{i}', 'zone')}"
        for i, (_, column) in enumerate(columns)
    )
    row = connection.execute(
        f"SELECT {values} FROM (SELECT {literal(_zone(connection, site_id))} AS zone, {given})",
        [raw[key] for key, _ in columns],
    ).fetchone()
    assert row is not None
    return {
        key: (raw[key] if row[2 * i + 1] else row[2 * i], not row[2 * i + 1])
        for i, (key, _) in enumerate(columns)
    }


def _zone(connection: duckdb.DuckDBPyConnection, site_id: int) -> str:
    row = connection.execute(
        "SELECT time_zone FROM sync.site WHERE site_id = ?", [site_id]
    ).fetchone()
    return str(row[0]) if row and row[0] else "UTC"


def _cell(
    name: str, sent: str | None, is_readable: bool, held: Mapping[str, str | None]
) -> Cell:
    if not is_readable:
        return Cell(name, sent, held.get(name), Difference.UNREADABLE)
    is_same = sent == held.get(name)
    return Cell(name, sent, held.get(name), Difference.SAME if is_same else Difference.DIFFERS)


def _not_sent(held: Mapping[str, str | None], carried: set[str]) -> list[Cell]:
    """What the centre holds besides: it would keep its value."""
    return [
        Cell(name, None, value, Difference.NOT_SENT)
        for name, value in held.items()
        if value is not None and name.lower() not in carried
    ]


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
