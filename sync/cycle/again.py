"""Changes that are judged again: released, ordered by a person, or collected after all (R24–R26).

They join the cycle's candidates under their own change number, so that order is kept, and the
new decision replaces the old one in the same row of `sync.change`.
"""

from collections.abc import Sequence

from sync.cycle import merges, orders
from sync.cycle.context import Cycle
from sync.home import Home
from sync.kinds import FOR_HALVES, HALVES
from sync.names import literal
from sync.schema import sql_file


def take_ordered(cycle: Cycle) -> None:
    """Take up the changes that a person ordered to be decided anew."""
    if orders.load_ordered(cycle):
        _take_up(cycle, "ordered", "sync.change")


def load_waiting(cycle: Cycle) -> None:
    """`waiting_before`: what waits from earlier cycles."""
    cycle.run("CREATE OR REPLACE TEMP TABLE waiting_before AS FROM sync.waiting")


def release_waiting(cycle: Cycle) -> int:
    """Take up the waiting changes whose parent this cycle touched, with those behind them.

    What is released may itself be what others wait for.
    """
    total = 0
    while cycle.count("SELECT count(*) FROM waiting_before"):
        cycle.run(sql_file("release.sql"))
        released = cycle.count("SELECT count(*) FROM released")
        if not released:
            break
        _take_up(cycle, "released", "sync.change")
        total += released
    cycle.run(sql_file("queue.sql"))
    return total


def release_for_halves(cycle: Cycle) -> int:
    """Put what waits for a half that was just made into a pass of its own (R24).

    Returns how many of these changes had come in an earlier cycle.
    """
    cycle.run(sql_file("released_by_halves.sql", halves=HALVES))
    if not cycle.count("SELECT count(*) FROM released"):
        return 0
    earlier = "(FROM released ANTI JOIN candidate USING (change_no))"
    count = cycle.count(f"SELECT count(*) FROM {earlier}")
    _take_up(cycle, earlier, "sync.change")
    cycle.run(sql_file("queue.sql"))
    these = "change_no IN (FROM released)"
    for table in ("decided", "waiting_now"):
        cycle.run(f"DELETE FROM {table} WHERE {these}")
    cycle.run(f"UPDATE candidate SET level = {FOR_HALVES} WHERE {these}")
    return count


def take_back_left_out(cycle: Cycle, home: Home) -> int:
    """Take up what was left out and is kept from now on, with its data from the archive."""
    cycle.run(sql_file("collected_now.sql"))
    count = cycle.count("SELECT count(*) FROM collected_now")
    if not count:
        return 0
    cycle.run(sql_file("allowed_then.sql"))
    archive = _archive_rows(cycle, home)
    _take_up(cycle, "collected_now", archive)
    return count


def _take_up(cycle: Cycle, numbers: str, source: str) -> None:
    cycle.run(
        f"""
        INSERT INTO candidate BY NAME
        SELECT change.change_no, change.site_id, change.batch_no, change.seq, change.table_name,
            change.record_id, change.action, change.changed_at, change.data, change.received_at,
            coalesce(site.time_zone, 'UTC') AS zone, true AS is_again,
            kind.level, kind.owner AS default_owner
        FROM {source} AS change
        JOIN {numbers} AS again USING (change_no)
        LEFT JOIN sync.site AS site ON site.site_id = change.site_id
        LEFT JOIN record_kind AS kind ON change.table_name = kind.table_name
        """
    )
    merges.note_merge_rows(cycle)


def _archive_rows(cycle: Cycle, home: Home) -> str:
    """SQL for the changes of `collected_now` with their data as the archive has it."""
    batches: Sequence[tuple[int, str, int, int, int]] = cycle.rows(
        "SELECT DISTINCT batch.site_id, batch.generation, batch.batch_no, "
        "batch.first_change_no, batch.first_seq FROM sync.batch AS batch JOIN collected_now AS n "
        "ON n.change_no BETWEEN batch.first_change_no AND batch.last_change_no"
    )
    parts = [
        f"SELECT {first_no} + seq - {first_seq} AS change_no, * "
        f"FROM read_parquet({literal(str(home.archive_file(site, generation, number)))})"
        for site, generation, number, first_no, first_seq in batches
    ]
    return (
        "(SELECT log.change_no, log.site_id, log.batch_no, log.seq, log.table_name, "
        "log.record_id, log.action, log.changed_at, without_nul(file.data) AS data, "
        "log.received_at "
        f"FROM sync.change AS log JOIN ({' UNION ALL '.join(parts)}) AS file USING (change_no))"
    )
