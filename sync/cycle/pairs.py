"""Pairs of transfer halves: finding new ones, and following what becomes of them (T1, T7, D9).

A pair is recognised once, in the first cycle in which its initiating half is triggered and both
stores are known; from then on its row in `sync.transfer_pair` follows the halves. Making the
responding half is `sync.cycle.halves`' business. Makes `new_pair`.
"""

from sync.cycle.context import Cycle
from sync.made_ids import made_id_sql
from sync.names import literal, literals, quoted, short_key
from sync.schema import sql_file
from sync.transfers import (
    ALIKE,
    CANCELLED,
    DOCUMENTS,
    INITIATING,
    IS_SENT,
    IS_STOCK,
    LOOSE,
    NUMBER_COLUMNS,
    PRICES,
    RECEIVED_ON,
    RESPONDING,
    SENT_ON,
    TRANSFER_KINDS,
    UNITS,
    TransferKind,
    answers_sql,
    line_of,
)


def find_pairs(cycle: Cycle) -> int:
    """Recognise new pairs among the documents that the cycle changed; returns how many."""
    cycle.run(sql_file("pairs_found.sql"))
    has_new_party = bool(cycle.count("SELECT count(*) FROM new_party"))
    for table_name in INITIATING:
        if cycle.has_touched(table_name) or has_new_party:
            cycle.run(f"INSERT INTO found_pair {_found_sql(cycle, table_name, has_new_party)}")
    if cycle.count("SELECT count(*) FROM found_pair"):
        sql = sql_file("pairs_standing.sql").replace("{alike}", literals(ALIKE))
        cycle.run(sql.replace("{answers}", answers_sql()))
    found = cycle.rows("SELECT kind, count(*) FROM found_pair GROUP BY kind")
    for kind in TRANSFER_KINDS:
        if kind.name in dict(found):
            cycle.run(f"INSERT INTO pushed_half {_pushed_sql(kind)}")
    if found:
        made_id = made_id_sql("found.initiating_table || ':' || found.initiating_id")
        sql = sql_file("pairs_new.sql", cycle_no=cycle.given.cycle_no, ran_at=cycle.given.ran_at)
        cycle.run(sql.replace("{made_id}", made_id))
    return sum(count for _, count in found)


def _found_sql(cycle: Cycle, table_name: str, has_new_party: bool) -> str:
    """SQL for the initiating halves of a table that may begin a pair, of every kind that they may.

    Whether a pair stands already, or the half answers another, is asked of what is found.
    """
    name = literal(table_name)
    touched = f"SELECT record_id FROM settled_all WHERE table_name = {name} AND is_present"
    first, last = cycle.rows(
        f"SELECT coalesce(min(change_no), 0), coalesce(max(change_no), 0) FROM settled_all "
        f"WHERE table_name = {name}"
    )[0]
    where = f"doc._change_no BETWEEN {first} AND {last} AND doc.ID IN ({touched})"
    if has_new_party:
        newly_known = "SELECT store_id FROM party JOIN new_party USING (name_id)"
        where = f"({where} OR doc.name_ID IN (FROM new_party) OR doc._store_id IN ({newly_known}))"
    site = "mine.active_site_id"
    if table_name == "purchase_order":
        site = f"CASE WHEN mine.is_procured THEN {cycle.given.network.primary} ELSE {site} END"
    begun = ", ".join(
        f"CASE WHEN ({kind.is_triggered}) AND ({kind.is_begun}) THEN {{'kind': "
        f"{literal(kind.name)}, 'responding_table': {literal(kind.responding_table)}}} END"
        for kind in TRANSFER_KINDS
        if kind.table_name == table_name
    )
    return f"""
    SELECT begun.kind, {name}, initiating_id, initiating_store_id, begun.responding_table,
        responding_store_id, same_site
    FROM (
        SELECT unnest([{begun}]) AS begun, doc.ID AS initiating_id,
            doc._store_id AS initiating_store_id, party.store_id AS responding_store_id,
            theirs.active_site_id = {site} AS same_site
        FROM replica.{quoted(table_name)} AS doc
        JOIN party ON party.name_id = doc.name_ID AND party.store_id <> doc._store_id
        JOIN store_fact AS theirs ON theirs.store_id = party.store_id
        JOIN store_fact AS mine ON mine.store_id = doc._store_id AND mine.is_assigned
            AND mine.name_id IS NOT NULL
        WHERE {where} AND ({CANCELLED[table_name]}) IS NOT TRUE
    )
    WHERE begun IS NOT NULL
    """


def _pushed_sql(kind: TransferKind) -> str:
    """SQL for halves that the responding site has made itself, by whom they answer."""
    link = quoted(kind.link_column)
    return f"""
    SELECT found.kind, found.initiating_id, min(doc.ID),
        list_sort(list(DISTINCT doc.ID))[2] AS second_id
    FROM replica.{quoted(kind.responding_table)} AS doc
    JOIN found_pair AS found
        ON found.kind = {literal(kind.name)} AND doc.{link} = found.initiating_id
        AND doc._store_id = found.responding_store_id
    WHERE {kind.is_responding}
    GROUP BY ALL
    """


def note_second_halves(cycle: Cycle) -> None:
    """A half that a site pushes for a known pair: the missing one, or a second one (D9).

    One that takes the place of a half that its site has deleted is the missing one.
    """
    touched = [name for name in RESPONDING if cycle.has_touched(name)]
    if not touched:
        return
    cycle.run(
        f"CREATE OR REPLACE TEMP TABLE answer AS {' UNION ALL '.join(map(_answers_sql, touched))}"
    )
    if cycle.count("SELECT count(*) FROM answer"):
        cycle.run(sql_file("pairs_late.sql"))
    cycle.run(sql_file("pairs_seconded.sql"))
    tables = cycle.rows("SELECT DISTINCT responding_table FROM seconded ORDER BY ALL")
    if tables:
        held = " UNION ALL ".join(_held_sql(name) for (name,) in tables)
        cycle.run(sql_file("pairs_second.sql").replace("{held}", held))


def _held_sql(table_name: str) -> str:
    """SQL for the halves of the seconded pairs that are there."""
    name = literal(table_name)
    ids = (
        "SELECT unnest([responding_id, second_id]) AS record_id FROM seconded "
        f"WHERE responding_table = {name}"
    )
    keys = f"SELECT {short_key('record_id')} FROM ({ids}) WHERE record_id IS NOT NULL"
    return (
        f"SELECT {name} AS table_name, ID AS record_id FROM replica.{quoted(table_name)} "
        f"WHERE _key IN ({keys}) AND ID IN ({ids})"
    )


def _answers_sql(table_name: str) -> str:
    """SQL for the responding halves of a table that the cycle changed, by whom they answer."""
    name = literal(table_name)
    answers = ", ".join(
        f"CASE WHEN doc.{quoted(kind.link_column)} IS NOT NULL AND {kind.is_responding} "
        f"THEN {{'kind': {literal(kind.name)}, 'id': doc.{quoted(kind.link_column)}}} END"
        for kind in TRANSFER_KINDS
        if kind.responding_table == table_name
    )
    return f"""
    SELECT answer.kind AS kind, answer.id AS initiating_id, store_id, {name} AS table_name,
        record_id
    FROM (
        SELECT unnest([{answers}]) AS answer, doc._store_id AS store_id, doc.ID AS record_id
        FROM replica.{quoted(table_name)} AS doc
        SEMI JOIN settled_all AS s
            ON s.table_name = {name} AND s.record_id = doc.ID AND s.change_no = doc._change_no
    )
    WHERE answer IS NOT NULL
    """


def note_acknowledged(cycle: Cycle) -> bool:
    """What the responding site has acknowledged, or has pushed a row of, it has (T5, D9).

    Returns whether there were halves of which that was not known.
    """
    is_open = "made_by_centre AND NOT is_acknowledged AND state <> 'cancelled'"
    if not cycle.count(f"SELECT count(*) FROM sync.transfer_pair WHERE {is_open}"):
        return False
    pushed = {row[0] for row in cycle.rows("SELECT DISTINCT table_name FROM candidate")}
    lines = [
        f"UNION {_pushed_lines_sql(name)}" for name in RESPONDING if line_of(name).name in pushed
    ]
    cycle.run(sql_file("pairs_acknowledged.sql").replace("{lines}", " ".join(lines)))
    if cycle.count("SELECT count(*) FROM acknowledged_pair WHERE NOT is_seen"):
        cycle.run(sql_file("pairs_seen_before.sql"))
    if cycle.count("SELECT count(*) FROM acknowledged_pair WHERE is_seen"):
        cycle.run(
            "UPDATE sync.transfer_pair AS pair SET is_acknowledged = true "
            "FROM acknowledged_pair AS now WHERE now.is_seen "
            "AND pair.initiating_table = now.initiating_table "
            "AND pair.initiating_id = now.initiating_id"
        )
    return True


def _pushed_lines_sql(table_name: str) -> str:
    """SQL for the documents of a table of which a line was pushed, and by whom."""
    line = line_of(table_name)
    return f"""
    SELECT pushed.site_id, {literal(table_name)}, line.{quoted(line.parent_columns[0])}
    FROM pushed
    JOIN replica.{quoted(line.name)} AS line
        ON line._key = {short_key("pushed.record_id")}
        AND line.{quoted(line.key)} = pushed.record_id
    WHERE pushed.table_name = {literal(line.name)}
    """


def follow_pairs(cycle: Cycle) -> None:
    """Bring the rows of the pairs whose halves the cycle changed to how the halves are now."""
    if not cycle.has_touched(*DOCUMENTS, *(line_of(name).name for name in DOCUMENTS)):
        return
    cycle.run(
        sql_file("pairs_changed.sql", cycle_no=cycle.given.cycle_no).replace(
            "{documents}", literals(DOCUMENTS)
        )
    )
    tables = cycle.rows(
        "SELECT DISTINCT initiating_table, responding_table FROM changed_pair ORDER BY ALL"
    )
    if not tables:
        return
    from_tables, to_tables = (sorted(set(side)) for side in zip(*tables, strict=True))
    initiating = " UNION ALL ".join(_initiating_sql(name) for name in from_tables)
    responding = " UNION ALL ".join(_responding_sql(name) for name in to_tables)
    sent = " UNION ALL ".join(_lines_sql(name, "initiating") for name in from_tables)
    received = " UNION ALL ".join(_lines_sql(name, "responding") for name in to_tables)
    counting = literals(kind.name for kind in TRANSFER_KINDS if kind.counts_units)
    cycle.run(
        sql_file("pairs_now.sql")
        .replace("{initiating}", initiating)
        .replace("{responding}", responding)
        .replace("{sent}", sent)
        .replace("{received}", received)
        .replace("{counting}", counting)
        .replace("{loose}", str(LOOSE))
    )


def _initiating_sql(table_name: str) -> str:
    return f"""
    SELECT {literal(table_name)} AS table_name, doc.ID AS record_id,
        doc.{NUMBER_COLUMNS[table_name]} AS number, {SENT_ON[table_name]} AS day,
        coalesce({CANCELLED[table_name]}, false) AS is_cancelled
    FROM replica.{quoted(table_name)} AS doc WHERE {_among(table_name, "initiating")}
    """


def _responding_sql(table_name: str) -> str:
    return f"""
    SELECT {literal(table_name)} AS table_name, doc.ID AS record_id,
        doc.{NUMBER_COLUMNS[table_name]} AS number, {RECEIVED_ON[table_name]} AS day,
        lower(doc.status) AS status
    FROM replica.{quoted(table_name)} AS doc WHERE {_among(table_name, "responding")}
    """


def _among(table_name: str, side: str) -> str:
    """SQL that holds for the headers of one side of the changed pairs; keys in short first."""
    ids = (
        f"SELECT {side}_id FROM changed_pair WHERE {side}_table = {literal(table_name)} "
        f"AND {side}_id IS NOT NULL"
    )
    keys = f"SELECT {short_key(f'{side}_id')} FROM ({ids})"
    return f"doc._key IN ({keys}) AND doc.ID IN ({ids})"


def _lines_sql(table_name: str, side: str) -> str:
    line = line_of(table_name)
    parent = f"line.{quoted(line.parent_columns[0])}"
    units = UNITS.get(line.name, "NULL::DOUBLE")
    price = PRICES.get("sent" if side == "initiating" else line.name, "NULL::DOUBLE")
    stock = IS_STOCK.get(line.name, "false")
    if line.name not in UNITS:
        price = "NULL::DOUBLE"
    counted = IS_SENT.get(line.name, "true") if side == "initiating" else "true"
    return f"""
    SELECT {literal(table_name)} AS table_name, {parent} AS record_id,
        count(*) FILTER ({counted}) AS lines, coalesce(sum({units}) FILTER ({stock}), 0) AS units,
        coalesce(sum({price}) FILTER ({stock}), 0) AS value
    FROM replica.{quoted(line.name)} AS line
    WHERE {parent} IN (
        SELECT {side}_id FROM changed_pair WHERE {side}_table = {literal(table_name)}
            AND {side}_id IS NOT NULL
    )
    GROUP BY ALL
    """
