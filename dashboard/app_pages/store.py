"""One store: what it holds, what it lacks, what comes, and how long what it has will last."""

import streamlit as st

from dashboard import queries, report_queries
from dashboard.components import (
    alerting,
    bands,
    banner,
    empty,
    filters,
    item_filters,
    links,
    report_view,
    tables,
    words,
)
from dashboard.components.language import _
from dashboard.components.tables import Column

lake = banner.open_page(_("Store"), _("How does one store stand?"))
store = filters.choose_store(lake)
if store is None:
    empty.nothing_found("store")
parameters = {
    "stores": [store[0]], "regions": None, "store_types": None, "freshness": None,
    **item_filters.EVERY_ITEM,
}  # fmt: skip
rows = report_queries.of_stores(
    lake, "stock_status", parameters, order="projected_out_on NULLS LAST, item"
)
facts = queries.stores(lake).set_index("store_id").loc[store[0]]
if facts["freshness"] not in ("fresh", "stale"):
    empty.no_data(store[1], words.FRESHNESS[facts["freshness"]])
data = words.freshness(facts["freshness"], facts["complete_through"])


def of_band(band: str) -> str:
    return links.to("stock_status", store=store[1], band=bands.stock(band))


tables.headline(
    (
        _("Value of stock"),
        words.money(rows["value"].sum()),
        links.to("stock_on_hand", show=_("One store, every item"), at=store[1]),
    ),
    (_("Stocked out"), report_view.count(rows, "band", "stocked_out"), of_band("stocked_out")),
    (_("Understocked"), report_view.count(rows, "band", "understocked"), of_band("understocked")),
    (_("Overstocked"), report_view.count(rows, "band", "overstocked"), of_band("overstocked")),
    (_("Data"), data),
)
place_of_alerts = st.container()
links.show(
    {
        "expiry": _("Expiry"),
        "stock_outs": _("Stock-outs"),
        "stock_card": _("Stock card"),
        "stock_takes": _("Stock takes"),
    },
    store=store[1],
)
columns = [
    Column("item", _("Item"), pinned=True, width="medium"),
    Column("item_code", _("Code")),
    Column("units", _("Units"), "number"),
    Column("usable_units", _("Usable"), "number", _("Neither expired nor on hold")),
    Column("amc", _("Use a month"), "about", _("Average monthly consumption, units")),
    Column("months_of_stock", _("Months of stock"), "about"),
    Column("band_said", _("Band"), width=130),
    Column("projected_out_on", _("Lasts until"), "date", _("At the average use")),
    Column("units_in_transit", _("On the way"), "number"),
    Column("suggested_order", _("Suggested order"), "number", _("Advice only")),
]
rows = rows.assign(band_said=rows["band"].map(bands.stock))
title = _("Stock status of {store}", store=store[1])
report_view.offer(
    lake, title, rows, columns, [(_("Store"), store[1]), (_("Data"), data)], report="stock_status"
)
with place_of_alerts:
    alerting.show(lake, stores={store[0]}, store=store[1])
