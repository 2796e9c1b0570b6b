"""Months of stock by item and store: who is out, who is short, who has too much."""

import streamlit as st

from dashboard import report_queries
from dashboard.components import (
    bands,
    banner,
    empty,
    filters,
    item_filters,
    report_view,
    stock_charts,
    tables,
)
from dashboard.components.language import _
from dashboard.components.tables import Column

COLUMNS = [
    report_view.store_column(),
    *report_view.item_columns(),
    Column("band_said", _("Band"), width="medium"),
    Column("units", _("Units"), "number"),
    Column("usable_units", _("Usable"), "number", _("Neither expired nor on hold")),
    Column("amc", _("Use a month"), "number", _("Average monthly consumption, units")),
    Column("months_of_stock", _("Months of stock"), "number"),
    Column("projected_out_on", _("Lasts until"), "date", _("At the average use")),
    Column("units_in_transit", _("On the way"), "number"),
    Column("suggested_order", _("Suggested order"), "number", _("Advice only")),
    Column("days_out", _("Days out"), "number", _("Full days out of stock in the look-back")),
    report_view.data_column(),
]
SHOWN = ("stocked_out", "understocked", "overstocked", "no_consumption")

lake = banner.open_page(_("Stock status"), _("Who is out, who is short, and who has too much?"))
asked = item_filters.choose(lake)
rows = report_queries.of_stores(
    lake, "stock_status", asked.parameters(), where="band IS NOT NULL", order="store, item"
)
if rows.empty:
    empty.nothing_found("item")
tables.headline(*((bands.STOCK[band], report_view.count(rows, "band", band)) for band in SHOWN))
with st.container(border=True):
    st.markdown(_("**Bands by region**: the share of store-items in each"))
    st.altair_chart(stock_charts.bars_of_bands(rows), alt=_("Bands of stock by region"))
with st.container(border=True):
    st.markdown(_("**Months of stock** where need is greatest: items × stores"))
    st.altair_chart(
        stock_charts.heat_map(stock_charts.most_in_need(rows)), alt=_("Heat map of months of stock")
    )
chosen = filters.choose_many(_("Band"), "band", list(bands.STOCK), bands.stock)
rows = rows[rows["band"].isin(chosen)] if chosen else rows
rows = rows.assign(band_said=rows["band"].map(bands.stock))
in_words = [
    *asked.in_words(),
    *([(_("Band"), ", ".join(map(bands.stock, chosen)))] if chosen else []),
]
report_view.offer(
    lake, _("Stock status"), rows, COLUMNS, in_words,
    note=_(
        "Use is the average of the 91 days before the store's data ends; bands are 3 and 6 months."
    ),
)  # fmt: skip
