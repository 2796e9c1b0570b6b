"""The sync settings as the model reads them, and the relations that follow (R3–R7)."""

from dataclasses import dataclass, field
from typing import Any

from tests.model.state import State


@dataclass(frozen=True)
class Store:
    active: int
    collectors: tuple[int, ...]
    include_transactions: bool = True


@dataclass(frozen=True)
class Network:
    central: int
    primary: int
    sites: tuple[int, ...]
    stores: dict[str, Store] = field(default_factory=dict)
    local_procurement: frozenset[int] = frozenset()

    def active_site(self, store_id: str | None) -> int | None:
        store = self.stores.get(store_id or "")
        return store.active if store else None

    def active_on(self, site_id: int) -> list[str]:
        return sorted(s for s, store in self.stores.items() if store.active == site_id)


def read_network(settings: dict[str, Any]) -> Network:
    central = settings["central"]
    stores = {}
    for store in settings["stores"]:
        default = [] if store["active"] == central else [central]
        collectors = tuple(store.get("collectors", default))
        stores[store["id"]] = Store(
            store["active"], collectors, store.get("include_transactions", True)
        )
    return Network(
        central,
        settings["primary"],
        tuple(sorted(site["id"] for site in settings["sites"])),
        stores,
        frozenset(s["id"] for s in settings["sites"] if s.get("local_procurement")),
    )


def name_of(state: State, store_id: str) -> str | None:
    return (state.record("store", store_id) or {}).get("name_id")


def visible_to(state: State, table: str, column: str, subject: str | None) -> set[str]:
    """The stores to which a name or prescriber is visible (R7)."""
    if subject is None:
        return set()
    return {
        row["store_id"]
        for row in state.rows(table)
        if row.get(column) == subject and not row.get("inactive") and row.get("store_id")
    }


def sites_seeing(state: State, network: Network, store_id: str) -> set[int | None]:
    """The sites with another store to which the store is visible."""
    seen = visible_to(state, "name_store_join", "name_id", name_of(state, store_id))
    return {network.active_site(other) for other in seen if other != store_id}


def relation(
    state: State,
    network: Network,
    store_id: str,
    site_id: int,
    seeing: set[int | None] | None = None,
) -> str:
    """`active`, `collector`, `transfer` or `none` (R4–R7a); `seeing` may be known already."""
    central = site_id in (network.central, network.primary)
    store = network.stores.get(store_id)
    if store is None:
        return "transfer" if central else "none"
    if store.active == site_id:
        return "active"
    if seeing is None:
        seeing = sites_seeing(state, network, store_id)
    if site_id in store.collectors and (central or site_id in seeing):
        return "collector"
    return "transfer" if central or site_id in seeing else "none"


def relations(state: State, network: Network) -> dict[tuple[str, int], str]:
    found = {}
    for store_id in set(network.stores) | set(state.records.get("store", {})):
        seeing = sites_seeing(state, network, store_id)
        for site_id in network.sites:
            found[store_id, site_id] = relation(state, network, store_id, site_id, seeing)
    return found
