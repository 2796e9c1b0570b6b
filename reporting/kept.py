"""What reporting keeps in the control database: schedules, and what was sent to whom.

SQLite or PostgreSQL, as `ingest.control_engine` opens it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache

import sqlalchemy as sa

from ingest.control_engine import KEPT_ENGINES, engine_for, make_tables, writers_turn
from ingest.ledger import Ledger
from sync.home import Home
from sync.settings import Settings

METADATA = sa.MetaData()

SCHEDULE = sa.Table(
    "mail_schedule",
    METADATA,
    sa.Column("schedule_no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("report", sa.Text, nullable=False),
    sa.Column("parameters", sa.JSON, nullable=False),
    sa.Column("format", sa.String(10), nullable=False),
    sa.Column("every", sa.String(10), nullable=False),
    sa.Column("to", sa.JSON, nullable=False),
    sa.Column("bcc", sa.JSON, nullable=False),
    sa.Column("expires_on", sa.Date, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("account", sa.Text),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("removed_by", sa.Text),
    sa.Column("language", sa.String(10)),
)

SENDING = sa.Table(
    "mail_sending",
    METADATA,
    sa.Column("occasion", sa.String(200), primary_key=True),
    sa.Column("recipient", sa.String(320), primary_key=True),
    sa.Column("claimed_at", sa.DateTime, nullable=False),
    sa.Column("outcome", sa.String(10)),
    sa.Column("detail", sa.Text),
)


@contextmanager
def transaction(home: Home) -> Iterator[Ledger]:
    """One transaction of the control database, in which these tables are."""
    engine = engine_for(Settings().control_uri(home))
    make_tables(engine, METADATA)
    _add_what_came_later(engine)
    with writers_turn(engine), engine.begin() as connection:
        yield Ledger(connection)


@lru_cache(maxsize=KEPT_ENGINES)
def _add_what_came_later(engine: sa.Engine) -> None:
    """A database made before schedules had a language gets the column; its rows have none."""
    if _has(engine, "language"):
        return
    try:
        with writers_turn(engine), engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE mail_schedule ADD COLUMN language VARCHAR(10)"))
    except sa.exc.DBAPIError:  # another process was quicker
        if not _has(engine, "language"):
            raise


def _has(engine: sa.Engine, column: str) -> bool:
    return column in {found["name"] for found in sa.inspect(engine).get_columns(SCHEDULE.name)}


def now() -> datetime:
    """Naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)
