"""The same item by every definition of average monthly consumption, with what each rests on."""

from dashboard import report_queries
from dashboard.components import banner, empty, filters, item_filters, report_view
from dashboard.components.language import N_, Said, _
from dashboard.components.tables import Column

NAMES = Said({
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
REASONS = Said({
    "too_few_days_in_stock": N_("too few days in stock to judge by"),
    "no_month_with_use": N_("no month with use"),
    "not_entered": N_("not entered"),
})  # fmt: skip

lake = banner.open_page(
    _("Definitions of use"), _("Why do two systems give different averages for the same item?")
)
item = filters.choose_item(lake)
if item is None:
    empty.nothing_found("item")
chosen = filters.choose_stores(lake)
parameters = {
    **chosen.parameters(), **item_filters.EVERY_ITEM, "items": [item[0]],
}  # fmt: skip
rows = report_queries.of_stores(lake, "amc_definitions", parameters, order="store, definition")
rows = rows.assign(
    definition=rows["definition"].map(NAMES), reason=rows["reason"].map(REASONS).fillna("")
)
columns = [
    report_view.store_column(),
    Column("definition", _("Definition"), width=230),
    Column("amc", _("Use a month"), "about", _("Average monthly consumption, units")),
    Column("reason", _("Why there is none")),
    Column("window_start", _("From"), "date"),
    Column("window_end", _("To"), "date"),
    Column("units", _("Units issued"), "number"),
    Column("days_out", _("Days out"), "number", _("Days out of stock it takes into account")),
    report_view.data_column(),
]
title = _("Use of {item} by definition", item=item[1])
report_view.offer(
    lake, title, rows, columns, [(_("Item"), item[1]), *chosen.in_words()],
    report="amc_definitions",
    note=_("The look-back ends where a store's data ends, not today: later days are not known."),
)  # fmt: skip
