"""The way round the dashboard: `streamlit run dashboard/app.py`, with SYNCLINE_HOME set."""

import sys
from pathlib import Path

import streamlit as st

if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path:
    sys.path.insert(0, root)

from dashboard.components import look

st.set_page_config(page_title="Syncline", page_icon=":material/hub:", layout="wide")
look.apply()


def start() -> None:
    """The bare address leads to the first page; its own address works too."""
    link = {key: st.query_params.get_all(key) for key in st.query_params}
    st.switch_page(pages[0], query_params=link)


pages = [
    st.Page("app_pages/stock_on_hand.py", title="Stock on hand", icon=":material/inventory_2:"),
    st.Page("app_pages/stock_value.py", title="Stock value", icon=":material/payments:"),
    st.Page("app_pages/monthly_use.py", title="Monthly use", icon=":material/calendar_month:"),
    st.Page("app_pages/transfers.py", title="Transfers", icon=":material/local_shipping:"),
    st.Page("app_pages/sync_status.py", title="Sync status", icon=":material/sync:"),
    st.Page("app_pages/refused_and_waiting.py", title="Refused, waiting", icon=":material/rule:"),
    st.Page("app_pages/explain.py", title="Explain", icon=":material/help:"),
    st.Page("app_pages/settings.py", title="Settings", icon=":material/account_tree:"),
]
first = st.Page(start, title="Start", default=True, visibility="hidden")
st.navigation([first, *pages], position="top").run()
