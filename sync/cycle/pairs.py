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
    is_no_answer_sql,
    line_of,
)


def find_pairs(cycle: Cycle) -> int:
    """Recognise new pairs among the documents that the cycle changed; returns how many."""
    cycle.run(sql_file("pairs_found.sql"))
    has_new_party = bool(cycle.count("SELECT count(*) FROM new_party"))
    for kind in TRANSFER_KINDS:
        if cycle.has_touched(kind.table_name) or has_new_party:
            cycle.run(f"INSERT INTO found_pair {_found_sql(cycle, kind, has_new_party)}")
    found = cycle.rows("SELECT kind, count(*) FROM found_pair GROUP BY kind")
    for kind in TRANSFER_KINDS:
        if kind.name in dict(found):
            cycle.run(f"INSERT INTO pushed_half {_pushed_sql(kind)}")
    if found:
        made_id = made_id_sql("found.initiating_table || ':' || found.initiating_id")
        sql = sql_file("pairs_new.sql", cycle_no=cycle.given.cycle_no, ran_at=cycle.given.ran_at)
        cycle.run(sql.replace("{made_id}", made_id))
    return sum(count for _, count in found)


def _found_sql(cycle: Cycle, kind: TransferKind, has_new_party: bool) -> str:
    """SQL for the initiating halves of a kind that may begin a pair."""
    name = literal(kind.table_name)
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
    if kind.table_name == "purchase_order":
        site = f"CASE WHEN mine.is_procured THEN {cycle.given.network.primary} ELSE {site} END"
    return f"""
    SELECT {literal(kind.name)}, {name}, doc.ID, doc._store_id, {literal(kind.responding_table)},
        party.store_id, theirs.active_site_id = {site}
    FROM replica.{quoted(kind.table_name)} AS doc
    JOIN party ON party.name_id = doc.name_ID AND party.store_id <> doc._store_id
    JOIN store_fact AS theirs ON theirs.store_id = party.store_id
    JOIN store_fact AS mine ON mine.store_id = doc._store_id AND mine.is_assigned
        AND mine.name_id IS NOT NULL
    ANTI JOIN standing_pair AS known
        ON known.initiating_table = {name} AND known.initiating_id = doc.ID
    WHERE ({kind.is_triggered}) AND ({kind.is_begun}) AND {where}
        AND ({CANCELLED[kind.table_name]}) IS NOT TRUE AND {is_no_answer_sql(kind)}
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
    touched = [kind for kind in TRANSFER_KINDS if cycle.has_touched(kind.responding_table)]
    if not touched:
        return
    cycle.run(f"INSERT INTO late_half {' UNION ALL '.join(map(_late_sql, touched))}")
    cycle.run(sql_file("pairs_seconded.sql"))
    if cycle.count("SELECT count(*) FROM seconded"):
        held = " UNION ALL ".join(map(_held_sql, RESPONDING))
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


def _late_sql(kind: TransferKind) -> str:
    """SQL for the responding halves of a kind that the cycle changed."""
    name, link = literal(kind.responding_table), quoted(kind.link_column)
    return f"""
    SELECT {literal(kind.name)} AS kind, doc.{link} AS initiating_id, doc._store_id AS store_id,
        {name} AS table_name, min(doc.ID) AS record_id
    FROM replica.{quoted(kind.responding_table)} AS doc
    SEMI JOIN settled_all AS s
        ON s.table_name = {name} AND s.record_id = doc.ID AND s.change_no = doc._change_no
    WHERE doc.{link} IS NOT NULL AND {kind.is_responding} AND doc.ID NOT IN (
        SELECT responding_id FROM sync.transfer_pair
        WHERE responding_table = {name} AND responding_id IS NOT NULL
    )
    GROUP BY ALL
    """


def note_acknowledged(cycle: Cycle) -> None:
    """What the responding site has acknowledged, or has pushed a row of, it has (T5, D9)."""
    is_open = "made_by_centre AND NOT is_acknowledged AND state <> 'cancelled'"
    if not cycle.count(f"SELECT count(*) FROM sync.transfer_pair WHERE {is_open}"):
        return
    lines = " UNION ".join(_pushed_lines_sql(name) for name in RESPONDING)
    cycle.run(sql_file("pairs_acknowledged.sql").replace("{lines}", lines))
    if cycle.count("SELECT count(*) FROM acknowledged_pair WHERE NOT is_seen"):
        cycle.run(sql_file("pairs_seen_before.sql"))
    if cycle.count("SELECT count(*) FROM acknowledged_pair WHERE is_seen"):
        cycle.run(
            "UPDATE sync.transfer_pair AS pair SET is_acknowledged = true "
            "FROM acknowledged_pair AS now WHERE now.is_seen "
            "AND pair.initiating_table = now.initiating_table "
            "AND pair.initiating_id = now.initiating_id"
        )


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
    if not cycle.count("SELECT count(*) FROM changed_pair"):
        return
    initiating = " UNION ALL ".join(_initiating_sql(name) for name in INITIATING)
    responding = " UNION ALL ".join(_responding_sql(name) for name in RESPONDING)
    sent = " UNION ALL ".join(_lines_sql(name, "initiating") for name in INITIATING)
    received = " UNION ALL ".join(_lines_sql(name, "responding") for name in RESPONDING)
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
