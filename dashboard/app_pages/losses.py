"""What inventory adjustments took away and added, and why."""

import streamlit as st

from dashboard import report_queries
from dashboard.components import banner, item_filters, report_view, stock_charts, tables, words
from dashboard.components.language import _
from dashboard.components.tables import Column
from reporting.sentences import retold

COLUMNS = [
    report_view.store_column(),
    *report_view.item_columns(),
    Column("month", _("Month"), "month"),
    Column("reason", _("Reason")),
    Column("lost_units", _("Lost"), "number"),
    Column("lost_value", _("Value lost"), "money"),
    Column("gained_units", _("Gained"), "number"),
    Column("gained_value", _("Value gained"), "money"),
    Column("adjustments", _("Adjustments"), "number"),
    report_view.data_column(),
]

lake = banner.open_page(_("Losses"), _("What was lost or found, where, and for what reason?"))
asked = item_filters.choose(lake, is_dated=True)
rows = report_queries.of_stores(
    lake, "losses", asked.parameters(), where=report_queries.WITHIN_MONTH,
    order="month DESC, lost_value DESC, store, item",
)  # fmt: skip
rows = rows.assign(reason=rows["reason"].map(retold))
lost, gained = rows["lost_value"].sum(), rows["gained_value"].sum()
tables.headline(
    (_("Value lost"), words.money(lost)),
    (_("Value gained"), words.money(gained)),
    (_("Net loss"), words.money(lost - gained)),
)
by_reason = rows.groupby("reason")["lost_value"].sum().sort_values(ascending=False)
if lost:
    with st.container(border=True):
        st.markdown(_("**Value lost by reason**, at cost in the home currency"))
        st.altair_chart(stock_charts.bars(by_reason.to_dict()), alt=_("Value lost by reason"))
total = {"store": _("Total"), "lost_value": lost, "gained_value": gained}
report_view.offer(lake, _("Losses"), rows, COLUMNS, asked.in_words(), total=total, report="losses")
