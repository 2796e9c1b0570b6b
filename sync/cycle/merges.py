"""Merges: which record is kept, what refers to it, and which joins collapse (R20).

`sync.merged` holds every merge, each with the end of its chain. Whether a merge is allowed is
judged with all other changes, by `sync.cycle.decide`; here is what it needs to know and what
follows from it. Makes `merged`, `merge_row` and `merging`.
"""

from collections.abc import Collection, Sequence

from sync.catalogue import RecordType
from sync.cycle import decide, facts, persons, subjects
from sync.cycle.context import Cycle
from sync.cycle.typed import TypedTable
from sync.kinds import VISIBILITY_TABLES, is_join, pair_of
from sync.names import literal, quoted
from sync.rows import bring, insert
from sync.schema import kept_types, sql_file

Record = tuple[str, str]
"""Table and id."""


def load_merged(cycle: Cycle) -> None:
    """`merged`: the merges of earlier cycles; this cycle's are added pass by pass."""
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE merged AS "
        "SELECT table_name, deleted_id, kept_id FROM sync.merged"
    )


def note_merge_rows(cycle: Cycle) -> None:
    """`merge_row`: whom each merge among the candidates says to keep."""
    cycle.run(sql_file("merge_rows.sql"))


def has_merges(cycle: Cycle) -> bool:
    """Whether the pass has merges to judge."""
    cycle.run("DELETE FROM merging")
    return bool(cycle.count("SELECT count(*) FROM judgeable WHERE action = 'merge'"))


def judge_kept(cycle: Cycle) -> None:
    """`merging`: each merge of the pass with its kept record as the cycle leaves it.

    Of a chain the first merges are judged first: only those that are allowed lead on.
    """
    cycle.run(
        "UPDATE merge_row SET keep_id = merged.kept_id FROM judgeable JOIN merged USING "
        "(table_name) WHERE judgeable.change_no = merge_row.change_no "
        "AND merged.deleted_id = merge_row.keep_id"
    )
    _judge_what_is_kept(cycle)
    merges = "SELECT table_name, {} FROM judgeable JOIN merge_row USING (change_no)"
    chained = f"{merges.format('record_id')} INTERSECT {merges.format('keep_id')}"
    if cycle.count(f"SELECT count(*) FROM ({chained})"):
        decide.judge_rights(cycle)
        _follow_chains(cycle)
        _judge_what_is_kept(cycle)


def _follow_chains(cycle: Cycle) -> None:
    ends: dict[Record, str] = {}
    for change_no, table, record_id, keep_id, is_merged in cycle.rows(
        "SELECT change_no, table_name, record_id, keep_id, allowed AND NOT is_left_out "
        "FROM verdict WHERE action = 'merge' ORDER BY change_no"
    ):
        kept_id = ends.get((table, keep_id), keep_id)
        cycle.run("UPDATE merge_row SET keep_id = ? WHERE change_no = ?", [kept_id, change_no])
        if is_merged and kept_id != record_id:
            _follow(ends, (table, record_id), kept_id)


def _judge_what_is_kept(cycle: Cycle) -> None:
    """The kept records' own changes are judged first, on their own."""
    cycle.run("CREATE OR REPLACE TEMP TABLE judgeable_all AS FROM judgeable")
    cycle.run(
        "DELETE FROM judgeable WHERE action = 'merge' OR (table_name, record_id) NOT IN "
        "(SELECT (f.table_name, m.keep_id) FROM judgeable_all AS f JOIN merge_row AS m "
        "USING (change_no))"
    )
    decide.judge_rights(cycle)
    cycle.run("CREATE OR REPLACE TEMP TABLE judgeable AS FROM judgeable_all")
    _find_kept(cycle)


def _find_kept(cycle: Cycle) -> None:
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE wanted_parent AS "
        "SELECT DISTINCT f.table_name, merge_row.keep_id AS record_id "
        "FROM judgeable AS f JOIN merge_row USING (change_no)"
    )
    cycle.run("DELETE FROM parent")
    for (table_name,) in cycle.rows("SELECT DISTINCT table_name FROM wanted_parent ORDER BY ALL"):
        cycle.run(facts.parent_sql_of(table_name, "sync.known_record"))
    cycle.run(sql_file("merging.sql"))


def read_kept_ids(cycle: Cycle, table: TypedTable) -> None:
    """References that a pass brings to a merged record are read as the kept one."""
    for column in table.columns:
        target = _target(table.record_type, column.name)
        if target is None or not _has_merges(cycle, target):
            continue
        name = column.sql_name
        hit = (
            f"SELECT DISTINCT {literal(table.record_type.name)}, t.record_id FROM {table.typed} "
            f"AS t JOIN merged ON merged.table_name = {literal(target)} "
            f"AND t.{name} = merged.deleted_id"
        )
        if not cycle.count(f"SELECT count(*) FROM ({hit})"):
            continue
        cycle.rewritten_tables.add(table.record_type.name)
        if is_join(table.record_type):
            cycle.run(f"INSERT INTO rewritten_join {hit}")
        cycle.run(
            f"UPDATE {table.typed} AS t SET {name} = merged.kept_id FROM merged "
            f"WHERE merged.table_name = {literal(target)} AND t.{name} = merged.deleted_id"
        )


def note_merged(cycle: Cycle) -> set[str]:
    """Take the merges that the pass applied into `merged` and `sync.merged`; returns of what."""
    rows = cycle.rows(
        "SELECT v.table_name, v.record_id, v.keep_id FROM final_verdict AS v "
        "WHERE v.action = 'merge' AND v.final_decision = 'applied' ORDER BY v.change_no"
    )
    if not rows:
        return set()
    cycle.has_merged = True
    ends = _ends(cycle, sorted({row[0] for row in rows}))
    before = dict(ends)
    for table, deleted_id, keep_id in rows:
        _follow(ends, (table, deleted_id), ends.get((table, keep_id), keep_id))
    changed = [key for key, kept_id in sorted(ends.items()) if before.get(key) != kept_id]
    held = [(*key, before[key]) for key in changed if key in before]
    wanted = [(*key, ends[key]) for key in changed]
    in_lake = [(*row, cycle.given.cycle_no) for row in wanted]
    key = ("table_name", "deleted_id")
    bring(cycle.connection, "merged", key, held, wanted)
    bring(cycle.connection, "sync.merged", key, held, in_lake)
    insert(cycle.connection, "newly_merged", wanted)
    return {row[0] for row in rows}


def rewrite_references(cycle: Cycle, merged_tables: Collection[str]) -> None:
    """Stored references to what the pass merged name the kept records for the passes after it."""
    for record_type in kept_types():
        columns = [(c.name, str(c.references)) for c in record_type.references]
        if record_type.parent_table and record_type.store_rule.value != "parent":
            columns.append(("_person_id", record_type.parent_table))
        for name, target in columns:
            if target in merged_tables:
                _rewrite(cycle, record_type, name, target)
    if "clinician" in merged_tables:
        persons.prescribe_as_kept(cycle)


def collapse_joins(cycle: Cycle) -> None:
    """Joins that a merge has made equal become one; a store is never visible to itself."""
    touched = [t for t in kept_types() if is_join(t) and t.name in cycle.rewritten_tables]
    for record_type in touched:
        equal = _equal_joins_sql(record_type)
        if record_type.name in VISIBILITY_TABLES:
            table = f"replica.{quoted(record_type.name)}"
            persons.note_visibility_before(cycle, record_type.name, table, equal)
        cycle.run(
            f"DELETE FROM replica.{quoted(record_type.name)} "
            f"WHERE {quoted(record_type.key)} IN ({equal})"
        )
    if "name_store_join" in cycle.rewritten_tables or cycle.has_merged:
        cycle.run(
            "DELETE FROM replica.name_store_join WHERE ID IN (SELECT seen.ID "
            "FROM replica.name_store_join AS seen JOIN replica.store AS store "
            "ON store.ID = seen.store_ID AND store.name_ID = seen.name_ID "
            "WHERE seen.ID IN "
            "(SELECT record_id FROM rewritten_join WHERE table_name = 'name_store_join') "
            "OR seen.name_ID IN (SELECT kept_id FROM newly_merged WHERE table_name = 'name'))"
        )


def _equal_joins_sql(record_type: RecordType) -> str:
    """SQL for the ids of joins that say the same as one that survives."""
    first, second = (quoted(column.name) for column in pair_of(record_type))
    key, table = quoted(record_type.key), f"replica.{quoted(record_type.name)}"
    inactive = "coalesce(inactive, false)" if record_type.column("inactive") else "false"
    rewritten = (
        f"SELECT record_id FROM rewritten_join WHERE table_name = {literal(record_type.name)}"
    )
    return f"""
        SELECT {key} FROM {table}
        WHERE ({first}, {second}) IN (
            SELECT ({first}, {second}) FROM {table}
            WHERE {key} IN ({rewritten}) AND {first} IS NOT NULL AND {second} IS NOT NULL
        )
        QUALIFY row_number() OVER (
            PARTITION BY {first}, {second} ORDER BY {inactive}, {key} IN ({rewritten}), {key}
        ) > 1
    """


def _rewrite(cycle: Cycle, record_type: RecordType, name: str, target: str) -> None:
    table, column = f"replica.{quoted(record_type.name)}", quoted(name)
    hit = (
        f"SELECT {quoted(record_type.key)} FROM {table} WHERE {column} IN "
        f"(SELECT deleted_id FROM newly_merged WHERE table_name = {literal(target)})"
    )
    if not cycle.count(f"SELECT count(*) FROM ({hit})"):
        return
    cycle.rewritten_tables.add(record_type.name)
    _note_before(cycle, record_type, name, hit)
    cycle.run(
        f"UPDATE {table} AS held SET {column} = merged.kept_id FROM newly_merged AS merged "
        f"WHERE merged.table_name = {literal(target)} AND held.{column} = merged.deleted_id"
    )


def _note_before(cycle: Cycle, record_type: RecordType, column: str, hit: str) -> None:
    """Remember what the rewriting of `column` moves: joins, documents, what hangs on a person."""
    name, table = literal(record_type.name), f"replica.{quoted(record_type.name)}"
    if is_join(record_type) and column != "_person_id":
        cycle.run(f"INSERT INTO rewritten_join SELECT {name}, * FROM ({hit})")
    if record_type.name in VISIBILITY_TABLES:
        persons.note_visibility_before(cycle, record_type.name, table, hit)
    elif column == "_person_id":
        cycle.run(
            f"INSERT INTO rewritten_person SELECT {name}, {quoted(record_type.key)}, _person_id "
            f"FROM {table} WHERE {quoted(record_type.key)} IN ({hit})"
        )
    if column == record_type.other_party_column:
        subjects.note_documents_before(cycle, record_type.name, table, hit)


def _target(record_type: RecordType, name: str) -> str | None:
    column = record_type.column(name)
    return column.references if column else None


def _has_merges(cycle: Cycle, table_name: str) -> bool:
    return bool(
        cycle.count(f"SELECT count(*) FROM merged WHERE table_name = {literal(table_name)}")
    )


def _ends(cycle: Cycle, tables: Sequence[str]) -> dict[Record, str]:
    names = ", ".join(literal(name) for name in tables)
    return {
        (table, deleted_id): kept_id
        for table, deleted_id, kept_id in cycle.rows(
            f"SELECT table_name, deleted_id, kept_id FROM merged WHERE table_name IN ({names})"
        )
    }


def _follow(ends: dict[Record, str], merged: Record, kept_id: str) -> None:
    """Chains resolve to their end: what was merged into `merged` is now merged into `kept_id`."""
    table, deleted_id = merged
    for record, end in list(ends.items()):
        if record[0] == table and end == deleted_id:
            ends[record] = kept_id
    ends[merged] = kept_id
