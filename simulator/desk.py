"""Paperwork of one store: documents and stock lines as the changes that its site records.

Every movement of stock goes through here, so the sum of a line's movements is its balance. What
is done when is decided by `routines`.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator import paperwork, shapes
from simulator.central import INVENTORY_ADJUSTMENT
from simulator.formulary import Item
from simulator.ids import new_id
from simulator.network import TIME_ZONE, Store
from simulator.paperwork import Paper, Wish
from simulator.stockroom import Portion, StockLine, Stockroom
from sync.made_ids import made_id
from sync.transfers import line_of

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
class Half:
    """The half of a transfer that the centre makes for the receiver: its ids, by the sender's."""

    table: str
    initiating_id: str
    initiating_line_ids: tuple[str, ...]

    @property
    def id(self) -> str:
        return made_id(f"{self.table}:{self.initiating_id}")

    @property
    def line_ids(self) -> tuple[str, ...]:
        line = line_of(self.table).name
        return tuple(made_id(f"{line}:{line_id}") for line_id in self.initiating_line_ids)


@dataclass(frozen=True)
class Invoice:
    """A header that has been written, with what it moves."""

    record: dict[str, Any]
    portions: Sequence[Portion]
    line_ids: tuple[str, ...] = ()

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
            self._write("item_line", paperwork.stock_line(self.store, line), day)
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
        self,
        name_id: str,
        portions: Sequence[Portion],
        day: date,
        *,
        half: Half | None = None,
        **extra: Any,
    ) -> Invoice:
        """A finalised supplier invoice; from the inventory adjustment name an addition.

        `half` is what the centre has made of the sender's invoice: received as it stands.
        """
        for portion in portions:
            portion.line.packs += portion.packs
        if half is not None:
            extra["linked_transaction_id"] = half.initiating_id
        return self._invoice("si", name_id, portions, day, "fn", extra, half)

    def issue(self, name_id: str, portions: Sequence[Portion], day: date, **extra: Any) -> Invoice:
        """A finalised customer invoice; with `mode` dispensary a prescription."""
        self._move_out(portions)
        return self._invoice("ci", name_id, portions, day, "fn", extra)

    def write_off(self, portions: Sequence[Portion], day: date, option_id: str) -> Invoice:
        self._move_out(portions)
        extra = {"optionID": option_id, "comment": "Written off"}
        return self._invoice("sc", INVENTORY_ADJUSTMENT, portions, day, "fn", extra)

    def promise(
        self, name_id: str, portions: Sequence[Portion], day: date, **extra: Any
    ) -> Invoice:
        """A customer invoice that is suggested: still on the shelf, no longer available."""
        for portion in portions:
            portion.line.reserved += portion.packs
        return self._invoice("ci", name_id, portions, day, "sg", extra)

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

    def request(self, supplier_name_id: str, wanted: dict[str, Wish], day: date) -> Half:
        """A finalised request requisition; returns the response that the centre makes of it."""
        paper = self._paper("requisition", day)
        self._write("requisition", paperwork.requisition(paper, supplier_name_id), day)
        line_ids = tuple(self._new_id() for _ in wanted)
        for number, (line_id, wish) in enumerate(zip(line_ids, wanted.values(), strict=True), 1):
            line = paperwork.requisition_line(paper.id, line_id, number, wish)
            self._write("requisition_line", line, day)
        return Half("requisition", paper.id, line_ids)

    def respond(
        self, half: Half, customer_name_id: str, wanted: dict[str, Wish], supplied: dict[str, int],
        day: date,
    ) -> None:  # fmt: skip
        """The response requisition, numbered and finalised with what was supplied, in units."""
        paper = replace(self._paper("response", day), id=half.id)
        header = paperwork.requisition(paper, customer_name_id) | {
            "type": "response",
            "linked_requisition_id": half.initiating_id,
        }
        self._write("requisition", header, day)
        lines = zip(half.line_ids, half.initiating_line_ids, wanted.items(), strict=True)
        for number, (line_id, asked_id, (key, wish)) in enumerate(lines, start=1):
            line = paperwork.requisition_line(paper.id, line_id, number, wish) | {
                "actualQuan": supplied.get(key, 0),
                "linked_requisition_line_ID": asked_id,
            }
            self._write("requisition_line", line, day)

    def draft(self, name_id: str, portion: Portion, day: date) -> Invoice:
        """A customer invoice that nobody has picked for yet: it moves nothing."""
        paper = self._paper("ci", day)
        record = paperwork.invoice(paper, "ci", name_id, [portion], "nw")
        self._write("transact", record, day)
        line = paperwork.invoice_line(record, self._new_id(), 1, portion, "placeholder")
        self._write("trans_line", line | {"item_line_ID": ""}, day)
        return Invoice(record, [portion])

    def scrap(self, invoice: Invoice, day: date) -> None:
        """Delete a draft; its line goes with it."""
        site_id = self.store.site.id
        self._changes.append(Change(self._moment(day), site_id, "transact", invoice.id, None))

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
        paper = self._paper("stock_take", day)
        self._write("Stock_take", paperwork.stock_take(paper, added, taken), day)
        for number, (line, packs, found) in enumerate(rows, start=1):
            counted_line = paperwork.stock_take_line(
                paper.id, self._new_id(), number, line, packs, found
            )
            self._write("Stock_take_lines", counted_line, day)

    def patient(self, patient_id: str, first: str, last: str, born_on: date, day: date) -> None:
        """A patient whose home store this is; the centre makes the visibility (R14)."""
        self._write("name", paperwork.patient(self.store.id, patient_id, first, last, born_on), day)

    def _invoice(
        self, kind: str, name_id: str, portions: Sequence[Portion], day: date, status: str,
        extra: dict[str, Any], half: Half | None = None,
    ) -> Invoice:  # fmt: skip
        paper = self._paper(kind, day)
        line_ids = half.line_ids if half else tuple(self._new_id() for _ in portions)
        if half is not None:
            paper = replace(paper, id=half.id)
        record = paperwork.invoice(paper, kind, name_id, portions, status) | extra
        self._write("transact", record, day)
        direction = "stock_in" if kind == "si" else "stock_out"
        for number, (line_id, portion) in enumerate(zip(line_ids, portions, strict=True), start=1):
            line = paperwork.invoice_line(record, line_id, number, portion, direction)
            self._write("trans_line", line, day)
        self._touch(portions)
        return Invoice(record, portions, line_ids)

    def _move_out(self, portions: Sequence[Portion]) -> None:
        for portion in portions:
            portion.line.packs -= portion.packs

    def _touch(self, portions: Sequence[Portion]) -> None:
        self._touched |= {portion.line.id: portion.line for portion in portions}

    def _paper(self, kind: str, day: date) -> Paper:
        """A new document with the next number of its kind."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        seconds = self._tick()
        return Paper(self._new_id(), self.store, self._numbers[kind], day, seconds)

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
