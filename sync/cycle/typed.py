"""From JSON text to typed columns, one temporary table per record type (`typed_<n>`).

Only the columns that some row of the cycle carries are typed. `_carried` is a bit per column,
because an absent column keeps its value while a blank one empties it. Unknown keys are columns
too, typed as JSON. What a value means is `sync.values`' business.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sync.catalogue import CATALOGUE, ColumnType, RecordType
from sync.cycle.context import Cycle
from sync.kinds import WRITTEN_BY_CENTRE
from sync.names import literal, quoted
from sync.values import is_unreadable, typed

BITS = 60


@dataclass(frozen=True)
class SeenColumn:
    """A column that some row carries: its name, the spellings met, and its place in the mask."""

    name: str
    keys: tuple[str, ...]
    type: ColumnType | None
    index: int

    @property
    def is_extra(self) -> bool:
        return self.type is None

    @property
    def sql_name(self) -> str:
        return quoted(f"{'extra' if self.is_extra else 'column'}:{self.name}")

    def is_carried(self, alias: str) -> str:
        return f"({alias}._carried{self.index // BITS} & {1 << self.index % BITS} <> 0)"

    def not_carried(self) -> str:
        """SQL that takes the column from a row that carries it."""
        mask = f"_carried{self.index // BITS}"
        return f"{mask} = {mask} - {1 << self.index % BITS}"


@dataclass(frozen=True)
class TypedTable:
    """The typed rows of one record type in one pass."""

    record_type: RecordType
    number: int
    columns: tuple[SeenColumn, ...]

    @property
    def typed(self) -> str:
        return f"typed_{self.number}"

    @property
    def stored(self) -> str:
        return f"stored_{self.number}"

    @property
    def before(self) -> str:
        return f"before_{self.number}"

    @property
    def replica(self) -> str:
        return f"replica.{quoted(self.record_type.name)}"

    @property
    def key(self) -> str:
        return quoted(self.record_type.key)

    @property
    def masks(self) -> int:
        return len(self.columns) // BITS + 1

    def seen(self, name: str) -> SeenColumn | None:
        wanted = name.lower()
        return next((c for c in self.columns if not c.is_extra and c.name.lower() == wanted), None)


def as_said(table: TypedTable, column: str) -> str:
    """SQL for a column of `t` as it stands after the row, of the same site's rows and `s`."""
    seen, stored = table.seen(column), f"s.{quoted(column)}"
    if seen is None:
        return stored
    return (
        f"coalesce(last_value(t.{seen.sql_name} IGNORE NULLS) OVER "
        f"(PARTITION BY t.record_id, t.site_id ORDER BY t.change_no), {stored})"
    )


def type_rows(cycle: Cycle, level: int) -> list[TypedTable]:
    """Type every readable upsert of a level; rows are those of `judged` that are still open."""
    keys = _keys_seen(cycle, level)
    tables = []
    for name, number in cycle.rows(
        "SELECT kind.table_name, kind.dependency FROM judged "
        "JOIN record_kind AS kind USING (table_name) "
        "WHERE judged.level = $level AND kind.is_kept GROUP BY ALL ORDER BY kind.dependency",
        {"level": level},
    ):
        record_type = CATALOGUE.tables[name]
        table = TypedTable(record_type, number, _columns(record_type, keys.get(name, [])))
        cycle.run(_typing_sql(table, level))
        tables.append(table)
    return tables


def _keys_seen(cycle: Cycle, level: int) -> dict[str, list[str]]:
    seen: dict[str, list[str]] = {}
    for name, key in cycle.rows(
        "SELECT table_name, key FROM (SELECT DISTINCT table_name, unnest(json_keys(data)) AS key "
        "FROM judged WHERE level = $level AND action = 'upsert') ORDER BY ALL",
        {"level": level},
    ):
        seen.setdefault(name, []).append(key)
    return seen


def _columns(record_type: RecordType, keys: Sequence[str]) -> tuple[SeenColumn, ...]:
    spellings: dict[str, list[str]] = {}
    for key in keys:
        spellings.setdefault(key.lower(), []).append(key)
    catalogued = {column.name.lower(): column for column in record_type.columns}
    spellings.pop(record_type.key.lower(), None)
    spellings.pop(WRITTEN_BY_CENTRE.get(record_type.name, ""), None)
    found = []
    for index, (lower, spelled) in enumerate(spellings.items()):
        column = catalogued.get(lower)
        found.append(
            SeenColumn(
                column.name if column else spelled[0],
                tuple(spelled),
                column.type if column else None,
                index,
            )
        )
    return tuple(found)


def _typing_sql(table: TypedTable, level: int) -> str:
    """The whole typing of one record type as one statement."""
    groups = _spelling_groups(table.columns)
    parsed = "".join(f", from_json(data, {_spec(group)}) AS parsed_{i}"
                     for i, group in enumerate(groups))  # fmt: skip
    raws = "".join(f", {_raw_sql(column, groups)} AS raw_{column.index}"
                   for column in table.columns)  # fmt: skip
    typed_columns = "".join(f", {_typed_sql(column)} AS {column.sql_name}"
                            for column in table.columns)  # fmt: skip
    return f"""
    CREATE OR REPLACE TEMP TABLE {table.typed} AS
    WITH parsed AS MATERIALIZED (
        SELECT change_no, site_id, record_id, action, changed_at, zone,
            CASE WHEN contains(data, 'null') THEN json_keys(data) END AS keys{parsed}
        FROM judged
        WHERE level = {level} AND table_name = {literal(table.record_type.name)}
    ),
    raw AS MATERIALIZED (
        SELECT * EXCLUDE ({", ".join(f"parsed_{i}" for i in range(len(groups)))}){raws}
        FROM parsed
    )
    SELECT change_no, site_id, record_id, action, changed_at{_masks_sql(table)}{typed_columns},
        {_fault_sql(table)} AS fault
    FROM raw
    """


def _spelling_groups(columns: Sequence[SeenColumn]) -> list[list[tuple[SeenColumn, str]]]:
    """One struct per spelling, because a struct cannot hold names that differ only in case."""
    depth = max((len(column.keys) for column in columns), default=0)
    return [
        [(column, column.keys[i]) for column in columns if i < len(column.keys)]
        for i in range(depth)
    ] or [[]]


def _spec(group: Sequence[tuple[SeenColumn, str]]) -> str:
    fields = {key: "JSON" if column.is_extra else "VARCHAR" for column, key in group}
    return literal(json.dumps(fields or {"": "VARCHAR"}))


def _raw_sql(column: SeenColumn, groups: Sequence[Sequence[tuple[SeenColumn, str]]]) -> str:
    parts = [
        f"parsed_{i}.{quoted(key)}"
        for i, group in enumerate(groups)
        for member, key in group
        if member is column
    ]
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def _typed_sql(column: SeenColumn) -> str:
    raw = f"raw_{column.index}"
    if column.type is None:
        return f"nullif({raw}::VARCHAR, '\"\"')"
    return typed(column.type, raw, "zone")


def _masks_sql(table: TypedTable) -> str:
    masks = []
    for number in range(table.masks):
        bits = [
            f"CASE WHEN {_carried_sql(column)} THEN {1 << column.index % BITS} ELSE 0 END"
            for column in table.columns
            if column.index // BITS == number
        ]
        masks.append(f", ({' + '.join(bits) or '0'})::BIGINT AS _carried{number}")
    return "".join(masks)


def _carried_sql(column: SeenColumn) -> str:
    """A JSON null is carried too; only where nothing was read are the row's keys looked at."""
    names = ", ".join(literal(key) for key in column.keys)
    is_null = f"list_has_any(keys, [{names}])"
    return f"CASE WHEN raw_{column.index} IS NOT NULL THEN true ELSE {is_null} END"


def _fault_sql(table: TypedTable) -> str:
    branches = [
        f"WHEN {is_unreadable(column.type, f'raw_{column.index}', 'zone', column.sql_name)} "
        f"THEN {literal(column.name)}"
        for column in table.columns
        if column.type is not None and column.type is not ColumnType.TEXT
    ]
    return f"CASE {' '.join(branches)} END" if branches else "NULL::VARCHAR"
