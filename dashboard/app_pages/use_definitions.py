"""The same item by every definition of average monthly consumption, with what each rests on."""

from dashboard import report_queries
from dashboard.components import banner, empty, filters, item_filters, report_view
from dashboard.components.language import _
from dashboard.components.tables import Column
from reporting.codes import DEFINITIONS, NOT_DEFINED

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
    definition=rows["definition"].map(DEFINITIONS),
    reason=rows["reason"].map(NOT_DEFINED).fillna(""),
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
