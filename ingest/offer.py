"""A batch on offer, and the answer to it: values that the landing modules hand to each other."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from ingest.batchfile import BatchHeader, read_header


class Verdict(StrEnum):
    """The contract's answers to a batch."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    GAP = "gap"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True)
class Landed:
    """What became of one file. `missing`: the earlier batches it waits for, as far as known."""

    file: Path
    verdict: Verdict
    why: str
    site_id: int | None = None
    batch_no: int | None = None
    missing: tuple[int, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A readable batch, whole, with the time it came (naive UTC) and the way (`file`, …).

    `sender`: the site that pushed it as it is, and keeps it until it is answered.
    """

    file: Path
    content: bytes
    sha256: str
    header: BatchHeader
    received_at: datetime
    via: str
    sender: int | None = None


@dataclass(frozen=True)
class Arrived:
    """A file with its bytes, of which nobody knows yet whether it is a batch. `sender`: see there.
    """

    file: Path
    content: bytes
    sender: int | None = None


def offer_of(arrived: Arrived, received_at: datetime, via: str) -> Offer:
    """Raises `NotABatch`."""
    header = read_header(arrived.content)
    sha256 = hashlib.sha256(arrived.content).hexdigest()
    return Offer(
        arrived.file, arrived.content, sha256, header, received_at, via, arrived.sender
    )


def offer_found(file: Path) -> Offer:
    """A batch found in a folder of ours, received when it was written. Raises `NotABatch`."""
    return offer_of(Arrived(file, file.read_bytes()), modified_at(file), "file")


def modified_at(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).replace(tzinfo=None)
