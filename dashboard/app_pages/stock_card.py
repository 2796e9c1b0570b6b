"""The stock card: opening, what moved, closing, month by month."""

from dashboard import report_queries
from dashboard.components import banner, item_filters, report_view
from dashboard.components.language import _
from dashboard.components.tables import Column

COLUMNS = [
    report_view.store_column(),
    *report_view.item_columns(),
    Column("month", _("Month"), "month"),
    Column("opening_units", _("Opening"), "number"),
    Column("received", _("Received"), "number"),
    Column("issued_to_patients", _("To patients"), "number"),
    Column("issued_to_stores", _("To stores"), "number"),
    Column("issued_to_others", _("To others"), "number"),
    Column("returned_by_customers", _("Returned to it"), "number"),
    Column("returned_to_suppliers", _("Returned by it"), "number"),
    Column("gained", _("Gained"), "number"),
    Column("lost", _("Lost"), "number"),
    Column("repacked", _("Repacked"), "number"),
    Column("closing_units", _("Closing"), "number"),
    Column("wastage_pct", _("Wastage"), "share", _("Lost over opening and received")),
    report_view.data_column(),
]

lake = banner.open_page(_("Stock card"), _("How did stock come to be what it is?"))
asked = item_filters.choose(lake, is_dated=True)
every = report_queries.count_of_stores(
    lake, "stock_card", asked.parameters(), where=report_queries.WITHIN_MONTH
)
asked = item_filters.narrowed(lake, asked, every)
rows = report_queries.of_stores(
    lake, "stock_card", asked.parameters(), where=report_queries.WITHIN_MONTH,
    order="store, item, month DESC",
)  # fmt: skip
report_view.offer(
    lake, _("Stock card"), rows, COLUMNS, asked.in_words(),
    report="stock_card",
    note=_("Units. Closing is walked back from the shelf; a month without movement has no row."),
)  # fmt: skip
