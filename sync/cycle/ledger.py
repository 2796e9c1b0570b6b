"""Writing down what a cycle did: the change log, the batches, the streams, the cycle itself."""

from sync.cycle.context import Cycle, CycleCounts
from sync.schema import sql_file


def close(cycle: Cycle, released: int) -> CycleCounts:
    """Write the ledger and count. Every candidate has exactly one decision by now."""
    _check_every_row_decided(cycle)
    cycle_no, ran_at = cycle.given.cycle_no, cycle.given.ran_at
    cycle.run(sql_file("ledger_changes.sql", cycle_no=cycle_no, ran_at=ran_at))
    if cycle.count("SELECT count(*) FROM candidate WHERE is_again"):
        cycle.run(sql_file("ledger_again.sql", ran_at=ran_at))
        cycle.run(
            "DELETE FROM sync.waiting "
            "WHERE change_no IN (SELECT change_no FROM candidate WHERE is_again)"
        )
    cycle.run(sql_file("ledger_waiting.sql"))
    cycle.run(sql_file("ledger_batches.sql", cycle_no=cycle_no, ran_at=ran_at))
    cycle.run(
        "INSERT INTO sync.cycle SELECT ?, ?, ?, count(*), coalesce(sum(rows), 0), ?, ? FROM taken",
        [
            cycle.given.cycle_no,
            cycle.given.ran_at,
            cycle.given.network_no,
            cycle.last_change_no,
            cycle.last_position,
        ],  # fmt: skip
    )
    decisions = dict(
        cycle.rows(
            "SELECT decision, count(*) FROM decided JOIN candidate USING (change_no) "
            "WHERE NOT is_again AND batch_no IS NOT NULL GROUP BY decision"
        )
    )
    return CycleCounts(
        cycle_no=cycle.given.cycle_no,
        batches=len(cycle.given.batches),
        rows=sum(decisions.values()),
        applied=decisions.get("applied", 0),
        unchanged=decisions.get("unchanged", 0),
        ignored=decisions.get("ignored", 0),
        rejected=decisions.get("rejected", 0),
        waiting=decisions.get("waiting", 0),
        released=released,
        outgoing=cycle.count("SELECT count(*) FROM going_out"),
        tables=dict(cycle.applied_tables),
    )


def _check_every_row_decided(cycle: Cycle) -> None:
    undecided = cycle.count("SELECT count(*) FROM candidate ANTI JOIN decided USING (change_no)")
    twice = cycle.count("SELECT count(*) - count(DISTINCT change_no) FROM decided")
    if undecided or twice:
        raise AssertionError(f"{undecided} changes without a decision, {twice} with more than one")
