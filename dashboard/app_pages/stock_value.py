"""What the stock of the network is worth, and how much of that rests on fresh data."""

import streamlit as st

from dashboard import queries
from dashboard.components import banner, charts, empty, exports, filters, tables, words
from dashboard.components.tables import Column, Table

COLUMNS = [
    Column("store", "Store", pinned=True, width="medium"),
    Column("value", "Value", "money", "At cost, in the home currency"),
    Column("share", "Share", "share", "Of the value of the stores shown"),
    Column("lines", "Stock lines", "number"),
    Column("negative_value", "Below zero", "money", "Lines below zero, left out of the value"),
    Column("data", "Data", width="medium"),
    Column("region", "Region"),
]

lake = banner.open_page("Stock value", "What is the stock on hand worth, across all stores?")
chosen = filters.choose_stores(lake)
parameters = chosen.parameters()
rows = queries.stock_value(lake, parameters)
if rows.empty:
    empty.nothing_found("store")
sums = ("value", "fresh_value", "negative_value", "lines")
total = queries.total(lake, queries.STOCK_VALUE, sums, parameters)
share = words.share(total["fresh_value"], total["value"]) if total["value"] else "no value"
tables.headline(
    ("Value of stock", words.money(total["value"])),
    ("From stores with fresh data", share),
    ("Below zero, kept apart", words.money(total["negative_value"])),
)
st.markdown(words.left_out(rows))

with st.container(border=True):
    st.markdown("**Value by store**, at cost in the home currency")
    st.altair_chart(charts.bars_by_store(rows, "value", "Value"), alt="Value of stock by store")
    st.caption(charts.left_undrawn(rows, "value"))

last = {"store": "Total", **total, "share": 1.0 if total["value"] else None}
table = Table(
    "Stock value by store",
    COLUMNS,
    words.with_data(rows),
    last,
    chosen.in_words(),
    is_alarming=rows["freshness"] == "stale",
    alarm_column="data",
)
tables.show(table)
exports.offer(table, banner.as_of(lake), "stock_value")
