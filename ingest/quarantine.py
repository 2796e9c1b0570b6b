"""Keeping what was refused: the bytes, and beside them a `.json` that says why.

Why something is refused is decided in `ingest.receiving`.
"""

import json
from datetime import datetime
from pathlib import Path

from ingest.files import write_atomically
from ingest.ledger import Ledger
from sync.home import Home

LONGEST_NAME = 120


def put(
    home: Home, ledger: Ledger, content: bytes, sha256: str, name: str, *, why: str, at: datetime
) -> Path:
    """Keep these bytes once, however often they come; the reason told is the latest."""
    proposed = f"{at:%Y%m%dT%H%M%SZ}-{sha256[:8]}-{name[-LONGEST_NAME:]}"
    kept = home.quarantine / ledger.note_quarantined(sha256, proposed, at, why)
    if not kept.exists():
        write_atomically(kept, lambda hidden: hidden.write_bytes(content))
    text = json.dumps(
        {"reason": why, "at": at.isoformat(), "original_name": name, "sha256": sha256}, indent=1
    )
    beside = kept.with_name(f"{kept.name}.json")
    write_atomically(beside, lambda hidden: hidden.write_text(text, encoding="utf-8"))
    return kept
