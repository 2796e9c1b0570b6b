"""What is on the way between stores, what was received otherwise than sent, and both halves."""

import streamlit as st

from dashboard.components import banner, exports, filters, tables, transfer_filters, transfer_pair
from dashboard.components import transfer_views as views
from dashboard.components.language import N_, _

TRANSIT, DIFFERENCES = N_("In transit"), N_("Differences")
WRONG, EVERY = N_("Missing halves"), N_("Every transfer")
VIEWS = {
    TRANSIT: views.in_transit,
    DIFFERENCES: views.differences,
    WRONG: views.wrong,
    EVERY: views.every,
    transfer_pair.VIEW: transfer_pair.one,
}
REPORTS = {  # what can be had by mail of each view
    TRANSIT: "transfers_in_transit", DIFFERENCES: "transfer_reconciliation",
    WRONG: "data_quality_transfer", EVERY: "transfer_reconciliation",
}  # fmt: skip

lake = banner.open_page(
    _("Transfers"), _("What is on the way between stores, and did all of it arrive?")
)
view = filters.choose_view(_("Show"), "show", list(VIEWS))
table = VIEWS[view](lake)
if "initiating_id" in table.rows and view != transfer_pair.VIEW:
    transfer_pair.show_list(table)
else:
    tables.show(table)
mailed = transfer_filters.of_page(lake)
report = REPORTS.get(view)
if view == DIFFERENCES:
    mailed["has_difference"] = ["true"]
if view == TRANSIT and any(mailed[column] for column in transfer_filters.SWITCHES.values()):
    # Routes know no single transfer: what is mailed then is the list of these.
    report, mailed["is_open"] = REPORTS[EVERY], ["true"]
exports.offer(table, banner.as_of(lake), report, {} if view == WRONG else mailed)
st.caption(
    _(
        "In transit: sent, and neither received nor cancelled. Not acknowledged (−1): the "
        "receiving site has given its half no number yet. Overdue: not received too long after "
        "the other half was made, 30 days unless set otherwise. Quantities are in units; orders "
        "move no stock."
    )
)
