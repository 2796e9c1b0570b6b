"""What a site is entitled to hold, of what the centre holds (R30–R37)."""

from sync.catalogue import DataType
from tests.model.kinds import (
    DISPENSARY_DATA,
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
from tests.model.network import Network, relation, visible_to
from tests.model.state import Key, State
from tests.model.values import Record


def entitled(state: State, network: Network, site_id: int) -> set[Key]:
    """Every record of the centre that the site is to hold."""
    return {
        (table, record_id)
        for table, rows in state.records.items()
        for record_id, record in rows.items()
        if is_entitled(state, network, site_id, (table, record_id), record)
    }


def is_entitled(state: State, network: Network, site_id: int, key: Key, record: Record) -> bool:
    table, record_id = key
    is_primary = site_id == network.primary
    if table == "store":
        return is_primary or relation(state, network, record_id, site_id) != "none"
    store_id = store_of(state, table, record_id, record) or ""
    active = network.active_site(store_id)
    match data_type(state, network, table, record):
        case DataType.CENTRAL:
            is_for_all = table not in DISPENSARY_DATA
            return is_for_all or is_primary or bool(dispensaries(state, network, site_id))
        case DataType.CENTRAL_STORE:
            return is_primary or active == site_id
        case DataType.STORE:
            if procurement_is_central(state, network, table, active):
                return is_primary or active == site_id
            return relation(state, network, store_id, site_id) in ("active", "collector")
        case DataType.PATIENT:
            if table in VISIBILITY:
                return is_primary or active == site_id
            return _sees_person(state, network, site_id, key, record)
        case DataType.MESSAGE:
            to = network.active_site(record.get("tostoreid"))
            return bool(record.get("tostoreid")) and site_id in (to, active)
    return False


def _sees_person(state: State, network: Network, site_id: int, key: Key, record: Record) -> bool:
    table, person = key
    if table not in ("name", "clinician"):
        parent = parent_of(table, record)
        table, person = ("name", parent.record_id or "" if parent else "")
        record = state.record("name", person) or {}
    home = home_site(state, network, record.get(home_column(table)))
    if site_id in (home, network.primary):
        return True
    join = "name_store_join" if table == "name" else "clinician_store_join"
    stores = visible_to(state, join, VISIBILITY[join][1], person)
    if table == "clinician":
        stores |= {
            row["store_id"]
            for row in state.rows("transact")
            if row.get("prescriber_id") == person and row.get("store_id")
        }
        stores = {s for s in stores if is_dispensary(state, s)}
    return any(relation(state, network, s, site_id) in ("active", "collector") for s in stores)
