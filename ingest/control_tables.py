"""The tables of the control database and how its engine is opened.

SQLite on one machine, PostgreSQL for several: nothing here or in `ingest.control` may be the
dialect of one of them. What the rows are used for is in `ingest.control`.
"""

import os
from collections import OrderedDict
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

METADATA = sa.MetaData()
BUSY_SECONDS = 60
KEPT_ENGINES = 8

CONTACT = sa.Table(
    "contact",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("contacted_at", sa.DateTime, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
)

RECEIPT = sa.Table(
    "receipt",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.String(36), primary_key=True),
    sa.Column("batch_no", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("first_seq", sa.BigInteger, nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column("is_held", sa.Boolean, nullable=False),
    sa.Index("receipt_in_line", "site_id", "generation", "is_held", "batch_no"),
    sa.Index("receipt_by_hash", "site_id", "sha256"),
)

SITE_STREAM = sa.Table(
    "site_stream",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.String(36)),
    sa.Column("reinitialise_allowed", sa.Boolean, nullable=False),
    sa.Column("turns", sa.BigInteger, nullable=False),
)

GENERATION = sa.Table(
    "site_generation",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation_no", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("generation", sa.String(36), nullable=False),
)

REINITIALISATION = sa.Table(
    "reinitialisation",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("ordered_by", sa.Text, nullable=False),
    sa.Column("ordered_at", sa.DateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)

ORDERS = sa.Table(
    "orders",
    METADATA,
    sa.Column("order_no", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("ordered_by", sa.Text, nullable=False),
    sa.Column("ordered_at", sa.DateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)

OUTGOING_BATCH = sa.Table(
    "outgoing_batch",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("batch_no", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("first_seq", sa.BigInteger, nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("from_position", sa.BigInteger, nullable=False),
    sa.Column("through_position", sa.BigInteger, nullable=False),
    sa.Column("through_cycle_no", sa.BigInteger, nullable=False),
    sa.Column("packed_at", sa.DateTime, nullable=False),
    sa.Column("acknowledged_at", sa.DateTime),
    sa.Index("outgoing_packed", "packed_at"),
    sa.Index("outgoing_acknowledged", "acknowledged_at"),
)

ALARM = sa.Table(
    "alarm",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("batch_no", sa.BigInteger, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
)

QUARANTINED = sa.Table(
    "quarantined",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)

CREDENTIAL = sa.Table(
    "credential",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("user_name", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("hardware_id", sa.Text),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime),
)

TOKEN = sa.Table(
    "token",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("site_id", sa.Integer, nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime, nullable=False),
)

HEARTBEAT = sa.Table(
    "heartbeat",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("waiting", sa.BigInteger, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
)

SYNC_REQUEST = sa.Table(
    "sync_request",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("requested_by", sa.Text, nullable=False),
    sa.Column("requested_at", sa.DateTime, nullable=False),
)

CLIENT = sa.Table(
    "client",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("protocol", sa.String(10), nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("initialisation", sa.String(10), nullable=False),
    sa.Column("order_no", sa.BigInteger),
    sa.Column("has_acknowledged", sa.Boolean, nullable=False),
    sa.Column("central_cursor", sa.BigInteger, nullable=False),
    sa.Column("landed_at", sa.DateTime),
)

CLIENT_CENTRAL = sa.Table(
    "client_central",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("through", sa.BigInteger, nullable=False),
    sa.Column("unknown", sa.BigInteger),
)

CLIENT_DONE = sa.Table(
    "client_done",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
)

CLIENT_ONCE = sa.Table(
    "client_once",
    METADATA,
    sa.Column("site_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("table_name", sa.Text, primary_key=True),
    sa.Column("record_id", sa.Text, primary_key=True),
)

USER_CREDENTIAL = sa.Table(
    "user_credential",
    METADATA,
    sa.Column("user_id", sa.Text, primary_key=True),
    sa.Column("user_name", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("is_admin", sa.Boolean, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime),
)

ACCOUNT = sa.Table(
    "account",
    METADATA,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("email", sa.String(320), unique=True),
    sa.Column("password_hash", sa.Text),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime),
)

ACCOUNT_LIMIT = sa.Table(
    "account_limit",
    METADATA,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("kind", sa.String(10), primary_key=True),
    sa.Column("value", sa.String(200), primary_key=True),
)

ACCOUNT_SESSION = sa.Table(
    "account_session",
    METADATA,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False, index=True),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("seen_at", sa.DateTime, nullable=False),
)

CYCLE_TIME = sa.Table(
    "cycle_time",
    METADATA,
    sa.Column("cycle_no", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("taking_seconds", sa.Float, nullable=False),
    sa.Column("applying_seconds", sa.Float, nullable=False),
    sa.Column("archiving_seconds", sa.Float, nullable=False),
    sa.Column("run_id", sa.String(100)),
)

SAVED_VIEW = sa.Table(
    "saved_view",
    METADATA,
    sa.Column("owner", sa.String(100), primary_key=True),
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("page", sa.String(100), nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("is_shared", sa.Boolean, nullable=False),
    sa.Column("saved_at", sa.DateTime, nullable=False),
)

_writers: dict[tuple[str, int], Lock] = {}
_engines: OrderedDict[tuple[str, int], tuple[sa.Engine, int | None]] = OrderedDict()


def engine_for(url: str) -> sa.Engine:
    """The engine of this process for the database, with its tables made."""
    key = (url, os.getpid())
    kept = _engines.get(key)
    if kept is not None and kept[1] == _file_number(url):
        _engines.move_to_end(key)
        return kept[0]
    if kept is not None:
        kept[0].dispose()
    engine = _open(url)
    _engines[key] = (engine, _file_number(url))
    while len(_engines) > KEPT_ENGINES:
        (_, pid), (oldest, _) = _engines.popitem(last=False)
        oldest.dispose(close=pid == os.getpid())
    return engine


def writers_turn(engine: sa.Engine) -> AbstractContextManager[object]:
    """What the writers of this process wait for: SQLite has one at a time, and lets the others
    sleep and ask again; PostgreSQL has many."""
    if engine.dialect.name != "sqlite":
        return nullcontext()
    return _writers.setdefault((str(engine.url), os.getpid()), Lock())


def _open(url: str) -> sa.Engine:
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    options = {"timeout": BUSY_SECONDS} if is_sqlite else {}
    engine = sa.create_engine(url, connect_args=options, pool_pre_ping=not is_sqlite)
    if is_sqlite:
        sa.event.listen(engine, "connect", _prepare_sqlite)
    make_tables(engine, METADATA)
    return engine


def make_tables(engine: sa.Engine, metadata: sa.MetaData) -> None:
    """Make what is not there yet."""
    # Each failure means that another process has made a table at this moment.
    for _ in metadata.tables:
        with suppress(sa.exc.DBAPIError):
            metadata.create_all(engine)
            return
    metadata.create_all(engine)


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _file_number(url: str) -> int | None:
    """Tells a database file from one that took its place; None where there is no file."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    try:
        return Path(parsed.database).stat().st_ino
    except FileNotFoundError:
        return -1
