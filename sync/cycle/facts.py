"""What each open change says of its own record, and what the centre holds of it (R8, R8b).

Makes `stored_<n>` (the centre's rows for the records of a pass) and `fact` (a row per change:
owner, store, parent and other party as carried and as stored).
"""

from collections.abc import Sequence

from sync.catalogue import CATALOGUE, RecordType, StoreRule
from sync.cycle.context import Cycle
from sync.cycle.typed import TypedTable, as_said
from sync.kinds import SYNCED_PREFERENCE, ColumnSql, default_owner, owner_sql, store_sql
from sync.names import literal, quoted, short_key
from sync.reasons import Owner

FACT_COLUMNS = """
    change_no BIGINT, site_id INTEGER, table_name VARCHAR, record_id VARCHAR, action VARCHAR,
    level INTEGER, default_owner VARCHAR, fault VARCHAR,
    c_owner VARCHAR, c_store VARCHAR, c_parent VARCHAR, c_other VARCHAR, c_code VARCHAR,
    c_found VARCHAR,
    s_present BOOLEAN, s_owner VARCHAR, s_store VARCHAR, s_parent VARCHAR, s_other VARCHAR,
    s_change_no BIGINT
"""


def gather_facts(cycle: Cycle, tables: Sequence[TypedTable], level: int) -> None:
    """Fill `fact` for the changes of a level."""
    cycle.run(f"CREATE OR REPLACE TEMP TABLE fact ({FACT_COLUMNS})")
    for table in tables:
        _fetch_stored(cycle, table)
        cycle.run(f"INSERT INTO fact {_fact_sql(table, level)}")


def _fetch_stored(cycle: Cycle, table: TypedTable) -> None:
    """The centre's rows for the records of a pass.

    Keys are looked up in the narrow `_key` first; whole rows are read only from the data files
    that hold them, which the range of their change numbers tells.
    """
    first, last = cycle.rows(
        f"SELECT min(_change_no), max(_change_no) FROM {table.replica} WHERE _key IN "
        f"(SELECT {short_key('record_id')} FROM {table.typed})"
    )[0]
    wanted = (
        "false"
        if first is None
        else (
            f"_change_no BETWEEN {first} AND {last} AND {table.key} IN "
            f"(SELECT record_id FROM {table.typed})"
        )
    )
    cycle.run(
        f"CREATE OR REPLACE TEMP TABLE {table.stored} AS "
        f"SELECT * FROM {table.replica} WHERE {wanted}"
    )


def _fact_sql(table: TypedTable, level: int) -> str:
    record_type = table.record_type
    carried = _column_sql(table)
    return f"""
    SELECT t.change_no, t.site_id, {literal(record_type.name)}, t.record_id, t.action,
        {level}, kind.owner, t.fault,
        {_owner_said_sql(table, carried)}, {_store_said_sql(table, carried)},
        {parent_sql(record_type, carried)}, {_other_said_sql(table, carried)},
        {carried("code") if record_type.name == "store" else "NULL"},
        NULL,
        s.{table.key} IS NOT NULL, {owner_sql(record_type, _stored_column(record_type))},
        s._store_id, {parent_sql(record_type, _stored_column(record_type))},
        {_other_sql(record_type, _stored_column(record_type))}, s._change_no
    FROM {table.typed} AS t
    JOIN record_kind AS kind ON kind.table_name = {literal(record_type.name)}
    LEFT JOIN {table.stored} AS s ON s.{table.key} = t.record_id
    """


def _column_sql(table: TypedTable) -> ColumnSql:
    def sql(name: str) -> str:
        column = table.seen(name)
        return f"t.{column.sql_name}" if column else "NULL::VARCHAR"

    return sql


def _owner_said_sql(table: TypedTable, carried: ColumnSql) -> str:
    """A preference that leaves out its store or its name is still of what it was of (R22)."""
    if table.record_type.name != "pref":
        return owner_sql(table.record_type, carried)
    return (
        f"CASE WHEN {carried('store_ID')} IS NOT NULL THEN '{Owner.CENTRAL_STORE}' "
        f"WHEN NOT ({_says_no_store(table)}) THEN NULL "
        f"WHEN {as_said(table, 'item')} = {literal(SYNCED_PREFERENCE)} THEN '{Owner.CENTRAL}' "
        f"WHEN t.action = 'upsert' THEN '{Owner.LOCAL}' END"
    )


def _store_said_sql(table: TypedTable, carried: ColumnSql) -> str:
    """A facility tells the store where no `store_ID` is said or stored (R8, R22)."""
    record_type = table.record_type
    said = store_sql(record_type, carried)
    if record_type.store_rule is not StoreRule.FACILITY:
        return said
    own = carried(str(record_type.store_column))
    return f"CASE WHEN {own} IS NOT NULL OR {_says_no_store(table)} THEN {said} END"


def _says_no_store(table: TypedTable) -> str:
    """SQL for whether the record has no `store_ID` after the row."""
    seen, said = table.seen("store_ID"), as_said(table, "store_ID")
    if seen is None:
        return f"{said} IS NULL"
    return f"(CASE WHEN {seen.is_carried('t')} THEN t.{seen.sql_name} ELSE {said} END) IS NULL"


def _other_said_sql(table: TypedTable, carried: ColumnSql) -> str:
    """The other party as carried; blank where the row carries a blank one (R22, R26, R36)."""
    other = table.record_type.other_party_column
    seen = table.seen(other) if other else None
    if seen is None:
        return _other_sql(table.record_type, carried)
    return f"CASE WHEN {seen.is_carried('t')} THEN coalesce(t.{seen.sql_name}, '') END"


def _stored_column(record_type: RecordType) -> ColumnSql:
    def sql(name: str) -> str:
        column = record_type.column(name)
        return f"s.{quoted(column.name)}" if column else "NULL::VARCHAR"

    return sql


def parent_sql(record_type: RecordType, column: ColumnSql) -> str:
    if not record_type.parent_columns:
        return "NULL::VARCHAR"
    return f"coalesce({', '.join(column(name) for name in record_type.parent_columns)}, NULL)"


def _other_sql(record_type: RecordType, column: ColumnSql) -> str:
    other = record_type.other_party_column
    return column(other) if other else "NULL::VARCHAR"


def look_up_parents(cycle: Cycle) -> None:
    """`parent`: what the centre knows of the parents that the level's changes speak of.

    Makes `known_now` too: what it knows, without holding them, of the records and their parents.
    """
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE parent (table_name VARCHAR, record_id VARCHAR, "
        "state VARCHAR, reason VARCHAR, store_id VARCHAR, owner VARCHAR, other_id VARCHAR)"
    )
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE wanted_parent AS "
        "SELECT DISTINCT kind.parent_table AS table_name, "
        "unnest([c_parent, s_parent]) AS record_id "
        "FROM fact JOIN record_kind AS kind USING (table_name)"
    )
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE known_now AS FROM sync.known_record SEMI JOIN ("
        "SELECT table_name, record_id FROM fact UNION ALL FROM wanted_parent) "
        "USING (table_name, record_id)"
    )
    for (table_name,) in cycle.rows(
        "SELECT DISTINCT table_name FROM wanted_parent WHERE record_id IS NOT NULL ORDER BY ALL"
    ):
        cycle.run(parent_sql_of(table_name))
    cycle.run(
        "INSERT INTO parent SELECT known.table_name, known.record_id, known.state, known.reason, "
        "known.store_id, NULL, known.other_party_id FROM known_now AS known "
        "SEMI JOIN wanted_parent USING (table_name, record_id) "
        "ANTI JOIN parent USING (table_name, record_id)"
    )


def parent_sql_of(table_name: str, known_records: str = "known_now") -> str:
    """Fill `parent` with the wanted records of one table that the centre holds.

    A document that was left out since it was applied is for whom it was last addressed to.
    """
    record_type = CATALOGUE.tables[table_name]
    key = quoted(record_type.key)
    other, known = _other_sql(record_type, _stored_column(record_type)), ""
    if record_type.other_party_column:
        other = f"coalesce(known.other_party_id, {other})"
        known = (
            f"LEFT JOIN {known_records} AS known ON known.table_name = {literal(table_name)} "
            f"AND known.record_id = s.{key} AND known.state = 'left_out' "
            "AND known.change_no > s._change_no"
        )
    return f"""
    INSERT INTO parent
    SELECT {literal(table_name)}, s.{key}, 'held', NULL, s._store_id,
        coalesce({owner_sql(record_type, _stored_column(record_type))},
            {literal(default_owner(record_type).value)}),
        {other}
    FROM replica.{quoted(table_name)} AS s
    JOIN wanted_parent AS wanted
        ON wanted.table_name = {literal(table_name)} AND s.{key} = wanted.record_id
        AND s._key = {short_key("wanted.record_id")}
    {known}
    """
