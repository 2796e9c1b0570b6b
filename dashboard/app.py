"""The way round the dashboard: `streamlit run dashboard/app.py`, with SYNCLINE_HOME set."""

import sys
from pathlib import Path
from typing import Any

import streamlit as st

if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path:
    sys.path.insert(0, root)

from dashboard.components import guarding, look
from dashboard.components.language import _

ICON = str(Path(__file__).parent / "icon.svg")  # an icon by its name would be fetched from afar
st.set_page_config(page_title="Syncline", page_icon=ICON, layout="wide")
look.apply()


def page(name: str, title: str, icon: str) -> Any:
    return st.Page(f"app_pages/{name}.py", title=title, icon=f":material/{icon}:")


def start() -> None:
    """The bare address leads to the first page; its own address works too."""
    link = {key: st.query_params.get_all(key) for key in st.query_params}
    st.switch_page(pages[_("Overview")][0], query_params=link)


pages = {
    _("Overview"): [
        page("network", _("Network"), "public"),
        page("district", _("District"), "map"),
        page("store", _("Store"), "store"),
    ],
    _("Stock"): [
        page("stock_on_hand", _("Stock on hand"), "inventory_2"),
        page("stock_value", _("Stock value"), "payments"),
        page("stock_status", _("Stock status"), "grid_on"),
        page("stock_outs", _("Stock-outs"), "production_quantity_limits"),
        page("expiry", _("Expiry"), "hourglass_bottom"),
        page("redistribution", _("Surplus and need"), "swap_horiz"),
        page("stock_card", _("Stock card"), "receipt_long"),
        page("stock_takes", _("Stock takes"), "fact_check"),
        page("losses", _("Losses"), "delete_sweep"),
    ],
    _("Use and supply"): [
        page("monthly_use", _("Monthly use"), "calendar_month"),
        page("use_definitions", _("Definitions of use"), "functions"),
        page("orders", _("Orders"), "shopping_cart"),
        page("transfers", _("Transfers"), "local_shipping"),
        page("reporting_rate", _("Reporting"), "assignment_turned_in"),
    ],
    _("Trust"): [
        page("trace", _("Behind a figure"), "manage_search"),
        page("as_known", _("As known then"), "history"),
        page("data_quality", _("Data quality"), "verified"),
        page("data_docs", _("Data documentation"), "menu_book"),
    ],
    _("Sync"): [
        page("sync_status", _("Sync status"), "sync"),
        page("cycles", _("Cycles"), "autorenew"),
        page("refused_and_waiting", _("Refused, waiting"), "rule"),
        page("explain", _("Explain"), "help"),
        page("settings", _("Settings"), "account_tree"),
    ],
}
first = st.Page(start, title=_("Start"), default=True, visibility="hidden")
reader = guarding.reader()
doors = {
    group: [guarding.guarded(page, reader) for page in of_group]
    for group, of_group in pages.items()
}
guarding.run(st.navigation({"": [first], **doors}, position="top" if reader else "hidden"))
