"""Settings and facts made by hand: a plan needs no lake."""

from typing import Any

import yaml

from sync.network import Network, parse_network
from sync.plan import Caution, NetworkPlan, make_plan
from sync.plan.values import Facts, StoreRecord

SITES = [
    {"id": 1, "name": "Sync server", "kind": "central"},
    {"id": 2, "name": "Hospital", "kind": "server"},
    {"id": 3, "name": "District", "kind": "desktop"},
    {"id": 4, "name": "Clinic", "kind": "mobile"},
]
STORES = [
    {"id": "HOSPITAL", "active": 2},
    {"id": "DISTRICT", "active": 3},
    {"id": "OUTREACH", "active": 3},
]


def network(*changes: dict[str, Any], **fields: Any) -> Network:
    """The settings, with fields of single stores changed: `network({"id": "X", "active": 2})`."""
    stores = {store["id"]: dict(store) for store in STORES}
    for change in changes:
        stores.setdefault(change["id"], {}).update(change)
    raw = {"central": 1, "primary": 1, "sites": SITES, "stores": list(stores.values()), **fields}
    return parse_network(yaml.safe_dump(raw))


def facts(**fields: Any) -> Facts:
    """All three stores have records, and everybody sees HOSPITAL."""
    known = {
        "in_force": network(),
        "in_force_no": 1,
        "applied_no": 1,
        "stores": {store["id"]: StoreRecord(store["id"].capitalize()) for store in STORES},
        "visible_to": {"HOSPITAL": ("DISTRICT", "OUTREACH")},
    }
    return Facts(**{**known, **fields})


def plan(after: Network, ground: Facts | None = None) -> NetworkPlan:
    return make_plan(after, ground or facts(), {})


def told(found: NetworkPlan, code: Caution) -> list[str]:
    """The sentences of one warning."""
    return [warning.text for warning in found.warnings if warning.code is code]
