"""What a reference site keeps on disk: its records, what it has not yet pushed, where it stands.

SQLite in the site's folder. What a change or a batch means is `simulator.site`'s business.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

Record = dict[str, Any]

_TABLES = """
CREATE TABLE IF NOT EXISTS record (
    table_name TEXT, record_id TEXT, data TEXT NOT NULL, PRIMARY KEY (table_name, record_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (
    seq INTEGER PRIMARY KEY, table_name TEXT, record_id TEXT, action TEXT, changed_at TEXT,
    data TEXT
);
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Shelf:
    """The durable state of one site. Every change is kept when the call returns."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lite = sqlite3.connect(folder / "site.sqlite", isolation_level=None)
        self._lite.execute("PRAGMA journal_mode = WAL")
        self._lite.execute("PRAGMA synchronous = NORMAL")
        self._lite.executescript(_TABLES)

    def close(self) -> None:
        self._lite.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All of what happens inside, or nothing; inside another one, part of that."""
        if self._lite.in_transaction:
            yield
            return
        self._lite.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._lite.execute("ROLLBACK")
            raise
        self._lite.execute("COMMIT")

    def get(self, table: str, record_id: str) -> Record | None:
        found = self._lite.execute(
            "SELECT data FROM record WHERE table_name = ? AND record_id = ?", (table, record_id)
        ).fetchone()
        return json.loads(found[0]) if found else None

    def put(self, table: str, record_id: str, data: str) -> None:
        self._lite.execute("REPLACE INTO record VALUES (?, ?, ?)", (table, record_id, data))

    def drop(self, table: str, record_id: str) -> None:
        self._lite.execute(
            "DELETE FROM record WHERE table_name = ? AND record_id = ?", (table, record_id)
        )

    def drop_lines(self, table: str, column: str, header_id: str) -> None:
        self._lite.execute(
            "DELETE FROM record WHERE table_name = ? AND json_extract(data, ?) = ?",
            (table, f'$."{column}"', header_id),
        )

    def refer(self, table: str, column: str, old_id: str, new_id: str) -> list[str]:
        """Let every record that names `old_id` name `new_id`; returns the ids of those records."""
        path = f'$."{column}"'
        found = self._lite.execute(
            "SELECT record_id FROM record WHERE table_name = ? AND json_extract(data, ?) = ?",
            (table, path, old_id),
        ).fetchall()
        self._lite.execute(
            "UPDATE record SET data = json_set(data, ?, ?) "
            "WHERE table_name = ? AND json_extract(data, ?) = ?",
            (path, new_id, table, path, old_id),
        )
        return [row[0] for row in found]

    def records(self, table: str) -> dict[str, Record]:
        rows = self._lite.execute(
            "SELECT record_id, data FROM record WHERE table_name = ? ORDER BY record_id", (table,)
        )
        return {record_id: json.loads(data) for record_id, data in rows}

    def queue(
        self, seq: int, table: str, record_id: str, action: str, at: datetime, data: str | None
    ) -> None:
        self._lite.execute(
            "INSERT INTO pending VALUES (?, ?, ?, ?, ?, ?)",
            (seq, table, record_id, action, at.isoformat(), data),
        )

    def queued(self) -> list[Record]:
        """Rows of the next batch, oldest first, `changed_at` as a naive UTC time."""
        names = ("seq", "table_name", "record_id", "action", "changed_at", "data")
        rows = self._lite.execute(f"SELECT {', '.join(names)} FROM pending ORDER BY seq")
        return [
            {**dict(zip(names, row, strict=True)), "changed_at": datetime.fromisoformat(row[4])}
            for row in rows
        ]

    def last_seq(self) -> int:
        """The newest change number, queued or pushed."""
        found = self._lite.execute("SELECT max(seq) FROM pending").fetchone()[0]
        return found or int(self.read("pushed_seq", "0"))

    def empty_queue(self) -> None:
        self.write(pushed_seq=self.last_seq())
        self._lite.execute("DELETE FROM pending")

    def read(self, key: str, default: str) -> str:
        found = self._lite.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return found[0] if found else default

    def write(self, **values: object) -> None:
        self._lite.executemany(
            "REPLACE INTO state VALUES (?, ?)", [(key, str(value)) for key, value in values.items()]
        )
