"""The kinds of transfer, and the pairs of halves that the centre knows (rule book, "Transfers")."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.model.kinds import HEADERS, procurement_is_central, store_of, store_with_name
from tests.model.network import Network
from tests.model.state import Key, State
from tests.model.values import Record

STOCK = ("stock_transfer", "stock_return", "goods_received")
"""Kinds of which both halves move stock."""
NUMBER = {
    "transact": "invoice_num", "requisition": "serial_number", "purchase_order": "serial_number",
    "Goods_received": "serial_number",
}  # fmt: skip
CONFIRMED = ("cn", "fn")


@dataclass(frozen=True)
class Kind:
    """`link` of the responding half names the initiating one; no type: any."""

    name: str
    table: str
    type: str | None
    statuses: tuple[str, ...]
    answer: str
    answer_type: str | None
    link: str
    is_of_order: bool | None = None

    def is_begun_by(self, table: str, record: Record) -> bool:
        """Whether the document meets the trigger of this kind."""
        is_of_order = bool(record.get("original_po_id"))
        return (
            table == self.table
            and self.type in (None, lower(record, "type"))
            and lower(record, "status") in self.statuses
            and self.is_of_order in (None, is_of_order)
        )

    def is_answer(self, record: Record, initiating_id: str) -> bool:
        named = record.get(self.link) == initiating_id
        return named and self.answer_type in (None, lower(record, "type"))


KINDS = (
    Kind("stock_transfer", "transact", "ci", ("fn",), "transact", "si", "linked_transaction_id",
         is_of_order=False),
    Kind("stock_return", "transact", "sc", ("fn",), "transact", "cc", "linked_transaction_id"),
    Kind("requisition", "requisition", "request", ("fn",), "requisition", "response",
         "linked_requisition_id"),
    Kind("purchase_order", "purchase_order", None, CONFIRMED, "transact", "ci", "original_po_id"),
    Kind("goods_received", "transact", "ci", ("fn",), "Goods_received", None,
         "linked_transaction_id", is_of_order=True),
)  # fmt: skip
INITIATING = ("transact", "requisition", "purchase_order")


@dataclass
class Pair:
    """`made`: what the centre made, with the link columns it wrote (R22); `is_seen`: by the
    responding site (T5); `is_taken_back`: the half went with its initiating half."""

    kind: Kind
    initiating: Key
    store: str
    responding_store: str
    responding: Key | None
    same_site: bool
    is_made: bool
    made: dict[Key, dict[str, Any]] = field(default_factory=dict)
    is_seen: bool = False
    is_taken_back: bool = False
    is_confirmed: bool = False
    second: str | None = None


def lower(record: Record, column: str) -> str:
    return str(record.get(column) or "").lower()


def is_cancelled(record: Record | None) -> bool:
    """T5: deleted, or cancelled."""
    return record is None or lower(record, "om_status") == "cancelled"


def kind_of(table: str, record: Record) -> Kind | None:
    return next((kind for kind in KINDS if kind.is_begun_by(table, record)), None)


def stores_of(state: State, network: Network, table: str, record: Record) -> tuple[str, str] | None:
    """The initiating and the responding store, if both are known and they are two."""
    mine = store_of(state, table, record["id"], record) or ""
    theirs = store_with_name(state, record.get("name_id")) or ""
    known = mine in network.stores and theirs in network.stores and state.record("store", mine)
    return (mine, theirs) if known and mine != theirs else None


def initiating_site(state: State, network: Network, table: str, store_id: str) -> int | None:
    """The site that may edit the initiating half."""
    site = network.active_site(store_id)
    return network.primary if procurement_is_central(state, network, table, site) else site


def header_of(table: str, record_id: str, record: Record) -> Key:
    """The document that a record is, or is a line of."""
    if table in HEADERS:
        header, column = HEADERS[table]
        return header, record.get(column) or ""
    return table, record_id


def lines_of(state: State, header: Key) -> list[tuple[Key, Record]]:
    return [
        ((table, record_id), row)
        for table, (above, column) in HEADERS.items()
        if above == header[0]
        for record_id, row in sorted(state.records.get(table, {}).items())
        if row.get(column) == header[1]
    ]


def trading_stores(state: State, network: Network, document: Key) -> Iterable[str]:
    """The stores whose sites get the document whole (R34)."""
    for pair in state.pairs.values():
        if document in (pair.initiating, pair.responding):
            yield from (pair.store, pair.responding_store)
    record = state.record(*document)
    if record is not None and kind_of(document[0], record):
        yield from stores_of(state, network, document[0], record) or ()
