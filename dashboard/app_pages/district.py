"""One region: its stores, what they lack together, what will expire, and who could help whom."""

import streamlit as st

from dashboard import queries, report_queries
from dashboard.components import (
    alerting,
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
from dashboard.components import bands as stock_bands
from dashboard.components.language import N_, _
from dashboard.components.tables import Column

ITEMS_SHOWN = 10
COLUMNS = [
    report_view.store_column(),
    Column("value", _("Value"), "money", _("At cost, in the home currency")),
    Column("items", _("Items"), "number"),
    Column("stocked_out", _("Stocked out"), "number"),
    Column("vital_out", _("Vital out"), "number"),
    Column("understocked", _("Understocked"), "number"),
    Column("overstocked", _("Overstocked"), "number"),
    report_view.data_column(),
]

lake = banner.open_page(_("District"), _("How do the stores of one region stand?"))
regions = sorted(queries.stores(lake)["region"].dropna().unique())
chosen = filters.choose_one(
    _("Region"), "in", dict(zip(regions, regions, strict=True)), next(iter(regions), None)
)
if chosen is None:
    empty.nothing_found("store")
region = chosen[1]
asked = {**filters.Chosen(regions=(region,)).parameters(), **item_filters.EVERY_ITEM}
stores = report_queries.stores_on_map(lake, asked)
status = report_queries.of_stores(
    lake, "stock_status", asked, where="band IS NOT NULL", order="store, item"
)
at_risk = report_queries.of_stores(
    lake, "expiry", asked, where="band = 'within 3 months'", order="loss_value DESC"
)
is_out = stock_bands.stock("stocked_out")
fresh = stores["freshness"] == "fresh"
tables.headline(
    (_("Stores with fresh data"), words.part_of(int(fresh.sum()), len(stores))),
    (
        _("Value of stock"),
        words.money(stores["value"].sum()),
        links.to("stock_value", region=region),
    ),
    (
        _("Items stocked out"),
        words.number(int(stores["stocked_out"].sum())),
        links.to("stock_status", region=region, band=is_out),
    ),
    (
        _("Vital items among them"),
        words.number(int(stores["vital_out"].sum())),
        links.to("stock_status", region=region, band=is_out, ven=item_filters.VEN["V"]),
    ),
    (
        _("Will expire unused in 3 months"),
        words.money(at_risk["loss_value"].sum()),
        links.to("expiry", region=region),
    ),
)
st.markdown(words.left_out(stores))
place_of_alerts = st.container()
links.show(
    {
        "stock_status": _("Stock status"),
        "stock_outs": _("Stock-outs"),
        "expiry": _("Expiry"),
        "redistribution": _("Surplus and need"),
        "orders": _("Orders"),
    },
    region=region,
)
out = status[status["band"] == "stocked_out"].groupby("item").size()
left, right = st.columns(2)
with left:
    with st.container(border=True):
        st.markdown(_("**What most stores are out of**: stores per item"))
        most = out.nlargest(ITEMS_SHOWN).to_dict()
        if most:
            st.altair_chart(stock_charts.bars(most), alt=_("Stores that are out, by item"))
        else:
            st.caption(_("No store of the region is out of anything."))
    if stores[["latitude", "longitude"]].notna().all(axis=1).any():
        with st.container(border=True):
            st.markdown(_("**Where the stores are.** Larger: out of more items."))
            st.altair_chart(stock_charts.map_of_stores(stores), alt=_("Map of the stores"))
with right.container(border=True):
    st.markdown(_("**Bands by store**: the share of its items in each"))
    st.altair_chart(stock_charts.bars_of_bands(status, "store"), alt=_("Bands of stock by store"))
bands = status.groupby(["store_id", "band"]).size().unstack(fill_value=0)
bands = bands.reindex(columns=["understocked", "overstocked"], fill_value=0)
rows = stores.join(bands, on="store_id")
sums = rows.select_dtypes("number").drop(columns=["latitude", "longitude"]).sum().to_dict()
report_view.offer(
    lake, _("Stores of {region}", region=region), rows, COLUMNS, [(_("Region"), region)],
    total={"store": _("Total"), **sums}, empty_cell=N_("no data"),
    report="stock_status",
)  # fmt: skip
with place_of_alerts:
    alerting.show(lake, stores=set(stores["store_id"]), region=region)
