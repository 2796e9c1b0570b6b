"""Putting settings in force (R3, R18), and which are.

`apply_network` archives the settings; the next cycle takes them up at its start. What they would
change is in `sync.plan`, what they mean in `sync.network` and `sync.relations`, and how they
came to be as they are in `sync.settings_history`.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sync import lake
from sync.home import Home
from sync.network import Network, check_network, load_network, read_yaml, to_yaml


@dataclass(frozen=True)
class AppliedNetwork:
    """Settings as archived: their number, who applied them and when."""

    network_no: int
    network: Network
    applied_by: str
    applied_at: datetime
    from_cycle_no: int


def apply_network(home: Home, path: Path, who: str = "") -> AppliedNetwork:
    """Check and archive settings; they hold from the next cycle on. Raises `NetworkError`."""
    network = load_network(path)
    with lake.writer(home) as connection:
        row = connection.execute("SELECT coalesce(max(cycle_no), 0) + 1 FROM sync.cycle").fetchone()
        assert row is not None
        applied = AppliedNetwork(
            network_no=newest_network_no(home) + 1,
            network=network,
            applied_by=who,
            applied_at=datetime.now(UTC).replace(tzinfo=None),
            from_cycle_no=row[0],
        )
        _archive(home, applied)
    _write(home.network_path, path.read_text(encoding="utf-8"))
    return applied


def newest_network_no(home: Home) -> int:
    folder = home.archive / "network"
    numbers = [int(file.stem) for file in folder.glob("*.yaml") if file.stem.isdigit()]
    return max(numbers, default=0)


def load_applied(home: Home, network_no: int) -> AppliedNetwork:
    """Archived settings by number."""
    raw = read_yaml(home.network_file(network_no).read_text(encoding="utf-8"))
    return AppliedNetwork(
        network_no,
        check_network(raw["network"], str(home.network_file(network_no))),
        raw["applied_by"],
        datetime.fromisoformat(raw["applied_at"]),
        raw["from_cycle_no"],
    )


def _archive(home: Home, applied: AppliedNetwork) -> None:
    document = {
        "applied_by": applied.applied_by,
        "applied_at": applied.applied_at.isoformat(),
        "from_cycle_no": applied.from_cycle_no,
        "network": read_yaml(to_yaml(applied.network)),
    }
    _write(
        home.network_file(applied.network_no), json.dumps(document, indent=1, ensure_ascii=False)
    )


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.rename(path)
