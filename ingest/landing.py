"""The front door for files: check a batch, answer, and keep it where the next cycle finds it.

The answers are `ingest.receiving`'s, the place of what waits `ingest.waiting`'s; this is the one
module that other rooms import.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from ingest import quarantine
from ingest.batchfile import BatchHeader, naive_utc, peek_header
from ingest.control import Control
from ingest.files import reason_of
from ingest.offer import Arrived, Landed, Offer, Verdict, offer_of
from ingest.turns import receive_all
from ingest.unpacking import NotABatch
from ingest.waiting import (
    Held,
    adopt_unrecorded,
    applied_leftovers,
    archive,
    ready_batches,
    waiting_counts,
)
from sync.home import Home

__all__ = [
    "Arrived",
    "Held",
    "Landed",
    "LandingFailed",
    "NotTheirs",
    "Verdict",
    "adopt_unrecorded",
    "applied_leftovers",
    "archive",
    "land",
    "land_all",
    "land_together",
    "ready_batches",
    "waiting_counts",
]


class NotTheirs(RuntimeError):
    """A site pushed a batch of another one; nothing of it is kept."""


class LandingFailed(RuntimeError):
    """The centre could not keep the batch (a full disk, say); nothing of it is left behind."""


def land(
    home: Home,
    file: Path,
    *,
    network_site_ids: Collection[int],
    received_at: datetime | None = None,
    via: str = "file",
    control: Control | None = None,
) -> Landed:
    """Check one file and land it. `via` is `file` for one carried by hand.

    `control` is the home's control database where the caller has it open.

    Raises `LandingFailed` when the centre cannot write.
    """
    at = naive_utc(received_at or datetime.now(UTC))
    try:
        content = file.read_bytes()
    except OSError as error:
        return Landed(file, Verdict.REFUSED, f"it cannot be read: {reason_of(error)}")
    (answer,) = land_together(
        home, control or Control(home), [Arrived(file, content)], network_site_ids=network_site_ids,
        received_at=at, via=via,
    )  # fmt: skip
    if isinstance(answer, Exception):
        raise answer
    return answer


def land_together(
    home: Home,
    control: Control,
    files: Sequence[Arrived],
    *,
    network_site_ids: Collection[int],
    received_at: datetime,
    via: str,
) -> list[Landed | Exception]:
    """Check and land files with their bytes that came at one time (naive UTC).

    They share their turn, which is cheaper than one each. What failed is told in its place:
    `LandingFailed` where the centre cannot write, `NotTheirs`.
    """
    answers: dict[int, Landed | Exception] = {}
    offers: dict[int, Offer] = {}
    for place, arrived in enumerate(files):
        found = _offered(home, control, arrived, network_site_ids, received_at, via)
        if isinstance(found, Offer):
            offers[place] = found
        else:
            answers[place] = found
    answers |= zip(offers, receive_all(home, control, list(offers.values())), strict=True)
    return [_told(arrived.file, answers[place]) for place, arrived in enumerate(files)]


def land_all(
    home: Home,
    paths: Iterable[Path],
    *,
    network_site_ids: Collection[int],
    received_at: datetime | None = None,
    via: str = "file",
) -> Iterator[Landed]:
    """Land files, and every `*.parquet` in folders, each site's in the order of its stream."""
    site_ids = frozenset(network_site_ids)
    for file in in_stream_order(batch_files(paths)):
        yield land(home, file, network_site_ids=site_ids, received_at=received_at, via=via)


def batch_files(paths: Iterable[Path]) -> list[Path]:
    """The files meant: those named, and the visible `*.parquet` below the folders named."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
        for file in inside:
            if file == path or not file.name.startswith("."):
                found[file] = None
    return list(found)


def in_stream_order(files: Iterable[Path]) -> list[Path]:
    """By site, then generation (the one begun first leads), then number; unreadable ones first."""
    unreadable: list[Path] = []
    headers: list[tuple[BatchHeader, Path]] = []
    for file in files:
        try:
            headers.append((peek_header(file), file))
        except NotABatch:
            unreadable.append(file)
    begun: dict[tuple[int, str], datetime] = {}
    for header, _ in headers:
        stream = header.site_id, header.generation
        begun[stream] = min(begun.get(stream, header.created_at), header.created_at)

    def place(item: tuple[BatchHeader, Path]) -> tuple[int, datetime, str, int]:
        header = item[0]
        began = begun[header.site_id, header.generation]
        return header.site_id, began, header.generation, header.batch_no

    return unreadable + [file for _, file in sorted(headers, key=place)]


def _offered(
    home: Home,
    control: Control,
    arrived: Arrived,
    network_site_ids: Collection[int],
    at: datetime,
    via: str,
) -> Offer | Landed | Exception:
    """A batch of the network; or the answer to what is none."""
    try:
        try:
            offer = offer_of(arrived, at, via)
        except NotABatch as error:
            _put_aside(home, control, arrived, str(error), at)
            return Landed(arrived.file, Verdict.REFUSED, str(error))
        if arrived.sender not in (None, offer.header.site_id):
            why = f"site {arrived.sender} cannot push a batch of site {offer.header.site_id}"
            return NotTheirs(why)
        if offer.header.site_id not in network_site_ids:
            return _stranger(home, control, arrived, offer.header, at)
    except Exception as error:
        return error
    return offer


def _told(file: Path, answer: Landed | Exception) -> Landed | Exception:
    """What a person is told where the disk or the control database failed."""
    if isinstance(answer, OSError):
        return _caused(LandingFailed(f"{file.name} could not be kept: {reason_of(answer)}"), answer)
    if isinstance(answer, sa.exc.DBAPIError):
        return _caused(LandingFailed(f"{file.name} could not be recorded: {answer.orig}"), answer)
    return answer


def _caused(failed: LandingFailed, cause: Exception) -> LandingFailed:
    failed.__cause__ = cause
    return failed


def _stranger(
    home: Home, control: Control, arrived: Arrived, header: BatchHeader, at: datetime
) -> Landed:
    why = f"site {header.site_id} is not in the network"
    _put_aside(home, control, arrived, why, at)
    return Landed(arrived.file, Verdict.REFUSED, why, header.site_id, header.batch_no)


def _put_aside(home: Home, control: Control, arrived: Arrived, why: str, at: datetime) -> None:
    sha256 = hashlib.sha256(arrived.content).hexdigest()
    with control.ledger() as ledger:
        quarantine.put(
            home, ledger, arrived.content, sha256, arrived.file.name,
            why=why, at=at, sender=arrived.sender,
        )  # fmt: skip
