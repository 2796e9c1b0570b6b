"""What a row carries, if it can be read at all."""

import json
from typing import Any

from tests.model.state import Change


def read_data(change: Change) -> dict[str, Any] | None:
    """The object in the row's data, its texts without NULs; None if it holds none."""
    try:
        data = json.loads(change.data or "")
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    return {n: v.replace("\0", "") if isinstance(v, str) else v for n, v in data.items()}


def is_readable(change: Change) -> bool:
    if change.action == "delete":
        return True
    return change.action in ("upsert", "merge") and read_data(change) is not None
