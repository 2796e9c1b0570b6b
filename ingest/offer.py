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
    """A readable batch, whole, with the time it came (naive UTC) and the way (`file`, …)."""

    file: Path
    content: bytes
    sha256: str
    header: BatchHeader
    received_at: datetime
    via: str


def offer_of(file: Path, content: bytes, received_at: datetime, via: str) -> Offer:
    """Raises `NotABatch`."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Offer(file, content, sha256, read_header(content), received_at, via)


def offer_found(file: Path) -> Offer:
    """A batch found in a folder of ours, received when it was written. Raises `NotABatch`."""
    return offer_of(file, file.read_bytes(), modified_at(file), "file")


def modified_at(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC).replace(tzinfo=None)
