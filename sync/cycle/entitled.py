"""To which sites records belong, and why: one set-based question, asked of two moments (R30–R37).

`entitle` joins subjects (records with their owner, store and parent) to the rows of `sync.route`,
directly, through the persons that they hang on, and through the transfer documents that they are
part of. The cycle asks it of the state before and after; repair, loads and `syncline explain`
ask it of the present. What is sent for a difference is `sync.cycle.destinations`' business.
"""

from dataclasses import dataclass

from sync.catalogue import CATALOGUE, RecordType
from sync.cycle.context import Cycle
from sync.kinds import PERSON_TABLES, ColumnSql, default_owner, owner_sql
from sync.names import literal, quoted
from sync.reasons import Owner
from sync.schema import sql_file
from sync.transfers import DOCUMENTS, triggers_by_table

SUBJECT_COLUMNS = """
    table_name VARCHAR, record_id VARCHAR, owner VARCHAR, store_id VARCHAR, other_id VARCHAR,
    parent_id VARCHAR
"""


@dataclass(frozen=True)
class Moment:
    """The tables that describe one moment; `name` ends the names of those that are made.

    `NOW` is what stands in the lake, `AFTER` the same as a cycle has copied it.
    """

    name: str
    route: str
    relation: str
    party: str


NOW = Moment("after", "sync.route", "sync.relation", "party")
AFTER = Moment("after", "route_now", "relation_now", "party")
BEFORE = Moment("before", "route_before", "relation_before", "party_before")


def entitle(cycle: Cycle, moment: Moment) -> None:
    """`entitled_<moment>`: where the records of `subject_<moment>` belong, all reasons.

    Needs `home_<moment>`, `seen_<moment>` and `document_<moment>` for the persons and documents
    of the subjects.
    """
    cycle.run(
        sql_file("entitled.sql")
        .replace("{moment}", moment.name)
        .replace("{route}", moment.route)
        .replace("{relation}", moment.relation)
    )


def held_sql(record_type: RecordType, where: str) -> str:
    """SQL for records that the centre holds, as subjects; `where` speaks of `held`."""
    key = quoted(record_type.key)
    other = record_type.other_party_column
    return f"""
    SELECT {literal(record_type.name)} AS table_name, held.{key} AS record_id,
        {_owner_sql(record_type)} AS owner, held._store_id AS store_id,
        {f"held.{quoted(other)}" if other else "NULL::VARCHAR"} AS other_id,
        {parent_column_sql(record_type)} AS parent_id
    FROM replica.{quoted(record_type.name)} AS held
    WHERE {where}
    """


def parent_column_sql(record_type: RecordType) -> str:
    """The parent of a held record: a line's header, else what it hangs on."""
    if record_type.parent_table is None:
        return "NULL::VARCHAR"
    if record_type.is_line:
        return f"held.{quoted(record_type.parent_columns[0])}"
    return "held._person_id"


def load_persons(cycle: Cycle) -> None:
    """`person`: the patients and prescribers that the subjects are or hang on."""
    cycle.run(
        """
        CREATE OR REPLACE TEMP TABLE person AS
        SELECT DISTINCT
            CASE WHEN s.table_name IN ('name', 'clinician') THEN s.table_name
                ELSE kind.parent_table END AS person_table,
            CASE WHEN s.table_name IN ('name', 'clinician') THEN s.record_id
                ELSE s.parent_id END AS person_id
        FROM (FROM subject_before UNION ALL FROM subject_after) AS s
        JOIN record_kind AS kind USING (table_name)
        WHERE s.owner IN ('patient', 'patient_at_store')
        """
    )
    if cycle.count("SELECT count(*) FROM person"):
        cycle.run(sql_file("persons_now.sql"))
        return
    for name in ("home_before", "home_after", "seen_before", "seen_after"):
        cycle.run(
            f"CREATE OR REPLACE TEMP TABLE {name} "
            "(person_table VARCHAR, person_id VARCHAR, store_id VARCHAR)"
        )


def load_documents(cycle: Cycle, moment: Moment) -> None:
    """`document_<moment>`: the transfer documents that the subjects are or are lines of (R34)."""
    target = f"document_{moment.name}"
    cycle.run(
        f"CREATE OR REPLACE TEMP TABLE {target} (table_name VARCHAR, record_id VARCHAR, "
        "store_id VARCHAR, other_store_id VARCHAR)"
    )
    for table_name, trigger in triggers_by_table().items():
        wanted = _documents_of(moment, table_name)
        if not cycle.count(f"SELECT count(*) FROM ({wanted})"):
            continue
        is_asked = f"doc.record_id IN ({wanted})"
        if moment is BEFORE:
            is_asked += (
                " AND doc.record_id NOT IN (SELECT record_id FROM settled_all "
                f"WHERE table_name = {literal(table_name)} UNION ALL SELECT record_id "
                f"FROM document_was WHERE table_name = {literal(table_name)})"
            )
        stored = document_sql(table_name, trigger, f"replica.{quoted(table_name)}")
        _add_documents(cycle, moment, f"({stored})", is_asked)
    if moment is BEFORE:
        _add_documents(cycle, moment, "document_was", "true")
    _add_halves(cycle, moment)


def _add_halves(cycle: Cycle, moment: Moment) -> None:
    """Both halves of the pairs known at that moment, whatever a merge made of a name (R34, T8)."""
    wanted = " UNION ".join(_documents_of(moment, table_name) for table_name in DOCUMENTS)
    if not cycle.count(f"SELECT count(*) FROM ({wanted})"):
        return
    for half, other in (("initiating", "responding"), ("responding", "initiating")):
        known = ""
        if moment is BEFORE:
            known = f" AND recognised_in_cycle < {cycle.given.cycle_no} " + (
                f"AND {half}_id NOT IN (SELECT record_id FROM late_half)"
            )
        cycle.run(
            f"INSERT INTO document_{moment.name} SELECT {half}_table, {half}_id, "
            f"{half}_store_id, {other}_store_id FROM sync.transfer_pair "
            f"WHERE {half}_id IN ({wanted}){known}"
        )

    if moment is BEFORE:
        cycle.run("INSERT INTO document_before FROM replaced_half")


def _documents_of(moment: Moment, table_name: str) -> str:
    """SQL for the headers of one table that subjects are, or are lines of."""
    subject = f"subject_{moment.name}"
    return (
        f"SELECT record_id FROM {subject} WHERE table_name = {literal(table_name)} "
        f"UNION SELECT s.parent_id FROM {subject} AS s JOIN record_kind AS kind "
        f"USING (table_name) WHERE kind.parent_table = {literal(table_name)}"
    )


def _add_documents(cycle: Cycle, moment: Moment, source: str, where: str) -> None:
    cycle.run(
        f"INSERT INTO document_{moment.name} "
        "SELECT doc.table_name, doc.record_id, doc.store_id, party.store_id "
        f"FROM {source} AS doc JOIN {moment.party} AS party ON party.name_id = doc.other_name_id "
        f"AND party.store_id <> doc.store_id WHERE doc.is_triggered AND {where}"
    )


def document_sql(table_name: str, trigger: str, source: str) -> str:
    """Documents with their other party, and whether the other site may see them."""
    header = CATALOGUE.tables[table_name]
    return f"""
    SELECT {literal(table_name)} AS table_name, doc.{quoted(header.key)} AS record_id,
        doc._store_id AS store_id, doc.{quoted(str(header.other_party_column))} AS other_name_id,
        coalesce({trigger}, false) AS is_triggered
    FROM {source} AS doc
    """


def _owner_sql(record_type: RecordType) -> str:
    own = owner_sql(record_type, _held_column(record_type))
    default = literal(default_owner(record_type).value)
    if record_type.name in PERSON_TABLES or record_type.parent_table != "name":
        return f"coalesce({own}, {default})"
    is_patient = (
        "EXISTS (SELECT 1 FROM replica.name AS patient WHERE patient.ID = held._person_id "
        "AND lower(patient.type) = 'patient')"
    )
    if record_type.name == "name_store_join":
        return f"CASE WHEN {is_patient} THEN '{Owner.PERSON_VISIBILITY}' ELSE {default} END"
    return f"coalesce({own}, CASE WHEN {is_patient} THEN {default} ELSE '{Owner.CENTRAL}' END)"


def _held_column(record_type: RecordType) -> ColumnSql:
    def sql(name: str) -> str:
        column = record_type.column(name)
        return f"held.{quoted(column.name)}" if column else "NULL::VARCHAR"

    return sql
