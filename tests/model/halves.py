"""What the centre writes into the half that it makes (T1, T2); the columns are data."""

import csv
import json
import uuid
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import sync.catalogue
from tests.model.network import name_of
from tests.model.persons import NAMESPACE
from tests.model.state import Key, State
from tests.model.trading import NUMBER, Pair, lower
from tests.model.values import Record, typed, without_blanks

DAYS = {
    "transact": ("finalised_date", "confirm_date", "entry_date"),
    "requisition": ("date_entered",),
    "purchase_order": ("confirm_date", "creation_date"),
}
LINES = {
    "transact": "trans_line", "requisition": "requisition_line",
    "purchase_order": "purchase_order_line", "Goods_received": "Goods_received_line",
}  # fmt: skip


def id_for(table: str, record_id: str) -> str:
    """The id of what the centre makes for an initiating header or line."""
    return uuid.uuid5(NAMESPACE, f"{table}:{record_id}").hex.upper()


@cache
def columns(kind: str, part: str) -> list[dict[str, str]]:
    path = Path(sync.catalogue.__file__).with_name("transfer_columns.csv")
    with path.open(encoding="utf-8") as file:
        return [r for r in csv.DictReader(file) if (r["kind"], r["part"]) == (kind, part)]


def is_carried_over(pair: Pair, line: Record) -> bool:
    """Placeholders get no line in the other half, and goods received none for a service."""
    nothing = ("placeholder", "service") if pair.kind.name == "goods_received" else ("placeholder",)
    return lower(line, "type") not in nothing


def new_header(state: State, pair: Pair, document: Record) -> Record:
    assert pair.responding is not None
    return _made(state, pair, "header", pair.responding, document, document)


def new_line(state: State, pair: Pair, document: Record, line: Record) -> tuple[Key, Record]:
    assert pair.responding is not None
    key = LINES[pair.responding[0]], id_for(LINES[pair.initiating[0]], line["id"])
    return key, _made(state, pair, "line", key, document, line)


def links(pair: Pair, part: str, record: Record) -> dict[str, Any]:
    """The link columns that the centre has written (R22)."""
    names = [r["column"].lower() for r in columns(pair.kind.name, part) if r["is_link"] == "yes"]
    return {name: record[name] for name in names if name in record}


def _made(
    state: State, pair: Pair, part: str, key: Key, document: Record, source: Record
) -> Record:
    derived = _Derived(state, pair, document, source)
    data = {r["column"]: derived.value(r["value"]) for r in columns(pair.kind.name, part)}
    return without_blanks(typed(key[0], data) | {"id": key[1]})


class _Derived:
    """The values of one made record."""

    def __init__(self, state: State, pair: Pair, document: Record, source: Record) -> None:
        self.state, self.pair, self.document, self.source = state, pair, document, source

    def value(self, text: str) -> Any:
        if text.startswith(":"):
            find: Callable[[], Any] = getattr(self, text[1:])
            return find()
        if text.startswith("'"):
            return text.strip("'")
        if text.lstrip("-").isdigit():
            return int(text)
        return self.source.get(text.lower())

    def initiating_name(self) -> str | None:
        return name_of(self.state, self.pair.store)

    def responding_store(self) -> str:
        return self.pair.responding_store

    def initiating_id(self) -> str:
        return self.pair.initiating[1]

    def responding_id(self) -> str | None:
        return self.pair.responding and self.pair.responding[1]

    def initiating_line_id(self) -> str:
        return str(self.source["id"])

    def initiating_number(self) -> str | None:
        number = self.document.get(NUMBER[self.pair.initiating[0]])
        return None if number is None else str(int(number))

    def day(self) -> str | None:
        dates = (self.document.get(name) for name in DAYS[self.pair.initiating[0]])
        return next((date for date in dates if date), None)

    def is_on_hold(self) -> bool:
        for row in self.state.rows("pref"):
            is_theirs = row.get("store_id") == self.pair.responding_store
            if is_theirs and row.get("item") == "store_preferences":
                said = json.loads(row.get("data") or "{}")
                value = said.get("stock_transfer_supplier_invoice_is_on_hold")
                return value is None or str(value).lower() == "true"
        return True

    def own_requisition(self) -> str | None:
        """The receiver's requisition that the answered one answers."""
        answered = self.state.record("requisition", self.document.get("requisition_id")) or {}
        own = self.state.record("requisition", answered.get("linked_requisition_id")) or {}
        is_own = own.get("store_id") == self.pair.responding_store
        return own["id"] if is_own else None

    def stock_in(self) -> str:
        is_service = lower(self.source, "type") == "service"
        return str(self.source["type"]) if is_service else "stock_in"

    def pack_size(self) -> float:
        return pack_of(self.source, "packsize_ordered", "pack_size")

    def packs_ordered(self) -> float:
        return float(self.source.get("quan_adjusted_order") or 0) / self.pack_size()

    def order_line(self) -> str | None:
        """The purchase-order line that the invoice line came from."""
        for record_id, row in self.state.records.get("purchase_order_line", {}).items():
            is_of_order = row.get("purchase_order_id") == self.document.get("original_po_id")
            if is_of_order and id_for("purchase_order_line", record_id) == self.source["id"]:
                return record_id
        return self.source.get("order_lines_id")


def pack_of(line: Record, *names: str) -> float:
    """A blank or zero pack size counts as 1 (D9)."""
    return next((float(line[name]) for name in names if line.get(name)), 1.0)
