"""How much of an item each store uses in a month."""

import streamlit as st

from dashboard import queries
from dashboard.components import banner, charts, empty, exports, filters, tables, use_matrix, words

PERIODS = {"12 months": 12, "24 months": 24, "All months": 1200}

lake = banner.open_page("Monthly use", "How much of an item is used each month, at each store?")
with st.container(horizontal=True, vertical_alignment="bottom"):
    item = filters.choose_item(lake)
    period = filters.choose_view("Period", "period", list(PERIODS))
if item is None:
    empty.nothing_found("item")
chosen = filters.choose_stores(lake)
parameters = {**chosen.parameters(), "item": item[0], "months": PERIODS[period]}
rows = queries.monthly_use(lake, parameters)
if rows.empty:
    empty.nothing_found("store or month")
months = queries.use_by_month(lake, parameters)
sums = months[["network", "patients", "stores", "others"]].sum()
tables.headline(
    ("Network use", words.number(sums["network"])),
    ("To patients", words.number(sums["patients"])),
    ("To others", words.number(sums["others"])),
    ("To stores, not counted", words.number(sums["stores"])),
)
st.caption(
    "Network use is what went to patients and to others. What one store issued to another is "
    "shown apart: it is still stock, and would be counted twice."
)
with st.container(border=True):
    st.markdown(f"**{item[1]}** by month, in units. The line is network use.")
    st.altair_chart(charts.use_by_month(months), alt=f"Monthly use of {item[1]}")
    st.markdown(use_matrix.incomplete_in_words(months, rows))

measure = filters.choose_view("In the table", "measure", list(use_matrix.MEASURES))
table = use_matrix.build(rows, months, measure, item[1], period, chosen)
tables.show(table)
exports.offer(table, banner.as_of(lake), "monthly_usage")
