"""What the lake keeps of a record's past: its changes, what waits, what was sent to a site."""

from dataclasses import dataclass
from typing import Any

import duckdb

from sync.explain.facts import Change, Parent, Sent, Waiting

Lake = duckdb.DuckDBPyConnection

NUMBERS = """
    SELECT list(change_no ORDER BY change_no DESC)[1:$limit], count(*) FROM sync.change
    WHERE table_name = $t AND record_id = $r
"""
CHANGES = """
    SELECT change_no, cycle_no, site_id, batch_no, action, received_at, decided_at, decision,
        reason, detail, store_id
    FROM sync.change WHERE list_contains($numbers, change_no)
        AND change_no BETWEEN $first AND $last
    ORDER BY change_no DESC
"""
WAITING = """
    SELECT waiting.change_no, waiting.site_id, change.received_at,
        date_diff('day', change.received_at, now() AT TIME ZONE 'UTC'),
        list({'table_name': waiting.parent_table, 'record_id': waiting.parent_id}
            ORDER BY waiting.parent_table, waiting.parent_id)
    FROM sync.waiting AS waiting
    JOIN sync.change AS change USING (change_no)
    WHERE waiting.table_name = $t AND waiting.record_id = $r AND waiting.parent_id <> ''
    GROUP BY ALL ORDER BY ALL
"""
LAST = """
    SELECT decision, reason FROM sync.change WHERE table_name = $t AND record_id = $r
    ORDER BY change_no DESC LIMIT 1
"""
DATA = """
    SELECT data FROM sync.change
    WHERE table_name = $t AND record_id = $r AND action = 'upsert' AND data IS NOT NULL
    ORDER BY change_no DESC LIMIT 1
"""
SENT = """
    SELECT cycle_no, action, reason, batch_no, acknowledged_at, count(*) OVER ()
    FROM sync.outgoing
    WHERE destination_site_id = $s AND table_name = $t AND record_id = $r
    ORDER BY position DESC LIMIT 1
"""


@dataclass(frozen=True)
class Past:
    """The newest changes, how many there are, and those that wait."""

    changes: tuple[Change, ...]
    count: int
    waiting: tuple[Waiting, ...]


def past_of(lake: Lake, table_name: str, record_id: str, *, limit: int) -> Past:
    """The record's history; numbers are looked up first, rows read only where they are."""
    key: dict[str, Any] = {"t": table_name, "r": record_id}
    numbers, count = lake.execute(NUMBERS, key | {"limit": limit}).fetchone() or ([], 0)
    if not numbers:
        return Past((), 0, ())
    rows = lake.execute(
        CHANGES, {"numbers": numbers, "first": numbers[-1], "last": numbers[0]}
    ).fetchall()
    return Past(tuple(Change(*row) for row in rows), count, _waiting(lake, key))


def _waiting(lake: Lake, key: dict[str, Any]) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(change_no, site_id, since, days, tuple(_awaited(lake, **one) for one in parents))
        for change_no, site_id, since, days, parents in lake.execute(WAITING, key).fetchall()
    )


def _awaited(lake: Lake, table_name: str, record_id: str) -> Parent:
    decision, reason = last_decision(lake, table_name, record_id)
    return Parent(table_name, record_id, decision in ("applied", "unchanged"), decision, reason)


def last_decision(lake: Lake, table_name: str, record_id: str) -> tuple[str | None, str | None]:
    """How the latest change of a record was decided; nothing where none has come."""
    found = lake.execute(LAST, {"t": table_name, "r": record_id}).fetchone()
    return (found[0], found[1]) if found else (None, None)


def latest_data(lake: Lake, table_name: str, record_id: str) -> str | None:
    """The content of the latest change that carries any."""
    found = lake.execute(DATA, {"t": table_name, "r": record_id}).fetchone()
    return found[0] if found else None


def sent_to(lake: Lake, table_name: str, record_id: str, site_id: int) -> Sent | None:
    """What was last put in a site's queue of this record."""
    found = lake.execute(SENT, {"t": table_name, "r": record_id, "s": site_id}).fetchone()
    return Sent(*found) if found else None
