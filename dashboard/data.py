"""Opening the lake for a page: read-only, and never holding a cycle up.

A page reads one snapshot from its first query to its last. Results are cached under that
snapshot, so a new cycle shows at once. No transaction outlives its query: a reader that kept
one open would make a writer wait. What is asked belongs in `queries`; to whose rows it is kept,
in `limits`: every query of the dashboard runs in a cursor that is made here.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from dashboard import access
from sync import lake, limits
from sync.home import Home
from sync.settings import Settings

SECONDS_KEPT = 60  # views judge staleness when read, so no result may be kept for long
CURRENT_SNAPSHOT = "SELECT id FROM central.current_snapshot()"


class LakeUnreadable(RuntimeError):
    """There is a home folder, but what is in it cannot be read as a lake."""


@dataclass(frozen=True)
class Reading:
    """The lake at one snapshot, as far as the reader may see it."""

    root: str
    mark: str
    snapshot: int
    reader: access.Reader
    catalog: str
    _connection: duckdb.DuckDBPyConnection

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """The rows of a query, with `$name` parameters bound."""
        return _frame(self._key, sql, dict(parameters or {}), self)

    def answer(self, question: Callable[..., list[Any]], *given: str) -> list[Any]:
        """What a function reads from the lake, given its connection; to the last row."""
        name = f"{question.__module__}.{question.__qualname__}"
        return _answer(self._key, name, given, question, self)

    @property
    def home(self) -> Home:
        return _home(self.root)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own to the same snapshot, for functions of `sync` that read.

        Raises `NoAccess` for a table that is closed to the reader.
        """
        with self._connection.cursor() as cursor:
            cursor.execute(f"USE {self.catalog}")
            try:
                yield cursor
            except duckdb.CatalogException as closed:
                if self.reader.limits is None:
                    raise
                raise access.NoAccess(str(closed)) from closed

    @property
    def _key(self) -> tuple[str, str, int, str]:
        return self.root, self.mark, self.snapshot, self.catalog


def open_lake() -> Reading:
    """The lake of `SYNCLINE_HOME` at its latest snapshot.

    Raises `sync.lake.LakeMissing` where there is none, `LakeUnreadable` where it will not open,
    `access.LogInNeeded` where nobody has logged in.
    """
    home = Settings().place()
    if not home.exists():
        raise lake.LakeMissing(f"{home.root} is no Syncline home yet")
    reader = access.reader(home)
    root, mark = str(home.root), _mark(home)
    try:
        with _latest(root, mark).cursor() as cursor:
            snapshot = int(cursor.execute(CURRENT_SNAPSHOT).fetchall()[0][0])
        at = _at_snapshot(root, mark, snapshot)
        return Reading(root, mark, snapshot, reader, at.of(reader.limits), at.connection)
    except duckdb.Error as error:
        raise LakeUnreadable(str(error)) from error


def _mark(home: Home) -> str:
    """Which lake this is: another one may stand in its place after a rebuild."""
    catalog = home.lake / "catalog.sqlite"
    return str(catalog.stat().st_ino) if catalog.exists() else ""


@st.cache_resource(show_spinner=False, max_entries=2)
def _latest(root: str, mark: str) -> duckdb.DuckDBPyConnection:
    """A connection that sees every new snapshot."""
    return lake.connect(_home(root))


@st.cache_resource(show_spinner=False, max_entries=3)
def _at_snapshot(root: str, mark: str, snapshot: int) -> limits.Catalogs:
    """A connection that keeps seeing this snapshot."""
    settings = Settings()
    home = _home(root)
    connection = lake.engine()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        f"ATTACH 'ducklake:{settings.catalog_uri(home)}' AS central (READ_ONLY, "
        f"DATA_PATH '{settings.data_uri(home)}', OVERRIDE_DATA_PATH true, "
        f"SNAPSHOT_VERSION {snapshot:d})"
    )
    return limits.Catalogs(connection)


@st.cache_data(show_spinner=False, max_entries=500, ttl=SECONDS_KEPT)
def _frame(
    key: tuple[str, str, int, str], sql: str, parameters: dict[str, object], _reading: Reading
) -> pd.DataFrame:
    """Run to the last row: a result left half read keeps its transaction open."""
    with _reading.cursor() as cursor:
        named = {name: value for name, value in parameters.items() if f"${name}" in sql}
        return cursor.execute(sql, named or None).df()


@st.cache_data(show_spinner=False, max_entries=50, ttl=SECONDS_KEPT)
def _answer(
    key: tuple[str, str, int, str],
    name: str,
    given: tuple[str, ...],
    _question: Callable[..., list[Any]],
    _reading: Reading,
) -> list[Any]:
    with _reading.cursor() as cursor:
        return _question(cursor, *given)


def _home(root: str) -> Home:
    return Home(Path(root))
