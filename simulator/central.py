"""What the primary enters before anyone can work: items, names, stores and who may see whom.

Central and central-store records of a made-up network, parents first. Work of the stores is made
by `history`.
"""

from collections.abc import Iterator
from typing import Any

from simulator.formulary import Item
from simulator.ids import fixed_id
from simulator.network import REGIONS, Level, MadeNetwork, Store

CURRENCY = "KINA"
INVENTORY_ADJUSTMENT = "invad"
SUPPLIERS = ("Pacific Pharma Wholesale", "Global Health Supply", "Southern Cross Medical", "MedAid")
WARDS = ("Outpatient department", "Maternity ward", "Children's ward", "Outreach team")
OUTSIDE = ("Mission Health Services", "Police and Prisons Clinic")
FOUND, EXPIRED, DAMAGED, LOST = (
    fixed_id("option", title) for title in ("Found", "Expired", "Damaged", "Lost")
)

Entry = tuple[str, dict[str, Any]]
"""Table name and record."""


def supplier_id(number: int) -> str:
    return fixed_id("supplier", number % len(SUPPLIERS))


def donor_id(item: Item) -> str:
    """Who gives the item; of most nobody does."""
    return supplier_id(len(SUPPLIERS) - 1) if int(item.code[1:]) % 4 == 0 else ""


def ward_id(number: int) -> str:
    return fixed_id("ward", number % len(WARDS))


def outside_id(number: int) -> str:
    return fixed_id("outside", number % len(OUTSIDE))


def central_records(network: MadeNetwork) -> Iterator[Entry]:
    """Everything that the primary pushes first, in an order in which parents come first."""
    yield from _lists()
    yield from _items(network.items)
    yield from _outside_names()
    for store in network.stores:
        yield "name", _store_name(store)
        yield "store", _store_record(store)
    for store in network.stores:
        yield "pref", _preferences(store)
        yield from _visibility(network, store)


def _lists() -> Iterator[Entry]:
    yield (
        "currency",
        {
            "ID": CURRENCY,
            "currency": "PGK",
            "rate": 1,
            "is_home_currency": True,
            "is_active": True,
            "date_updated": "0000-00-00",
        },
    )
    for name, _, _ in REGIONS:
        yield "region", {"ID": fixed_id("region", name), "description": name, "parent_ID": ""}
    for kind, titles in (
        ("positiveInventoryAdjustment", {"Found": FOUND}),
        ("negativeInventoryAdjustment", {"Expired": EXPIRED, "Damaged": DAMAGED, "Lost": LOST}),
    ):
        for title, option_id in titles.items():
            yield "options", {"ID": option_id, "title": title, "type": kind, "isActive": True}


def _items(items: tuple[Item, ...]) -> Iterator[Entry]:
    for number, unit in enumerate(sorted({item.unit for item in items}), start=1):
        yield (
            "unit",
            {"ID": fixed_id("unit", unit), "units": unit, "comment": "", "order_number": number},
        )
    for number, category in enumerate(sorted({item.category for item in items}), start=1):
        yield (
            "item_category",
            {
                "ID": fixed_id("category", category),
                "Description": category,
                "parent_ID": "",
                "sort_order": number,
            },
        )
    for item in items:
        yield "item", _item_record(item)


def _item_record(item: Item) -> dict[str, Any]:
    return {
        "ID": item.id,
        "item_name": item.name,
        "code": item.code,
        "strength": item.strength,
        "unit_ID": fixed_id("unit", item.unit),
        "category_ID": fixed_id("category", item.category),
        "type_of": "general",
        "default_pack_size": item.pack_size,
        "VEN_category": item.ven,
        "is_vaccine": item.is_vaccine,
        "doses": 10 if item.is_vaccine else 0,
        "essential_drug_list": item.ven == "V",
        "indic_price": item.unit_price,
        "start_of_year_date": "0000-00-00",
        "ddd factor": 0,
        "custom_data": None,
    }


def _outside_names() -> Iterator[Entry]:
    """Names that are no store: the inventory adjustment name, suppliers, wards, others."""
    yield (
        "name",
        _name(
            INVENTORY_ADJUSTMENT,
            "Inventory adjustments",
            INVENTORY_ADJUSTMENT,
            INVENTORY_ADJUSTMENT,
        ),
    )
    for number, title in enumerate(SUPPLIERS):
        name = _name(supplier_id(number), title, f"SUP{number + 1:02d}", "facility")
        yield "name", name | {"supplier": True, "donor": title == SUPPLIERS[-1]}
    for number, title in enumerate(WARDS):
        name = _name(ward_id(number), title, f"WARD{number + 1:02d}", "facility")
        yield "name", name | {"customer": True}
    for number, title in enumerate(OUTSIDE):
        name = _name(outside_id(number), title, f"OUT{number + 1:02d}", "facility")
        yield "name", name | {"customer": True}


def _store_name(store: Store) -> dict[str, Any]:
    return _name(store.name_id, store.name, store.code, "store") | {
        "customer": True,
        "supplier": True,
        "latitude": store.latitude,
        "longitude": store.longitude,
        "region_ID": fixed_id("region", store.region),
        "supplying_store_id": store.supplier_id or "",
    }


def _name(name_id: str, title: str, code: str, kind: str) -> dict[str, Any]:
    return {
        "ID": name_id,
        "name": title,
        "code": code,
        "type": kind,
        "customer": False,
        "supplier": False,
        "manufacturer": False,
        "donor": False,
        "hold": False,
        "charge code": code,
        "currency_ID": CURRENCY,
        "date_of_birth": "0000-00-00",
        "comment": "",
        "custom_data": None,
    }


def _store_record(store: Store) -> dict[str, Any]:
    return {
        "ID": store.id,
        "name": store.name,
        "code": store.code,
        "name_ID": store.name_id,
        "store_mode": "dispensary" if store.is_dispensary else "store",
        "sync_id_remote_site": store.site.id,
        "disabled": False,
        "tags": f"{store.level.value} {store.region.lower()}",
        "logo": "No logo",
        "organisation_name": "Ministry of Health",
        "address_1": store.region,
        "created_date": "2020-01-01",
        "custom_data": None,
    }


def _preferences(store: Store) -> dict[str, Any]:
    return {
        "ID": fixed_id("preferences", store.id),
        "store_ID": store.id,
        "item": "store_preferences",
        "user_ID": "",
        "network_ID": "",
        "data": {
            "default_item_packsize_to_one": store.site.is_mobile or store.is_dispensary,
            "stock_transfer_supplier_invoice_is_on_hold": True,
            "new_patients_visible_in_this_store_only": True,
            "usesDispensaryModule": store.is_dispensary,
            "monthsOverstock": 6,
            "monthsUnderstock": 3,
        },
    }


def _visibility(network: MadeNetwork, store: Store) -> Iterator[Entry]:
    """Names and items that a store sees: its supplier, its customers, what it buys and issues."""
    visible = [INVENTORY_ADJUSTMENT]
    if store.supplier_id is None:
        visible += [supplier_id(number) for number in range(len(SUPPLIERS))]
    else:
        visible.append(network.store(store.supplier_id).name_id)
    visible += [customer.name_id for customer in network.customers_of(store)]
    if store.level is Level.NATIONAL:
        visible += [outside_id(number) for number in range(len(OUTSIDE))]
    elif store.population and not store.is_dispensary:
        visible += [ward_id(number) for number in range(len(WARDS))]
    for name_id in visible:
        yield (
            "name_store_join",
            {
                "ID": fixed_id("name_store_join", store.id, name_id),
                "store_ID": store.id,
                "name_ID": name_id,
                "inactive": False,
            },
        )
    for item in store.items:
        yield (
            "item_store_join",
            {
                "ID": fixed_id("item_store_join", store.id, item.id),
                "store_ID": store.id,
                "item_ID": item.id,
                "inactive": False,
                "default_price": 0,
            },
        )
