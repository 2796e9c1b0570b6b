"""Who fails too often is locked for a while, so that guessing does not pay: sites and users alike.

A table of credentials has the columns `failures` and `locked_until` (naive UTC).
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from ingest.ledger import Ledger

FAILURES_UNTIL_LOCKED = 5
LOCKED_FOR = timedelta(minutes=15)


def is_locked(until: datetime | None) -> bool:
    """Whether a lock still holds; a clock that went back makes none longer."""
    return until is not None and _now() < until <= _now() + LOCKED_FOR


def count_failure(ledger: Ledger, table: sa.Table, whose: sa.ColumnElement[bool]) -> None:
    """One more; another one at the same moment neither loses it nor unlocks."""
    run = ledger.connection.execute
    run(sa.update(table).where(whose).values(failures=table.c.failures + 1))
    failures = run(sa.select(table.c.failures).where(whose)).scalar()
    if failures and failures % FAILURES_UNTIL_LOCKED == 0:
        run(sa.update(table).where(whose).values(locked_until=_now() + LOCKED_FOR))


def forget_failures(ledger: Ledger, table: sa.Table, whose: sa.ColumnElement[bool]) -> None:
    """The right password, or an operator, ends it."""
    ledger.connection.execute(
        sa.update(table).where(whose).values(failures=0, locked_until=None)
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
