"""What the page of cycles asks the lake: the newest cycles, what came in, what was decided."""

import pandas as pd

from dashboard.data import Reading

NEWEST = 200
"""So many cycles are shown."""

CYCLES = """
WITH numbered AS (
    SELECT *, coalesce(lag(last_change_no) OVER (ORDER BY cycle_no), 0) AS change_no_before
    FROM sync.cycle
),
shown AS (SELECT * FROM numbered ORDER BY cycle_no DESC LIMIT $newest),
decided AS (
    SELECT
        cycle_no,
        count(*) FILTER (decision = 'applied' AND batch_no IS NOT NULL) AS applied,
        count(*) FILTER (decision = 'unchanged' AND batch_no IS NOT NULL) AS unchanged,
        count(*) FILTER (decision = 'ignored' AND batch_no IS NOT NULL) AS ignored,
        count(*) FILTER (decision = 'rejected' AND batch_no IS NOT NULL) AS rejected,
        count(*) FILTER (decision = 'waiting' AND batch_no IS NOT NULL) AS waiting,
        count(*) FILTER (batch_no IS NULL) AS own
    FROM sync.change
    WHERE change_no > (SELECT min(change_no_before) FROM shown)
    GROUP BY cycle_no
),
sent AS (
    SELECT cycle_no, sum(rows)::BIGINT AS outgoing
    FROM sync.outgoing_tally
    WHERE cycle_no >= (SELECT min(cycle_no) FROM shown)
    GROUP BY cycle_no
)
SELECT
    shown.cycle_no, shown.ran_at, shown.network_no, shown.batches, shown.rows,
    COLUMNS(decided.* EXCLUDE (cycle_no)), coalesce(sent.outgoing, 0) AS outgoing
FROM shown
LEFT JOIN decided USING (cycle_no)
LEFT JOIN sent USING (cycle_no)
ORDER BY cycle_no DESC
"""


def cycles(lake: Reading) -> pd.DataFrame:
    """One row per cycle, the newest first: rows received, and how each is decided as of now.

    `own` are those that the centre made itself; `outgoing` counts rows, each once per audience.
    """
    found = lake.frame(CYCLES, {"newest": NEWEST})
    decided = ["applied", "unchanged", "ignored", "rejected", "waiting", "own"]
    return found.fillna(dict.fromkeys(decided, 0))
