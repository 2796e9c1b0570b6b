"""What the codes that reports write are called, each in the language that is spoken."""

from collections.abc import Mapping

from reporting.language import N_, Said
from sync.words import REASONS

FRESHNESS = Said({
    "fresh": N_("Up to date"),
    "stale": N_("Stale"),
    "never": N_("No data yet"),
    "not_synced": N_("Not synced"),
})  # fmt: skip
SITE_KINDS = Said({
    "central": N_("Central"),
    "server": N_("Server"),
    "desktop": N_("Desktop"),
    "mobile": N_("Mobile"),
})  # fmt: skip
RELATIONS = Said({
    "active": N_("Active"),
    "collector": N_("Collector"),
    "transfer": N_("Transfer"),
    "none": N_("None"),
})  # fmt: skip
STOCK_BANDS = Said({
    "stocked_out": N_("Stocked out"),
    "understocked": N_("Understocked"),
    "adequate": N_("Adequate"),
    "overstocked": N_("Overstocked"),
    "no_consumption": N_("Stock, no use"),
    "no_stock_no_use": N_("No stock, no use"),
    "data_error_negative_stock": N_("Below zero"),
})  # fmt: skip
EXPIRY_BANDS = Said({
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
TRANSFER_KINDS = Said({
    "stock_transfer": N_("Stock transfer"),
    "stock_return": N_("Return"),
    "requisition": N_("Requisition"),
    "purchase_order": N_("Purchase order"),
    "goods_received": N_("Goods received"),
})  # fmt: skip
TRANSFER_STATES = Said({
    "sent": N_("Sent (−1)"),
    "numbered": N_("Numbered"),
    "received": N_("Received"),
    "received_with_difference": N_("Received with a difference"),
    "finalised": N_("Finalised"),
    "missing_half": N_("Missing half"),
    "cancelled": N_("Cancelled"),
})  # fmt: skip
STATUSES = Said({
    "nw": N_("New"),
    "sg": N_("Suggested"),
    "cn": N_("Confirmed"),
    "fn": N_("Finalised"),
    "wp": N_("Web, pending"),
    "wf": N_("Web, finalised"),
})  # fmt: skip
TABLES = Said({
    "transact": N_("Invoice"),
    "requisition": N_("Requisition"),
    "purchase_order": N_("Purchase order"),
    "Goods_received": N_("Goods received"),
})  # fmt: skip
CHECKS = Said({
    "balance_mismatch": N_("Balance and ledger differ"),
    "orphan_stock": N_("Stock with no history"),
    "phantom_stock": N_("Long unmoved and never counted"),
    "negative_running_balance": N_("Was below zero"),
    "negative_stock": N_("Below zero"),
    "available_mismatch": N_("Available does not add up"),
    "pack_size_zero": N_("Pack size zero"),
    "price_missing": N_("No price"),
    "price_negative": N_("Price below zero"),
    "expiry_missing": N_("No expiry date"),
    "expired_when_received": N_("Expired before it came"),
    "date_in_future": N_("Dated in the future"),
    "date_missing": N_("No date of confirmation"),
    "unnumbered": N_("Not numbered for a month"),
    "second_half": N_("A second half"),
    "missing_half": N_("The other half is missing"),
    "units_do_not_add_up": N_("Units do not add up"),
    "points_at_nothing": N_("Points at nothing"),
    "addressed_elsewhere": N_("Addressed elsewhere since"),
})  # fmt: skip
CONCERNS = Said({"balance": N_("a balance"), "movement": N_("a movement")})
DECISIONS = Said({"rejected": N_("Refused"), "waiting": N_("Waiting")})
PHANTOMS = Said({"orphan": N_("no history"), "phantom": N_("long unmoved, never counted")})
CAUSES = Said({
    "backdated": N_("backdated"),
    "moved to another day": N_("moved to another day"),
    "quantity edited": N_("quantity edited"),
    "price edited": N_("price edited"),
    "taken back": N_("taken back"),
})  # fmt: skip
DEFINITIONS = Said({
    "amc_oms": N_("Open mSupply (used here)"),
    "amc_oms_dos": N_("Open mSupply, days out corrected"),
    "amc_without_transfers": N_("Without issues to stores"),
    "amc_mobile": N_("mSupply Mobile"),
    "amc_aggregator": N_("Aggregator: months with use"),
    "amc_real": N_("Aggregator: real AMC"),
    "amc_desktop_report": N_("Desktop report"),
    "amc_rnr": N_("Report and requisition form"),
    "amc_openlmis": N_("OpenLMIS"),
    "amc_requisition": N_("As the store entered it"),
})  # fmt: skip
NOT_DEFINED = Said({
    "too_few_days_in_stock": N_("too few days in stock to judge by"),
    "no_month_with_use": N_("no month with use"),
    "not_entered": N_("not entered"),
})  # fmt: skip
REFUSALS = Said({str(code): str(code).replace("_", " ") for code in REASONS})
NAMELESS = Said({"All regions": N_("All regions"), "No region": N_("No region")})
YES_NO = Said({"yes": N_("yes"), "no": N_("no")})

OF_COLUMN: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "answers_table": (TABLES,),
    "at_centre": (RELATIONS,),
    "band": (STOCK_BANDS, EXPIRY_BANDS),
    "cause": (CAUSES,),
    "check_name": (CHECKS,),
    "concerns": (CONCERNS,),
    "decision": (DECISIONS,),
    "definition": (DEFINITIONS,),
    "flag": (CHECKS, PHANTOMS),
    "freshness": (FRESHNESS,),
    "from_region": (NAMELESS,),
    "initiating_status": (STATUSES,),
    "initiating_table": (TABLES,),
    "kind": (SITE_KINDS, TRANSFER_KINDS),
    "reason": (NOT_DEFINED, REFUSALS),
    "region": (NAMELESS,),
    "responding_status": (STATUSES,),
    "responding_table": (TABLES,),
    "state": (TRANSFER_STATES, REPORTING),
    "table_name": (TABLES,),
    "to_region": (NAMELESS,),
}
"""Column of a report → what its codes are called; what is no code of them stays as it is."""


def word_for(column: str, code: str) -> str:
    """The word for a code that stands in this column; the code where it has none."""
    known = (YES_NO,) if column.startswith(("is_", "has_", "includes_")) else OF_COLUMN.get(column)
    return next((words[code] for words in known or () if code in words), code)
