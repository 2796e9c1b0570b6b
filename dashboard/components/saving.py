"""Saved views: the page with its filters under a name, found again from every page.

A door to the control database (`ingest.saved_views`). A view is a link; limits and roles hold when
it is opened, so that one that is shared shows everybody their own stores.
"""

from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard.components import language, links, printing
from dashboard.components.language import _
from dashboard.data import Reading
from ingest.control import Control
from ingest.saved_views import SavedView, ViewRefused, forget_view, save_view, saved_views
from reporting.sentences import retold
from sync.access import Right


def show(lake: Reading) -> None:
    """The menu of saved views, with the form that saves the page as it is."""
    with st.popover(_("Views"), icon=":material/bookmark:", type="tertiary"):
        views = [
            view
            for view in saved_views(Control(lake.home), _owner(lake))
            if lake.reader.may_open(view.page)
        ]
        mine = [view for view in views if view.owner == _owner(lake)]
        _show_views(lake, _("**Your views**"), mine)
        if not mine:
            st.caption(_("None yet: set filters on any page, and save it here."))
        _show_views(lake, _("**Shared by others**"), [view for view in views if view not in mine])
        _draw_form(lake)


def _show_views(lake: Reading, title: str, views: list[SavedView]) -> None:
    if views:
        st.markdown(title)
    for view in views:
        with st.container(horizontal=True, vertical_alignment="center"):
            shared = " :material/group:" if view.is_shared else ""
            link = links.anchor(view.name, view.page, _query(view))
            st.markdown(f"{link}{shared}", unsafe_allow_html=True)
            if view.owner == _owner(lake):
                st.button(
                    "", icon=":material/delete:", type="tertiary", key=f"forget_{view.name}",
                    help=_("Delete"), on_click=forget_view,
                    args=(Control(lake.home), view.owner, view.name),
                )  # fmt: skip


def _draw_form(lake: Reading) -> None:
    with st.form("save_view", border=False, clear_on_submit=True):
        name = st.text_input(_("Save this page with its filters as"), key="view_name")
        may_share = lake.reader.may(Right.SHARE)
        is_shared = may_share and st.checkbox(_("For everybody"), key="view_shared")
        is_asked = st.form_submit_button(_("Save view"), icon=":material/bookmark_add:")
    if not is_asked:
        return
    query = [
        (key, value)
        for key in st.query_params
        if key not in (language.PARAMETER, printing.PARAMETER)
        for value in st.query_params.get_all(key)
    ]
    view = SavedView(_owner(lake), name.strip(), _page(), urlencode(query), bool(is_shared))
    try:
        save_view(Control(lake.home), view)
    except ViewRefused as refused:
        st.error(_("Nothing is saved: {why}.", why=retold(str(refused))), icon=":material/error:")
        return
    st.rerun()


def _query(view: SavedView) -> str:
    spoken = urlencode({language.PARAMETER: language.current()})
    return f"{view.query}&{spoken}" if view.query else spoken


def _page() -> str:
    """The last part of the address that the reader is at."""
    return urlsplit(st.context.url or "").path.rstrip("/").rpartition("/")[2]


def _owner(lake: Reading) -> str:
    return lake.reader.name or ""
