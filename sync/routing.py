"""Where a record goes (R30–R37): one row per kind of owner, store and destination.

A destination is a site or an audience: data that many sites share is stored once under its
audience (`sync.audience` says which sites that is). Pure: no database.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sync.network import Network
from sync.ownership import NO_STORE
from sync.reasons import Owner, Relation, RouteReason
from sync.relations import StoreRelation


class Audience(StrEnum):
    """Who shares a row of the outgoing log; `site` is one destination."""

    ALL = "all"
    DISPENSARY = "dispensary"
    SITE = "site"


@dataclass(frozen=True)
class Route:
    owner: Owner
    store_id: str
    audience: Audience
    destination_site_id: int | None
    reason: RouteReason


def routes(network: Network, relations: Sequence[StoreRelation]) -> list[Route]:
    """The decision table `sync.route`."""
    shared = [
        Route(Owner.CENTRAL, NO_STORE, Audience.ALL, None, RouteReason.CENTRAL_TO_ALL),
        Route(Owner.BARCODE, NO_STORE, Audience.ALL, None, RouteReason.CENTRAL_TO_ALL),
        Route(
            Owner.DISPENSARY_DATA, NO_STORE, Audience.DISPENSARY, None, RouteReason.DISPENSARY_DATA
        ),
        _to(Owner.PATIENT, NO_STORE, network.primary, RouteReason.TO_PRIMARY),
    ]
    return shared + [route for relation in relations for route in _routes_of(network, relation)]


def audience_sites(
    network: Network, sites_with_dispensary: Collection[int]
) -> dict[Audience, frozenset[int]]:
    """The sites of each shared audience (R30)."""
    return {
        Audience.ALL: network.site_ids,
        Audience.DISPENSARY: frozenset(sites_with_dispensary) | {network.primary},
    }


def _routes_of(network: Network, relation: StoreRelation) -> Iterable[Route]:
    if relation.relation is Relation.NONE:
        return
    store, site = relation.store_id, relation.site_id
    yield _to(Owner.STORE_RECORD, store, site, RouteReason.STORE_RECORD)
    if relation.relation is Relation.COLLECTOR:
        yield _to(Owner.STORE, store, site, RouteReason.STORE_TO_COLLECTOR)
    if relation.relation is Relation.ACTIVE:
        yield _to(Owner.STORE, store, site, RouteReason.STORE_TO_ACTIVE)
        yield _to(Owner.CENTRAL_STORE, store, site, RouteReason.CENTRAL_STORE_TO_ACTIVE)
        yield _to(Owner.PATIENT, store, site, RouteReason.PATIENT_HOME)
        yield _to(Owner.PATIENT, store, network.primary, RouteReason.TO_PRIMARY)


def _to(owner: Owner, store_id: str, site_id: int, reason: RouteReason) -> Route:
    return Route(owner, store_id, Audience.SITE, site_id, reason)
