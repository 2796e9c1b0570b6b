"""What a batch is: the values that the front door and the cycle hand to each other.

Shapes only. Checking, landing and writing files is `ingest`'s work.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Action(StrEnum):
    """What a change record asks for; `remove` is only ever sent, never received."""

    UPSERT = "upsert"
    DELETE = "delete"
    MERGE = "merge"
    REMOVE = "remove"


@dataclass(frozen=True)
class LandedBatch:
    """One batch file that the centre holds. Times are naive UTC."""

    site_id: int
    generation: str
    batch_no: int
    first_seq: int
    last_seq: int
    rows: int
    sha256: str
    created_at: datetime
    received_at: datetime
    path: Path


@dataclass(frozen=True)
class StreamPosition:
    """How far a site's stream has been applied (`sync.stream`, one row per site)."""

    site_id: int
    generation: str
    batch_no: int
    last_seq: int
    sha256: str
