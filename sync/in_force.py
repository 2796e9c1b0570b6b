"""Putting settings in force, and what they would change (R3, R18, R42's checks left for later).

`apply_network` archives the settings; the next cycle takes them up at its start. `plan_network`
looks only. What settings mean is in `sync.network` and `sync.relations`.
"""

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from sync import lake
from sync.home import Home
from sync.network import Network, load_network, parse_network, to_yaml
from sync.reasons import Relation
from sync.relations import StoreRelation, store_relations


@dataclass(frozen=True)
class AppliedNetwork:
    """Settings as archived: their number, who applied them and when."""

    network_no: int
    network: Network
    applied_by: str
    applied_at: datetime
    from_cycle_no: int


@dataclass(frozen=True)
class RelationChange:
    """One store's relation to one site, before and after; `records` is what would move."""

    store_id: str
    site_id: int
    before: str
    after: str
    reason: str
    records: int


@dataclass(frozen=True)
class NetworkPlan:
    """What settings would change. Nothing of it has happened."""

    sites_added: tuple[int, ...]
    sites_removed: tuple[int, ...]
    changes: tuple[RelationChange, ...]
    warnings: tuple[str, ...]


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
    raw = yaml.safe_load(home.network_file(network_no).read_text(encoding="utf-8"))
    return AppliedNetwork(
        network_no,
        parse_network(json.dumps(raw["network"]), str(home.network_file(network_no))),
        raw["applied_by"],
        datetime.fromisoformat(raw["applied_at"]),
        raw["from_cycle_no"],
    )


def plan_network(home: Home, path: Path) -> NetworkPlan:
    """What applying the settings would change. Raises `NetworkError`."""
    network = load_network(path)
    connection = lake.connect(home)
    try:
        visible: dict[str, list[str]] = {}
        for store_id, seen_by in connection.execute(_VISIBILITY).fetchall():
            visible.setdefault(store_id, []).append(seen_by)
        records = [row[0] for row in connection.execute("SELECT ID FROM replica.store").fetchall()]
        before = {
            (store_id, site_id): relation
            for store_id, site_id, relation in connection.execute(
                "SELECT store_id, site_id, relation FROM sync.relation"
            ).fetchall()
        }
        sites = {row[0] for row in connection.execute("SELECT site_id FROM sync.site").fetchall()}
        sizes = dict(connection.execute(_size_sql()).fetchall())
    finally:
        connection.close()
    after = store_relations(network, visible, records)
    return NetworkPlan(
        tuple(sorted(network.site_ids - sites)),
        tuple(sorted(sites - network.site_ids)),
        tuple(_changes(before, after, sizes)),
        tuple(_warnings(network, before, after, set(records))),
    )


_VISIBILITY = """
    SELECT DISTINCT store.ID, seen.store_ID
    FROM replica.name_store_join AS seen
    JOIN replica.store AS store ON store.name_ID = seen.name_ID
    WHERE NOT coalesce(seen.inactive, false) AND seen.store_ID IS NOT NULL
    ORDER BY ALL
"""


def _size_sql() -> str:
    """Records that the centre holds, per store."""
    from sync.kinds import default_owner
    from sync.names import quoted
    from sync.reasons import Owner
    from sync.schema import kept_types

    parts = [
        f"SELECT _store_id FROM replica.{quoted(record_type.name)}"
        for record_type in kept_types()
        if default_owner(record_type) is Owner.STORE
    ]
    return (
        f"SELECT _store_id, count(*) FROM ({' UNION ALL '.join(parts)}) "
        "WHERE _store_id IS NOT NULL GROUP BY ALL"
    )


def _changes(
    before: dict[tuple[str, int], str], after: list[StoreRelation], sizes: dict[str, int]
) -> list[RelationChange]:
    now = {(r.store_id, r.site_id): r for r in after}
    changes = []
    for key in sorted(before.keys() | now.keys()):
        old = before.get(key, Relation.NONE.value)
        new = now[key].relation.value if key in now else Relation.NONE.value
        if old == new:
            continue
        whole = {Relation.ACTIVE.value, Relation.COLLECTOR.value}
        moves = sizes.get(key[0], 0) if (new in whole) != (old in whole) else 0
        reason = now[key].reason.value if key in now else "not_visible"
        changes.append(RelationChange(key[0], key[1], old, new, reason, moves))
    return changes


def _warnings(
    network: Network,
    before: dict[tuple[str, int], str],
    after: list[StoreRelation],
    records: set[str],
) -> list[str]:
    active = {store.id: store.active for store in network.stores}
    moved = [
        f"store {store_id} moves from site {site_id} to site {active[store_id]}; "
        "whether site "
        f"{site_id} has sent everything is not checked"
        for (store_id, site_id), relation in sorted(before.items())
        if relation == Relation.ACTIVE.value and active.get(store_id, site_id) != site_id
    ]
    return [
        *moved,
        *(
            f"store {r.store_id} is configured as a collector on site {r.site_id}, but no store "
            "that is active there sees it"
            for r in after
            if r.reason.value == "collector_without_visibility"
        ),
        *(
            f"store {store_id} has settings, but no store record has come"
            for store_id in sorted(set(active) - records)
        ),
        *(
            f"store {store_id} has a record, but no settings: it is unassigned"
            for store_id in sorted(records - set(active))
        ),
    ]


def _archive(home: Home, applied: AppliedNetwork) -> None:
    document = {
        "applied_by": applied.applied_by,
        "applied_at": applied.applied_at.isoformat(),
        "from_cycle_no": applied.from_cycle_no,
        "network": yaml.safe_load(to_yaml(applied.network)),
    }
    _write(home.network_file(applied.network_no), yaml.safe_dump(document, sort_keys=False))


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.rename(path)
