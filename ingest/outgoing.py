"""Handing out: what waits for a site becomes numbered files; acknowledgements end them.

A site's place in the outgoing log is a cursor, so a site that is away costs nothing. Content is
the centre's record as it stands when the batch is packed. What waits, and why, was decided by
`sync.cycle.destinations`.
"""

import logging
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.asking import order_resync
from ingest.batchfile import write_outgoing
from ingest.control import Control, OutgoingBatch
from ingest.run import mirror_outgoing
from sync import failpoints, lake
from sync.catalogue import CATALOGUE, RecordType
from sync.home import Home
from sync.names import literal, quoted
from sync.schema import sql_file
from sync.transfers import INITIATING, RESPONDING

MAX_BATCH_BYTES = 7_500_000
"""Bytes of record text in one outgoing file; the file itself stays under 8 MB (contract)."""

log = logging.getLogger("syncline.outgoing")


def pack(home: Home, site_id: int) -> list[Path]:
    """Write what waits for a site as batch files; returns every file not yet acknowledged.

    The lake tells of it at once, for which a cycle that runs has to end first; `prepare` waits
    for nothing.
    """
    prepare(home, site_id)
    _mirror(home)
    waiting = Control(home).unacknowledged(site_id)
    return [home.outgoing_file(site_id, batch.batch_no) for batch in waiting]


def prepare(home: Home, site_id: int, *, wait_seconds: float = 600) -> int:
    """Pack what the last committed cycle has for a site; returns the number of that cycle.

    Waits for no cycle; the lake tells of it from the next one on. Raises `LakeBusy` where another
    process packs for the site for longer than that.
    """
    with lake.site_lock(home, site_id, wait_seconds=wait_seconds):
        connection = lake.connect(home)
        try:
            lake.limit(connection, home)
            connection.execute("BEGIN")  # all that follows sees one cycle as the last
            _forget_lost(home, site_id)
            _forget_torn(home, site_id)
            _pack_waiting(home, connection, site_id)
            return _last_cycle_no(connection)
        finally:
            connection.close()


def acknowledge(home: Home, site_id: int, through_batch_no: int) -> int:
    """The site has everything through this batch; returns how many batches that ended."""
    ended = end_through(home, site_id, through_batch_no)
    _mirror(home)
    return ended


def end_through(home: Home, site_id: int, through_batch_no: int) -> int:
    """The same, waiting for no cycle; the lake tells of it from the next one on."""
    ended = Control(home).acknowledge(site_id, through_batch_no, _now())
    for batch in ended:
        home.outgoing_file(site_id, batch.batch_no).unlink(missing_ok=True)
    return len(ended)


def _mirror(home: Home) -> None:
    with lake.writer(home) as connection:
        connection.execute("BEGIN")
        mirror_outgoing(home, connection)
        connection.execute("COMMIT")


def _pack_waiting(home: Home, connection: duckdb.DuckDBPyConnection, site_id: int) -> None:
    """Pack everything that waits behind the cursor."""
    control = Control(home)
    last = control.last_outgoing(site_id)
    from_position = last.through_position if last else 0
    seq = last.last_seq if last else 0
    batch_no = last.batch_no if last else 0
    previous = last.sha256 if last else ""
    _load_dependency(connection)
    connection.execute(sql_file("pending.sql", site_id=site_id, from_position=from_position))
    end = connection.execute(
        "SELECT (SELECT max(position) FROM pending), (SELECT max(cycle_no) FROM sync.cycle)"
    ).fetchone()
    if end is None or end[0] is None:
        return
    _attach_records(connection)
    written = []
    for part in _parts(connection):
        batch_no += 1
        rows = part.num_rows
        sha256 = write_outgoing(
            home.outgoing_file(site_id, batch_no), _numbered(part, seq),
            destination_site_id=site_id, batch_no=batch_no, generation=_generation(site_id),
            previous=previous, created_at=_now(),
        )  # fmt: skip
        failpoints.reach("packed_file")
        written.append(
            OutgoingBatch(
                site_id=site_id,
                batch_no=batch_no,
                first_seq=seq + 1,
                last_seq=seq + rows,
                rows=rows,
                sha256=sha256,
                from_position=from_position,
                through_position=from_position,
                through_cycle_no=end[1],
                packed_at=_now(),
                acknowledged_at=None,
            )  # fmt: skip
        )
        previous, seq = sha256, seq + rows
    if written:
        # Only with the last file does the site have everything up to here.
        written[-1] = replace(written[-1], through_position=end[0])
        control.add_outgoing(written)
    elif last is not None:
        control.stretch_outgoing(site_id, last.batch_no, end[0])
    failpoints.reach("packing")


def _last_cycle_no(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT coalesce(max(cycle_no), 0) FROM sync.cycle").fetchone()
    assert row is not None
    return int(row[0])


def _load_dependency(connection: duckdb.DuckDBPyConnection) -> None:
    """`dependency`: the place of each record type, parents first."""
    rows = ", ".join(f"({literal(t.name)}, {t.order})" for t in CATALOGUE.tables.values())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE dependency AS FROM (VALUES {rows}) AS t(table_name, place)"
    )


def _attach_records(connection: duckdb.DuckDBPyConnection) -> None:
    """`packed`: the rows to send with the centre's record as JSON, in the order of sending."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE packed (position BIGINT, table_name VARCHAR, "
        "record_id VARCHAR, action VARCHAR, source_site_id INTEGER, data VARCHAR, "
        "changed_at TIMESTAMP, document_id VARCHAR)"
    )
    connection.execute(
        "INSERT INTO packed SELECT wanted.*, CASE WHEN action = 'merge' THEN "
        "json_object('keep', merged.kept_id, 'delete', record_id)::VARCHAR END, "
        "now() AT TIME ZONE 'UTC', NULL FROM wanted LEFT JOIN sync.merged AS merged "
        "ON merged.table_name = wanted.table_name AND merged.deleted_id = wanted.record_id "
        "WHERE action <> 'upsert'"
    )
    for (name,) in connection.execute(
        "SELECT DISTINCT table_name FROM wanted WHERE action = 'upsert' ORDER BY ALL"
    ).fetchall():
        connection.execute(_record_sql(name))


def _record_sql(table_name: str) -> str:
    record_type = CATALOGUE.tables[table_name]
    whole = f"to_json(struct_pack({_fields(table_name)}))"
    return f"""
    INSERT INTO packed
    SELECT wanted.*, json_merge_patch({whole}, coalesce(held._extra, '{{}}'))::VARCHAR,
        held._changed_at, {_document_sql(record_type)}
    FROM wanted
    JOIN replica.{quoted(table_name)} AS held ON held.{quoted(record_type.key)} = wanted.record_id
    WHERE wanted.action = 'upsert' AND wanted.table_name = {literal(table_name)}
    """


def _document_sql(record_type: RecordType) -> str:
    """The document of which a row is the header or a line, where it may be half of a transfer."""
    header = record_type.parent_table if record_type.is_line else record_type.name
    if header not in (*INITIATING, *RESPONDING):
        return "NULL"
    return (
        f"held.{quoted(record_type.parent_columns[0] if record_type.is_line else record_type.key)}"
    )


def _fields(table_name: str) -> str:
    columns = CATALOGUE.tables[table_name].columns
    return ", ".join(f"{quoted(c.name)} := held.{quoted(c.name)}" for c in columns)


def _parts(connection: duckdb.DuckDBPyConnection) -> list[pa.Table]:
    """The packed rows cut into files by the size of their text.

    Where there are several, header and lines of a transfer half stay together, at the place of
    its last line (T3).
    """
    connection.execute(sql_file("cut.sql", max_bytes=MAX_BATCH_BYTES))
    numbers = connection.execute("SELECT DISTINCT part FROM cut ORDER BY part").fetchall()
    return [
        connection.execute(
            "SELECT position, table_name, record_id, action, changed_at, data, source_site_id "
            "FROM cut WHERE part = ? ORDER BY position",
            [number],
        ).to_arrow_table()
        for (number,) in numbers
    ]


def _numbered(part: pa.Table, last_seq: int) -> pa.Table:
    seq = pa.array(range(last_seq + 1, last_seq + 1 + part.num_rows), pa.int64())
    return part.drop_columns(["position"]).add_column(0, "seq", seq)


def is_lost(home: Home, batch: OutgoingBatch) -> bool:
    """Whether the file of a batch that nobody acknowledged is gone."""
    return not home.outgoing_file(batch.site_id, batch.batch_no).exists()


def _forget_lost(home: Home, site_id: int) -> None:
    """What lies on the disk no more is packed again, from its number on.

    The site may have had some of it and takes no number twice, so all is owed to it once more.
    """
    control = Control(home)
    gone = [batch for batch in control.unacknowledged(site_id) if is_lost(home, batch)]
    # A file goes after its acknowledgement is kept, so those that are just ended are known now.
    waiting = {batch.batch_no for batch in control.unacknowledged(site_id)} if gone else set()
    lost = next((batch for batch in gone if batch.batch_no in waiting), None)
    if lost is None:
        return
    why = f"outgoing batch {lost.batch_no} was lost"
    log.warning("%s of site %s; it is packed again, with a resync", why, site_id)
    order_resync(home, site_id, by="the centre", why=why)
    control.forget_outgoing(site_id, lost.batch_no)


def _forget_torn(home: Home, site_id: int) -> None:
    """Files that were written but never registered are written again under the same numbers."""
    last = Control(home).last_outgoing(site_id)
    number = (last.batch_no if last else 0) + 1
    while (stray := home.outgoing_file(site_id, number)).exists():
        stray.unlink()
        number += 1


def _generation(site_id: int) -> str:
    """One outgoing stream per site, named after it."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"syncline outgoing {site_id}"))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
