"""What a site is entitled to hold, of what the centre holds (R30–R37)."""

from functools import cache

from sync.catalogue import DataType
from tests.model.kinds import (
    DISPENSARY_DATA,
    DOCUMENTS,
    VISIBILITY,
    data_type,
    dispensaries,
    home_column,
    home_site,
    is_dispensary,
    parent_of,
    procurement_is_central,
    store_of,
)
from tests.model.network import Network, relation, sites_seeing, visible_to
from tests.model.rights import FOLLOW_STORE, right
from tests.model.state import Change, Key, State
from tests.model.trading import header_of, trading_stores
from tests.model.values import Record

ENTERS = ("active", "collector")


class Entitlement:
    """The entitlements under one state and network; what is asked often is found once."""

    def __init__(self, state: State, network: Network) -> None:
        self.state, self.network = state, network
        self.seeing = cache(lambda store: sites_seeing(state, network, store))
        self.dispenses = cache(lambda site: bool(dispensaries(state, network, site)))
        self.sites_of = cache(self._sites_of)
        self.with_relation = cache(self._with_relation)

    def held(self, site_id: int) -> set[Key]:
        """Every record of the centre that the site is to hold."""
        return {
            (table, record_id)
            for table, rows in self.state.records.items()
            for record_id in rows
            if site_id in self.sites_of((table, record_id))
        }

    def repairs(self, change: Change) -> bool:
        """R23: whether the sender of a refused row is answered with the centre's version."""
        record = self.state.record(*change.key)
        if change.decision != "rejected" or change.reason == "store_moved" or record is None:
            return False
        if right(self.state, self.network, change, record, record).allows(change.site_id):
            return False
        return change.site_id in self.sites_of(change.key)

    def _sites_of(self, key: Key) -> frozenset[int]:
        record = self.state.records[key[0]][key[1]]
        sites = self._sites(key, record) | self._of_transfer(key, record)
        if key[0] in FOLLOW_STORE:
            sites |= {self.network.active_site(record.get("store_id"))}
        return frozenset(site for site in self.network.sites if site in sites)

    def _sites(self, key: Key, record: Record) -> set[int | None]:
        state, network, (table, record_id) = self.state, self.network, key
        if table == "store":
            return {network.primary, *self.with_relation(record_id, ("transfer", *ENTERS))}
        store_id = store_of(state, table, record_id, record) or ""
        active = network.active_site(store_id)
        match data_type(state, network, table, record):
            case DataType.CENTRAL if table in DISPENSARY_DATA:
                return {network.primary, *filter(self.dispenses, network.sites)}
            case DataType.CENTRAL:
                return set(network.sites)
            case DataType.CENTRAL_STORE:
                return {network.primary, active}
            case DataType.STORE:
                if procurement_is_central(state, network, table, active):
                    return {network.primary, active}
                return self.with_relation(store_id, ENTERS)
            case DataType.PATIENT if table in VISIBILITY:
                return {network.primary, active}
            case DataType.PATIENT:
                return self._of_person(key, record)
            case DataType.MESSAGE if record.get("tostoreid"):
                return {network.active_site(record["tostoreid"]), active}
        return set()

    def _of_transfer(self, key: Key, record: Record) -> set[int | None]:
        """R34: both halves, whole, to the sites of both stores and their collectors."""
        document = header_of(*key, record)
        if document[0] not in DOCUMENTS:
            return set()
        stores = set(trading_stores(self.state, self.network, document))
        return {site for store in stores for site in self.with_relation(store, ENTERS)}

    def _with_relation(self, store_id: str, wanted: tuple[str, ...]) -> set[int | None]:
        seeing = self.seeing(store_id)
        return {
            site for site in self.network.sites
            if relation(self.state, self.network, store_id, site, seeing) in wanted
        }  # fmt: skip

    def _of_person(self, key: Key, record: Record) -> set[int | None]:
        state, (table, person) = self.state, key
        if table not in ("name", "clinician"):
            parent = parent_of(table, record)
            table, person = "name", (parent.record_id or "" if parent else "")
            record = state.record("name", person) or {}
        home = home_site(state, self.network, record.get(home_column(table)))
        join = "name_store_join" if table == "name" else "clinician_store_join"
        stores = visible_to(state, join, VISIBILITY[join][1], person)
        if table == "clinician":
            stores |= {store for doctor, store in state.prescribed if doctor == person}
            stores = {s for s in stores if is_dispensary(state, s)}
        seeing = {site for s in stores for site in self._with_relation(s, ENTERS)}
        return {home, self.network.primary, *seeing}
