"""Bands of stock and of expiry in words, each with a mark and a colour: no red beside green."""

from dashboard.components.language import N_, Said

STOCK = Said({
    "stocked_out": N_("Stocked out"),
    "understocked": N_("Understocked"),
    "adequate": N_("Adequate"),
    "overstocked": N_("Overstocked"),
    "no_consumption": N_("Stock, no use"),
    "no_stock_no_use": N_("No stock, no use"),
    "data_error_negative_stock": N_("Below zero"),
})  # fmt: skip
STOCK_MARKS = {
    "stocked_out": "✕", "understocked": "▼", "adequate": "✓", "overstocked": "▲",
    "no_consumption": "◦", "no_stock_no_use": "–", "data_error_negative_stock": "!",
}  # fmt: skip
STOCK_COLORS = {
    "stocked_out": "#7B1E02", "understocked": "#E69F00", "adequate": "#9CCBE8",
    "overstocked": "#00578A", "no_consumption": "#C9B8D8", "no_stock_no_use": "#E4E8EC",
    "data_error_negative_stock": "#000000",
}  # fmt: skip
EXPIRY = Said({
    "expired": N_("Expired"),
    "within 3 months": N_("Within 3 months"),
    "within 6 months": N_("Within 6 months"),
    "within 12 months": N_("Within 12 months"),
    "later": N_("Later"),
    "no expiry date": N_("No expiry date"),
})  # fmt: skip
REPORTING = Said({
    "on time": N_("✓ On time"),
    "late": N_("▲ Late"),
    "due": N_("◦ Due"),
    "missing": N_("✕ Missing"),
    "not known": N_("– Not known"),
})  # fmt: skip


def stock(code: object) -> str:
    """`✕ Stocked out`; empty where nothing is known."""
    text = str(code)
    return f"{STOCK_MARKS[text]} {STOCK[text]}" if text in STOCK_MARKS else ""
