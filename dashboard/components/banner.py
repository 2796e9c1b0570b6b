"""The head of every page: its name, the moment the data is of, and how much of it is fresh."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.components import header, saving, signing_in, words
from dashboard.components.empty import lake_or_stop
from dashboard.components.language import NN_, _, ngettext
from dashboard.data import Reading

NOT_FRESH = {
    "stale": (NN_("{count} stale", "{count} stale"), "red"),
    "never": (NN_("{count} without data yet", "{count} without data yet"), "gray"),
    "not_synced": (NN_("{count} not synced", "{count} not synced"), "gray"),
}


def open_page(title: str, question: str) -> Reading:
    """Draw the head of the page and give the lake; ends the page where there is none."""
    place_of_reader = header.draw(title)
    st.caption(question)
    lake = lake_or_stop()
    with place_of_reader:
        saving.show(lake)
        signing_in.show_reader(lake.home, lake.reader)
    stores = queries.coverage(lake).set_index("freshness")["stores"]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.badge(
            _("Data as of {moment}", moment=as_of(lake)), icon=":material/schedule:", color="blue"
        )
        st.badge(_share(stores), icon=":material/done_all:", color="gray")
        for state, (forms, color) in NOT_FRESH.items():
            if how_many := int(stores.get(state, 0)):
                text = ngettext(*forms, how_many)
                st.badge(f"{words.MARKS[state]} {text}", color=color)
        if lake.reader.account is None:
            st.badge(
                _("Open without log-in"),
                icon=":material/lock_open:",
                color="orange",
                help=_("At this machine alone, until `syncline user add` makes the first user."),
            )
    return lake


def as_of(lake: Reading) -> str:
    """`24 Nov 2026, 09:30 UTC (cycle 12)`: when the last cycle ran."""
    last = queries.last_cycle(lake).iloc[0]
    moment, cycle_no = words.moment(last["ran_at"]), int(last["cycle_no"])
    return _("{moment} (cycle {cycle_no})", moment=moment, cycle_no=cycle_no)


def _share(stores: pd.Series) -> str:
    fresh, every = int(stores.get("fresh", 0)), int(stores.sum())
    told = ngettext(
        "{fresh} of {count} store with fresh data", "{fresh} of {count} stores with fresh data",
        every, fresh=fresh,
    )  # fmt: skip
    return f"{told} ({words.share(fresh, every)})" if every else told
