"""Watching what landing does: which folders it lists, what it asks the control database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from ingest.control_engine import engine_for
from sync.home import Home
from sync.settings import Settings

_watching: list[list[str]] = []


def _note_listing(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event in ("os.listdir", "os.scandir", "glob.glob"):
        _watching[-1].append(f"{event} {arguments[0]}")


sys.addaudithook(_note_listing)


@contextmanager
def listings() -> Iterator[list[str]]:
    """Every listing of a folder while this is open."""
    seen: list[str] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)


@contextmanager
def statements(home: Home) -> Iterator[list[tuple[str, Any]]]:
    """Every statement to the control database while this is open."""
    engine, seen = engine_for(Settings().control_uri(home)), []

    def note(_c: Any, _cursor: Any, text: str, parameters: Any, *_: Any) -> None:
        seen.append((text, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def plans(home: Home, seen: list[tuple[str, Any]]) -> list[str]:
    """How SQLite finds the rows of each statement."""
    connection = engine_for(Settings().control_uri(home)).raw_connection()
    try:
        return [
            step[3]
            for text, parameters in seen
            if text.split()[0] in ("SELECT", "UPDATE", "DELETE")
            for step in connection.cursor().execute(f"EXPLAIN QUERY PLAN {text}", parameters)
        ]
    finally:
        connection.close()
