"""Which stores count their stock, and how well it agrees with the books."""

from dashboard import report_queries
from dashboard.components import banner, filters, report_view, tables, words
from dashboard.components.language import _
from dashboard.components.tables import Column

COLUMNS = [
    report_view.store_column(),
    Column("number", _("Number"), "number"),
    Column("description", _("Description")),
    Column("counted_on", _("Counted"), "date"),
    Column("days_since", _("Days since"), "number"),
    Column("lines", _("Lines"), "number"),
    Column("coverage_pct", _("Counted, of lines"), "share"),
    Column("accurate_lines_pct", _("Accurate, of counted"), "share"),
    Column("net_units", _("Net units"), "number"),
    Column("gross_units", _("Gross units"), "number"),
    Column("net_value", _("Net value"), "money"),
    Column("gross_value", _("Gross value"), "money"),
    Column("gross_error_pct", _("Gross error"), "share"),
    report_view.data_column(),
]

lake = banner.open_page(_("Stock takes"), _("Does what is on the shelf agree with the books?"))
chosen = filters.choose_stores(lake)
days = filters.choose_period()
latest_only = filters.choose_whether(_("Only the latest of each store"), "latest")
rows = report_queries.of_stores(
    lake, "stock_takes", {**chosen.parameters(), **days.parameters()},
    order="counted_on DESC, store", by_item=False,
    where=f"{report_queries.within('report.counted_on')} AND ({not latest_only} OR is_latest)",
)  # fmt: skip
booked = rows["book_value"].sum()
tables.headline(
    (_("Stock takes"), words.number(len(rows))),
    (_("Stores that counted"), words.number(rows["store_id"].nunique())),
    (
        _("Gross error, by value"),
        report_view.share(rows["gross_value"].sum(), booked),
    ),
)
report_view.offer(
    lake, _("Stock takes"), rows, COLUMNS,
    [*chosen.in_words(), *days.in_words()],
    report="stock_takes",
    note=_("A line that was not counted is no count of zero: it is in no figure but coverage."),
)  # fmt: skip
