"""What kind of record a row is about: its store, its parent, whose data it is (R8, D5, D7)."""

import json
from dataclasses import dataclass

from sync.catalogue import CATALOGUE, DataType, StoreRule
from tests.model.network import Network, name_of
from tests.model.state import Key, State
from tests.model.values import Record

VISIBILITY = {
    "name_store_join": ("name", "name_id"),
    "clinician_store_join": ("clinician", "prescriber_id"),
}
DISPENSARY_DATA = {"abbreviation", "item_direction", "insuranceProvider", "patient_event"}
WITHOUT_TRANSACTIONS = {
    "transact", "trans_line", "item_line", "Stock_take", "Stock_take_lines",
    "location_movement", "vaccine_vial_monitor_status_log",
}  # fmt: skip
DOCUMENTS = {"transact", "requisition", "purchase_order", "Goods_received"}
PROCUREMENT = {"purchase_order", "purchase_order_line"}
HEADERS = {
    "trans_line": ("transact", "transaction_id"),
    "requisition_line": ("requisition", "requisition_id"),
    "purchase_order_line": ("purchase_order", "purchase_order_id"),
    "Goods_received_line": ("Goods_received", "goods_received_id"),
    "Stock_take_lines": ("Stock_take", "stock_take_id"),
    "asset_log": ("asset", "asset_id"),
    "rnr_form_line": ("rnr_form", "rnr_form_id"),
}
ON_PATIENTS = {
    "nameInsuranceJoin": ("nameid",),
    "name_note": ("name_id", "patient_id"),
    "om_document": ("owner_name_id",),
    "vaccination": ("patient_id",),
    "repeat": ("name_id",),
}


@dataclass(frozen=True)
class Parent:
    table: str
    record_id: str | None

    @property
    def key(self) -> Key:
        return (self.table, self.record_id or "")


def parent_of(table: str, record: Record) -> Parent | None:
    """The record that this one hangs on; its id is None where the row does not say."""
    if table in HEADERS:
        header, column = HEADERS[table]
        return Parent(header, record.get(column))
    if table in ON_PATIENTS:
        named = [record[c] for c in ON_PATIENTS[table] if record.get(c)]
        return Parent("name", named[0] if named else None)
    if table in VISIBILITY:
        subject, column = VISIBILITY[table]
        return Parent(subject, record.get(column))
    return None


def store_of(state: State, table: str, record_id: str, record: Record) -> str | None:
    kind = CATALOGUE.tables[table]
    if table in HEADERS:
        header, column = HEADERS[table]
        above = state.record(header, record.get(column)) or state.left_out.get(
            (header, record.get(column) or ""), {}
        )
        return above.get("store_id")
    if table == "store":
        return record_id
    if kind.store_rule is StoreRule.IN_NAME:
        _, found, store_id = (record.get("name") or "").partition("_for_store_")
        return store_id if found else None
    if table == "indicator_value":
        return record.get("store_id") or store_with_name(state, record.get("facility_id"))
    if table == "message":
        return record.get("fromstoreid")
    return record.get((kind.store_column or "store_id").lower())


def store_with_name(state: State, name_id: str | None) -> str | None:
    if name_id is None:
        return None
    found = [i for i in state.records.get("store", {}) if name_of(state, i) == name_id]
    return min(found) if found else None


def is_patient(state: State, name_id: str | None) -> bool:
    return (state.record("name", name_id) or {}).get("type") == "patient"


def data_type(state: State, network: Network, table: str, record: Record) -> DataType:
    plain = CATALOGUE.tables[table].data_type
    if table == "name" and record.get("type") == "patient":
        return DataType.PATIENT
    if table == "name_store_join" and is_patient(state, record.get("name_id")):
        return DataType.PATIENT
    parent = parent_of(table, record)
    if table in ON_PATIENTS and parent and not is_patient(state, parent.record_id):
        return DataType.CENTRAL
    if table == "pref" and not record.get("store_id"):
        is_synced = record.get("item") == "centralised_procurement"
        return DataType.CENTRAL if is_synced else DataType.LOCAL
    return plain


def is_dispensary(state: State, store_id: str | None) -> bool:
    return (state.record("store", store_id) or {}).get("store_mode") == "dispensary"


def dispensaries(state: State, network: Network, site_id: int) -> list[str]:
    return [s for s in network.active_on(site_id) if is_dispensary(state, s)]


def procurement_is_central(state: State, network: Network, table: str, site: int | None) -> bool:
    """R19, for a record whose store is active on this site."""
    if table not in PROCUREMENT or site in network.local_procurement:
        return False
    return is_procurement_central(state)


def is_procurement_central(state: State) -> bool:
    """The synced preference (R17)."""
    return any(
        row.get("item") == "centralised_procurement"
        and not row.get("store_id")
        and row.get("data") == "true"
        for row in state.rows("pref")
    )


def preference(state: State, store_id: str, name: str) -> bool:
    for row in state.rows("pref"):
        if row.get("store_id") == store_id and row.get("item") == "store_preferences":
            return str(json.loads(row.get("data") or "{}").get(name)).lower() == "true"
    return False


def home_column(table: str) -> str:
    return "supplying_store_id" if table == "name" else "store_id"


def home_store(state: State, key: Key, record: Record | None) -> str | None:
    """The home that a person names, else the one that the centre gives in this cycle (R13a)."""
    return (record or {}).get(home_column(key[0])) or state.homes.get(key)


def home_site(state: State, network: Network, home_store: str | None) -> int:
    site = network.active_site(home_store)
    if site is not None and dispensaries(state, network, site):
        return site
    return network.primary
