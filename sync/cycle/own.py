"""Changes that the centre makes itself (D1), judged like all others in passes of their own.

A step fills `own_change`; `queue` gives its rows their numbers and makes them candidates that no
right can refuse.
"""

from sync.cycle.context import Cycle
from sync.reasons import Reason


def queue(cycle: Cycle, level: int) -> int:
    """Queue what is in `own_change` for the pass of this level; returns how many."""
    count = cycle.count("SELECT count(*) FROM own_change")
    if not count:
        return 0
    cycle.run(
        """
        INSERT INTO candidate BY NAME
        SELECT
            $last + row_number() OVER (ORDER BY kind.dependency, own.record_id) AS change_no,
            $central AS site_id, own.table_name, own.record_id, own.action,
            $ran_at AS changed_at, own.data, $ran_at AS received_at, 'UTC' AS zone,
            false AS is_again, $level AS level, kind.owner AS default_owner
        FROM own_change AS own
        JOIN record_kind AS kind USING (table_name)
        """,
        {
            "last": cycle.last_change_no,
            "central": cycle.given.network.central,
            "ran_at": cycle.given.ran_at,
            "level": level,
        },
    )
    cycle.run(
        "INSERT INTO overruled SELECT change_no, $code FROM candidate "
        "WHERE change_no > $last AND batch_no IS NULL AND level = $level",
        {"code": Reason.MADE_BY_CENTRE.value, "last": cycle.last_change_no, "level": level},
    )
    cycle.run("DELETE FROM own_change")
    cycle.last_change_no += count
    return count
