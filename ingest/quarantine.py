"""Keeping what was refused: the bytes, and beside them a `.json` that says why.

Why something is refused is decided in `ingest.receiving`. What a site pushed it has itself, and
only the newest of it is kept; all else (brought by hand, made of rows, or held for a while before
it turned out not to follow) stays for good.
"""

import json
import logging
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ingest.files import write_atomically
from ingest.ledger import Ledger
from sync.home import Home

LONGEST_NAME = 120
PUSHES_AT_MOST = 50
PUSHED_BYTES_AT_MOST = 1 << 30
"""Of one site."""

log = logging.getLogger("syncline.quarantine")


def put(
    home: Home, ledger: Ledger, content: bytes, sha256: str, name: str, *,
    why: str, at: datetime, sender: int | None = None,
) -> Path:  # fmt: skip
    """Keep these bytes once, however often they come; the reason told is the latest.

    `sender`: the site that pushed them and has been told that they are refused.
    """
    if sender is None:
        proposed = f"{at:%Y%m%dT%H%M%SZ}-{sha256[:8]}-{name[-LONGEST_NAME:]}"
        kept = home.quarantine / ledger.note_quarantined(sha256, proposed, at, why)
    else:
        kept = home.quarantine / f"site={sender}" / f"{sha256}.parquet"
    if not kept.exists():
        write_atomically(kept, lambda hidden: hidden.write_bytes(content))
    text = json.dumps(
        {"reason": why, "at": at.isoformat(), "original_name": name, "sha256": sha256}, indent=1
    )
    write_atomically(_reason(kept), lambda hidden: hidden.write_text(text, encoding="utf-8"))
    if sender is not None:
        with suppress(FileNotFoundError):  # another request does the same
            kept.touch()
            _leave_newest(kept.parent)
    return kept


def _leave_newest(folder: Path) -> None:
    files = {file: file.stat() for file in folder.glob("*.parquet")}
    total = 0
    newest = sorted(files, key=lambda file: files[file].st_mtime_ns, reverse=True)
    for number, file in enumerate(newest, 1):
        total += files[file].st_size
        if number > PUSHES_AT_MOST or total > PUSHED_BYTES_AT_MOST:
            file.unlink(missing_ok=True)
            _reason(file).unlink(missing_ok=True)
            log.warning("%s: an older refused push is kept no more: %s", folder.name, file.stem)


def _reason(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")
