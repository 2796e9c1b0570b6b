"""Batches on their way in: bytes go to disk as they come, and a cut connection loses none of them.

A part is named after the hash of the whole batch, so the site can go on where it was cut, from
any gateway that shares the folder. What a whole batch means is `ingest.landing`'s question.
"""

import fcntl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from starlette.requests import ClientDisconnect

from ingest.files import make_folder
from sync.home import Home

SMALL_BYTES = 64 << 10
"""A batch that comes at once and is no larger waits for its end in memory."""
KEPT_SECONDS = 7 * 24 * 3600
LEFT_SECONDS = 24 * 3600
"""A part that was left for another one goes sooner: a site that writes its batch anew at every try
would otherwise fill the disk."""
PARTS_AT_MOST = 8
"""Of one site; who begins ever more loses the oldest, and sends that from its start again."""


class PartBusy(RuntimeError):
    """Another request is writing this part."""


class WrongOffset(ValueError):
    """The part ends somewhere else; `received` says where."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes are here; send the rest from there")
        self.received = received


class TooMuch(ValueError):
    """More bytes came than were announced."""


def part_of(home: Home, site_id: int, sha256: str) -> Path:
    return home.landing / ".incoming" / f"site={site_id}" / f"{sha256}.part"


def received(part: Path) -> int:
    """How many bytes of the batch are here."""
    return part.stat().st_size if part.exists() else 0


@contextmanager
def opened(part: Path, offset: int) -> Iterator[BinaryIO]:
    """The part, open at its end, for this request alone. Raises `PartBusy`, `WrongOffset`."""
    make_folder(part.parent)
    with part.open("ab") as handle:
        try:
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PartBusy("another request is sending this batch") from None
        if handle.tell() != offset:
            raise WrongOffset(handle.tell())
        if offset == 0:
            _forget(part.parent, LEFT_SECONDS)
            _leave_newest(part.parent)
        yield handle


async def read_small(chunks: AsyncIterator[bytes], total: int) -> bytes:
    """What comes of a small batch, be it whole or cut off. Raises `TooMuch`."""
    content = b""
    with suppress(ClientDisconnect):
        async for chunk in chunks:
            content += chunk
            if len(content) > total:
                raise TooMuch(f"more than the {total} bytes that were announced")
    return content


async def append(
    handle: BinaryIO, chunks: AsyncIterator[bytes], total: int, begun: bytes = b""
) -> int:
    """Write what has come already and what comes; returns how many bytes of the batch are here.

    Raises `TooMuch`.
    """
    handle.write(begun)
    size = handle.tell()
    async for chunk in chunks:
        size += len(chunk)
        if size > total:
            raise TooMuch(f"more than the {total} bytes that were announced")
        handle.write(chunk)
        handle.flush()
    return size


def forget_old(home: Home) -> int:
    """Remove parts that nobody has gone on with for a week; returns how many."""
    return _forget(home.landing, KEPT_SECONDS)


def _leave_newest(folder: Path) -> None:
    """Let the oldest of a site's parts go, but none that is being written."""
    parts = sorted(folder.glob("*.part"), key=_written_at, reverse=True)
    for part in parts[PARTS_AT_MOST:]:
        with part.open("ab") as handle, suppress(BlockingIOError):
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink(missing_ok=True)


def _written_at(part: Path) -> float:
    """One that another request has just landed is as new as any."""
    try:
        return part.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _forget(folder: Path, seconds: float) -> int:
    until = time.time() - seconds
    old = [part for part in folder.rglob("*.part") if _written_at(part) < until]
    for part in old:
        part.unlink(missing_ok=True)
    return len(old)
