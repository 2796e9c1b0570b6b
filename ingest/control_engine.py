"""How the control database is opened, and what its writers wait for.

SQLite on one machine, PostgreSQL for several. Its tables are in `ingest.control_tables` and
`ingest.people_tables`.
"""

import os
from collections import OrderedDict
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from ingest.people_tables import METADATA

BUSY_SECONDS = 60
KEPT_ENGINES = 8

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
