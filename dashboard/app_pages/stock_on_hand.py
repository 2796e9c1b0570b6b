"""How much of an item each store holds, or how much of every item one store holds."""

import streamlit as st

from dashboard.components import banner, exports, filters, stock_views, tables

VIEWS = {
    "One item, every store": stock_views.one_item,
    "One store, every item": stock_views.one_store,
    "Every item together": stock_views.every_item,
    "With what is on the way": stock_views.with_transit,
}

lake = banner.open_page("Stock on hand", "How much of an item, or of every item, at each store?")
view = filters.choose_view("Show", "show", list(VIEWS))
table = VIEWS[view](lake)
tables.show(table)
is_network = VIEWS[view] is stock_views.with_transit
exports.offer(table, banner.as_of(lake), "network_stock" if is_network else "stock_on_hand")
st.caption(
    "Quantities are in units: packs × pack size. Stock lines below zero are left out and shown "
    "apart. Where it says “no data”, the store has sent none: that is not zero."
)
