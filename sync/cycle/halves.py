"""Making the responding half of a transfer, and what else the centre does for one (T1–T5, R22).

Halves are changes of the centre's own: headers first, then their lines, each in a pass of its
own. What they carry stands in `sync.transfers`; which pairs there are is `sync.cycle.pairs`'
business. Makes `half`.
"""

from sync.cycle import own
from sync.cycle.context import Cycle
from sync.cycle.typed import TypedTable, as_said
from sync.kinds import HALF_LINES, HALVES
from sync.made_ids import made_id_sql
from sync.names import literal, literals, quoted, short_key
from sync.reasons import Reason
from sync.schema import sql_file
from sync.transfers import (
    CANCELLED,
    INITIATING,
    TRANSFER_KINDS,
    TransferKind,
    header_data_sql,
    is_carried_over_sql,
    line_data_sql,
    line_id_sql,
    line_of,
    link_columns,
)

NONE = "SELECT (NULL::VARCHAR, NULL::VARCHAR) WHERE false"
"""SQL for no document."""

ASKED = """
    SELECT asked.ID AS requisition_id, own.ID AS own_id, own.store_ID AS store_id
    FROM replica.requisition AS asked
    JOIN replica.requisition AS own ON own.ID = asked.linked_requisition_id
    WHERE asked.ID IN (SELECT requisition_id FROM origin)
"""
NOT_ASKED = """
    SELECT NULL::VARCHAR AS requisition_id, NULL::VARCHAR AS own_id, NULL::VARCHAR AS store_id
    WHERE false
"""
"""SQL for the requisitions that the initiating documents answer, with those that they answer."""


def queue_headers(cycle: Cycle, new_pairs: int, *, has_open: bool) -> int:
    """Queue the headers of new halves, and take back those whose initiating half is gone.

    `has_open`: an earlier cycle has made halves that their sites may not have yet.
    """
    lines = literals(line_of(name).name for name in INITIATING)
    if new_pairs or _may_lack_lines(cycle, lines):
        _note_halves(cycle, lines)
    else:
        cycle.run("CREATE OR REPLACE TEMP TABLE half (kind VARCHAR, is_new BOOLEAN)")
    kinds = {row[0] for row in cycle.rows("SELECT DISTINCT kind FROM half WHERE is_new")}
    for kind in TRANSFER_KINDS:
        if kind.name in kinds:
            cycle.run(f"INSERT INTO own_change {_header_sql(kind)}")
    for name in INITIATING:
        if has_open and cycle.has_touched(name):
            cycle.run(f"INSERT INTO own_change {_taken_back_sql(name)}")
    return own.queue(cycle, HALVES)


def queue_lines(cycle: Cycle) -> int:
    """Queue the lines of halves that lack one: new halves', and late ones (T3)."""
    kinds = dict(cycle.rows("SELECT kind, bool_and(is_new) FROM half GROUP BY kind"))
    if "goods_received" in kinds:
        made_id = made_id_sql("'purchase_order_line:' || ordered.ID")
        cycle.run(sql_file("ordered_line.sql").replace("{made_id}", made_id))
    for kind in TRANSFER_KINDS:
        if kind.name in kinds:
            cycle.run(f"INSERT INTO own_change {_lines_sql(kind, are_new=kinds[kind.name])}")
    return own.queue(cycle, HALF_LINES)


def _note_halves(cycle: Cycle, lines: str) -> None:
    """`half`: made halves that may lack lines; tables that none of them is of are not read."""
    touched = [name for name in INITIATING if cycle.has_touched(name)]
    back, off = (
        " UNION ALL ".join(_touched_sql(name, is_cancelled=is_off) for name in touched) or NONE
        for is_off in (False, True)
    )
    sql = sql_file("halves_standing.sql").replace("{lines}", lines)
    cycle.run(sql.replace("{back}", back).replace("{off}", off))
    answered = cycle.rows("SELECT DISTINCT responding_table FROM standing_half ORDER BY ALL")
    unconfirmed = " UNION ALL ".join(_unconfirmed_sql(name) for (name,) in answered) or NONE
    cycle.run(sql_file("halves_open.sql").replace("{unconfirmed}", unconfirmed))
    asks = cycle.count("SELECT count(*) FROM origin WHERE requisition_id IS NOT NULL")
    cycle.run(sql_file("halves.sql").replace("{asked}", ASKED if asks else NOT_ASKED))


def _may_lack_lines(cycle: Cycle, lines: str) -> bool:
    """Whether the cycle touched lines of a standing pair, or the header of a cancelled one."""
    if not cycle.has_touched(*INITIATING, *(line_of(name).name for name in INITIATING)):
        return False
    return bool(
        cycle.count(
            "SELECT count(*) FROM sync.transfer_pair WHERE made_by_centre AND (initiating_id IN "
            f"(SELECT parent_id FROM settled_all WHERE table_name IN ({lines})) "
            "OR state = 'cancelled' AND (initiating_table, initiating_id) IN "
            "(SELECT (table_name, record_id) FROM settled_all WHERE is_present))"
        )
    )


def _touched_sql(table_name: str, *, is_cancelled: bool) -> str:
    """SQL for the initiating documents of a table that the cycle changed, cancelled or not."""
    name = literal(table_name)
    touched = f"SELECT record_id FROM settled_all WHERE table_name = {name} AND is_present"
    return (
        f"SELECT ({name}, doc.ID) FROM replica.{quoted(table_name)} AS doc "
        f"WHERE coalesce({CANCELLED[table_name]}, false) = {is_cancelled} "
        f"AND doc.ID IN ({touched})"
    )


def _unconfirmed_sql(table_name: str) -> str:
    """SQL for the responding halves of standing pairs that are there and still open (T3)."""
    name = literal(table_name)
    ids = f"SELECT responding_id FROM standing_half WHERE responding_table = {name}"
    return (
        f"SELECT ({name}, ID) FROM replica.{quoted(table_name)} "
        f"WHERE _key IN (SELECT {short_key('responding_id')} FROM ({ids})) AND ID IN ({ids}) "
        "AND coalesce(lower(status), '') NOT IN ('cn', 'fn')"
    )


def _header_sql(kind: TransferKind) -> str:
    return f"""
    SELECT pair.responding_table, pair.responding_id, 'upsert', {header_data_sql(kind)}
    FROM half AS pair
    JOIN replica.{quoted(kind.table_name)} AS doc ON doc.ID = pair.initiating_id
    WHERE pair.kind = {literal(kind.name)} AND pair.is_new
    """


def _lines_sql(kind: TransferKind, *, are_new: bool) -> str:
    """New halves get all lines; standing ones those that they never had, of touched lines.

    One that is cancelled no longer may lack any.
    """
    table, replica = kind.line_table, f"replica.{quoted(kind.responding_line_table.name)}"
    made = f"SELECT ID FROM {replica} WHERE ID = line_id"
    gone = (
        "SELECT record_id FROM sync.known_record WHERE table_name = "
        f"{literal(kind.responding_line_table.name)} AND record_id = line_id"
    )
    lacks_it = "" if are_new else f"WHERE is_new OR (NOT EXISTS ({made}) AND NOT EXISTS ({gone}))"
    return f"""
    SELECT {literal(kind.responding_line_table.name)}, line_id, 'upsert', data
    FROM (
        SELECT {line_id_sql(kind)} AS line_id, pair.is_new, {line_data_sql(kind)} AS data
        FROM replica.{quoted(table.name)} AS line
        JOIN half AS pair ON line.{quoted(table.parent_columns[0])} = pair.initiating_id
        WHERE pair.kind = {literal(kind.name)} AND {is_carried_over_sql(kind)} AND (
            pair.is_new OR pair.is_back OR line.ID IN (
                SELECT record_id FROM settled_all WHERE table_name = {literal(table.name)}
            )
        )
    ) AS wanted
    {lacks_it}
    """


def _taken_back_sql(table_name: str) -> str:
    """Halves that nobody has seen go with an initiating half that is deleted or cancelled (T5)."""
    name = literal(table_name)
    return f"""
    SELECT pair.responding_table, pair.responding_id, 'delete', NULL
    FROM sync.transfer_pair AS pair
    JOIN settled_all AS s ON s.table_name = {name} AND s.record_id = pair.initiating_id
    LEFT JOIN replica.{quoted(table_name)} AS doc
        ON doc.ID = pair.initiating_id AND doc._change_no = s.change_no
    WHERE pair.initiating_table = {name} AND pair.made_by_centre AND NOT pair.is_acknowledged
        AND pair.state <> 'cancelled' AND (doc.ID IS NULL OR {CANCELLED[table_name]})
    """


def allow_logs(cycle: Cycle, table: TypedTable) -> None:
    """The responding site may log what it did for the initiating half, in its store (T4).

    What a row leaves out is as the site's earlier rows and the stored one have it (R22). A log
    that another site wrote last is not its own.
    """
    if table.record_type.name != "log":
        return
    cycle.run(
        f"INSERT INTO special SELECT DISTINCT said.change_no, '{Reason.RESPONDING_SITE_LOGS}', "
        f"NULL FROM (SELECT t.change_no, t.site_id, {as_said(table, 'source_ID')} AS source_id, "
        f"{as_said(table, 'store_ID')} AS store_id FROM {table.typed} AS t "
        f"LEFT JOIN {table.stored} AS s ON s.{table.key} = t.record_id "
        "WHERE coalesce(s._site_id, t.site_id) = t.site_id) AS said "
        "JOIN sync.transfer_pair AS pair ON pair.initiating_id = said.source_id "
        "AND pair.initiating_store_id = said.store_id "
        "JOIN store_fact AS theirs ON theirs.store_id = pair.responding_store_id "
        "AND theirs.active_site_id = said.site_id "
        "JOIN store_fact AS mine ON mine.store_id = pair.initiating_store_id "
        "AND mine.active_site_id IS DISTINCT FROM said.site_id"
    )


def put_links_back(cycle: Cycle, table: TypedTable) -> None:
    """Link columns of a made half keep what the centre wrote, whatever its receiver says (R22)."""
    record_type = table.record_type
    for column, kinds in sorted(link_columns(record_type.name).items()):
        seen = table.seen(column)
        if seen is None:
            continue
        wrote = f"s.{quoted(column)}"
        header = record_type.parent_columns[0] if record_type.is_line else record_type.key
        cycle.run(
            f"CREATE OR REPLACE TEMP TABLE linked AS SELECT DISTINCT t.change_no, t.record_id, "
            f"{wrote} AS wrote, pair.recognised_in_cycle AS since "
            f"FROM {table.typed} AS t JOIN {table.stored} AS s ON s.{table.key} = t.record_id "
            f"JOIN sync.transfer_pair AS pair ON pair.responding_id = s.{quoted(header)} "
            "JOIN store_fact AS theirs ON theirs.store_id = pair.responding_store_id "
            "AND theirs.active_site_id = t.site_id "
            f"WHERE pair.made_by_centre AND pair.kind IN ({literals(sorted(kinds))}) "
            f"AND {wrote} IS NOT NULL "
            f"AND t.action = 'upsert' AND {seen.is_carried('t')} "
            f"AND t.{seen.sql_name} IS DISTINCT FROM {wrote}"
        )
        if record_type.is_line and cycle.count("SELECT count(*) FROM linked"):
            cycle.run(sql_file("linked_lines.sql", table_name=record_type.name))
        if cycle.count("SELECT count(*) FROM linked"):
            cycle.run(
                f"INSERT INTO put_back SELECT change_no, {literal(column)}, "
                "'the centre wrote it' FROM linked"
            )
            cycle.run(
                f"UPDATE {table.typed} AS t SET {seen.sql_name} = linked.wrote FROM linked "
                "WHERE linked.change_no = t.change_no"
            )


def return_to_owner(cycle: Cycle) -> None:
    """Say which columns were put back, and send the record as it stands to its owner (R22)."""
    if cycle.count("SELECT count(*) FROM put_back"):
        cycle.run(sql_file("put_back.sql"))
