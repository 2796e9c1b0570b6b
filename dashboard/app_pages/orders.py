"""How much of what was ordered was supplied, and how long it took."""

from dashboard import report_queries
from dashboard.components import banner, filters, links, report_view, tables, words
from dashboard.components.language import N_, _
from dashboard.components.tables import Column

RATES = N_("Rates by month")
ORDERS = N_("Every order")

lake = banner.open_page(_("Orders"), _("Is what stores order supplied in full, and in time?"))
view = filters.choose_view(_("Show"), "show", [RATES, ORDERS])
chosen = filters.choose_stores(lake)
days = filters.choose_period()
parameters = {**chosen.parameters(), **days.parameters()}
orders = report_queries.of_stores(
    lake, "orders", parameters, where=report_queries.within("report.ordered_on"),
    order="is_open DESC, ordered_on DESC, order_id", by_item=False,
)  # fmt: skip
closed = orders[~orders["is_open"]]
asked = closed["requested_units"].sum()
share = report_view.share
tables.headline(
    (_("Orders received"), words.number(len(closed))),
    (_("Still open"), words.number(int(orders["is_open"].sum()))),
    (
        _("Units supplied, capped"),
        words.share(closed["capped_units"].sum(), asked) if asked else "–",
    ),
    (_("Days, median"), words.number(closed["lead_time_days"].median()) if len(closed) else "–"),
    (_("On time in full"), share(int(closed["is_on_time_in_full"].sum()), len(closed))),
)
if view == RATES:
    rows = report_queries.of_stores(
        lake, "fill_rate", parameters, where=report_queries.WITHIN_MONTH,
        order="month DESC, store", by_item=False,
    )  # fmt: skip
    columns = [
        report_view.store_column(),
        Column("month", _("Month"), "month"),
        Column("orders", _("Received"), "number"),
        Column("open_orders", _("Open"), "number"),
        Column("line_fill_full_pct", _("Lines full"), "share"),
        Column("line_fill_any_pct", _("Lines at all"), "share"),
        Column("unit_fill_capped_pct", _("Units, capped"), "share"),
        Column("unit_fill_uncapped_pct", _("Units"), "share"),
        Column("order_fill_pct", _("Orders full"), "share"),
        Column("median_lead_time_days", _("Days, median"), "about"),
        Column("lead_time_90th_days", _("Days, 90th"), "about"),
        Column("on_time_pct", _("On time"), "share"),
        Column("otif_pct", _("On time in full"), "share"),
        report_view.data_column(),
    ]
else:
    rows = orders
    columns = [
        report_view.store_column(),
        Column("customer", _("Ordered by"), width="medium"),
        Column("ordered_on", _("Ordered"), "date"),
        Column("shipped_on", _("Shipped"), "date"),
        Column("received_on", _("Received"), "date"),
        Column("lead_time_days", _("Days"), "number"),
        Column("age_days", _("Open for days"), "number"),
        Column("lines", _("Lines"), "number"),
        Column("lines_full", _("Full"), "number"),
        Column("requested_units", _("Requested"), "number"),
        Column("supplied_units", _("Supplied"), "number"),
        report_view.data_column(),
    ]
report_view.offer(
    lake, _("Orders: {view}", view=_(view)), rows, columns,
    [*chosen.in_words(), *days.in_words()],
    report="fill_rate" if view == RATES else "orders",
    note=_(
        "Rates are over orders that were received; capped: no line counts for more than was asked."
    ),
)  # fmt: skip
links.show({"transfers": _("Transfers")})
