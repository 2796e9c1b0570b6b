"""Comparing and merging rows column by column (R8d, R22).

A change's columns are compared with the record as its earlier changes left it. Blank, zero date
and null are one value by now, and a column that a row does not carry keeps what it was.
"""

import json
from collections.abc import Iterable, Sequence

from sync.cycle.context import Cycle
from sync.cycle.typed import SeenColumn, TypedTable
from sync.names import literal, quoted, short_key


def find_unchanged(cycle: Cycle, tables: Sequence[TypedTable]) -> None:
    """`identical`: the changes that carry nothing new."""
    cycle.run("CREATE OR REPLACE TEMP TABLE identical (change_no BIGINT)")
    often = {row[0] for row in cycle.rows("SELECT DISTINCT table_name FROM later_fact")}
    for table in tables:
        cycle.run(_before_sql(table, table.record_type.name in often))
        same = " AND ".join(
            f"(NOT {c.is_carried('t')} OR t.{c.sql_name} IS NOT DISTINCT FROM b.{c.sql_name})"
            for c in table.columns
        )
        cycle.run(
            f"INSERT INTO identical SELECT t.change_no FROM {table.typed} AS t "
            f"JOIN {table.before} AS b USING (change_no) "
            f"JOIN verdict AS v USING (change_no) "
            f"WHERE v.present AND t.action = 'upsert' AND {same or 'true'}"
        )


def apply_rows(cycle: Cycle, table: TypedTable) -> None:
    """Bring the replica of one record type to the state after the pass."""
    replaced = (
        f"SELECT s.{table.key} AS record_id, s._change_no FROM settled JOIN {table.stored} AS s "
        f"ON s.{table.key} = settled.record_id "
        f"WHERE settled.table_name = {literal(table.record_type.name)}"
    )
    first, last = cycle.rows(f"SELECT min(_change_no), max(_change_no) FROM ({replaced})")[0]
    if first is not None:
        cycle.run(
            f"DELETE FROM {table.replica} WHERE _change_no BETWEEN {first} AND {last} "
            f"AND {table.key} IN (SELECT record_id FROM ({replaced}))"
        )
    cycle.run(f"INSERT INTO {table.replica} BY NAME {_merged_sql(table)}")


def _before_sql(table: TypedTable, is_often: bool) -> str:
    names = "".join(f", {_stored_value(c)} AS {c.sql_name}" for c in table.columns)
    single = f"""
    CREATE OR REPLACE TEMP TABLE {table.before} AS
    SELECT v.change_no{names}
    FROM verdict AS v
    JOIN {table.stored} AS s ON s.{table.key} = v.record_id
    WHERE v.table_name = {literal(table.record_type.name)} AND v.n = 1 AND v.present
        AND v.action = 'upsert'
    """
    return single + (f" UNION ALL {_window_sql(table)}" if is_often else "")


def _stored_value(column: SeenColumn) -> str:
    if column.is_extra:
        return f"nullif(json_extract(s._extra, {_pointer(column)})::VARCHAR, 'null')"
    return f"s.{quoted(column.name)}"


def _window_sql(table: TypedTable) -> str:
    """Each change's record as the changes before it left it."""
    name = literal(table.record_type.name)
    all_ones = "".join(f", -1::BIGINT AS _carried{i}" for i in range(table.masks))
    masks = "".join(f", t._carried{i}" for i in range(table.masks))
    stored = "".join(f", {_stored_value(c)} AS {c.sql_name}" for c in table.columns)
    typed = "".join(f", t.{c.sql_name}" for c in table.columns)
    lasts = "".join(
        f", last_value(CASE WHEN counts AND {c.is_carried('r')} THEN {{'v': r.{c.sql_name}}} END "
        f"IGNORE NULLS) OVER earlier AS {c.sql_name}"
        for c in table.columns
    )
    unwrapped = "".join(f", {c.sql_name}.v AS {c.sql_name}" for c in table.columns)
    return f"""
    SELECT change_no{unwrapped} FROM (
        SELECT change_no{lasts}
        FROM (
            SELECT 0::BIGINT AS change_no, s.{table.key} AS record_id, 0 AS epoch, true AS counts
                {all_ones}{stored}
            FROM {table.stored} AS s
            WHERE s.{table.key} IN (SELECT record_id FROM later_fact WHERE table_name = {name})
            UNION ALL
            SELECT t.change_no, t.record_id, v.epoch,
                v.allowed AND NOT (v.is_left_out AND v.present) AND t.action = 'upsert'
                {masks}{typed}
            FROM {table.typed} AS t
            JOIN verdict AS v USING (change_no)
            WHERE v.n > 1
        ) AS r
        WINDOW earlier AS (
            PARTITION BY record_id, epoch ORDER BY change_no
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
    )
    WHERE change_no > 0
    """


def _merged_sql(table: TypedTable) -> str:
    """The whole record after its last applied change, for every settled record that is there."""
    seen = {c.name.lower(): c for c in table.columns if not c.is_extra}
    fields = [f"settled.record_id AS {table.key}"]
    for column in table.record_type.columns:
        if column.name.lower() == table.record_type.key.lower():
            continue
        found = seen.get(column.name.lower())
        value = (
            f"CASE WHEN {found.is_carried('t')} THEN t.{found.sql_name} ELSE b.{found.sql_name} END"
            if found
            else f"s.{quoted(column.name)}"
        )
        fields.append(f"{value} AS {quoted(column.name)}")
    fields.append(f"{_extra_sql(c for c in table.columns if c.is_extra)} AS _extra")
    return f"""
    SELECT {", ".join(fields)}, settled.site_id AS _site_id, settled.change_no AS _change_no,
        t.changed_at AS _changed_at, settled.store_id AS _store_id,
        {_person_sql(table)} AS _person_id,
        {short_key("settled.record_id")} AS _key
    FROM settled
    JOIN {table.typed} AS t ON t.change_no = settled.content_no
    LEFT JOIN {table.before} AS b ON b.change_no = settled.content_no
    LEFT JOIN {table.stored} AS s
        ON s.{table.key} = CASE WHEN settled.content_epoch = 0 THEN settled.record_id END
    WHERE settled.table_name = {literal(table.record_type.name)} AND settled.is_present
    """


def _person_sql(table: TypedTable) -> str:
    """What the record hangs on; a line names its header already."""
    return "NULL" if table.record_type.is_line else "settled.parent_id"


def _extra_sql(columns: Iterable[SeenColumn]) -> str:
    parts = [
        f"CASE WHEN {c.is_carried('t')} THEN {_key(c)} || coalesce(t.{c.sql_name}, 'null') "
        f"WHEN b.{c.sql_name} IS NOT NULL THEN {_key(c)} || b.{c.sql_name} END"
        for c in columns
    ]
    if not parts:
        return "s._extra"
    patch = f"'{{' || concat_ws(',', {', '.join(parts)}) || '}}'"
    return f"nullif(json_merge_patch(coalesce(s._extra, '{{}}'), {patch})::VARCHAR, '{{}}')::JSON"


def _key(column: SeenColumn) -> str:
    return literal(json.dumps(column.name) + ":")


def _pointer(column: SeenColumn) -> str:
    return literal("/" + column.name.replace("~", "~0").replace("/", "~1"))
