"""What the warnings of a plan look at, and how they name stores and count."""

from dataclasses import dataclass
from functools import cached_property

from sync.network import Network, Site, StoreSetting
from sync.plan.values import Facts, SiteTraffic
from sync.relations import StoreRelation

NAMED = 10
"""Stores that a sentence names; of more it says how many."""


@dataclass(frozen=True)
class Move:
    """A store that becomes active on another site."""

    store: StoreSetting
    from_site_id: int
    to_site_id: int


@dataclass(frozen=True)
class Look:
    """Everything that warnings look at: settings before (None at first) and after, and the lake."""

    before: Network | None
    after: Network
    facts: Facts
    relations: tuple[StoreRelation, ...]

    @cached_property
    def active_before(self) -> dict[str, int]:
        return {store.id: store.active for store in self.before.stores} if self.before else {}

    @cached_property
    def active_after(self) -> dict[str, int]:
        return {store.id: store.active for store in self.after.stores}

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        return tuple(
            Move(store, self.active_before[store.id], store.active)
            for store in self.after.stores
            if self.active_before.get(store.id, store.active) != store.active
        )

    @cached_property
    def sites_after(self) -> dict[int, Site]:
        return {site.id: site for site in self.after.sites}

    def stores_before(self, site_id: int) -> list[str]:
        return sorted(store for store, active in self.active_before.items() if active == site_id)

    def stores_after(self, site_id: int) -> list[str]:
        return sorted(store for store, active in self.active_after.items() if active == site_id)

    def traffic(self, site_id: int) -> SiteTraffic:
        return self.facts.traffic.get(site_id, SiteTraffic())


def named(stores: list[str]) -> str:
    """`store A`, `stores A and B`, or `stores A, B … and 40 more`."""
    shown, more = stores[:NAMED], len(stores) - NAMED
    if more > 0:
        return f"stores {', '.join(shown)} and {more:,} more"
    if len(shown) == 1:
        return f"store {shown[0]}"
    return f"stores {', '.join(shown[:-1])} and {shown[-1]}"


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
