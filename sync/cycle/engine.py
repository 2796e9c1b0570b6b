"""The cycle from settings to outgoing rows, step by step, inside the caller's transaction."""

from collections.abc import Sequence

import duckdb

from sync.catalogue import CATALOGUE
from sync.cycle import (
    again,
    content,
    decide,
    destinations,
    facts,
    halves,
    intake,
    ledger,
    merges,
    orders,
    pairs,
    persons,
    procurement,
    received,
    standing,
    subjects,
)
from sync.cycle.context import Cycle, CycleCounts, CycleInput
from sync.cycle.typed import TypedTable, type_rows
from sync.home import Home
from sync.kinds import (
    CENTRE,
    FOR_HALVES,
    HALF_LINES,
    HALVES,
    LINES,
    PERSONS,
    RECEIVED,
    RECORDS,
    STORES,
    VISIBILITY_TABLES,
)
from sync.names import literal, literals, quoted
from sync.schema import sql_file

HEADER_TABLES = sorted(
    {str(t.parent_table) for t in CATALOGUE.tables.values() if t.is_line and t.parent_table}
)


def run(connection: duckdb.DuckDBPyConnection, home: Home, given: CycleInput) -> CycleCounts:
    """Judge and apply everything that `given` names. The caller begins and commits."""
    cycle = start(connection, given)
    standing.load_standing(cycle)
    intake.load_kinds(cycle)
    intake.load_taken(cycle)
    intake.load_candidates(cycle)
    cycle.run(sql_file("collecting.sql"))
    merges.load_merged(cycle)
    again.load_waiting(cycle)
    again.take_ordered(cycle)
    merges.note_merge_rows(cycle)
    decide.judge_at_sight(cycle)
    released = again.release_waiting(cycle)
    for level in (STORES, PERSONS, RECORDS, LINES):
        _judge_level(cycle, level)
        if level == STORES:
            released += _settle_stores(cycle, home)
        if level == PERSONS:
            released += _settle_preferences(cycle, home)
    _delete_lines(cycle, "settled_all")
    merges.collapse_joins(cycle)
    if persons.make_changes(cycle):
        _judge_level(cycle, CENTRE)
    released += _make_halves(cycle)
    pairs.follow_pairs(cycle)
    halves.return_to_owner(cycle)
    orders.sign(cycle)
    cycle.run(sql_file("settled_once.sql"))
    destinations.find_destinations(cycle, has_moved=_relations_may_differ(cycle))
    orders.close(cycle)
    return ledger.close(cycle, released)


def _make_halves(cycle: Cycle) -> int:
    """Transfers, from the records as the cycle leaves them (T1–T6).

    Returns how many waiting changes the halves have released.
    """
    has_open = pairs.note_acknowledged(cycle)
    new_pairs = pairs.find_pairs(cycle)
    pairs.note_second_halves(cycle)
    released = 0
    has_new_halves = halves.queue_headers(cycle, new_pairs, has_open=has_open)
    if has_new_halves:
        _judge_level(cycle, HALVES)
    if halves.queue_lines(cycle):
        _judge_level(cycle, HALF_LINES)
    if has_new_halves:
        released = again.release_for_halves(cycle)
        _judge_level(cycle, FOR_HALVES)
    if received.queue_received(cycle):
        _judge_level(cycle, RECEIVED)
    return released


def _settle_stores(cycle: Cycle, home: Home) -> int:
    """Store records are as the cycle leaves them: rights and what is left out follow them.

    Returns how many waiting changes what is taken back has released.
    """
    if cycle.has_touched("store"):
        standing.load_store_facts(cycle)
        standing.refresh_rights(cycle)
    cycle.run(sql_file("turned.sql"))
    has_new_party = bool(cycle.count("SELECT count(*) FROM turned"))
    if not cycle.is_network_new and not cycle.has_touched("store") and not has_new_party:
        return 0
    cycle.run(sql_file("sync_ids.sql"))
    return again.release_waiting(cycle) if again.take_back_left_out(cycle, home) else 0


def _settle_preferences(cycle: Cycle, home: Home) -> int:
    """A synced preference or a merge of names holds for the whole cycle that brings it (D4, R20).

    Returns how many waiting changes what is taken back has released.
    """
    if cycle.has_touched("pref") and procurement.load_preference(cycle):
        cycle.is_procurement_new = True
    if cycle.has_merged:
        cycle.run(sql_file("turned.sql"))
    elif not cycle.is_procurement_new:
        return 0
    standing.load_store_facts(cycle)
    if cycle.is_procurement_new:
        standing.refresh_rights(cycle)
    return again.release_waiting(cycle) if again.take_back_left_out(cycle, home) else 0


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
    for table in tables:
        merges.read_kept_ids(cycle, table)
    facts.gather_facts(cycle, tables, level)
    for table in tables:
        halves.put_links_back(cycle, table)
        persons.leave_blanks_out(cycle, table)
    cycle.run(
        "INSERT INTO decided SELECT change_no, 'rejected', 'unreadable_data', "
        "fault || ' cannot be read', NULL FROM fact WHERE fault IS NOT NULL"
    )
    if level == PERSONS:
        persons.find_homes(cycle)
    facts.look_up_parents(cycle)
    decide.judge_parents(cycle)
    cycle.run(sql_file("judgeable.sql"))
    _judge_special(cycle, tables)
    if merges.has_merges(cycle):
        merges.judge_kept(cycle)
    decide.judge_rights(cycle)
    content.find_unchanged(cycle, tables)
    cycle.run(sql_file("settle.sql"))
    _note_known(cycle)
    merged_tables = merges.note_merged(cycle)
    for table in tables:
        _apply(cycle, table)
    if level > LINES:
        _delete_lines(cycle, "settled")
    if merged_tables:
        merges.rewrite_references(cycle, merged_tables)


def _judge_special(cycle: Cycle, tables: Sequence[TypedTable]) -> None:
    """Rules of single record types, beside whose data it is (R14, R14a, R19)."""
    if any(table.record_type.name in VISIBILITY_TABLES for table in tables):
        persons.judge_visibility(cycle)
    for table in tables:
        persons.judge_repeats(cycle, table)
        procurement.allow_supervisor_orders(cycle, table)
        halves.allow_logs(cycle, table)


def _note_known(cycle: Cycle) -> None:
    """`sync.known_record`: forget what is held now, note what is gone or left out."""
    if cycle.count("SELECT count(*) FROM forgotten"):
        cycle.run(
            "DELETE FROM sync.known_record AS known WHERE EXISTS (SELECT 1 FROM forgotten "
            "WHERE known.table_name = forgotten.table_name "
            "AND known.record_id = forgotten.record_id)"
        )
    if cycle.count("SELECT count(*) FROM left_now"):
        cycle.run("INSERT INTO sync.known_record BY NAME FROM left_now")


def _apply(cycle: Cycle, table: TypedTable) -> None:
    name = table.record_type.name
    count = cycle.count(f"SELECT count(*) FROM settled WHERE table_name = {literal(name)}")
    if not count:
        return
    cycle.applied_tables[name] = cycle.applied_tables.get(name, 0) + count
    touched = f"SELECT record_id FROM settled WHERE table_name = {literal(name)}"
    subjects.note_documents_before(cycle, name, table.stored, touched)
    if name in VISIBILITY_TABLES:
        persons.note_visibility_before(cycle, name, table.stored, touched)
    received.note_received_before(cycle, table.record_type, table.stored, f"ID IN ({touched})")
    content.apply_rows(cycle, table)
    if name == "transact":
        persons.note_prescribed(cycle, table)


def _delete_lines(cycle: Cycle, settled: str) -> None:
    """A deleted header takes along the lines that are its own when all rows are judged (R21)."""
    gone = f"FROM {settled} WHERE NOT is_present AND table_name IN ({literals(HEADER_TABLES)})"
    for (header,) in cycle.rows(f"SELECT DISTINCT table_name {gone} ORDER BY ALL"):
        ids = f"SELECT record_id {gone} AND table_name = {literal(header)}"
        for line in subjects.lines_of(CATALOGUE.tables[header]):
            lines = f"replica.{quoted(line.name)}"
            where = f"{quoted(line.parent_columns[0])} IN ({ids})"
            received.note_received_before(cycle, line, lines, where)
            cycle.run(f"DELETE FROM {lines} WHERE {where}")


def _relations_may_differ(cycle: Cycle) -> bool:
    """Settings, store records or the visibility of a store changed (R7)."""
    if cycle.is_network_new or cycle.is_procurement_new or cycle.has_touched("store"):
        return True
    if "store" in cycle.rewritten_tables or "name_store_join" in cycle.rewritten_tables:
        return True
    if not cycle.has_touched("name_store_join"):
        return False
    return bool(
        cycle.count(
            """
            SELECT count(*) FROM (
                SELECT person_id AS name_id FROM visibility_before
                UNION ALL
                SELECT parent_id FROM settled_all WHERE table_name = 'name_store_join'
            ) AS seen
            JOIN store_fact ON store_fact.name_id = seen.name_id
            """
        )
    )
