"""Where a record goes (R30–R37): one row per kind of owner, store and destination.

A destination is a site or an audience: data that many sites share is stored once under its
audience (`sync.audience` says which sites that is). Patients and prescribers go where stores to
which they are visible are; their rows say what one such store gives. Pure: no database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sync.network import Network
from sync.ownership import NO_STORE, Ground
from sync.reasons import Owner, Relation, RouteReason
from sync.relations import StoreRelation


class Audience(StrEnum):
    """Who shares a row of the outgoing log; `site` is one destination."""

    ALL = "all"
    DISPENSARY = "dispensary"
    SITE = "site"


class PersonRoute(StrEnum):
    """Keys of `sync.route` beside the owners: what leads a person's records to a site (R35)."""

    PATIENT_SEEN = "patient_seen"
    PRESCRIBER_SEEN = "prescriber_seen"
    PATIENT_HOME = "patient_home"
    PRESCRIBER_HOME = "prescriber_home"


@dataclass(frozen=True)
class Route:
    owner: Owner | PersonRoute
    store_id: str
    audience: Audience
    destination_site_id: int | None
    reason: RouteReason


def routes(network: Network, ground: Ground, relations: Sequence[StoreRelation]) -> list[Route]:
    """The decision table `sync.route`."""
    shared = [
        Route(Owner.CENTRAL, NO_STORE, Audience.ALL, None, RouteReason.CENTRAL_TO_ALL),
        Route(Owner.BARCODE, NO_STORE, Audience.ALL, None, RouteReason.CENTRAL_TO_ALL),
        Route(
            Owner.DISPENSARY_DATA, NO_STORE, Audience.DISPENSARY, None, RouteReason.DISPENSARY_DATA
        ),
        _to(PersonRoute.PATIENT_HOME, NO_STORE, network.primary, RouteReason.TO_PRIMARY),
        _to(PersonRoute.PRESCRIBER_HOME, NO_STORE, network.primary, RouteReason.TO_PRIMARY),
    ]
    standing = _Standing(
        network.primary,
        ground.dispensaries,
        ground.sites_with_dispensary(network),
        ground.procured_stores(network),
    )
    return shared + [route for relation in relations for route in _routes_of(standing, relation)]


@dataclass(frozen=True)
class _Standing:
    """What every store's routes are worked out from."""

    primary: int
    dispensaries: frozenset[str]
    sites_with_dispensary: frozenset[int]
    procured_stores: frozenset[str]


def audience_sites(network: Network, ground: Ground) -> dict[Audience, frozenset[int]]:
    """The sites of each shared audience (R30)."""
    return {
        Audience.ALL: network.site_ids,
        Audience.DISPENSARY: ground.sites_with_dispensary(network) | {network.primary},
    }


def _routes_of(standing: _Standing, relation: StoreRelation) -> Iterable[Route]:
    if relation.relation is Relation.NONE:
        return
    store, site = relation.store_id, relation.site_id
    yield _to(Owner.STORE_RECORD, store, site, RouteReason.STORE_RECORD)
    if relation.relation is Relation.TRANSFER:
        return
    yield _to(PersonRoute.PATIENT_SEEN, store, site, RouteReason.PATIENT_VISIBLE)
    if store in standing.dispensaries:
        yield _to(PersonRoute.PRESCRIBER_SEEN, store, site, RouteReason.PRESCRIBER_VISIBLE)
    if relation.relation is Relation.COLLECTOR:
        yield _to(Owner.STORE, store, site, RouteReason.STORE_TO_COLLECTOR)
    else:
        yield from _routes_of_active(standing, store, site)
    yield from _routes_of_orders(standing, relation)


def _routes_of_active(standing: _Standing, store: str, site: int) -> Iterable[Route]:
    for owner in (Owner.STORE, Owner.PATIENT_AT_STORE):
        yield _to(owner, store, site, RouteReason.STORE_TO_ACTIVE)
    yield _to(Owner.MESSAGE, store, site, RouteReason.MESSAGE_TO_STORE)
    for owner in (Owner.CENTRAL_STORE, Owner.PERSON_VISIBILITY):
        yield _to(owner, store, site, RouteReason.CENTRAL_STORE_TO_ACTIVE)
        yield _to(owner, store, standing.primary, RouteReason.TO_PRIMARY)
    if site in standing.sites_with_dispensary:
        yield _to(PersonRoute.PATIENT_HOME, store, site, RouteReason.PATIENT_HOME)
        yield _to(PersonRoute.PRESCRIBER_HOME, store, site, RouteReason.PRESCRIBER_VISIBLE)


def _routes_of_orders(standing: _Standing, relation: StoreRelation) -> Iterable[Route]:
    """Purchase orders: the store's data, or the primary's under centralised procurement (R19)."""
    store, site = relation.store_id, relation.site_id
    is_active = relation.relation is Relation.ACTIVE
    if store not in standing.procured_stores:
        reason = RouteReason.STORE_TO_ACTIVE if is_active else RouteReason.STORE_TO_COLLECTOR
        yield _to(Owner.ORDER, store, site, reason)
    elif is_active:
        yield _to(Owner.ORDER, store, site, RouteReason.CENTRAL_STORE_TO_ACTIVE)
        yield _to(Owner.ORDER, store, standing.primary, RouteReason.TO_PRIMARY)


def _to(owner: Owner | PersonRoute, store_id: str, site_id: int, reason: RouteReason) -> Route:
    return Route(owner, store_id, Audience.SITE, site_id, reason)
