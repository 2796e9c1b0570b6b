"""Relation of a store to a site (R3–R7a), worked out from the settings and visibility.

Pure: no database. Only what is not plain `none` is returned, because forty thousand stores on
forty thousand sites are almost always nothing to each other; `sync.store_relation` fills the
rest when it is read.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sync.network import Network, StoreSetting
from sync.reasons import Relation, RelationReason


@dataclass(frozen=True, order=True)
class StoreRelation:
    store_id: str
    site_id: int
    relation: Relation
    reason: RelationReason


Visibility = Mapping[str, Collection[str]]
"""Store id → the stores to which its name is visible (R7)."""


def store_relations(
    network: Network, visible_to: Visibility, store_records: Iterable[str] = ()
) -> list[StoreRelation]:
    """Every relation but plain none, for stores with settings or with a record."""
    active_on = {store.id: store.active for store in network.stores}
    assigned = [
        relation
        for store in network.stores
        for relation in _relations_of(network, store, visible_to, active_on)
    ]
    unassigned = sorted(set(store_records) - active_on.keys())
    return assigned + [
        StoreRelation(store_id, site_id, Relation.TRANSFER, RelationReason.UNASSIGNED)
        for store_id in unassigned
        for site_id in sorted({network.central, network.primary})
    ]


def _relations_of(
    network: Network, store: StoreSetting, visible_to: Visibility, active_on: Mapping[str, int]
) -> Iterable[StoreRelation]:
    collectors = network.collectors_of(store)
    seeing = {
        active_on[other]
        for other in visible_to.get(store.id, ())
        if other != store.id and other in active_on
    }
    for site_id in sorted({store.active, network.central, network.primary} | collectors | seeing):
        relation, reason = _relation(network, store, site_id, collectors, seeing)
        yield StoreRelation(store.id, site_id, relation, reason)


def _relation(
    network: Network,
    store: StoreSetting,
    site_id: int,
    collectors: Collection[int],
    seeing: Collection[int],
) -> tuple[Relation, RelationReason]:
    if site_id == store.active:
        return Relation.ACTIVE, RelationReason.CONFIGURED_ACTIVE
    always = site_id in (network.central, network.primary)
    if site_id in collectors:
        if always or site_id in seeing:
            return Relation.COLLECTOR, RelationReason.CONFIGURED_COLLECTOR
        return Relation.NONE, RelationReason.COLLECTOR_WITHOUT_VISIBILITY
    if site_id == network.central:
        return Relation.TRANSFER, RelationReason.ALWAYS_AT_CENTRE
    if site_id == network.primary:
        return Relation.TRANSFER, RelationReason.ALWAYS_AT_PRIMARY
    return Relation.TRANSFER, RelationReason.VISIBLE_TO_ACTIVE_STORE
