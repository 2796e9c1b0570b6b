"""What a client pushes, row by row, until its push is complete: then it is a batch like any other.

Rows are on disk before they are answered. They collect in one file per site, which two gateways may
share; when the push is complete the file is sealed under the number of the batch that it becomes.
A batch made of a sealed file has the same bytes however often it is made, so that a crash in
between lands nothing twice.
"""

import fcntl
import json
import os
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any

from ingest import landing
from ingest.batchfile import write_batch
from ingest.control import Control
from ingest.files import flush, make_folder
from ingest.offer import Landed, Verdict
from sync.home import Home

OPEN = "pushed.jsonl"
MOST_LEVELS = 100
ACTIONS = {
    "i": "upsert", "u": "upsert", "insert": "upsert", "update": "upsert", "upsert": "upsert",
    "d": "delete", "delete": "delete", "m": "merge", "merge": "merge",
}  # fmt: skip


class TooMuchPushed(ValueError):
    """More waits to be complete than one batch may have."""


@dataclass(frozen=True)
class PushedRow:
    """A row as a client sends it; `sync_id` names it in the client's own queue."""

    sync_id: str
    table_name: str
    record_id: str
    action: str
    data: Any


@dataclass(frozen=True)
class _Stream:
    """The place in a site's stream that the next batch takes."""

    generation: str
    batch_no: int
    first_seq: int
    previous: str


def keep(home: Home, site_id: int, rows: Collection[PushedRow], *, most_bytes: int) -> None:
    """Keep rows for good until the push is complete. Raises `TooMuchPushed` and `OSError`."""
    at = datetime.now(UTC).replace(tzinfo=None).isoformat()
    text = "".join(_line(row, at) for row in rows)
    with _alone(home, site_id) as folder:
        path = folder / OPEN
        with path.open("ab+", buffering=0) as handle:
            size = _whole_size(handle)
            if size + len(text) > most_bytes:
                raise TooMuchPushed(
                    f"{size + len(text):,} bytes wait to be complete, and a batch may have "
                    f"{most_bytes:,}"
                )
            try:
                content = memoryview(text.encode())
                while content:
                    content = content[handle.write(content) :]
                os.fsync(handle.fileno())
            except OSError:
                handle.truncate(size)
                raise
        if not size:
            flush(folder)


def _line(row: PushedRow, at: str) -> str:
    """What is nested too deep to be read again is left out, and the row is refused for it."""
    data = f"nested deeper than {MOST_LEVELS} levels" if _is_too_deep(row.data) else row.data
    return json.dumps(vars(row) | {"at": at, "data": data}) + "\n"


def _is_too_deep(data: Any) -> bool:
    inner = [data]
    for _ in range(MOST_LEVELS + 1):
        inner = [
            value
            for outer in inner if isinstance(outer, dict | list)
            for value in (outer.values() if isinstance(outer, dict) else outer)
        ]  # fmt: skip
        if not inner:
            return False
    return True


def complete(home: Home, site_id: int, site_ids: Collection[int]) -> list[Landed]:
    """The push is complete: land what it brought. Raises `landing.LandingFailed` and `OSError`."""
    with _alone(home, site_id) as folder:
        landed = []
        left = sorted(folder.glob("pushed-*.jsonl"))  # sealed before a crash
        while sealed := left.pop(0) if left else _sealed(home, folder, site_id):
            landed.append(_land(home, sealed, site_id, site_ids))
            if landed[-1].verdict is Verdict.CONFLICT:  # the place is taken, and known only now
                left.insert(0, _sealed_again(home, sealed, site_id))
            else:
                sealed.unlink()
        return landed


def waiting_bytes(home: Home, site_id: int) -> int:
    """How much has come that is not landed."""
    return sum(path.stat().st_size for path in _folder(home, site_id).glob("pushed*.jsonl"))


def _sealed(home: Home, folder: Path, site_id: int) -> Path | None:
    """The rows that have come, from now on closed; None where there are none."""
    path = folder / OPEN
    if not path.exists():
        return None
    if not _rows(path):
        path.unlink()
        return None
    return _seal(home, path, site_id)


def _seal(home: Home, path: Path, site_id: int) -> Path:
    """Close rows under the number of the batch that they become."""
    stream = _next_place(home, site_id)
    sealed = path.with_name(f"pushed-{stream.batch_no:010d}-{stream.generation}.jsonl")
    path.rename(sealed)
    flush(path.parent)
    return sealed


def _sealed_again(home: Home, sealed: Path, site_id: int) -> Path:
    """A restored control database did not know that the place is taken: the rows take the next."""
    again = _seal(home, sealed, site_id)
    if again == sealed:
        raise landing.LandingFailed(f"the next place of site {site_id} is taken")
    return again


def _land(home: Home, sealed: Path, site_id: int, site_ids: Collection[int]) -> Landed:
    _, number, generation = sealed.stem.split("-", 2)
    stream = _place(home, site_id, generation, int(number))
    rows = _rows(sealed)
    batch = sealed.with_suffix(".parquet")
    write_batch(
        batch,
        [
            {"seq": seq, **_batch_row(row)}
            for seq, row in enumerate(rows, stream.first_seq)
        ],
        site_id=site_id, batch_no=stream.batch_no, generation=generation,
        previous=stream.previous, created_at=datetime.fromisoformat(rows[-1]["at"]),
    )  # fmt: skip
    try:
        return landing.land(home, batch, network_site_ids=site_ids, via="http")
    finally:
        batch.unlink(missing_ok=True)


def _batch_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A bad value is the engine's to refuse, row by row; here it is only made writable."""
    data = row["data"]
    return {
        "table_name": _writable(row["table_name"]),
        "record_id": _writable(row["record_id"]),
        "action": ACTIONS.get(row["action"].lower(), _writable(row["action"])),
        "changed_at": datetime.fromisoformat(row["at"]),
        "data": None if data is None else json.dumps(data),
    }


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _rows(path: Path) -> list[dict[str, Any]]:
    """What was pushed: a row that was sent again is there once, as it was sent last.

    Half a line that a crash left at the end was never answered, and is none.
    """
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    content = path.read_bytes()
    for number, line in enumerate(content[: content.rfind(b"\n") + 1].splitlines()):
        row = json.loads(line)
        sync_id = row["sync_id"] or f"line {number}"
        rows[sync_id, row["table_name"], row["record_id"]] = row
    return list(rows.values())


def _next_place(home: Home, site_id: int) -> _Stream:
    with Control(home).ledger() as ledger:
        generation = ledger.current_generation(site_id) or str(
            uuid.uuid5(uuid.NAMESPACE_OID, f"syncline pushed {site_id}")
        )
        number = ledger.last_in_line(site_id, generation) + 1
    return _place(home, site_id, generation, number)


def _place(home: Home, site_id: int, generation: str, batch_no: int) -> _Stream:
    before = Control(home).receipt(site_id, generation, batch_no - 1)
    if before is None:
        return _Stream(generation, batch_no, 1, "")
    return _Stream(generation, batch_no, before.last_seq + 1, before.sha256)


def _whole_size(handle: FileIO) -> int:
    """A crash may leave half a line, which nobody was told is kept; the size without it, bytes."""
    size = handle.seek(0, os.SEEK_END)
    if size:
        handle.seek(size - 1)
        if handle.read(1) != b"\n":
            handle.seek(0)
            size = handle.readall().rfind(b"\n") + 1
            handle.truncate(size)
    return size


@contextmanager
def _alone(home: Home, site_id: int) -> Iterator[Path]:
    """The folder of a site's pushes, for one request at a time."""
    folder = _folder(home, site_id)
    make_folder(folder)
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder


def _folder(home: Home, site_id: int) -> Path:
    return home.landing / ".incoming" / f"site={site_id}"
