"""Which records a cycle must look at to know what goes out: what changed, and what that moves.

Fills `subject_before` and `subject_after`. Touched records come from `settled_all`; records that
nobody edited are fetched only where a route, a relation, a visibility row or a document's other
party has changed, or where a site is to get everything (R38, R39).
"""

from sync.catalogue import CATALOGUE, RecordType
from sync.cycle.context import Cycle
from sync.cycle.entitled import SUBJECT_COLUMNS, document_sql, held_sql, parent_column_sql
from sync.kinds import PERSON_TABLES, VISIBILITY_TABLES, default_owner, tells_store_itself
from sync.names import literal, literals, quoted
from sync.reasons import Owner
from sync.schema import kept_types, sql_file
from sync.transfers import RESPONDING, triggers_by_table

STORE_KEYED = (
    Owner.STORE, Owner.ORDER, Owner.MESSAGE, Owner.STORE_RECORD, Owner.CENTRAL_STORE,
    Owner.PERSON_VISIBILITY,
)  # fmt: skip


def collect(cycle: Cycle) -> None:
    """Fill the subjects of both moments."""
    for moment in ("before", "after"):
        cycle.run(f"CREATE OR REPLACE TEMP TABLE subject_{moment} ({SUBJECT_COLUMNS})")
    cycle.run("CREATE OR REPLACE TEMP TABLE untouched " + f"({SUBJECT_COLUMNS})")
    cycle.run(sql_file("subjects_touched.sql"))
    if cycle.count("SELECT count(*) FROM route_moved"):
        _add_records_of_stores(cycle)
    _add_persons(cycle)
    _add_documents(cycle)
    _add_asked(cycle)
    cycle.run(sql_file("subjects_untouched.sql"))


def lines_of(header: RecordType) -> list[RecordType]:
    """The record types whose rows are lines of this one."""
    return [
        record_type
        for record_type in kept_types()
        if record_type.parent_table == header.name and record_type.is_line
    ]


def note_documents_before(cycle: Cycle, table_name: str, source: str, where: str) -> None:
    """`document_was`: how documents stood before the cycle touched them (R34)."""
    trigger = triggers_by_table().get(table_name)
    if trigger:
        cycle.run(
            f"INSERT INTO document_was SELECT * FROM ({document_sql(table_name, trigger, source)}) "
            f"WHERE record_id IN ({where}) AND record_id NOT IN "
            f"(SELECT record_id FROM document_was WHERE table_name = {literal(table_name)})"
        )


def _add_records_of_stores(cycle: Cycle) -> None:
    """Records of the stores whose routes have changed; a message is of two stores (R36)."""
    moved = "(SELECT store_id FROM route_moved WHERE is_of_store)"
    for record_type in kept_types():
        owner = default_owner(record_type)
        if owner in STORE_KEYED or tells_store_itself(record_type):
            where = f"held._store_id IN {moved}"
            if owner is Owner.MESSAGE:
                where += f" OR held.{quoted(str(record_type.other_party_column))} IN {moved}"
            _add(cycle, record_type, where)


def _add_persons(cycle: Cycle) -> None:
    """Persons whose home or sight has changed, with everything that hangs on them."""
    has_moved = cycle.has_touched("name", "clinician", *VISIBILITY_TABLES) or cycle.count(
        "SELECT (SELECT count(*) FROM route_moved) + (SELECT count(*) FROM rewritten_join) "
        "+ (SELECT count(*) FROM prescribed_new) + (SELECT count(*) FROM visibility_before)"
    )
    if not has_moved:
        return
    cycle.run(sql_file("persons_moved.sql"))
    for person_table in PERSON_TABLES:
        moved = f"SELECT person_id FROM person_moved WHERE person_table = {literal(person_table)}"
        if not cycle.count(f"SELECT count(*) FROM ({moved})"):
            continue
        person = CATALOGUE.tables[person_table]
        is_patient = " AND lower(held.type) = 'patient'" if person_table == "name" else ""
        _add(cycle, person, f"held.{quoted(person.key)} IN ({moved}){is_patient}")
        for record_type in kept_types():
            if (
                record_type.parent_table == person_table
                and default_owner(record_type) is Owner.PATIENT
            ):
                _add(cycle, record_type, f"held._person_id IN ({moved})")


def _add_documents(cycle: Cycle) -> None:
    """Transfer documents that other sites see now than before, with their lines (R34)."""
    has_moved = bool(cycle.count("SELECT count(*) FROM store_moved"))
    touched = {row[0] for row in cycle.rows("SELECT DISTINCT table_name FROM document_was")}
    for table_name, trigger in triggers_by_table().items():
        if has_moved or table_name in touched:
            header = CATALOGUE.tables[table_name]
            _add_whole(cycle, header, _moved_documents(header, trigger, has_moved=has_moved))
    answered = (
        "SELECT responding_table FROM new_pair WHERE NOT made_by_centre "
        "UNION SELECT table_name FROM late_half"
    )
    if has_moved:
        answered = literals(RESPONDING)
    for table_name in RESPONDING:
        if cycle.count(f"SELECT count(*) WHERE {literal(table_name)} IN ({answered})"):
            _add_whole(cycle, CATALOGUE.tables[table_name], _moved_halves(cycle, table_name))


def _moved_halves(cycle: Cycle, table_name: str) -> str:
    """SQL for responding halves that came of themselves, or whose stores' sites have moved."""
    return (
        "SELECT responding_id FROM sync.transfer_pair WHERE responding_table = "
        f"{literal(table_name)} AND responding_id IS NOT NULL AND ("
        f"recognised_in_cycle = {cycle.given.cycle_no} AND NOT made_by_centre "
        "OR responding_id IN (SELECT record_id FROM late_half) "
        "OR initiating_store_id IN (FROM store_moved) "
        "OR responding_store_id IN (FROM store_moved))"
    )


def _add_whole(cycle: Cycle, header: RecordType, ids: str) -> None:
    """Documents with their lines; `ids` is SQL."""
    cycle.run(f"CREATE OR REPLACE TEMP TABLE document_moved AS {ids}")
    if not cycle.count("SELECT count(*) FROM document_moved"):
        return
    _add(cycle, header, f"held.{quoted(header.key)} IN (FROM document_moved)")
    for line in lines_of(header):
        _add(cycle, line, f"{parent_column_sql(line)} IN (FROM document_moved)")


def _repair_whole(cycle: Cycle) -> None:
    """Who deleted a header in vain has deleted its lines too, and gets them back with it (R23)."""
    refused = (
        "SELECT DISTINCT r.site_id, r.record_id FROM to_repair AS r "
        "JOIN candidate USING (site_id, table_name, record_id) JOIN decided USING (change_no) "
        "WHERE candidate.action = 'delete' AND decided.decision = 'rejected' AND r.table_name = {}"
    )
    for (table_name,) in cycle.rows("SELECT DISTINCT table_name FROM to_repair ORDER BY ALL"):
        for line in lines_of(CATALOGUE.tables[table_name]):
            cycle.run(
                f"INSERT INTO to_repair SELECT r.site_id, {literal(line.name)}, "
                f"held.{quoted(line.key)}, 'repair' "
                f"FROM replica.{quoted(line.name)} AS held "
                f"JOIN ({refused.format(literal(table_name))}) AS r "
                f"ON r.record_id = {parent_column_sql(line)}"
            )


def _add_asked(cycle: Cycle) -> None:
    """Records to repair, and those that merges keep: where they belong is asked, no more."""
    _repair_whole(cycle)
    asked = (
        "SELECT table_name, record_id FROM to_repair UNION "
        "SELECT table_name, kept_id FROM newly_merged UNION "
        "SELECT table_name, record_id FROM rewritten_person"
    )
    for (table_name,) in cycle.rows(f"SELECT DISTINCT table_name FROM ({asked}) ORDER BY ALL"):
        record_type = CATALOGUE.tables[table_name]
        ids = f"SELECT record_id FROM ({asked}) WHERE table_name = {literal(table_name)}"
        _add(cycle, record_type, f"held.{quoted(record_type.key)} IN ({ids})")


def _moved_documents(header: RecordType, trigger: str, *, has_moved: bool) -> str:
    """SQL for the ids of documents whose share may have changed."""
    name = literal(header.name)
    now = document_sql(header.name, trigger, f"replica.{quoted(header.name)}")
    touched = f"""
    SELECT now.record_id FROM ({now}) AS now
    JOIN document_was AS old ON old.table_name = {name} AND old.record_id = now.record_id
    LEFT JOIN party ON party.name_id = now.other_name_id
    LEFT JOIN party_before ON party_before.name_id = old.other_name_id
    WHERE (now.is_triggered, now.store_id, party.store_id)
        IS DISTINCT FROM (old.is_triggered, old.store_id, party_before.store_id)
    """
    if not has_moved:
        return touched
    return f"""
    {touched}
    UNION
    SELECT now.record_id FROM ({now}) AS now
    LEFT JOIN party ON party.name_id = now.other_name_id
    LEFT JOIN party_before ON party_before.name_id = now.other_name_id
    WHERE now.is_triggered AND (
        now.store_id IN (FROM store_moved) OR party.store_id IN (FROM store_moved)
        OR party_before.store_id IN (FROM store_moved)
    )
    UNION
    SELECT initiating_id FROM sync.transfer_pair
    WHERE initiating_table = {name} AND (
        initiating_store_id IN (FROM store_moved) OR responding_store_id IN (FROM store_moved)
    )
    """


def _add(cycle: Cycle, record_type: RecordType, where: str) -> None:
    cycle.run(f"INSERT INTO untouched {held_sql(record_type, where)}")
