"""What a page says when there is nothing to show yet: one sentence, and what to run."""

from typing import NoReturn

import streamlit as st

from dashboard.access import LogInNeeded
from dashboard.components import signing_in
from dashboard.components.language import N_, Said, _
from dashboard.data import LakeUnreadable, Reading, open_lake
from sync.lake import LakeMissing

TABLES = (
    "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables "
    "WHERE table_catalog = 'central'"
)
REPORTS = {
    "marts.dim_store",
    "marts.dim_item",
    "marts.dim_item_donor",
    "marts.fct_stock",
    "marts.fct_stock_line_ledger",
    "marts.fct_stock_movement",
    "marts.fct_transfer_line",
    "reports.stock_on_hand",
    "reports.stock_value",
    "reports.monthly_usage",
    "reports.sync",
    "reports.network_stock",
    "reports.transfers_in_transit",
    "marts.dim_age_band",
    "reports.data_quality_transfer",
    "reports.stock_status",
    "reports.stock_as_known",
}


NOTHING = Said({
    "item": N_("No item matches these filters."),
    "store": N_("No store matches these filters."),
    "month": N_("No store or month matches these filters."),
    "stock": N_("No stock matches these filters."),
    "site": N_("No site matches these filters."),
    "row": N_("No row matches these filters."),
    "change": N_("No change matches these filters."),
    "transfer": N_("No transfer matches these filters."),
})  # fmt: skip


def lake_or_stop() -> Reading:
    """The lake, once there is something in it to show; otherwise says what to do and stops."""
    try:
        lake = open_lake()
    except LogInNeeded as needed:
        signing_in.ask(needed)
    except LakeMissing:
        stop(_("There is no lake here yet."), _("`syncline init` makes an empty one."))
    except LakeUnreadable:
        stop(_("The lake cannot be read just now."), _("`syncline status` says more."))
    tables = set(lake.frame(TABLES)["name"])
    if "sync.cycle" not in tables or lake.frame("SELECT 1 FROM sync.cycle LIMIT 1").empty:
        stop(
            _("No batch has been applied yet."),
            _("`syncline cycle` applies those that have landed."),
        )
    if not tables >= REPORTS:
        stop(_("The reports are not built yet."), _("`syncline reports` builds them."))
    return lake


def stop(what: str, command: str) -> NoReturn:
    """Say what is missing and which command helps, then end the page."""
    with st.container(border=True):
        st.subheader(what)
        st.markdown(
            _(
                "{command} Run it, then reload this page. To look around with made-up data, run "
                "`syncline demo`.",
                command=command,
            )
        )
    st.stop()


def nothing_found(what: str) -> NoReturn:
    """Say that the filters leave none of these, then end the page."""
    found = NOTHING.get(what, _("Nothing matches these filters."))
    st.info(f"{found} {_('Take one away to see more.')}", icon=":material/search:")
    st.stop()


def no_data(store: str, why: str) -> NoReturn:
    """Say why nothing is known of a store's stock, then end the page."""
    st.info(
        _("{store}: {why}. That is not the same as no stock.", store=store, why=why.lower()),
        icon=":material/info:",
    )
    st.stop()
