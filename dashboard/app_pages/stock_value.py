"""What the stock of the network is worth, and how much of that rests on fresh data."""

import streamlit as st

from dashboard import queries
from dashboard.components import (
    banner,
    charts,
    drilling,
    empty,
    exports,
    filters,
    tables,
    words,
)
from dashboard.components.language import _
from dashboard.components.tables import Column, Table

COLUMNS = [
    Column("store", _("Store"), pinned=True, width="medium"),
    Column("value", _("Value"), "money", _("At cost, in the home currency")),
    Column("share", _("Share"), "share", _("Of the value of the stores shown")),
    Column("lines", _("Stock lines"), "number"),
    Column(
        "negative_value", _("Below zero"), "money", _("Lines below zero, left out of the value")
    ),
    Column("data", _("Data"), width="medium"),
    Column("region", _("Region")),
]

lake = banner.open_page(_("Stock value"), _("What is the stock on hand worth, across all stores?"))
chosen = filters.choose_stores(lake)
parameters = chosen.parameters()
rows = queries.stock_value(lake, parameters)
if rows.empty:
    empty.nothing_found("store")
sums = ("value", "fresh_value", "negative_value", "lines")
total = queries.total(lake, queries.STOCK_VALUE, sums, parameters)
share = words.share(total["fresh_value"], total["value"]) if total["value"] else _("no value")
tables.headline(
    (_("Value of stock"), words.money(total["value"])),
    (_("From stores with fresh data"), share),
    (_("Below zero, kept apart"), words.money(total["negative_value"])),
)
st.markdown(words.left_out(rows))

with st.container(border=True):
    st.markdown(_("**Value by store**, at cost in the home currency"))
    st.altair_chart(
        charts.bars_by_store(rows, "value", _("Value")), alt=_("Value of stock by store")
    )
    st.caption(charts.left_undrawn(rows, "value"))

last = {"store": _("Total"), **total, "share": 1.0 if total["value"] else None}
table = Table(
    _("Stock value by store"),
    COLUMNS,
    words.with_data(rows),
    last,
    chosen.in_words(),
    is_alarming=rows["freshness"] == "stale",
    alarm_column="data",
)
drilling.show(lake, table)
exports.offer(table, banner.as_of(lake), "stock_value")
