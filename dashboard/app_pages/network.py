"""The network, or one region of it, at a glance: what is there, what is short, what is unknown."""

import streamlit as st

from dashboard import report_queries
from dashboard.components import (
    alerting,
    bands,
    banner,
    empty,
    filters,
    item_filters,
    links,
    report_view,
    stock_charts,
    tables,
    words,
)
from dashboard.components.language import N_, _
from dashboard.components.tables import Column

lake = banner.open_page(_("Network"), _("How does the network stand, and how much of it is known?"))
chosen = filters.choose_stores(lake)
stores = report_queries.stores_on_map(lake, chosen.parameters())
if stores.empty:
    empty.nothing_found("store")
fresh = stores["freshness"] == "fresh"
value, known = stores["value"].sum(), stores.loc[fresh, "value"].sum()
out = bands.stock("stocked_out")
place_of_alerts = st.container()
tables.headline(
    (_("Stores with fresh data"), words.part_of(int(fresh.sum()), len(stores))),
    (_("Value of stock"), words.money(value), links.to("stock_value")),
    (_("Known freshly"), report_view.share(known, value)),
    (
        _("Items stocked out"),
        words.number(int(stores["stocked_out"].sum())),
        links.to("stock_status", band=out),
    ),
    (
        _("Vital items among them"),
        words.number(int(stores["vital_out"].sum())),
        links.to("stock_status", band=out, ven=item_filters.VEN["V"]),
    ),
)
st.markdown(words.left_out(stores))
links.show(
    {
        "district": _("District"),
        "stock_status": _("Stock status"),
        "stock_outs": _("Stock-outs"),
        "expiry": _("Expiry"),
        "orders": _("Orders"),
        "sync_status": _("Sync status"),
        "data_quality": _("Data quality"),
    }
)
with st.container(border=True):
    st.markdown(
        _(
            "**Where the stores are.** A larger mark is out of more items; an orange diamond: a "
            "vital item is among them; hollow: its data is not fresh."
        )
    )
    if stores[["latitude", "longitude"]].notna().all(axis=1).any():
        st.altair_chart(stock_charts.map_of_stores(stores), alt=_("Map of the stores"))
    else:
        st.caption(_("No store has a place on record."))
columns = [
    report_view.store_column(),
    Column("region", _("Region")),
    Column("value", _("Value"), "money", _("At cost, in the home currency")),
    Column("items", _("Items"), "number"),
    Column("stocked_out", _("Stocked out"), "number"),
    Column("vital_out", _("Vital out"), "number"),
    report_view.data_column(),
]
sums = stores[["value", "items", "stocked_out", "vital_out"]].sum().to_dict()
report_view.offer(
    lake, _("Stores"), stores, columns, chosen.in_words(), total={"store": _("Total"), **sums},
    empty_cell=N_("no data"), report="stock_value",
)  # fmt: skip
with place_of_alerts:
    alerting.show(lake, stores=filters.ids(lake, chosen))
