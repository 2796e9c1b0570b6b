"""The cycle from settings to outgoing rows, step by step, inside the caller's transaction."""

import duckdb

from sync.cycle import again, content, decide, destinations, facts, intake, ledger, standing
from sync.cycle.context import Cycle, CycleCounts, CycleInput
from sync.cycle.typed import TypedTable, type_rows
from sync.home import Home
from sync.kinds import FIRST_LEVEL, LAST_LEVEL
from sync.names import literal, quoted
from sync.schema import sql_file


def run(connection: duckdb.DuckDBPyConnection, home: Home, given: CycleInput) -> CycleCounts:
    """Judge and apply everything that `given` names. The caller begins and commits."""
    cycle = start(connection, given)
    standing.load_standing(cycle)
    intake.load_kinds(cycle)
    intake.load_taken(cycle)
    intake.load_candidates(cycle)
    decide.judge_at_sight(cycle)
    cycle.run(sql_file("collecting.sql"))
    released = 0
    for level in range(FIRST_LEVEL, LAST_LEVEL + 1):
        if level == LAST_LEVEL:
            released = again.release_waiting(cycle)
        _judge_level(cycle, level)
        if level == FIRST_LEVEL:
            _settle_stores(cycle, home)
    if _relations_may_differ(cycle):
        standing.refresh_routes(cycle)
    else:
        standing.keep_routes(cycle)
    destinations.find_destinations(cycle)
    return ledger.close(cycle, released)


def _settle_stores(cycle: Cycle, home: Home) -> None:
    """Store records are as the cycle leaves them: rights and what is left out follow them."""
    if _touched(cycle, "store"):
        standing.load_store_facts(cycle)
        standing.refresh_rights(cycle)
    if cycle.is_network_new or _touched(cycle, "store"):
        again.take_back_left_out(cycle, home)


def start(connection: duckdb.DuckDBPyConnection, given: CycleInput) -> Cycle:
    last = connection.execute(
        "SELECT coalesce(max(last_change_no), 0), coalesce(max(last_position), 0) FROM sync.cycle"
    ).fetchone()
    assert last is not None
    return Cycle(connection, given, last_change_no=last[0], last_position=last[1])


def _judge_level(cycle: Cycle, level: int) -> None:
    """Type, judge and apply the changes of one level."""
    tables = type_rows(cycle, level)
    if not tables:
        return
    facts.gather_facts(cycle, tables, level)
    cycle.run(
        "INSERT INTO decided SELECT change_no, 'rejected', 'unreadable_data', "
        "fault || ' cannot be read', NULL FROM fact WHERE fault IS NOT NULL"
    )
    if level == LAST_LEVEL:
        _look_up_parents(cycle)
        decide.judge_parents(cycle)
    cycle.run(sql_file("judgeable_line.sql" if level == LAST_LEVEL else "judgeable.sql"))
    decide.judge_rights(cycle)
    content.find_unchanged(cycle, tables)
    cycle.run(sql_file("settle.sql"))
    for table in tables:
        _apply(cycle, table)


def _apply(cycle: Cycle, table: TypedTable) -> None:
    name = table.record_type.name
    count = cycle.count(f"SELECT count(*) FROM settled WHERE table_name = {literal(name)}")
    if not count:
        return
    cycle.applied_tables[name] = count
    destinations.note_documents_before(cycle, name, table.stored, table.key)
    content.apply_rows(cycle, table)
    for line in destinations.lines_of(table.record_type):
        _delete_lines(cycle, name, line.name, line.parent_columns[0])


def _delete_lines(cycle: Cycle, header: str, line: str, parent_column: str) -> None:
    """A deleted header takes its lines with it (R21)."""
    gone = f"SELECT record_id FROM settled WHERE table_name = {literal(header)} AND NOT is_present"
    if cycle.count(f"SELECT count(*) FROM ({gone})"):
        cycle.run(f"DELETE FROM replica.{quoted(line)} WHERE {quoted(parent_column)} IN ({gone})")


def _look_up_parents(cycle: Cycle) -> None:
    """`parent`: what the centre knows of the parents that the level's changes speak of."""
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE parent (table_name VARCHAR, record_id VARCHAR, "
        "state VARCHAR, reason VARCHAR, store_id VARCHAR, owner VARCHAR)"
    )
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE wanted_parent AS "
        "SELECT DISTINCT kind.parent_table AS table_name, "
        "unnest([c_parent, s_parent]) AS record_id "
        "FROM fact JOIN record_kind AS kind USING (table_name)"
    )
    for (table_name,) in cycle.rows(
        "SELECT DISTINCT table_name FROM wanted_parent WHERE record_id IS NOT NULL ORDER BY ALL"
    ):
        cycle.run(facts.parent_sql_of(table_name))
    cycle.run(
        "INSERT INTO parent SELECT known.table_name, known.record_id, known.state, known.reason, "
        "known.store_id, NULL FROM sync.known_record AS known "
        "SEMI JOIN wanted_parent USING (table_name, record_id) "
        "ANTI JOIN parent USING (table_name, record_id)"
    )


def _touched(cycle: Cycle, table_name: str) -> bool:
    return table_name in cycle.applied_tables


def _relations_may_differ(cycle: Cycle) -> bool:
    """Settings, store records or the visibility of a store changed (R7)."""
    if cycle.is_network_new or _touched(cycle, "store"):
        return True
    if not _touched(cycle, "name_store_join"):
        return False
    stored = "stored_" + str(
        cycle.count("SELECT dependency FROM record_kind WHERE table_name = 'name_store_join'")
    )
    return bool(
        cycle.count(
            f"""
            SELECT count(*) FROM (
                SELECT name_ID FROM {stored}
                UNION ALL
                SELECT name_ID FROM replica.name_store_join
                WHERE ID IN (SELECT record_id FROM settled WHERE table_name = 'name_store_join')
            ) AS seen
            JOIN store_fact ON store_fact.name_id = seen.name_ID
            """
        )
    )
