"""Opening the lake for a page: read-only, and never holding a cycle up.

A page reads one snapshot from its first query to its last. Results are cached under that
snapshot, so a new cycle shows at once. No transaction outlives its query: a reader that kept
one open would make a writer wait. What is asked belongs in `queries`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from sync import lake
from sync.home import Home
from sync.settings import Settings

SECONDS_KEPT = 60  # views judge staleness when read, so no result may be kept for long
CURRENT_SNAPSHOT = "SELECT id FROM central.current_snapshot()"


class LakeUnreadable(RuntimeError):
    """There is a home folder, but what is in it cannot be read as a lake."""


@dataclass(frozen=True)
class Reading:
    """The lake at one snapshot."""

    root: str
    mark: str
    snapshot: int
    connection: duckdb.DuckDBPyConnection

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """The rows of a query, with `$name` parameters bound."""
        key = (self.root, self.mark, self.snapshot)
        return _frame(key, sql, dict(parameters or {}), self.connection)

    def answer(self, question: Callable[[duckdb.DuckDBPyConnection], list[Any]]) -> list[Any]:
        """What a function of `sync` reads from the lake; it must read to the last row."""
        key = (self.root, self.mark, self.snapshot)
        return _answer(key, f"{question.__module__}.{question.__qualname__}", question, self)

    @property
    def home(self) -> Home:
        return _home(self.root)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own to the same snapshot, for functions of `sync` that read."""
        with self.connection.cursor() as cursor:
            cursor.execute("USE central")
            yield cursor


def open_lake() -> Reading:
    """The lake of `SYNCLINE_HOME` at its latest snapshot.

    Raises `sync.lake.LakeMissing` where there is none, `LakeUnreadable` where it will not open.
    """
    home = Settings().place()
    if not home.exists():
        raise lake.LakeMissing(f"{home.root} is no Syncline home yet")
    root, mark = str(home.root), _mark(home)
    try:
        latest = _rows(_latest(root, mark), CURRENT_SNAPSHOT)
        snapshot = int(latest["id"].iloc[0])
        return Reading(root, mark, snapshot, _at_snapshot(root, mark, snapshot))
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
def _at_snapshot(root: str, mark: str, snapshot: int) -> duckdb.DuckDBPyConnection:
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
    return connection


@st.cache_data(show_spinner=False, max_entries=500, ttl=SECONDS_KEPT)
def _frame(
    key: tuple[str, str, int],
    sql: str,
    parameters: dict[str, object],
    _connection: duckdb.DuckDBPyConnection,
) -> pd.DataFrame:
    return _rows(_connection, sql, parameters)


@st.cache_data(show_spinner=False, max_entries=20, ttl=SECONDS_KEPT)
def _answer(
    key: tuple[str, str, int],
    name: str,
    _question: Callable[[duckdb.DuckDBPyConnection], list[Any]],
    _reading: Reading,
) -> list[Any]:
    with _reading.connection.cursor() as cursor:
        cursor.execute("USE central")
        return _question(cursor)


def _rows(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, object] | None = None
) -> pd.DataFrame:
    """Run to the last row: a result left half read keeps its transaction open."""
    with connection.cursor() as cursor:
        cursor.execute("USE central")
        named = {name: value for name, value in (parameters or {}).items() if f"${name}" in sql}
        return cursor.execute(sql, named or None).df()


def _home(root: str) -> Home:
    return Home(Path(root))
