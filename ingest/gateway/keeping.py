"""Pushes of the native protocol that are whole: are they what they say, and the sender's own?

What becomes of a batch then is `ingest.landing`'s question.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import HTTPException

from ingest import landing
from ingest.control import Control
from ingest.gateway.answers import problem
from ingest.offer import Landed
from sync.home import Home


@dataclass(frozen=True)
class Push:
    """The bytes of a batch, the hash under which they were announced, and who sent them."""

    site_id: int
    sha256: str
    content: bytes


def keep_all(
    home: Home, control: Control, pushes: Sequence[Push], network_site_ids: Collection[int], *,
    received_at: datetime,
) -> list[Landed | Exception]:  # fmt: skip
    """Land pushes that came together, at a time in naive UTC; what stands against one of them is
    told in its place."""
    faults = [_fault(push) for push in pushes]
    landed = iter(landing.land_together(
        home, control,
        [
            landing.Arrived(Path(f"{push.sha256}.parquet"), push.content, push.site_id)
            for push, fault in zip(pushes, faults, strict=True) if fault is None
        ],
        network_site_ids=network_site_ids, received_at=received_at, via="http",
    ))  # fmt: skip
    return [fault or _told(next(landed)) for fault in faults]


def _fault(push: Push) -> HTTPException | None:
    if hashlib.sha256(push.content).hexdigest() != push.sha256:
        return problem(409, "wrong_hash", "the bytes are not those of the hash; send them again")
    return None


def _told(answer: Landed | Exception) -> Landed | Exception:
    if isinstance(answer, landing.NotTheirs):
        return problem(403, "not_yours", str(answer))
    return answer
