"""The head of every page: its name, the moment the data is of, and how much of it is fresh."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.components import words
from dashboard.components.empty import lake_or_stop
from dashboard.data import Reading


def open_page(title: str, question: str) -> Reading:
    """Draw the head of the page and give the lake; ends the page where there is none."""
    st.title(title, anchor=False)
    st.caption(question)
    lake = lake_or_stop()
    stores = queries.coverage(lake).set_index("freshness")["stores"]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.badge(f"Data as of {as_of(lake)}", icon=":material/schedule:", color="blue")
        st.badge(_share(stores), icon=":material/done_all:", color="gray")
        for state, color in (("stale", "red"), ("never", "gray"), ("not_synced", "gray")):
            if stores.get(state, 0):
                text = f"{stores[state]:,} {words.FRESHNESS[state].lower()}"
                st.badge(f"{words.MARKS[state]} {text}", color=color)
    return lake


def as_of(lake: Reading) -> str:
    """`24 Nov 2026, 09:30 UTC (cycle 12)`: when the last cycle ran."""
    last = queries.last_cycle(lake).iloc[0]
    return f"{words.moment(last['ran_at'])} (cycle {int(last['cycle_no']):,})"


def _share(stores: pd.Series) -> str:
    fresh, every = int(stores.get("fresh", 0)), int(stores.sum())
    share = f" ({words.share(fresh, every)})" if every else ""
    return f"{fresh:,} of {words.count(every, 'store')} with fresh data{share}"
