"""The records of a store's documents: which columns they have and what stands in them.

Plain functions from facts to records, with Python's own values; how a client spells those is
`shapes`' business, and which document is written when is `desk`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from simulator.central import CURRENCY, INVENTORY_ADJUSTMENT, donor_id
from simulator.formulary import Item
from simulator.network import Store
from simulator.shapes import NO_DATE, Record
from simulator.stockroom import Portion, StockLine


@dataclass(frozen=True)
class Paper:
    """What every document has: its id, store, number, day and seconds since midnight."""

    id: str
    store: Store
    number: int
    day: date
    seconds: int


@dataclass(frozen=True)
class Wish:
    """What a store asks its supplier for, in units."""

    item: Item
    units: int
    on_hand: int
    daily_usage: float


def invoice(
    paper: Paper, kind: str, name_id: str, portions: Sequence[Portion], status: str
) -> Record:
    """A `transact` header; finalised means confirmed at the same moment."""
    is_done = status == "fn"
    total = round(sum(portion.value for portion in portions), 4)
    return {
        "ID": paper.id,
        "name_ID": name_id,
        "store_ID": paper.store.id,
        "invoice_num": paper.number,
        "type": kind,
        "status": status,
        "mode": "store",
        "entry_date": paper.day,
        "entry_time": paper.seconds,
        "confirm_date": paper.day if is_done else NO_DATE,
        "confirm_time": paper.seconds if is_done else 0,
        "finalised_date": paper.day if is_done else NO_DATE,
        "finalised_time": paper.seconds if is_done else 0,
        "comment": "",
        "their_ref": "",
        "total": total,
        "subtotal": total if kind == "si" else 0,
        "amount_outstanding": 0,
        "currency_ID": CURRENCY,
        "currency_rate": 1,
        "requisition_ID": "",
        "linked_transaction_id": "",
        "optionID": "",
        "user_ID": "",
        "hold": False,
        "is_cancellation": False,
        "insuranceDiscountAmount": 0,
    }


def invoice_line(
    header: Record, line_id: str, number: int, portion: Portion, direction: str
) -> Record:
    line = portion.line
    return {
        "ID": line_id,
        "transaction_ID": header["ID"],
        "item_ID": line.item.id,
        "item_name": line.item.name,
        "item_line_ID": line.id,
        "batch": line.batch,
        "expiry_date": line.expires_on,
        "pack_size": line.pack_size,
        "quantity": portion.packs,
        "cost_price": line.cost,
        "sell_price": line.cost,
        "price_extension": portion.value,
        "type": direction,
        "line_number": number,
        "note": "",
        "donor_id": donor_id(line.item),
        "optionID": header["optionID"],
        "is_from_inventory_adjustment": header["name_ID"] == INVENTORY_ADJUSTMENT,
    }


def stock_line(store: Store, line: StockLine) -> Record:
    return {
        "ID": line.id,
        "store_ID": store.id,
        "item_ID": line.item.id,
        "batch": line.batch,
        "expiry_date": line.expires_on,
        "pack_size": line.pack_size,
        "quantity": line.packs,
        "available": line.available,
        "initial_quan": 0,
        "stock_on_hand_tot": line.packs * line.pack_size,
        "cost_price": line.cost,
        "sell_price": line.cost,
        "total_cost": round(line.packs * line.cost, 4),
        "name_ID": line.supplier_name_id,
        "hold": False,
        "donor_id": donor_id(line.item),
    }


def requisition(paper: Paper, name_id: str) -> Record:
    return {
        "ID": paper.id,
        "store_ID": paper.store.id,
        "name_ID": name_id,
        "serial_number": paper.number,
        "type": "request",
        "status": "fn",
        "date_entered": paper.day,
        "daysToSupply": 90,
        "thresholdMOS": 3,
        "comment": "",
        "requester_reference": "",
        "user_ID": "",
        "periodID": "",
        "programID": "",
        "orderType": "",
        "isRemoteOrder": paper.store.site.is_mobile,
        "custom_data": None,
    }


def requisition_line(requisition_id: str, line_id: str, number: int, wish: Wish) -> Record:
    return {
        "ID": line_id,
        "requisition_ID": requisition_id,
        "item_ID": wish.item.id,
        "itemName": wish.item.name,
        "stock_on_hand": wish.on_hand,
        "daily_usage": wish.daily_usage,
        "suggested_quantity": wish.units,
        "Cust_stock_order": wish.units,
        "actualQuan": 0,
        "line_number": number,
        "comment": "",
        "optionID": "",
    }


def stock_take(paper: Paper, added: str, taken: str) -> Record:
    """Finalised; `added` and `taken` are the invoices of its adjustments, or blank."""
    return {
        "ID": paper.id,
        "store_ID": paper.store.id,
        "Description": f"Stock take {paper.day:%B %Y}",
        "status": "fn",
        "stock_take_created_date": paper.day,
        "stock_take_date": paper.day,
        "stock_take_time": paper.seconds,
        "serial_number": paper.number,
        "invad_additions_ID": added,
        "invad_reductions_ID": taken,
        "created_by_ID": "",
        "finalised_by_ID": "",
        "comment": "",
        "programID": "",
        "Locked": False,
    }


def stock_take_line(
    take_id: str, line_id: str, number: int, line: StockLine, packs: int, found: int
) -> Record:
    return {
        "ID": line_id,
        "stock_take_ID": take_id,
        "item_ID": line.item.id,
        "item_name": line.item.name,
        "item_line_ID": line.id,
        "Batch": line.batch,
        "expiry": line.expires_on,
        "snapshot_qty": packs,
        "snapshot_packsize": line.pack_size,
        "stock_take_qty": found,
        "is_edited": True,
        "cost_price": line.cost,
        "sell_price": line.cost,
        "line_number": number,
        "comment": "",
        "optionID": "",
    }


def patient(store_id: str, patient_id: str, first: str, last: str, born_on: date) -> Record:
    return {
        "ID": patient_id,
        "name": f"{last}, {first}",
        "first": first,
        "last": last,
        "code": patient_id[:8],
        "type": "patient",
        "date_of_birth": born_on,
        "female": int(patient_id[-1], 16) % 2 == 0,
        "supplying_store_id": store_id,
        "customer": True,
        "supplier": False,
        "national_health_number": patient_id[8:16],
    }
