"""What a page says when there is nothing to show yet: one sentence, and what to run."""

from typing import NoReturn

import streamlit as st

from dashboard.data import LakeUnreadable, Reading, open_lake
from sync.lake import LakeMissing

TABLES = (
    "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables "
    "WHERE table_catalog = 'central'"
)
REPORTS = {
    "marts.dim_store",
    "marts.dim_item",
    "marts.fct_transfer_line",
    "reports.stock_on_hand",
    "reports.stock_value",
    "reports.monthly_usage",
    "reports.sync",
    "reports.network_stock",
    "reports.transfers_in_transit",
    "marts.dim_age_band",
    "reports.data_quality_transfer",
}


def lake_or_stop() -> Reading:
    """The lake, once there is something in it to show; otherwise says what to do and stops."""
    try:
        lake = open_lake()
    except LakeMissing:
        stop("There is no lake here yet.", "syncline init", "makes an empty one")
    except LakeUnreadable:
        stop("The lake cannot be read just now.", "syncline status", "says more")
    tables = set(lake.frame(TABLES)["name"])
    if "sync.cycle" not in tables or lake.frame("SELECT 1 FROM sync.cycle LIMIT 1").empty:
        stop("No batch has been applied yet.", "syncline cycle", "applies those that have landed")
    if not tables >= REPORTS:
        stop("The reports are not built yet.", "syncline reports", "builds them")
    return lake


def stop(what: str, command: str, effect: str) -> NoReturn:
    """Say what is missing and which command helps, then end the page."""
    with st.container(border=True):
        st.subheader(what)
        st.markdown(
            f"Run `{command}`: it {effect}. Then reload this page. "
            "To look around with made-up data, run `syncline demo`."
        )
    st.stop()


def nothing_found(what: str) -> NoReturn:
    """Say that the filters leave nothing, then end the page."""
    st.info(
        f"No {what} matches these filters. Take one away to see more.", icon=":material/search:"
    )
    st.stop()


def no_data(store: str, why: str) -> NoReturn:
    """Say why nothing is known of a store's stock, then end the page."""
    st.info(f"{store}: {why.lower()}. That is not the same as no stock.", icon=":material/info:")
    st.stop()
