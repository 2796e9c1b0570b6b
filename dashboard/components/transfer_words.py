"""Kinds, states and faults of transfers in the words that people read."""

import pandas as pd

from dashboard.components import words

KINDS = {
    "stock_transfer": "Stock transfer",
    "stock_return": "Return",
    "requisition": "Requisition",
    "purchase_order": "Purchase order",
    "goods_received": "Goods received",
}
STATES = {
    "sent": "Sent (−1)",
    "numbered": "Numbered",
    "received": "Received",
    "received_with_difference": "Received with a difference",
    "finalised": "Finalised",
    "missing_half": "Missing half",
    "cancelled": "Cancelled",
}
FLAGS = {
    "missing_half": "Its other half is missing",
    "second_half": "A second half that no figure counts",
    "points_at_nothing": "It answers a document that never came",
    "units_do_not_add_up": "Its units do not add up",
}
STATUSES = {
    "nw": "New",
    "sg": "Suggested",
    "cn": "Confirmed",
    "fn": "Finalised",
    "wp": "Web, pending",
    "wf": "Web, finalised",
}
TABLES = {
    "transact": "Invoice",
    "requisition": "Requisition",
    "purchase_order": "Purchase order",
    "Goods_received": "Goods received",
}


def state(row: object) -> str:
    """`▲ Overdue: sent, not yet numbered`: with a mark where somebody should look."""
    text = words.capitalized(row.state_in_words)
    return f"▲ {text}" if needs_attention(row) else text


def needs_attention(row: object) -> bool:
    return bool(row.is_overdue or row.has_difference or row.state == "missing_half")


def attention(row: object) -> str:
    """`▲ 2 overdue, 1 without half`; empty for a route where all is well."""
    parts = [f"{row.overdue:,} overdue"] if row.overdue else []
    parts += [f"{row.missing_half:,} without half"] if row.missing_half else []
    return f"▲ {', '.join(parts)}" if parts else ""


def number(value: object) -> str:
    """`17`, or `−1` while the receiving site has not given one."""
    return "" if pd.isna(value) else f"{int(value)}".replace("-", "−")


def status(code: object) -> str:
    return "not there" if pd.isna(code) else STATUSES.get(str(code), str(code))


def packs(how_many: object, size: object) -> str:
    """`10 × 100`; empty where there is no such line."""
    if pd.isna(how_many):
        return ""
    return f"{words.number(float(how_many))} × {words.number(float(size))}"


def with_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Transfers with kind, state and numbers in words."""
    return rows.assign(
        kind_in_words=rows["kind"].map(KINDS),
        state_said=[state(row) for row in rows.itertuples()],
        from_number=rows["initiating_number"].map(number),
        to_number=rows["responding_number"].map(number),
    )
