"""Opening the lake: DuckDB with one DuckLake attached as `central`.

Any number of readers may be open at any time. Writers take turns: `writer` holds the home's
writer lock, because a SQLite catalogue refuses a second writer's commit. What is in the lake is
`sync.schema`'s business.
"""

import fcntl
import importlib.util
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb

from sync.home import Home
from sync.names import literal
from sync.settings import Settings

BUSY_MILLISECONDS = 60_000
EXTENSIONS = ("sqlite_scanner", "postgres_scanner", "httpfs", "ducklake")


class LakeBusy(RuntimeError):
    """Another process has been writing for longer than we were ready to wait."""


class LakeMissing(RuntimeError):
    """The home folder has no lake yet."""


def connect(
    home: Home, *, read_only: bool = True, at: datetime | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection whose default catalogue is the lake (`sync.…`, `replica.…`, `reports.…`).

    `at` (naive UTC) shows the lake as it was then. Raises `LakeMissing` where `syncline init`
    has not been run.
    """
    if not home.exists():
        raise LakeMissing(f"{home.root} is no Syncline home yet: run `syncline init` first")
    connection = engine()
    attach(connection, home, read_only=read_only, at=at)
    connection.execute("USE central")
    return connection


def attach(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    *,
    read_only: bool = True,
    at: datetime | None = None,
) -> None:
    """Attach the lake as `central`."""
    settings = Settings()
    options = (
        f"DATA_PATH '{settings.data_uri(home)}', OVERRIDE_DATA_PATH true, DATA_INLINING_ROW_LIMIT 0"
    )
    if settings.catalog_uri(home).startswith("sqlite:"):
        # Readers never hold up a commit; the journal mode stays with the file.
        options += f", META_BUSY_TIMEOUT {BUSY_MILLISECONDS}"
        options += "" if read_only else ", META_JOURNAL_MODE 'WAL'"
    if read_only:
        options += ", READ_ONLY"
    if at is not None:
        options += f", SNAPSHOT_TIME '{at.isoformat(' ')}+00'"
    connection.execute("SET TimeZone = 'UTC'")
    if settings.threads:
        connection.execute(f"SET threads = {settings.threads}")
    connection.execute(f"ATTACH 'ducklake:{settings.catalog_uri(home)}' AS central ({options})")


def engine() -> duckdb.DuckDBPyConnection:
    """An empty DuckDB that can read and write a DuckLake.

    DuckDB checks the signature of an extension by reading all of it, which takes longer than a
    small query does. So each binary is checked once per process, and while it stays the same file
    it is then taken as it is; nothing else can be loaded unsigned.
    """
    binaries = {name: _state(extension_binary(name)) for name in EXTENSIONS}
    if _checked != binaries:
        connection = duckdb.connect(":memory:")
        load_extensions(connection)
        _checked.update(binaries)
        return connection
    connection = duckdb.connect(":memory:", config={"allow_unsigned_extensions": "true"})
    load_extensions(connection)
    connection.execute("SET allow_unsigned_extensions = false")
    return connection


_checked: dict[str, tuple[int, int] | None] = {}
"""Size and time of change of each binary whose signature this process has checked."""


def _state(binary: Path | None) -> tuple[int, int] | None:
    """What tells one file from another in its place."""
    return (binary.stat().st_size, binary.stat().st_mtime_ns) if binary else None


def load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Load DuckLake from its wheel, or from DuckDB's own store where the wheel is absent."""
    for name in EXTENSIONS:
        binary = extension_binary(name)
        if binary is not None:
            connection.execute(f"LOAD '{binary}'")
        elif name == "ducklake":
            connection.execute("INSTALL ducklake")
            connection.execute("LOAD ducklake")


@cache
def extension_binary(name: str) -> Path | None:
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.rglob("*.duckdb_extension"), None)


@contextmanager
def writer(home: Home, *, wait_seconds: float = 600) -> Iterator[duckdb.DuckDBPyConnection]:
    """The one writing connection. Raises `LakeBusy` when the lock is not free in time."""
    with writer_lock(home, wait_seconds=wait_seconds):
        connection = connect(home, read_only=False)
        prepare_to_write(connection, home)
        try:
            yield connection
        finally:
            connection.close()


def prepare_to_write(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Limits of memory, no insertion order, and cheaper planning.

    With insertion order kept, DuckDB 1.5.5 loses a large INSERT into a table of the same
    transaction into which an INSERT of no rows went before; nothing here relies on that order.
    A cycle is many small statements: planning them with statistics, and trying orders of joins,
    costs more than it saves (a third of a small cycle, and nothing is gained by it in a large
    one). Joins are made in the order in which they are written: what a cycle touched comes first.
    """
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET disabled_optimizers = 'statistics_propagation, join_order'")
    limit(connection, home)


def limit(connection: duckdb.DuckDBPyConnection, home: Home) -> None:
    """What the connection may hold in memory, and where it puts the rest."""
    connection.execute(f"SET memory_limit = {literal(Settings().memory_limit)}")
    connection.execute(f"SET temp_directory = {literal(str(home.root / 'tmp'))}")


@contextmanager
def writer_lock(home: Home, *, wait_seconds: float = 600) -> Iterator[None]:
    """Hold the home's writer lock; the operating system frees it when the process dies."""
    with _lock(home.root / ".writer.lock", wait_seconds, "another process is writing to the lake"):
        yield


@contextmanager
def site_lock(home: Home, site_id: int, *, wait_seconds: float = 600) -> Iterator[None]:
    """Be the only one who packs for a site; writers of the lake are not held up."""
    folder = home.outgoing / f"site={site_id}"
    folder.mkdir(parents=True, exist_ok=True)
    with _lock(folder / ".lock", wait_seconds, f"another process is packing for site {site_id}"):
        yield


@contextmanager
def _lock(path: Path, wait_seconds: float, who: str) -> Iterator[None]:
    with path.open("w") as handle:
        deadline = time.monotonic() + wait_seconds
        while not _try_lock(handle.fileno()):
            if time.monotonic() > deadline:
                raise LakeBusy(f"{who}; try again when it is done")
            time.sleep(0.05)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
