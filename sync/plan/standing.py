"""Where things would stand under some settings: relations, and what follows for every site."""

from dataclasses import dataclass

from sync.network import Network
from sync.ownership import Ground
from sync.plan.values import Facts
from sync.reasons import Relation
from sync.relations import StoreRelation, store_relations
from sync.routing import Audience, PersonRoute, Route, audience_sites, routes

WHOLE = (Relation.ACTIVE, Relation.COLLECTOR)
"""Relations that bring the whole store data."""

Entitlement = tuple[str, str]
"""Owner and store ("" for data of no store), as in `sync.route`."""


@dataclass(frozen=True)
class Standing:
    """Some settings, with the relations and routes that they and the facts give."""

    network: Network
    ground: Ground
    relations: tuple[StoreRelation, ...]
    routes: tuple[Route, ...]

    def entitlements(self) -> dict[int, set[Entitlement]]:
        """Per site, which data it is sent, patients and prescribers apart (R30–R33)."""
        found: dict[int, set[Entitlement]] = {site_id: set() for site_id in self.network.site_ids}
        audiences = audience_sites(self.network, self.ground)
        for route in self.routes:
            if isinstance(route.owner, PersonRoute):
                continue
            sites = (
                [route.destination_site_id]
                if route.audience is Audience.SITE
                else sorted(audiences[route.audience])
            )
            for site_id in sites:
                if site_id is not None:
                    found[site_id].add((route.owner.value, route.store_id))
        return found

    def person_routes(self) -> set[tuple[int, str, str]]:
        """What leads patients and prescribers to sites (R35): site, kind of route, store."""
        return {
            (route.destination_site_id, route.owner.value, route.store_id)
            for route in self.routes
            if isinstance(route.owner, PersonRoute) and route.destination_site_id is not None
        }

    def procured_stores(self) -> frozenset[str]:
        return self.ground.procured_stores(self.network)


def stand(network: Network, facts: Facts) -> Standing:
    """What the rules make of settings on the ground of what the lake holds."""
    assigned = {store.id for store in network.stores}
    dispensaries = {id_ for id_, record in facts.stores.items() if record.is_dispensary}
    ground = Ground(frozenset(assigned & dispensaries), facts.is_procurement_central)
    relations = store_relations(network, facts.visible_to, facts.stores)
    return Standing(network, ground, tuple(relations), tuple(routes(network, ground, relations)))
