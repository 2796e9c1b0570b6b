"""The records of the benchmark: rows of the width that sites really push, made from numbers.

What a site pushes in which order is `workload`'s business. Every value follows from the site and
the record's number, so that two runs, or two processes, make the same bytes.
"""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

Record = dict[str, Any]
FIRST_DAY = date(2025, 1, 1)
ITEMS = 500
LINES_PER_TRANSACT = 4
LINES_PER_REQUISITION = 3


def record_id(kind: str, site_id: int, number: int) -> str:
    """32 upper-case hex digits, as the desktop client makes them."""
    return hashlib.md5(f"{kind}:{site_id}:{number}".encode()).hexdigest().upper()


def store_id(site_id: int) -> str:
    return record_id("store", site_id, 0)


def store_name_id(site_id: int) -> str:
    return record_id("store_name", site_id, 0)


def item_id(number: int) -> str:
    return record_id("item", 0, number % ITEMS)


def transact(site_id: int, number: int, version: int) -> Record:
    day = _day(number)
    total = (number * 37) % 5000 / 4
    return {
        "ID": record_id("transact", site_id, number),
        "name_ID": record_id("customer", 0, number % 40),
        "store_ID": store_id(site_id),
        "invoice_num": number + 1,
        "type": "ci" if number % 3 else "si",
        "status": ("nw", "cn", "fn")[min(version, 2)],
        "mode": "store",
        "entry_date": day,
        "entry_time": 28800 + number % 28800,
        "confirm_date": day if version else "0000-00-00",
        "confirm_time": 30000 if version else 0,
        "finalised_date": day if version > 1 else "0000-00-00",
        "finalised_time": 0,
        "comment": f"Order {number}" if number % 4 == 0 else "",
        "their_ref": f"REF-{number % 977}",
        "total": total,
        "subtotal": total,
        "amount_outstanding": 0,
        "foreign_currency_total": total,
        "service_price": 0,
        "currency_ID": "HOME",
        "currency_rate": 1,
        "user_ID": record_id("user", site_id, number % 5),
        "category_ID": "",
        "requisition_ID": "",
        "linked_transaction_id": "",
        "prescriber_ID": "",
        "hold": False,
        "is_cancellation": False,
        "optionID": "",
        "custom_data": None,
        "Colour": 0,
    }


def issued_to(site_id: int, record: Record) -> Record:
    """What makes an invoice one that is finalised for the store of a site."""
    day = record["entry_date"]
    dates = {"confirm_date": day, "finalised_date": day}
    return {"type": "ci", "status": "fn", "name_ID": store_name_id(site_id), **dates}


def trans_line(site_id: int, number: int, version: int) -> Record:
    quantity = 1 + (number * 7 + version) % 90
    return {
        "ID": record_id("trans_line", site_id, number),
        "transaction_ID": record_id("transact", site_id, number // LINES_PER_TRANSACT),
        "item_ID": item_id(number),
        "item_name": f"Item {number % ITEMS} 500mg tablet",
        "item_line_ID": record_id("item_line", site_id, number % 400),
        "batch": f"B{number % 8191}",
        "expiry_date": _day(number + 600),
        "pack_size": (1, 10, 100)[number % 3],
        "quantity": quantity,
        "cost_price": 1.25 + number % 17,
        "sell_price": 1.5 + number % 17,
        "price_extension": quantity * (1.25 + number % 17),
        "foreign_currency_price": 0,
        "type": "stock_out" if (number // LINES_PER_TRANSACT) % 3 else "stock_in",
        "line_number": number % LINES_PER_TRANSACT + 1,
        "note": "",
        "location_ID": "",
        "donor_id": "",
        "optionID": "",
        "is_from_inventory_adjustment": False,
        "vaccine_vial_monitor_status_ID": "",
        "sentQuantity": 0,
        "sent_pack_size": 0,
        "volume_per_pack": 0,
        "Weight": 0,
        "box_number": "",
        "custom_data": None,
        "linked_trans_line_ID": "",
        "user_1": "",
        "prescribedQuantity": 0,
    }


def item_line(site_id: int, number: int, version: int) -> Record:
    packs = (number * 13 + version * 5) % 800
    return {
        "ID": record_id("item_line", site_id, number),
        "store_ID": store_id(site_id),
        "item_ID": item_id(number),
        "name_ID": record_id("supplier", 0, number % 10),
        "batch": f"B{number % 8191}",
        "expiry_date": _day(number + 600),
        "pack_size": (1, 10, 100)[number % 3],
        "quantity": packs,
        "available": packs,
        "initial_quan": 0,
        "stock_on_hand_tot": packs,
        "cost_price": 1.25 + number % 17,
        "sell_price": 1.5 + number % 17,
        "total_cost": packs * (1.25 + number % 17),
        "hold": False,
        "location_ID": "",
        "donor_id": "",
        "manufacturer_ID": "",
        "barcodeID": "",
        "note": "",
        "vvm_status_id": "",
        "volume_per_pack": 0,
        "total_volume": 0,
        "weight_per_pack": 0,
        "pack_quan_per_inner": 0,
        "pack_inners_per_outer": 0,
        "user_1": "",
        "user_2": "",
        "extraData": None,
        "kit_data": None,
    }


def requisition(site_id: int, number: int, version: int) -> Record:
    return {
        "ID": record_id("requisition", site_id, number),
        "store_ID": store_id(site_id),
        "name_ID": record_id("customer", 0, number % 40),
        "serial_number": number + 1,
        "type": "request",
        "status": ("sg", "cn")[min(version, 1)],
        "date_entered": _day(number),
        "date_stock_take": "0000-00-00",
        "date_order_received": "0000-00-00",
        "daysToSupply": 90,
        "thresholdMOS": 3,
        "user_ID": record_id("user", site_id, number % 5),
        "requester_reference": "",
        "linked_requisition_id": "",
        "comment": "",
        "orderType": "",
        "periodID": "",
        "programID": "",
        "is_emergency": False,
        "isRemoteOrder": False,
        "authorisationStatus": "",
        "lastModifiedAt": 1735689600 + number,
        "colour": 0,
        "custom_data": None,
    }


def requisition_line(site_id: int, number: int, version: int) -> Record:
    return {
        "ID": record_id("requisition_line", site_id, number),
        "requisition_ID": record_id("requisition", site_id, number // LINES_PER_REQUISITION),
        "item_ID": item_id(number),
        "itemName": f"Item {number % ITEMS} 500mg tablet",
        "stock_on_hand": (number * 11) % 900,
        "daily_usage": (number % 70) / 4,
        "suggested_quantity": number % 500,
        "Cust_stock_order": number % 500 + version,
        "actualQuan": 0,
        "approved_quantity": 0,
        "imprest_or_prev_quantity": 0,
        "previous_stock_on_hand": 0,
        "Cust_prev_stock_balance": 0,
        "Cust_stock_received": 0,
        "Cust_stock_issued": 0,
        "Cust_loss_adjust": 0,
        "stockLosses": 0,
        "stockAdditions": 0,
        "stockExpiring": 0,
        "days_out_or_new_demand": 0,
        "DOSforAMCadjustment": 0,
        "requestedPackSize": 0,
        "line_number": number % LINES_PER_REQUISITION + 1,
        "linked_requisition_line_ID": "",
        "optionID": "",
        "comment": "",
        "colour": 0,
    }


MAKERS: dict[str, Callable[[int, int, int], Record]] = {
    "transact": transact,
    "trans_line": trans_line,
    "item_line": item_line,
    "requisition": requisition,
    "requisition_line": requisition_line,
}


def _day(number: int) -> str:
    return (FIRST_DAY + timedelta(days=number % 1200)).isoformat()
