"""The settings in force: which store is what on which site and why, and who changed it."""

import streamlit as st

from dashboard.components import banner, exports, filters, relation_words, tables
from dashboard.components import settings_said as said
from dashboard.components import settings_views as views
from dashboard.components.language import N_, _

VIEWS = {
    N_("Stores × sites"): views.matrix,
    N_("One store"): views.one_store,
    N_("History"): views.history,
}

lake = banner.open_page(_("Settings"), _("Which store is what on which site, and since when?"))
st.markdown(said.in_force(lake))
if needed := said.attention(lake):
    st.markdown(needed)
view = filters.choose_view(_("Show"), "show", list(VIEWS))
table = VIEWS[view](lake)
tables.show(table)
exports.offer(table, banner.as_of(lake))
st.caption(
    _(
        "{legend} Settings change by `syncline network apply` alone; transfer and none follow from "
        "visibility.",
        legend=relation_words.legend(),
    )
)
