"""Where one record belongs now: the engine's own question, asked of a single subject (R30–R37).

The rules are `sync.route` and `entitled.sql`; here is put beside them what they are asked about.
"""

from sync.catalogue import CATALOGUE
from sync.cycle.entitled import NOW, SUBJECT_COLUMNS
from sync.explain.facts import Belonging, Facts, State
from sync.explain.gather import Lake
from sync.reasons import Owner, RouteReason
from sync.routing import Audience
from sync.schema import sql_file

TABLES = f"""
    CREATE OR REPLACE TEMP TABLE record_kind
        (table_name VARCHAR, parent_table VARCHAR, is_line BOOLEAN);
    CREATE OR REPLACE TEMP TABLE subject_after ({SUBJECT_COLUMNS});
    CREATE OR REPLACE TEMP TABLE home_after
        (person_table VARCHAR, person_id VARCHAR, store_id VARCHAR);
    CREATE OR REPLACE TEMP TABLE seen_after
        (person_table VARCHAR, person_id VARCHAR, store_id VARCHAR);
    CREATE OR REPLACE TEMP TABLE document_after
        (table_name VARCHAR, record_id VARCHAR, store_id VARCHAR, other_store_id VARCHAR);
"""


def belongings_of(lake: Lake, facts: Facts) -> tuple[Belonging, ...]:
    """Every site or audience that is entitled to hold the record, with the reasons."""
    if facts.state is not State.HELD or facts.record_type is None or facts.owner is None:
        return ()
    lake.execute(TABLES)
    _put_subject(lake, facts)
    _put_person(lake, facts)
    lake.execute(
        sql_file("entitled.sql")
        .replace("{moment}", NOW.name)
        .replace("{route}", NOW.route)
        .replace("{relation}", NOW.relation)
    )
    rows = lake.execute(
        f"SELECT DISTINCT audience, site_id, reason FROM entitled_{NOW.name} ORDER BY ALL"
    ).fetchall()
    return tuple(Belonging(audience, site, RouteReason(reason)) for audience, site, reason in rows)


def audiences(lake: Lake) -> dict[str, frozenset[int]]:
    """The sites of each shared audience now."""
    found: dict[str, set[int]] = {audience.value: set() for audience in Audience}
    for audience, site_id in lake.execute(
        "SELECT audience, site_id FROM sync.audience WHERE until_position IS NULL"
    ).fetchall():
        found[audience].add(site_id)
    return {audience: frozenset(sites) for audience, sites in found.items()}


def _put_subject(lake: Lake, facts: Facts) -> None:
    record_type = CATALOGUE.tables[facts.table_name]
    is_line = record_type.is_line
    lake.execute(
        "INSERT INTO record_kind VALUES (?, ?, ?)",
        [record_type.name, record_type.parent_table, is_line],
    )
    parent_id = facts.parent.record_id if facts.parent else None
    other_id = facts.other_party.store_id if facts.other_party else None
    lake.execute(
        "INSERT INTO subject_after BY NAME SELECT $t AS table_name, $r AS record_id, $o AS owner, "
        "$s AS store_id, $other AS other_id, $p AS parent_id",
        {
            "t": facts.table_name, "r": facts.record_id, "o": facts.owner, "s": facts.store_id,
            "other": other_id, "p": parent_id,
        },
    )  # fmt: skip
    is_document = facts.other_party is not None and facts.owner is not Owner.MESSAGE
    if is_document and facts.other_party and facts.other_party.is_triggered:
        document = (
            (record_type.parent_table, parent_id)
            if is_line
            else (facts.table_name, facts.record_id)
        )
        others = {other_id, *(pair.other_store_id for pair in facts.pairs)}
        lake.executemany(
            "INSERT INTO document_after VALUES (?, ?, ?, ?)",
            [[*document, facts.store_id, other] for other in sorted(filter(None, others))],
        )


def _put_person(lake: Lake, facts: Facts) -> None:
    person = facts.person
    if person is None:
        return
    key = ["clinician" if person.is_prescriber else "name", person.record_id]
    lake.execute("INSERT INTO home_after VALUES (?, ?, ?)", [*key, person.home_store_id])
    for store_id in person.seen_by:
        lake.execute("INSERT INTO seen_after VALUES (?, ?, ?)", [*key, store_id])
