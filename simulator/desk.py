"""Paperwork of one store: documents and stock lines as the changes that its site records.

Every movement of stock goes through here, so the sum of a line's movements is its balance. What
is done when is decided by `routines`.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator import shapes
from simulator.central import CURRENCY, INVENTORY_ADJUSTMENT
from simulator.formulary import Item
from simulator.ids import new_id
from simulator.network import TIME_ZONE, Store
from simulator.shapes import NO_DATE
from simulator.stockroom import Portion, StockLine, Stockroom

OPENING = 8 * 3600 + 600
"""Seconds after local midnight at which the day's first document is written."""


@dataclass(frozen=True)
class Change:
    """One change at a site; `at` is naive UTC, `data` None for a delete."""

    at: datetime
    site_id: int
    table: str
    record_id: str
    data: dict[str, Any] | None


@dataclass(frozen=True)
class Invoice:
    """A header that has been written, with what it moves."""

    record: dict[str, Any]
    portions: Sequence[Portion]

    @property
    def id(self) -> str:
        return str(self.record["ID"])


class Desk:
    """Writes what one store does; `take_changes` hands it over."""

    def __init__(self, store: Store, rng: random.Random) -> None:
        self.store = store
        self.room = Stockroom()
        self._rng = rng
        self._zone = ZoneInfo(store.site.time_zone or TIME_ZONE)
        self._numbers: dict[str, int] = {}
        self._touched: dict[str, StockLine] = {}
        self._changes: list[Change] = []
        self._seconds = OPENING

    def open(self) -> None:
        """A new working day."""
        self._seconds = OPENING + self._rng.randrange(1800)

    def take_changes(self, day: date) -> list[Change]:
        """Everything written since the last time, with the balances as they stand."""
        for line in self._touched.values():
            self._write("item_line", self._stock_line(line), day)
        changes, self._changes, self._touched = self._changes, [], {}
        return changes

    def new_line(
        self, item: Item, batch: str, expires_on: date, pack_size: int, cost: float, source: str
    ) -> StockLine:
        """The stock line for goods that come in, new or known; its packs come with the invoice."""
        return self.room.add(
            StockLine(self._new_id(), item, batch, expires_on, pack_size, cost, source)
        )

    def receive(
        self, name_id: str, portions: Sequence[Portion], day: date, **extra: Any
    ) -> Invoice:
        """A finalised supplier invoice; from the inventory adjustment name an addition."""
        for portion in portions:
            portion.line.packs += portion.packs
        return self._invoice("si", name_id, portions, day, "fn", extra)

    def issue(self, name_id: str, portions: Sequence[Portion], day: date, **extra: Any) -> Invoice:
        """A finalised customer invoice; with `mode` dispensary a prescription."""
        self._move_out(portions)
        return self._invoice("ci", name_id, portions, day, "fn", extra)

    def write_off(self, portions: Sequence[Portion], day: date, option_id: str) -> Invoice:
        self._move_out(portions)
        extra = {"optionID": option_id, "comment": "Written off"}
        return self._invoice("sc", INVENTORY_ADJUSTMENT, portions, day, "fn", extra)

    def promise(self, name_id: str, portions: Sequence[Portion], day: date) -> Invoice:
        """A customer invoice that is suggested: still on the shelf, no longer available."""
        for portion in portions:
            portion.line.reserved += portion.packs
        return self._invoice("ci", name_id, portions, day, "sg", {})

    def ship(self, invoice: Invoice, day: date) -> None:
        """The promised goods leave and the invoice is finalised."""
        for portion in invoice.portions:
            portion.line.reserved -= portion.packs
        self._move_out(invoice.portions)
        self._touch(invoice.portions)
        seconds = self._tick()
        record = invoice.record | {
            "status": "fn",
            "confirm_date": day,
            "confirm_time": seconds,
            "finalised_date": day,
            "finalised_time": seconds,
        }
        self._write("transact", record, day)

    def request(self, supplier_name_id: str, wanted: dict[str, "Wish"], day: date) -> str:
        """A finalised request requisition."""
        requisition_id = self._new_id()
        self._write("requisition", self._requisition(requisition_id, supplier_name_id, day), day)
        for number, wish in enumerate(wanted.values(), start=1):
            self._write("requisition_line", self._wish(requisition_id, number, wish), day)
        return requisition_id

    def forget(self, table: str, record_id: str, day: date) -> None:
        """Delete a document."""
        self._changes.append(Change(self._moment(day), self.store.site.id, table, record_id, None))

    def stock_take(self, counted: Iterable[tuple[StockLine, int]], day: date) -> None:
        """A finalised stock take: (line, packs found), with the adjustments that follow."""
        rows = [(line, line.packs, found) for line, found in counted]
        more = [Portion(line, found - packs) for line, packs, found in rows if found > packs]
        less = [Portion(line, packs - found) for line, packs, found in rows if found < packs]
        comment = {"comment": "Stock take"}
        added = self.receive(INVENTORY_ADJUSTMENT, more, day, **comment).id if more else ""
        taken = ""
        if less:
            self._move_out(less)
            taken = self._invoice("sc", INVENTORY_ADJUSTMENT, less, day, "fn", comment).id
        take_id = self._new_id()
        self._write("Stock_take", self._stock_take(take_id, added, taken, day), day)
        for number, (line, packs, found) in enumerate(rows, start=1):
            self._write(
                "Stock_take_lines", _count(take_id, self._new_id(), number, line, packs, found), day
            )

    def patient(self, patient_id: str, first: str, last: str, born_on: date, day: date) -> None:
        """A patient whose home store this is; the centre makes the visibility (R14)."""
        self._write("name", _patient(self.store.id, patient_id, first, last, born_on), day)

    def _invoice(
        self, kind: str, name_id: str, portions: Sequence[Portion], day: date, status: str,
        extra: dict[str, Any],
    ) -> Invoice:  # fmt: skip
        record = self._header(kind, name_id, portions, day, status) | extra
        self._write("transact", record, day)
        direction = "stock_in" if kind == "si" else "stock_out"
        for number, portion in enumerate(portions, start=1):
            line = _invoice_line(record, self._new_id(), number, portion, direction)
            self._write("trans_line", line, day)
        self._touch(portions)
        return Invoice(record, portions)

    def _header(
        self, kind: str, name_id: str, portions: Sequence[Portion], day: date, status: str
    ) -> dict[str, Any]:
        seconds = self._tick()
        is_done = status == "fn"
        total = round(sum(portion.value for portion in portions), 4)
        return {
            "ID": self._new_id(),
            "name_ID": name_id,
            "store_ID": self.store.id,
            "invoice_num": self._next_number(kind),
            "type": kind,
            "status": status,
            "mode": "store",
            "entry_date": day,
            "entry_time": seconds,
            "confirm_date": day if is_done else NO_DATE,
            "confirm_time": seconds if is_done else 0,
            "finalised_date": day if is_done else NO_DATE,
            "finalised_time": seconds if is_done else 0,
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

    def _stock_line(self, line: StockLine) -> dict[str, Any]:
        return {
            "ID": line.id,
            "store_ID": self.store.id,
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
            "donor_id": "",
        }

    def _requisition(self, record_id: str, name_id: str, day: date) -> dict[str, Any]:
        return {
            "ID": record_id,
            "store_ID": self.store.id,
            "name_ID": name_id,
            "serial_number": self._next_number("requisition"),
            "type": "request",
            "status": "fn",
            "date_entered": day,
            "daysToSupply": 90,
            "thresholdMOS": 3,
            "comment": "",
            "requester_reference": "",
            "user_ID": "",
            "periodID": "",
            "programID": "",
            "orderType": "",
            "isRemoteOrder": self.store.site.is_mobile,
            "custom_data": None,
        }

    def _wish(self, requisition_id: str, number: int, wish: "Wish") -> dict[str, Any]:
        return {
            "ID": self._new_id(),
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

    def _stock_take(self, record_id: str, added: str, taken: str, day: date) -> dict[str, Any]:
        return {
            "ID": record_id,
            "store_ID": self.store.id,
            "Description": f"Stock take {day:%B %Y}",
            "status": "fn",
            "stock_take_created_date": day,
            "stock_take_date": day,
            "stock_take_time": self._tick(),
            "serial_number": self._next_number("stock_take"),
            "invad_additions_ID": added,
            "invad_reductions_ID": taken,
            "created_by_ID": "",
            "finalised_by_ID": "",
            "comment": "",
            "programID": "",
            "Locked": False,
        }

    def _move_out(self, portions: Sequence[Portion]) -> None:
        for portion in portions:
            portion.line.packs -= portion.packs

    def _touch(self, portions: Sequence[Portion]) -> None:
        self._touched |= {portion.line.id: portion.line for portion in portions}

    def _next_number(self, kind: str) -> int:
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return self._numbers[kind]

    def _new_id(self) -> str:
        return new_id(self._rng, is_mobile=self.store.site.is_mobile)

    def _tick(self) -> int:
        self._seconds = min(self._seconds + self._rng.randrange(30, 600), 17 * 3600)
        return self._seconds

    def _moment(self, day: date) -> datetime:
        local = datetime.combine(day, time(), self._zone) + timedelta(seconds=self._seconds)
        return local.astimezone(UTC).replace(tzinfo=None)

    def _write(self, table: str, record: dict[str, Any], day: date) -> None:
        if self.store.site.is_mobile:
            sent = shapes.mobile(record, self._zone)
        else:
            sent = shapes.desktop(record)
        self._changes.append(
            Change(self._moment(day), self.store.site.id, table, record["ID"], sent)
        )


@dataclass(frozen=True)
class Wish:
    """What a store asks its supplier for, in units."""

    item: Item
    units: int
    on_hand: int
    daily_usage: float


def _invoice_line(
    header: dict[str, Any], line_id: str, number: int, portion: Portion, direction: str
) -> dict[str, Any]:
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
        "donor_id": "",
        "optionID": header["optionID"],
        "is_from_inventory_adjustment": header["name_ID"] == INVENTORY_ADJUSTMENT,
    }


def _count(
    take_id: str, line_id: str, number: int, line: StockLine, packs: int, found: int
) -> dict[str, Any]:
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


def _patient(
    store_id: str, patient_id: str, first: str, last: str, born_on: date
) -> dict[str, Any]:
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
