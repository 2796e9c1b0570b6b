"""The first line of every page: its name, who reads, and the language, which stays in the link."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.components import language, signing_in
from dashboard.components.language import _


def draw(title: str) -> DeltaGenerator:
    """The name of the page and the choice of language; gives the place for who reads."""
    signing_in.keep_cookie()
    _keep()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(title, anchor=False)
        place = st.container(horizontal=True, width="content", gap="small")
        st.menu_button(
            language.LANGUAGES[language.current()],
            list(language.LANGUAGES),
            format_func=language.LANGUAGES.__getitem__,
            key="language_menu",
            on_click=_choose,
            type="tertiary",
            icon=":material/language:",
            help=_("Language"),
        )
    return place


def _keep() -> None:
    """Pages are reached by addresses that do not name the language."""
    linked = st.query_params.get(language.PARAMETER)
    if linked in language.LANGUAGES:
        st.session_state[language.KEPT] = linked
    elif kept := st.session_state.get(language.KEPT):
        st.query_params[language.PARAMETER] = kept


def _choose() -> None:
    if chosen := st.session_state["language_menu"]:
        st.query_params[language.PARAMETER] = st.session_state[language.KEPT] = chosen
