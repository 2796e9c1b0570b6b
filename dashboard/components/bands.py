"""Bands of stock and of expiry in words, each with a mark and a colour: no red beside green."""

from reporting.codes import EXPIRY_BANDS as EXPIRY
from reporting.codes import REPORTING
from reporting.codes import STOCK_BANDS as STOCK

__all__ = ["EXPIRY", "REPORTING", "STOCK", "STOCK_COLORS", "STOCK_MARKS", "stock"]

STOCK_MARKS = {
    "stocked_out": "✕", "understocked": "▼", "adequate": "✓", "overstocked": "▲",
    "no_consumption": "◦", "no_stock_no_use": "–", "data_error_negative_stock": "!",
}  # fmt: skip
STOCK_COLORS = {
    "stocked_out": "#7B1E02", "understocked": "#E69F00", "adequate": "#9CCBE8",
    "overstocked": "#00578A", "no_consumption": "#C9B8D8", "no_stock_no_use": "#E4E8EC",
    "data_error_negative_stock": "#000000",
}  # fmt: skip


def stock(code: object) -> str:
    """`✕ Stocked out`; empty where nothing is known."""
    text = str(code)
    return f"{STOCK_MARKS[text]} {STOCK[text]}" if text in STOCK_MARKS else ""
