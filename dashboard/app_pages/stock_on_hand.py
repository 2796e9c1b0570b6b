"""How much of an item each store holds, or how much of every item one store holds."""

import streamlit as st

from dashboard.components import banner, drilling, exports, filters, stock_views
from dashboard.components.language import N_, _

VIEWS = {
    N_("One item, every store"): stock_views.one_item,
    N_("One store, every item"): stock_views.one_store,
    N_("Every item together"): stock_views.every_item,
    N_("With what is on the way"): stock_views.with_transit,
}

lake = banner.open_page(
    _("Stock on hand"), _("How much of an item, or of every item, at each store?")
)
view = filters.choose_view(_("Show"), "show", list(VIEWS))
table = VIEWS[view](lake)
drilling.show(lake, table)
is_network = VIEWS[view] is stock_views.with_transit
exports.offer(table, banner.as_of(lake), "network_stock" if is_network else "stock_on_hand")
st.caption(
    _(
        "Quantities are in units: packs × pack size. Stock lines below zero are left out and shown "
        "apart. Where it says “no data”, the store has sent none: that is not zero."
    )
)
