"""What goes out, to whom, and why (R30–R34, R38, R41).

Every record that the cycle changed is joined to `sync.route`; transfer documents and changed
relations add their own. Shared data is one row with an audience. Makes the rows of
`sync.outgoing_log` and `sync.outgoing_tally`.
"""

from sync.catalogue import CATALOGUE, RecordType
from sync.cycle.context import Cycle
from sync.kinds import default_owner
from sync.names import literal, quoted
from sync.reasons import ROUTE_RANK, Owner
from sync.schema import kept_types, sql_file
from sync.transfers import triggers_by_table


def note_documents_before(cycle: Cycle, table_name: str, source: str, key: str) -> None:
    """Remember how the documents of a pass stood before it, to see which trigger is new (R34)."""
    trigger = triggers_by_table().get(table_name)
    if trigger:
        cycle.run(
            f"INSERT INTO document_before {_document_sql(table_name, trigger, source, key)} "
            f"WHERE doc.{key} IN (SELECT record_id FROM settled)"
        )


def find_destinations(cycle: Cycle) -> None:
    """Fill the outgoing log of this cycle."""
    for table_name, trigger in triggers_by_table().items():
        _note_documents_after(cycle, CATALOGUE.tables[table_name], trigger)
    ranks = ", ".join(f"({literal(r.value)}, {rank})" for r, rank in ROUTE_RANK.items())
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE route_rank AS "
        f"FROM (VALUES {ranks}) AS ranked(reason, rank)"
    )
    cycle.run(sql_file("destined.sql"))
    _send_whole_documents(cycle)
    _send_new_relations(cycle)
    cycle.run(
        sql_file("outgoing.sql", cycle_no=cycle.given.cycle_no, position=cycle.last_position)
    )
    cycle.run(
        "INSERT INTO sync.outgoing_tally "
        "SELECT cycle_no, $ran_at, audience, destination_site_id, except_site_id, min(position), "
        "max(position), count(*) FROM sync.outgoing_log WHERE position > $position GROUP BY ALL "
        "ORDER BY ALL",
        {"ran_at": cycle.given.ran_at, "position": cycle.last_position},
    )
    cycle.last_position += cycle.count("SELECT count(*) FROM going_out")


def _document_sql(table_name: str, trigger: str, source: str, key: str) -> str:
    """Documents between two stores of the network, and whether the other site may see them."""
    other = CATALOGUE.tables[table_name].other_party_column or ""
    return f"""
    SELECT {literal(table_name)} AS table_name, doc.{key} AS record_id,
        doc._store_id AS store_id, party.store_id AS other_store_id,
        coalesce({trigger}, false) AS is_triggered
    FROM {source} AS doc
    JOIN party ON party.name_id = doc.{quoted(other)} AND party.store_id <> doc._store_id
    """


def _note_documents_after(cycle: Cycle, header: RecordType, trigger: str) -> None:
    """The documents of this cycle's headers, and of the headers of its lines."""
    key = quoted(header.key)
    wanted = f"SELECT record_id FROM settled_all WHERE table_name = {literal(header.name)}"
    for line in lines_of(header):
        parent = quoted(line.parent_columns[0])
        wanted += (
            f" UNION SELECT {parent} FROM replica.{quoted(line.name)} WHERE {quoted(line.key)} IN "
            f"(SELECT record_id FROM settled_all WHERE table_name = {literal(line.name)})"
        )
    names = [header.name, *(line.name for line in lines_of(header))]
    touched = ", ".join(literal(name) for name in names)
    if cycle.count(f"SELECT count(*) FROM settled_all WHERE table_name IN ({touched})"):
        document = _document_sql(header.name, trigger, f"replica.{quoted(header.name)}", key)
        cycle.run(f"INSERT INTO document_after {document} WHERE doc.{key} IN ({wanted})")


def lines_of(header: RecordType) -> list[RecordType]:
    """The record types whose rows are lines of this one."""
    return [
        record_type
        for record_type in kept_types()
        if record_type.parent_table == header.name and record_type.store_rule.value == "parent"
    ]


def _send_whole_documents(cycle: Cycle) -> None:
    """Lines go with their header's document; all of them when its trigger is new (R34)."""
    for table_name in triggers_by_table():
        for line in lines_of(CATALOGUE.tables[table_name]):
            if not cycle.count(
                f"SELECT count(*) FROM document_after WHERE is_triggered "
                f"AND table_name = {literal(table_name)}"
            ):
                continue
            parent, key = quoted(line.parent_columns[0]), quoted(line.key)
            cycle.run(
                f"""
                INSERT INTO destined
                SELECT {literal(line.name)}, line.{key}, line._change_no, line._site_id,
                    coalesce(settled.except_site_id, NULL), 'upsert', 'site', share.site_id,
                    'transfer_both_halves', {line.order}
                FROM replica.{quoted(line.name)} AS line
                JOIN document_share AS share
                    ON share.table_name = {literal(table_name)} AND share.record_id = line.{parent}
                LEFT JOIN item AS settled
                    ON settled.table_name = {literal(line.name)} AND settled.record_id = line.{key}
                WHERE share.is_new OR settled.record_id IS NOT NULL
                """
            )


def _send_new_relations(cycle: Cycle) -> None:
    """What a site is entitled to now and was not before, though nobody edited it (R38)."""
    cycle.run(sql_file("gained.sql"))
    if not cycle.count("SELECT count(*) FROM gained"):
        return
    for record_type in kept_types():
        owner = default_owner(record_type)
        if owner in (Owner.STORE_RECORD, Owner.CENTRAL_STORE, Owner.STORE):
            cycle.run(_gained_sql(record_type, owner))
    cycle.run(_gained_names_sql())


def _gained_sql(record_type: RecordType, owner: Owner) -> str:
    key = quoted(record_type.key)
    entitled = {
        Owner.STORE_RECORD: "gained.was_none",
        Owner.CENTRAL_STORE: "gained.relation = 'active'",
        Owner.STORE: "gained.is_whole",
    }[owner]
    return f"""
    INSERT INTO destined
    SELECT {literal(record_type.name)}, held.{key}, held._change_no, held._site_id, NULL,
        'upsert', 'site', gained.site_id, gained.reason, {record_type.order}
    FROM replica.{quoted(record_type.name)} AS held
    JOIN gained ON gained.store_id = held._store_id AND {entitled}
    WHERE held.{key} NOT IN
        (SELECT record_id FROM item WHERE table_name = {literal(record_type.name)})
    """


def _gained_names_sql() -> str:
    """The name goes with its store, on purpose again: a device may have dropped it."""
    order = CATALOGUE.tables["name"].order
    return f"""
    INSERT INTO destined
    SELECT 'name', held.ID, held._change_no, held._site_id, NULL, 'upsert', 'site',
        gained.site_id, gained.reason, {order}
    FROM replica.name AS held
    JOIN store_fact ON store_fact.name_id = held.ID
    JOIN gained ON gained.store_id = store_fact.store_id AND gained.was_none
    WHERE held.ID NOT IN (SELECT record_id FROM item WHERE table_name = 'name')
    """
