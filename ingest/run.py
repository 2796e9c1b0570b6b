"""One whole sync cycle of a home: take what has landed, decide and apply it, archive it.

The order makes every crash harmless: the record of the cycle is written before the commit, the
files move after it. Whatever is half done is done again, with the same result, by the next
cycle. The rules and the SQL are in `sync.cycle`.
"""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import duckdb

from ingest import landing, order_book
from ingest.asking import heartbeats
from ingest.control import Control
from ingest.cycle_times import CycleTime, note_cycle_time
from ingest.files import write_atomically
from sync import failpoints, lake
from sync.batch import StreamPosition
from sync.cycle import engine
from sync.cycle.context import CycleCounts, CycleInput
from sync.cycle.intake import in_order
from sync.home import Home
from sync.in_force import load_applied, newest_network_no
from sync.maintenance import fold
from sync.network import NetworkError
from sync.rows import bring

Progress = Callable[[str], None]


def run_cycle(
    home: Home, progress: Progress | None = None, *, run_id: str | None = None
) -> CycleCounts:
    """Run one cycle now; `run_id` is that of Dagster.

    Raises `NetworkError` when no settings have been applied yet.
    """
    say = progress or (lambda _: None)
    began_at, began = datetime.now(UTC).replace(tzinfo=None), time.monotonic()
    with lake.writer(home) as connection:
        say("taking the batches that have landed")
        given = take(home, connection)
        taken = time.monotonic()
        counts = commit(home, connection, given, say)
        applied = time.monotonic()
        say("archiving the batches")
        settle_files(home, connection)
        fold_small_files(connection, say)
    ended = time.monotonic()
    note_cycle_time(
        Control(home),
        CycleTime(
            counts.cycle_no, began_at, taken - began, applied - taken, ended - applied, run_id
        ),
    )
    return replace(counts, seconds=ended - began)


def take(home: Home, connection: duckdb.DuckDBPyConnection) -> CycleInput:
    """Everything that decides the outcome of the next cycle."""
    network_no = newest_network_no(home)
    if not network_no:
        raise NetworkError("no network settings are in force: run `syncline network apply` first")
    applied = load_applied(home, network_no)
    # Orders first: a batch that made one is then among the batches.
    orders = order_book.waiting_orders(home, connection)
    positions = stream_positions(connection)
    batches = in_order(landing.ready_batches(home, positions), applied.network)
    last = connection.execute("SELECT coalesce(max(cycle_no), 0) FROM sync.cycle").fetchone()
    assert last is not None
    return CycleInput(
        cycle_no=last[0] + 1,
        ran_at=datetime.now(UTC).replace(tzinfo=None),
        network_no=network_no,
        network=applied.network,
        applied_by=applied.applied_by,
        batches=tuple(batches),
        known_through=known_through(home, connection),
        orders=orders,
    )


def commit(
    home: Home, connection: duckdb.DuckDBPyConnection, given: CycleInput, say: Progress
) -> CycleCounts:
    """Apply a cycle in one transaction; its record in the archive comes first."""
    connection.execute("BEGIN")
    try:
        say(f"judging {sum(batch.rows for batch in given.batches):,} changes")
        counts = engine.run(connection, home, given)
        failpoints.reach("applied")
        mirror_control(home, connection)
        record_cycle(home, given)
        failpoints.reach("before_commit")
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise
    failpoints.reach("after_commit")
    return counts


def settle_files(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Move what is applied from landing to the archive; also finishes what a crash left."""
    landing.archive(home, landing.applied_leftovers(home, stream_positions(connection)))


def fold_small_files(connection: duckdb.DuckDBPyConnection, say: Progress) -> None:
    """What cannot be folded now, on a full disk say, is folded after a later cycle."""
    try:
        fold(connection)
    except duckdb.Error as error:
        say(f"small files were not folded: {error}")


def stream_positions(connection: duckdb.DuckDBPyConnection) -> dict[int, StreamPosition]:
    rows = connection.execute(
        "SELECT site_id, generation, batch_no, last_seq, sha256 FROM sync.stream"
    ).fetchall()
    return {row[0]: StreamPosition(*row) for row in rows}


def known_through(home: Home, connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """The last cycle whose output a site has acknowledged, where that decides something.

    It does of sites that lost a store (D5), and of those with a new half of a transfer (T5).
    """
    asked = connection.execute(
        "SELECT from_site_id FROM sync.store_move UNION "
        "SELECT setting.active_site_id FROM sync.store_setting AS setting "
        "JOIN sync.transfer_pair AS pair ON pair.responding_store_id = setting.store_id "
        "WHERE pair.made_by_centre AND NOT pair.is_acknowledged"
    ).fetchall()
    known = Control(home).acknowledged_cycles() if asked else {}
    return {site_id: known[site_id] for (site_id,) in sorted(asked) if site_id in known}


def record_cycle(home: Home, given: CycleInput) -> None:
    """`archive/cycle/<n>.json`: what a rebuild needs to do this cycle again."""
    document = {
        "cycle_no": given.cycle_no,
        "ran_at": given.ran_at.isoformat(),
        "network_no": given.network_no,
        "known_through": given.known_through,
        "batches": [
            {
                "site_id": batch.site_id,
                "generation": batch.generation,
                "batch_no": batch.batch_no,
                "first_seq": batch.first_seq,
                "last_seq": batch.last_seq,
                "rows": batch.rows,
                "sha256": batch.sha256,
                "created_at": batch.created_at.isoformat(),
                "received_at": batch.received_at.isoformat(),
            }
            for batch in given.batches
        ],
        "orders": [order_book.as_document(order) for order in given.orders],
    }
    text = json.dumps(document, indent=1)
    write_atomically(
        home.cycle_file(given.cycle_no), lambda path: path.write_text(text, encoding="utf-8")
    )


def mirror_control(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Copy contacts, heartbeats, held batches and acknowledgements from the control database."""
    control = Control(home)
    contacts = [(c.site_id, c.contacted_at) for c in control.contacts()]
    said = [
        (site_id, beat.at, beat.waiting, beat.version)
        for site_id, beat in heartbeats(control).items()
    ]
    waiting = [(w.site_id, w.batches, w.rows) for w in landing.waiting_counts(home).values()]
    for table, wanted in (
        ("sync.contact", contacts), ("sync.heartbeat", said), ("sync.held_batch", waiting),
    ):  # fmt: skip
        held = connection.execute(f"FROM {table}").fetchall()
        bring(connection, table, ["site_id"], held, wanted)
    mirror_outgoing(home, connection)


def mirror_outgoing(home: Home, connection: duckdb.DuckDBPyConnection) -> None:
    """Bring over what was packed or acknowledged lately; a day's margin covers every crash."""
    latest = connection.execute(
        "SELECT greatest(max(packed_at), max(acknowledged_at)) - INTERVAL 1 DAY "
        "FROM sync.outgoing_batch"
    ).fetchone()
    assert latest is not None
    wanted = [
        (
            b.site_id, b.batch_no, b.from_position, b.through_position, b.through_cycle_no,
            b.rows, b.packed_at, b.acknowledged_at,
        )
        for b in Control(home).outgoing_changed_since(latest[0])
    ]  # fmt: skip
    held = connection.execute(
        "FROM sync.outgoing_batch WHERE (destination_site_id, batch_no) IN "
        "(SELECT (unnest($sites), unnest($numbers)))",
        {"sites": [row[0] for row in wanted], "numbers": [row[1] for row in wanted]},
    ).fetchall()
    packed_at = {row[:2]: row[6] for row in held}
    packed_again = {row[0] for row in wanted if packed_at.get(row[:2], row[6]) != row[6]}
    for site_id in packed_again:  # it may have taken fewer numbers
        last = max(row[1] for row in wanted if row[0] == site_id)
        held += connection.execute(
            "FROM sync.outgoing_batch WHERE destination_site_id = ? AND batch_no > ?",
            [site_id, last],
        ).fetchall()
    bring(connection, "sync.outgoing_batch", ["destination_site_id", "batch_no"], held, wanted)


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    """Best effort: the transaction may be gone already, and the first error is the one to see."""
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:
        return
