"""How many stores are out of an item, since when, and how sure that is."""

import streamlit as st

from dashboard import report_queries
from dashboard.components import (
    alerting,
    banner,
    filters,
    item_filters,
    links,
    report_view,
    stock_out_calendar,
    tables,
    words,
)
from dashboard.components.language import N_, _
from dashboard.components.tables import Column
from reporting.sentences import retold

RATE = N_("Rate by item")
LIST = N_("Every stock-out")
MONTHS = N_("Days by month")
CALENDAR = N_("Calendar")
REPORTS = {
    RATE: "stock_out_rate", CALENDAR: "stock_outs", LIST: "stock_outs", MONTHS: "stock_out_days",
}  # fmt: skip

lake = banner.open_page(_("Stock-outs"), _("Which items are stores out of, and for how long?"))
place_of_alerts = st.container()
view = filters.choose_view(_("Show"), "show", [RATE, CALENDAR, LIST, MONTHS])
asked = item_filters.choose(lake, is_dated=view != RATE)
with place_of_alerts:
    alerting.show(lake, "stock_out", stores=filters.ids(lake, asked.stores))
parameters = asked.parameters()
if view == RATE:
    report_view.need_region(lake)
    rows = report_queries.of_items(
        lake, "stock_out_rate", parameters, order="stores_out DESC, item, is_network DESC, region"
    )
    network = rows[rows["is_network"]]
    network = rows if network.empty else network  # who is limited to regions sees those alone
    out, fresh = network["stores_out"].sum(), network["stores_fresh"].sum()
    tables.headline(
        (_("Stock-outs, of store-items known"), report_view.share(out, fresh)),
        (_("Items out somewhere"), words.number(int((network["stores_out"] > 0).sum()))),
        (_("Known freshly"), report_view.share(fresh, network["stores_offering"].sum())),
    )
    regions = asked.stores.regions
    rows = rows[rows["region"].isin(regions)] if regions else network
    rows = rows.assign(region=rows["region"].map(retold))
    columns = [
        *report_view.item_columns(),
        Column("region", _("Region")),
        Column("stores_offering", _("Stores offering"), "number"),
        Column("stores_fresh", _("Known freshly"), "number"),
        Column("coverage_pct", _("Coverage"), "share"),
        Column("stores_out", _("Out"), "number", _("Nothing usable")),
        Column("stockout_rate_usable_pct", _("Stock-out rate"), "share"),
        Column("stockout_rate_total_pct", _("Nothing at all"), "share"),
        Column("stores_out_list", _("Stores out"), width="large"),
        Column("no_recent_data", _("No recent data"), width="large"),
    ]
    note = _("A store that is silent is neither in stock nor out of stock: it is not in the rate.")
elif view == CALENDAR:
    rows, columns, note = stock_out_calendar.draw(lake, asked)
elif view == LIST:
    rows = report_queries.of_stores(
        lake, "stock_outs", parameters, order="is_lasting DESC, days_out DESC, store, item",
        where=report_queries.within("report.out_from", "coalesce(report.out_until, current_date)"),
    )  # fmt: skip
    rows = rows.assign(ven_said=rows["ven"].map(item_filters.VEN).fillna(""))
    lasting = rows[rows["is_lasting"]]
    tables.headline(
        (_("Lasting now"), words.number(len(lasting))),
        (_("Vital items among them"), report_view.count(lasting, "ven", "V")),
        (_("Stock-outs in all"), words.number(len(rows))),
    )
    columns = [
        report_view.store_column(),
        *report_view.item_columns(),
        Column("out_from", _("First full day"), "date"),
        Column("out_until", _("Last full day"), "date"),
        Column("days_out", _("Days out"), "number"),
        Column("days_unknown", _("Days not known"), "number", _("After the store's data ends")),
        Column("ven_said", _("VEN")),
        report_view.data_column(),
    ]
    note = _("A day counts when nothing is there at its beginning nor at its end.")
else:
    rows = report_queries.of_stores(
        lake, "stock_out_days", parameters, where=report_queries.WITHIN_MONTH,
        order="month DESC, days_out DESC, store, item",
    )  # fmt: skip
    columns = [
        report_view.store_column(),
        *report_view.item_columns(),
        Column("month", _("Month"), "month"),
        Column("days_out", _("Days out"), "number"),
        Column("days_in_month", _("Days in month"), "number"),
        Column("days_unknown", _("Days not known"), "number", _("After the store's data ends")),
        report_view.data_column(),
    ]
    note = _("A day counts when nothing is there at its beginning nor at its end.")
title = _("Stock-outs: {view}", view=_(view))
report_view.offer(
    lake, title, rows, columns, asked.in_words(), note=note, report=REPORTS[view],
)  # fmt: skip
links.show({"stock_status": _("Stock status"), "expiry": _("Expiry")})
