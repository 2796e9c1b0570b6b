"""What is on the way between stores, what was received otherwise than sent, and both halves."""

import streamlit as st

from dashboard.components import banner, exports, filters, tables, transfer_pair
from dashboard.components import transfer_views as views
from dashboard.components.language import N_, _

VIEWS = {
    N_("In transit"): views.in_transit,
    N_("Differences"): views.differences,
    N_("Missing halves"): views.wrong,
    N_("Every transfer"): views.every,
    transfer_pair.VIEW: transfer_pair.one,
}

lake = banner.open_page(
    _("Transfers"), _("What is on the way between stores, and did all of it arrive?")
)
view = filters.choose_view(_("Show"), "show", list(VIEWS))
table = VIEWS[view](lake)
if "initiating_id" in table.rows and view != transfer_pair.VIEW:
    transfer_pair.show_list(table)
else:
    tables.show(table)
exports.offer(table, banner.as_of(lake))
st.caption(
    _(
        "In transit: sent, and neither received nor cancelled. Not acknowledged (−1): the "
        "receiving site has given its half no number yet. Overdue: not received too long after "
        "the other half was made, 30 days unless set otherwise. Quantities are in units; orders "
        "move no stock."
    )
)
