"""The way round the dashboard: `streamlit run dashboard/app.py`, with SYNCLINE_HOME set."""

import sys
from pathlib import Path

import streamlit as st

if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path:
    sys.path.insert(0, root)

from dashboard.components import guarding, look
from dashboard.components.language import _

st.set_page_config(page_title="Syncline", page_icon=":material/hub:", layout="wide")
look.apply()


def start() -> None:
    """The bare address leads to the first page; its own address works too."""
    link = {key: st.query_params.get_all(key) for key in st.query_params}
    st.switch_page(pages[0], query_params=link)


pages = [
    st.Page("app_pages/stock_on_hand.py", title=_("Stock on hand"), icon=":material/inventory_2:"),
    st.Page("app_pages/stock_value.py", title=_("Stock value"), icon=":material/payments:"),
    st.Page("app_pages/monthly_use.py", title=_("Monthly use"), icon=":material/calendar_month:"),
    st.Page("app_pages/transfers.py", title=_("Transfers"), icon=":material/local_shipping:"),
    st.Page("app_pages/sync_status.py", title=_("Sync status"), icon=":material/sync:"),
    st.Page(
        "app_pages/refused_and_waiting.py", title=_("Refused, waiting"), icon=":material/rule:"
    ),
    st.Page("app_pages/explain.py", title=_("Explain"), icon=":material/help:"),
    st.Page("app_pages/settings.py", title=_("Settings"), icon=":material/account_tree:"),
]
first = st.Page(start, title=_("Start"), default=True, visibility="hidden")
reader = guarding.reader()
doors = [first, *(guarding.guarded(page, reader) for page in pages)]
guarding.run(st.navigation(doors, position="top" if reader else "hidden"))
