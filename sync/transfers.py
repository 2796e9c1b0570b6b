"""Which documents are the initiating half of a transfer, and from when (rule book, "Transfers").

One row per kind; the SQL speaks of the document's own columns. Making the responding half is
not done here yet.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class TransferKind:
    """`is_triggered` holds for a row of `table_name` once the other site may see it (R34)."""

    name: str
    table_name: str
    is_triggered: str


TRANSFER_KINDS = (
    TransferKind(
        "stock_transfer", "transact", "lower(doc.type) = 'ci' AND lower(doc.status) = 'fn'"
    ),
    TransferKind(
        "stock_return", "transact", "lower(doc.type) = 'sc' AND lower(doc.status) = 'fn'"
    ),
    TransferKind(
        "requisition",
        "requisition",
        "lower(doc.type) = 'request' AND lower(doc.status) = 'fn'",
    ),
    TransferKind("purchase_order", "purchase_order", "lower(doc.status) IN ('cn', 'fn')"),
)


def triggers_by_table() -> dict[str, str]:
    """Table → SQL that holds for a triggered initiating half."""
    found: dict[str, list[str]] = {}
    for kind in TRANSFER_KINDS:
        found.setdefault(kind.table_name, []).append(f"({kind.is_triggered})")
    return {table: " OR ".join(conditions) for table, conditions in found.items()}
