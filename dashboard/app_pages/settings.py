"""The settings in force: which store is what on which site and why, and who changed it."""

import streamlit as st

from dashboard.components import banner, exports, filters, relation_words, settings_views, tables

VIEWS = {
    "Stores × sites": settings_views.matrix,
    "One store": settings_views.one_store,
    "History": settings_views.history,
}

lake = banner.open_page("Settings", "Which store is what on which site, and since when?")
st.markdown(settings_views.in_force(lake))
if needed := settings_views.attention(lake):
    st.markdown(needed)
view = filters.choose_view("Show", "show", list(VIEWS))
table = VIEWS[view](lake)
tables.show(table)
exports.offer(table, banner.as_of(lake))
st.caption(
    f"{relation_words.legend()} Settings change by `syncline network apply` alone; "
    "transfer and none follow from visibility."
)
