"""Patients and prescribers: their home stores and who may see them (R13a, R14, R14a, D6).

A person that names no home store gets one from the centre, once, and one without a visibility
row gets what the rules say. What the centre makes are changes of its own, judged last in the
cycle like all others. Makes `home_found` and fills `special`, `overruled` and `candidate`.
"""

import json

from sync.cycle import own
from sync.cycle.context import Cycle
from sync.cycle.typed import TypedTable, as_said
from sync.kinds import CENTRE, PERSON_TABLES, VISIBILITY_TABLES
from sync.made_ids import made_id, made_id_sql
from sync.names import literal, quoted
from sync.reasons import Reason
from sync.rows import insert
from sync.schema import sql_file

TELLS_WHOSE = {
    "name": (PERSON_TABLES["name"], "type"),
    "clinician": (PERSON_TABLES["clinician"],),
}
"""Columns that tell whose a person is: a blank one tells nothing."""

IS_PERSON = {"name": "lower(held.type) = 'patient'", "clinician": "true"}
"""SQL for what is a person among the records of a table."""


def leave_blanks_out(cycle: Cycle, table: TypedTable) -> None:
    """A row does not carry a blank home store or type of a person (R8, R13a).

    What was known stays, and the record goes back to the sender as it stands (R22).
    """
    is_person = "true"
    if table.record_type.name == "name":
        is_person = f"lower({as_said(table, 'type')}) = 'patient'"
    for column in TELLS_WHOSE.get(table.record_type.name, ()):
        seen = table.seen(column)
        if seen is None:
            continue
        cycle.run(
            f"CREATE OR REPLACE TEMP TABLE blanked AS SELECT * FROM (SELECT t.change_no, "
            f"{as_said(table, column)} IS NOT NULL AS is_known, {is_person} AS is_person, "
            f"t.action = 'upsert' AND {seen.is_carried('t')} AND t.{seen.sql_name} IS NULL "
            f"AS is_blank FROM {table.typed} AS t "
            f"LEFT JOIN {table.stored} AS s ON s.{table.key} = t.record_id) "
            "WHERE is_blank AND is_person"
        )
        if cycle.count("SELECT count(*) FROM blanked"):
            cycle.run(
                f"INSERT INTO put_back SELECT change_no, {literal(column)}, "
                "'a blank one tells nothing' FROM blanked WHERE is_known"
            )
            cycle.run(
                f"UPDATE {table.typed} AS t SET {seen.not_carried()} FROM blanked "
                "WHERE blanked.change_no = t.change_no"
            )


def find_homes(cycle: Cycle) -> None:
    """`c_found`: the home store for new persons that name none (R13a), where one is found."""
    if not cycle.count(
        "SELECT count(*) FROM fact WHERE (NOT s_present OR action = 'delete') AND c_store IS NULL "
        "AND table_name IN ('name', 'clinician') AND coalesce(c_owner, 'patient') = 'patient'"
    ):
        return
    cycle.run(sql_file("home_found.sql"))
    cycle.run(
        "UPDATE fact SET c_found = home.store_id FROM home_found AS home "
        "WHERE fact.change_no = home.change_no"
    )
    # Until the centre has given the home that it found, the primary is the home site; what it
    # said before of a home that is not its own was refused.
    primary = cycle.given.network.primary
    cycle.run(
        f"INSERT INTO special SELECT change_no, '{Reason.HOME_SITE_EDITS_PATIENT}', NULL FROM ("
        f"SELECT *, c_store IS NOT NULL OR count(c_store) FILTER (site_id <> {primary}) OVER "
        "(PARTITION BY table_name, record_id ORDER BY change_no) > 0 AS has_named FROM fact "
        "WHERE (table_name, record_id) IN (SELECT (table_name, record_id) FROM home_found)) "
        f"WHERE site_id = {primary} AND action = 'upsert' AND NOT has_named"
    )


def judge_visibility(cycle: Cycle) -> None:
    """Visibility of new persons from their home site, and pairs that are known already (R14, D6).

    Works on `judgeable`; an id that the centre gave is told by its name.
    """
    cycle.run(sql_file("new_visibility.sql"))
    made = made_id_sql("table_name || ':' || person_id || ':' || store_id")
    cycle.run(
        "INSERT INTO special SELECT change_no, NULL, 'same_pair' "
        f"FROM seen_pair WHERE stored_id = {made}"
    )


def judge_repeats(cycle: Cycle, table: TypedTable) -> None:
    """A line that dispenses a repeat is the home site's alone (R14a)."""
    repeat = table.seen("repeat_ID")
    if table.record_type.name == "trans_line" and repeat is not None:
        cycle.run(
            "INSERT INTO special SELECT t.change_no, NULL, 'not_home_site' "
            f"FROM {table.typed} AS t JOIN line USING (change_no) "
            "JOIN replica.transact AS header ON header.ID = line.parent_id "
            "JOIN replica.name AS patient ON patient.ID = header.name_ID "
            "LEFT JOIN right_now AS home ON home.owner = 'patient' "
            "AND home.store_id = coalesce(patient._store_id, '') "
            f"WHERE t.{repeat.sql_name} IS NOT NULL AND lower(patient.type) = 'patient' "
            "AND home.site_id IS DISTINCT FROM t.site_id"
        )


def note_visibility_before(cycle: Cycle, table_name: str, source: str, where: str) -> None:
    """Remember how visibility rows stood before the cycle touched them."""
    person = "prescriber_ID" if table_name == "clinician_store_join" else "name_ID"
    inactive = "coalesce(inactive, false)" if table_name == "name_store_join" else "false"
    cycle.run(
        f"INSERT INTO visibility_before SELECT {literal(table_name)}, ID, {person}, store_ID, "
        f"{inactive} FROM {source} WHERE ID IN ({where}) AND ID NOT IN "
        f"(SELECT record_id FROM visibility_before WHERE table_name = {literal(table_name)})"
    )


def note_prescribed(cycle: Cycle, table: TypedTable) -> None:
    """`sync.prescribed`: where each prescriber has prescribed (R35)."""
    if table.seen("prescriber_ID") is None:
        return
    cycle.run(
        "INSERT INTO prescribed_new SELECT DISTINCT held.prescriber_ID, held._store_id "
        "FROM replica.transact AS held SEMI JOIN settled ON settled.record_id = held.ID "
        "ANTI JOIN sync.prescribed AS known ON known.prescriber_id = held.prescriber_ID "
        "AND known.store_id = held._store_id "
        "WHERE lower(held.type) = 'ci' AND held.prescriber_ID IS NOT NULL "
        "AND held._store_id IS NOT NULL"
    )
    cycle.run("INSERT INTO sync.prescribed SELECT * FROM prescribed_new")


def prescribe_as_kept(cycle: Cycle) -> None:
    """Where a merged prescriber has prescribed, the kept one has (R20, R35)."""
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE prescribed_as_kept AS "
        "SELECT DISTINCT merged.kept_id AS prescriber_id, known.store_id "
        "FROM newly_merged AS merged JOIN sync.prescribed AS known "
        "ON known.prescriber_id = merged.deleted_id "
        "WHERE merged.table_name = 'clinician' "
        "AND (merged.kept_id, known.store_id) NOT IN "
        "(SELECT (prescriber_id, store_id) FROM sync.prescribed)"
    )
    for name in ("prescribed_new", "sync.prescribed"):
        cycle.run(f"INSERT INTO {name} FROM prescribed_as_kept")


def make_changes(cycle: Cycle) -> int:
    """Queue the centre's own changes of persons for the last pass; returns how many."""
    if not cycle.has_touched("name", "clinician", "transact"):
        return 0
    _find_homeless(cycle)
    homes = [
        (table, record_id, {PERSON_TABLES[table]: store_id})
        for table, record_id, store_id in cycle.rows(
            "SELECT table_name, record_id, store_id FROM home_given ORDER BY ALL"
        )
    ]
    if not homes and not cycle.has_touched("name", "clinician"):
        return 0
    cycle.run(sql_file("visibility_given.sql"))
    seen = [
        _visibility_row(table, person_id, store_id)
        for table, person_id, store_id in cycle.rows(
            "SELECT table_name, person_id, store_id FROM visibility_given ORDER BY ALL"
        )
    ]
    insert(
        cycle.connection,
        "own_change",
        [(table, record_id, "upsert", json.dumps(data)) for table, record_id, data in homes + seen],
    )
    return own.queue(cycle, CENTRE)


def _find_homeless(cycle: Cycle) -> None:
    """`home_given`: the home stores that persons without one get (R13a)."""
    cycle.run(sql_file("homeless.sql"))
    for table_name, is_person in IS_PERSON.items():
        maybe = f"SELECT record_id FROM maybe_homeless WHERE table_name = {literal(table_name)}"
        if cycle.count(f"SELECT count(*) FROM ({maybe})"):
            cycle.run(
                f"INSERT INTO homeless SELECT {literal(table_name)}, held.ID "
                f"FROM replica.{quoted(table_name)} AS held WHERE held.ID IN ({maybe}) "
                f"AND {is_person} AND held.{PERSON_TABLES[table_name]} IS NULL AND ("
                "held._store_id IS NULL OR held.ID IN (SELECT record_id FROM home_found))"
            )
    if cycle.count("SELECT count(*) FROM homeless"):
        cycle.run(sql_file("homes_given.sql"))


def _visibility_row(
    person_table: str, person_id: str, store_id: str
) -> tuple[str, str, dict[str, object]]:
    table = next(join for join, person in VISIBILITY_TABLES.items() if person == person_table)
    column = "name_ID" if person_table == "name" else "prescriber_ID"
    record_id = made_id(f"{table}:{person_id}:{store_id}")
    return table, record_id, {"ID": record_id, column: person_id, "store_ID": store_id}
