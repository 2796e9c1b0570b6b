"""The reference remote site: what a well-behaved client of the centre does, and nothing more.

It makes changes, pushes them as batches, applies what it pulls and knows what to acknowledge.
Carrying the files to and from the centre belongs to the caller. What people at a site do all year
is `history`'s business.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from ingest.batchfile import write_batch
from simulator.merging import merge
from simulator.shelf import Record, Shelf
from sync.catalogue import CATALOGUE


class OutOfOrder(ValueError):
    """What was pulled does not continue what the site has."""


class ReferenceSite:
    """One site and its records; made again from the same folder, it goes on where it was."""

    def __init__(self, site_id: int, folder: Path, *, generation: str | None = None) -> None:
        self.site_id = site_id
        self.folder = folder
        self._shelf = Shelf(folder)
        kept = self._shelf.read("generation", generation or str(uuid.uuid4()))
        if generation is not None and kept != generation:
            raise ValueError(f"{folder} belongs to generation {kept}, not {generation}")
        self.generation = kept
        self._shelf.write(generation=kept)

    def close(self) -> None:
        self._shelf.close()

    @property
    def last_seq(self) -> int:
        """The number of the site's newest change, pushed or not."""
        return self._shelf.last_seq()

    @property
    def last_batch_no(self) -> int:
        return int(self._shelf.read("batch_no", "0"))

    @property
    def applied_through(self) -> int:
        """The newest batch from the centre that the site has applied, ready to acknowledge."""
        return int(self._shelf.read("pulled_batch_no", "0"))

    @property
    def waiting(self) -> int:
        """How many changes no batch holds yet."""
        return len(self._shelf.queued())

    def pushed_file(self, batch_no: int) -> Path:
        """A batch that the site has written; kept, because the centre may ask for it again."""
        return self.folder / "pushed" / f"{batch_no:010d}.parquet"

    def records(self, table: str) -> dict[str, Record]:
        return self._shelf.records(table)

    def record(self, table: str, record_id: str) -> Record | None:
        return self._shelf.get(table, record_id)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several changes as one: all are kept or none."""
        with self._shelf.together():
            yield

    def change(
        self, table: str, record_id: str, data: dict[str, Any], *, at: datetime | None = None
    ) -> int:
        """Enter or change a record, wholly or in part; returns its change number."""
        text = json.dumps(data)
        with self._shelf.together():
            whole = (self._shelf.get(table, record_id) or {}) | data
            self._shelf.put(table, record_id, json.dumps(whole))
            return self._queue(table, record_id, "upsert", at, text)

    def delete(self, table: str, record_id: str, *, at: datetime | None = None) -> int:
        """Delete a record; a header takes its lines with it (R21)."""
        with self._shelf.together():
            self._remove(table, record_id, with_lines=True)
            return self._queue(table, record_id, "delete", at, None)

    def write_batch(self, *, created_at: datetime | None = None) -> Path | None:
        """Everything not yet pushed as the next batch file, or None when there is nothing.

        The file is under the site's folder until the caller has landed it. A crash before the
        site knows of the file makes the same batch number again.
        """
        rows = self._shelf.queued()
        if not rows:
            return None
        batch_no = self.last_batch_no + 1
        path = self.pushed_file(batch_no)
        sha256 = write_batch(
            path, rows, site_id=self.site_id, batch_no=batch_no, generation=self.generation,
            previous=self._shelf.read("sha256", ""), created_at=created_at or _now(),
        )  # fmt: skip
        with self._shelf.together():
            self._shelf.empty_queue()
            self._shelf.write(batch_no=batch_no, sha256=sha256)
        return path

    def queued(self) -> list[dict[str, Any]]:
        """The changes that no batch holds and nobody has been told, in order."""
        return self._shelf.queued()

    def forget_queued(self) -> None:
        """The centre has all of them."""
        with self._shelf.together():
            self._shelf.empty_queue()

    def receive(self, table: str, record_id: str, action: str, data: dict[str, Any] | None) -> None:
        """Apply one row from the centre that came without a batch."""
        text = None if data is None else json.dumps(data)
        row = {"table_name": table, "record_id": record_id, "action": action, "data": text}
        with self._shelf.together():
            self._apply_row(row)

    def apply(self, files: list[Path]) -> int:
        """Apply batches from the centre in order; returns through which one the site has them.

        Batches it has already applied are passed over. Raises `OutOfOrder` for a batch that is
        for another site, or after a gap; what came before it stays applied.
        """
        for path in sorted(files):
            self._apply_file(path)
        return self.applied_through

    def _apply_file(self, path: Path) -> None:
        table = pq.read_table(path)
        facts = {
            key.decode().removeprefix("syncline."): value.decode()
            for key, value in (table.schema.metadata or {}).items()
        }
        batch_no = self._check(path, facts)
        if batch_no is None:
            return
        with self._shelf.together():
            expected = int(self._shelf.read("pulled_seq", "0"))
            for row in table.to_pylist():
                expected += 1
                if row["seq"] != expected:
                    raise OutOfOrder(f"{path.name} has change {row['seq']}, not {expected}")
                self._apply_row(row)
            self._shelf.write(pulled_batch_no=batch_no, pulled_seq=expected)

    def _check(self, path: Path, facts: dict[str, str]) -> int | None:
        """The batch's number, or None if the site has it already."""
        if facts.get("destination_site_id") != str(self.site_id):
            raise OutOfOrder(f"{path.name} is not for site {self.site_id}")
        batch_no = int(facts["batch_no"])
        if batch_no <= self.applied_through:
            return None
        if batch_no != self.applied_through + 1:
            raise OutOfOrder(f"{path.name} comes after a gap: {self.applied_through} was the last")
        return batch_no

    def _apply_row(self, row: dict[str, Any]) -> None:
        table, record_id = row["table_name"], row["record_id"]
        match row["action"]:
            case "upsert":
                self._shelf.put(table, record_id, row["data"])
            case "delete" | "remove":
                self._remove(table, record_id, with_lines=row["action"] == "delete")
            case "merge":
                merge(self._shelf, table, json.loads(row["data"])["keep"], record_id)
            case action:
                raise OutOfOrder(f"the centre sent an unknown action {action!r}")

    def _remove(self, table: str, record_id: str, *, with_lines: bool) -> None:
        self._shelf.drop(table, record_id)
        if with_lines:
            for line_table, column in _lines_of(table):
                self._shelf.drop_lines(line_table, column, record_id)

    def _queue(
        self, table: str, record_id: str, action: str, at: datetime | None, data: str | None
    ) -> int:
        seq = self.last_seq + 1
        self._shelf.queue(seq, table, record_id, action, at or _now(), data)
        return seq


def _lines_of(table: str) -> list[tuple[str, str]]:
    """Tables of lines below a header, each with the column that names the header."""
    return [
        (kind.name, column)
        for kind in CATALOGUE.tables.values()
        if kind.parent_table == table and kind.data_type == "store"
        for column in kind.parent_columns
    ]


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
