"""Which pages are there for whoever reads, and what is said in place of the others."""

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import access
from dashboard.components import header, signing_in
from sync.settings import Settings


def reader() -> access.Reader | None:
    """Who reads; None where somebody has to log in first."""
    home = Settings().place()
    try:
        return access.reader(home) if home.exists() else access.Reader()
    except access.LogInNeeded:
        return None


def guarded(page: StreamlitPage, reader: access.Reader | None) -> StreamlitPage:
    """The page, or a door that is shut: it is in no menu, and its address says why."""
    if reader is None or reader.may_open(page.url_path):
        return page

    def shut() -> None:
        with header.draw(page.title):
            signing_in.show_reader(Settings().place(), reader)
        signing_in.no_access()

    return st.Page(shut, title=page.title, url_path=page.url_path, visibility="hidden")


def run(page: StreamlitPage) -> None:
    """Run the page; what it may not read it does not show."""
    try:
        page.run()
    except access.NoAccess:
        signing_in.no_access()
