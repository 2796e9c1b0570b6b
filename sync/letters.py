"""Refused and waiting changes as a person looks at them: found, counted in days, compared.

Reading only. What the codes mean is in `sync.words`; what can be ordered of a change is in
`ingest.orders`. Every function takes a connection to the lake.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from sync.reasons import Decision
from sync.words import WAITS_TOO_LONG_DAYS

OPEN = (Decision.REJECTED, Decision.WAITING)


@dataclass(frozen=True)
class Wanted:
    """Which refused and waiting changes to find; None and empty mean all."""

    sites: tuple[int, ...] = ()
    tables: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    older_than_days: int | None = None

    @property
    def is_narrow(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True)
class Letter:
    """One change with its decision. Times are naive UTC; `age_days` counts from its receipt."""

    change_no: int
    site_id: int
    site: str | None
    table_name: str
    record_id: str
    action: str
    store_id: str | None
    changed_at: datetime
    received_at: datetime
    decided_at: datetime
    decision: str
    reason: str
    detail: str | None
    data: str | None
    age_days: int

    @property
    def is_open(self) -> bool:
        return self.decision in OPEN

    @property
    def is_overdue(self) -> bool:
        """It has waited so long that a person should look (R24)."""
        return self.decision == Decision.WAITING and self.age_days > WAITS_TOO_LONG_DAYS


_SELECT = """
    SELECT
        log.change_no, log.site_id, site.name AS site, log.table_name, log.record_id, log.action,
        log.store_id, log.changed_at, log.received_at, log.decided_at, log.decision, log.reason,
        log.detail, log.data, date_sub('day', log.received_at, $now) AS age_days
    FROM sync.change AS log
    LEFT JOIN sync.site AS site ON log.site_id = site.site_id
"""
_OPEN = f"{_SELECT} WHERE log.decision IN ('{OPEN[0]}', '{OPEN[1]}')"
_FILTERS = """
    AND (len($sites::INTEGER[]) = 0 OR list_contains($sites, log.site_id))
    AND (len($tables::VARCHAR[]) = 0 OR list_contains($tables, log.table_name))
    AND (len($reasons::VARCHAR[]) = 0 OR list_contains($reasons, log.reason))
    AND (len($decisions::VARCHAR[]) = 0 OR list_contains($decisions, log.decision))
    AND ($older::INTEGER IS NULL OR log.received_at < $now::TIMESTAMP - to_days($older))
"""


def find_letters(
    connection: duckdb.DuckDBPyConnection, wanted: Wanted, now: datetime | None = None
) -> list[Letter]:
    """The refused and waiting changes that are wanted, oldest first."""
    parameters = {
        "sites": list(wanted.sites),
        "tables": list(wanted.tables),
        "reasons": list(wanted.reasons),
        "decisions": list(wanted.decisions),
        "older": wanted.older_than_days,
        "now": now or _now(),
    }
    query = f"{_OPEN} {_FILTERS} ORDER BY log.change_no"
    return [Letter(*row) for row in connection.execute(query, parameters).fetchall()]


def load_letter(
    connection: duckdb.DuckDBPyConnection, change_no: int, now: datetime | None = None
) -> Letter:
    """One change, whatever was decided of it. Raises `ValueError` when there is none."""
    query = f"{_SELECT} WHERE log.change_no = $change_no"
    row = connection.execute(query, {"change_no": change_no, "now": now or _now()}).fetchone()
    if row is None:
        raise ValueError(f"there is no change {change_no}")
    return Letter(*row)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
