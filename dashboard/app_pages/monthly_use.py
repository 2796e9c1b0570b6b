"""How much of an item each store uses in a month."""

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
    use_matrix,
    words,
)
from dashboard.components.language import N_, _

PERIODS = {N_("12 months"): 12, N_("24 months"): 24, N_("All months"): 1200}

lake = banner.open_page(
    _("Monthly use"), _("How much of an item is used each month, at each store?")
)
with st.container(horizontal=True, vertical_alignment="bottom"):
    item = filters.choose_item(lake)
    period = filters.choose_view(_("Period"), "period", list(PERIODS))
if item is None:
    empty.nothing_found("item")
chosen = filters.choose_stores(lake)
parameters = {**chosen.parameters(), "item": item[0], "months": PERIODS[period]}
rows = queries.monthly_use(lake, parameters)
if rows.empty:
    empty.nothing_found("month")
months = queries.use_by_month(lake, parameters)
sums = months[["network", "patients", "stores", "others"]].sum()
tables.headline(
    (_("Network use"), words.number(sums["network"])),
    (_("To patients"), words.number(sums["patients"])),
    (_("To others"), words.number(sums["others"])),
    (_("To stores, not counted"), words.number(sums["stores"])),
)
st.caption(
    _(
        "Network use is what went to patients and to others. What one store issued to another is "
        "shown apart: it is still stock, and would be counted twice."
    )
)
with st.container(border=True):
    st.markdown(_("**{item}** by month, in units. The line is network use.", item=item[1]))
    st.altair_chart(charts.use_by_month(months), alt=_("Monthly use of {item}", item=item[1]))
    st.markdown(use_matrix.incomplete_in_words(months, rows))

measure = filters.choose_view(_("In the table"), "measure", list(use_matrix.MEASURES))
table = use_matrix.build(rows, months, measure, item[1], period, chosen)
drilling.show(lake, table)
exports.offer(table, banner.as_of(lake), "monthly_usage")
