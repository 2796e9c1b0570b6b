"""The kinds of transfer: what begins one, and what the centre makes of it (rule book, "Transfers").

A row per kind here; the columns of what is made, and no others, stand in
`catalogue/transfer_columns.csv` (T2). Pure text: finding, making and following pairs is done by
`sync.cycle.pairs` and `sync.cycle.halves`. SQL speaks of the initiating header as `doc`, of its
line as `line` and of the pair as `pair`.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sync.catalogue import CATALOGUE, RecordType
from sync.made_ids import made_id_sql
from sync.names import literal, literals, quoted


@dataclass(frozen=True)
class TransferKind:
    """`is_triggered` holds for an initiating half once the other site may see it (R34).

    `is_begun` holds, beside the trigger, for what begins this kind and no other. `link_column`
    of the responding half names the initiating one; `is_responding` holds for a pushed one.
    `counts_units`: both halves move stock, whose units must agree.
    """

    name: str
    table_name: str
    is_triggered: str
    responding_table: str
    link_column: str
    is_responding: str
    is_begun: str = "true"
    counts_units: bool = False

    @property
    def line_table(self) -> RecordType:
        return line_of(self.table_name)

    @property
    def responding_line_table(self) -> RecordType:
        return line_of(self.responding_table)


TRANSFER_KINDS = (
    TransferKind(
        "stock_transfer",
        "transact",
        "lower(doc.type) = 'ci' AND lower(doc.status) = 'fn'",
        "transact",
        "linked_transaction_id",
        "lower(doc.type) = 'si'",
        is_begun="doc.original_PO_ID IS NULL",
        counts_units=True,
    ),
    TransferKind(
        "stock_return",
        "transact",
        "lower(doc.type) = 'sc' AND lower(doc.status) = 'fn'",
        "transact",
        "linked_transaction_id",
        "lower(doc.type) = 'cc'",
        counts_units=True,
    ),
    TransferKind(
        "requisition",
        "requisition",
        "lower(doc.type) = 'request' AND lower(doc.status) = 'fn'",
        "requisition",
        "linked_requisition_id",
        "lower(doc.type) = 'response'",
    ),
    TransferKind(
        "purchase_order",
        "purchase_order",
        "lower(doc.status) IN ('cn', 'fn')",
        "transact",
        "original_PO_ID",
        "lower(doc.type) = 'ci'",
    ),
    TransferKind(
        "goods_received",
        "transact",
        "lower(doc.type) = 'ci' AND lower(doc.status) = 'fn'",
        "Goods_received",
        "linked_transaction_ID",
        "true",
        is_begun="doc.original_PO_ID IS NOT NULL",
        counts_units=True,
    ),
)

INITIATING = tuple(dict.fromkeys(kind.table_name for kind in TRANSFER_KINDS))
RESPONDING = tuple(dict.fromkeys(kind.responding_table for kind in TRANSFER_KINDS))
DOCUMENTS = tuple(dict.fromkeys((*INITIATING, *RESPONDING)))
"""The tables of headers that begin a transfer, of those that answer one, and of either."""

ALIKE = tuple(k.name for k in TRANSFER_KINDS if k.table_name == k.responding_table)
"""Kinds with both halves in one table: a half that answers could begin one, and may not (0006)."""

NUMBER_COLUMNS = {
    "transact": "invoice_num",
    "requisition": "serial_number",
    "purchase_order": "serial_number",
    "Goods_received": "serial_number",
}
SENT_ON = {
    "transact": "coalesce(doc.finalised_date, doc.confirm_date, doc.entry_date)",
    "requisition": "doc.date_entered",
    "purchase_order": "coalesce(doc.confirm_date, doc.creation_date)",
}
"""The day the initiating half was finalised, else confirmed, else entered (T2)."""

RECEIVED_ON = {
    "transact": "coalesce(doc.confirm_date, doc.finalised_date)",
    "requisition": "NULL::DATE",
    "Goods_received": "coalesce(doc.received_date, doc.finalised_date)",
}
CANCELLED = {"transact": "upper(doc.om_status) = 'CANCELLED'",
             "requisition": "upper(doc.om_status) = 'CANCELLED'",
             "purchase_order": "false"}  # fmt: skip
"""What cancels an initiating half while it is still there (T5)."""

PLACEHOLDER = "lower(line.type) = 'placeholder'"
UNITS = {
    "trans_line": "line.quantity * coalesce(nullif(line.pack_size, 0), 1)",
    "Goods_received_line": "line.quantity_received * coalesce(nullif(line.pack_received, 0), 1)",
}
"""Packs × pack size; a blank or zero pack size counts as 1 (D9)."""
LOOSE = 1e-6
"""Units that differ by no more are the same: sums of doubles do."""
PRICES = {
    "sent": "line.quantity * line.sell_price",
    "trans_line": "line.quantity * line.cost_price",
    "Goods_received_line": "line.quantity_received * line.cost_price",
}
"""Value at the price that the receiver takes over: the sender's sell price."""
IS_STOCK = {
    "trans_line": "coalesce(lower(line.type), '') NOT IN ('placeholder', 'service')",
    "Goods_received_line": "true",
}
IS_SENT = {"trans_line": f"{PLACEHOLDER} IS NOT TRUE"}
"""What counts among the lines of an initiating half: a placeholder promises, it sends nothing."""

_DERIVED = {
    ":initiating_name": "pair.initiating_name_id",
    ":responding_store": "pair.responding_store_id",
    ":initiating_id": "pair.initiating_id",
    ":responding_id": "pair.responding_id",
    ":is_on_hold": "pair.is_on_hold",
    ":own_requisition": "pair.own_requisition_id",
    ":stock_in": "CASE WHEN lower(line.type) = 'service' THEN line.type ELSE 'stock_in' END",
}


def line_of(header: str) -> RecordType:
    """The record type whose rows are lines of this header."""
    return next(
        t for t in CATALOGUE.tables.values()
        if t.parent_table == header and t.is_line
    )  # fmt: skip


def triggers_by_table() -> dict[str, str]:
    """Table → SQL that holds for a triggered initiating half."""
    found: dict[str, list[str]] = {}
    for kind in TRANSFER_KINDS:
        found.setdefault(kind.table_name, []).append(f"({kind.is_triggered})")
    return {table: " OR ".join(conditions) for table, conditions in found.items()}


def is_no_answer_sql(kind: TransferKind) -> str:
    """SQL that holds unless `doc` is a half of another that it could only send back.

    A half that its site turns round is still that half, the one that counts or a second one
    (decision 0006); the answer to an order is what goods received begin with.
    """
    if kind.name not in ALIKE:
        return "true"
    return f"doc.ID NOT IN ({answers_sql()})"


def answers_sql() -> str:
    """SQL for the responding halves, and the second ones, that could begin a pair themselves."""
    return " UNION ALL ".join(
        f"SELECT {column} FROM sync.transfer_pair WHERE kind IN ({literals(ALIKE)}) "
        f"AND {column} IS NOT NULL"
        for column in ("responding_id", "second_id")
    )


def header_data_sql(kind: TransferKind) -> str:
    """SQL for the JSON of a responding header."""
    return _data_sql(kind, "header", kind.table_name)


def line_data_sql(kind: TransferKind) -> str:
    """SQL for the JSON of a responding line."""
    return _data_sql(kind, "line", kind.line_table.name)


def line_id_sql(kind: TransferKind) -> str:
    """SQL for the id of the responding line of `line` (T1)."""
    key = f"line.{quoted(kind.line_table.key)}"
    return made_id_sql(f"{literal(kind.line_table.name + ':')} || {key}")


def is_carried_over_sql(kind: TransferKind) -> str:
    """SQL that holds for initiating lines that get a responding one: placeholders do not.

    Services are no goods: they are not received (decision 0006).
    """
    if kind.responding_table == "Goods_received":
        return IS_STOCK["trans_line"]
    return IS_SENT.get(kind.line_table.name, "true")


def link_columns(responding_table: str) -> dict[str, set[str]]:
    """Columns of a responding header or line that are the centre's, with their kinds (R22)."""
    found: dict[str, set[str]] = {}
    for kind in TRANSFER_KINDS:
        for part, table in (("header", kind.responding_table),
                            ("line", kind.responding_line_table.name)):  # fmt: skip
            for row in _columns(kind.name, part) if table == responding_table else ():
                if row["is_link"] == "yes":
                    found.setdefault(row["column"], set()).add(kind.name)
    return found


def _data_sql(kind: TransferKind, part: str, source: str) -> str:
    fields = ", ".join(
        f"{literal(row['column'])}, {_value_sql(kind, row['value'], source)}"
        for row in _columns(kind.name, part)
    )
    return f"json_object({fields})::VARCHAR"


def _value_sql(kind: TransferKind, value: str, source: str) -> str:
    """A quoted text or a number as it stands, `:name` as derived, else the initiating column."""
    alias = "doc" if source == kind.table_name else "line"
    match value:
        case ":initiating_number":
            return f"doc.{NUMBER_COLUMNS[kind.table_name]}::VARCHAR"
        case ":day":
            return f"{SENT_ON[kind.table_name]}::VARCHAR"
        case ":initiating_line_id":
            return f"line.{quoted(kind.line_table.key)}"
        case ":pack_size" | ":packs_ordered" | ":order_line":
            return _BY_KIND[kind.name][value]
        case _ if value.startswith(":"):
            return _DERIVED[value]
        case _ if value[0] in "'-0123456789":
            return value
    return f"{alias}.{quoted(value)}"


_ORDER_LINE = (
    "coalesce((SELECT order_line_id FROM ordered_line WHERE ordered_line.line_id = line.ID), "
    "line.order_lines_ID)"
)
_ORDERED_PACK = "coalesce(nullif(line.packsize_ordered, 0), 1)"
_BY_KIND = {
    "purchase_order": {
        ":pack_size": _ORDERED_PACK,
        ":packs_ordered": f"coalesce(line.quan_adjusted_order, 0) / {_ORDERED_PACK}",
    },
    "goods_received": {
        ":pack_size": "coalesce(nullif(line.pack_size, 0), 1)",
        ":order_line": _ORDER_LINE,
    },
}


@cache
def _columns(kind: str, part: str) -> tuple[dict[str, str], ...]:
    path = resources.files("sync.catalogue") / "transfer_columns.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(row for row in rows if row["kind"] == kind and row["part"] == part)
