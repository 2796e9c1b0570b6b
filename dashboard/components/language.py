"""The reader's language: what the link, the session or the browser says.

The catalogue and how it is spoken are `reporting.language`'s business; its names stand here too,
so that a page asks one module, and this module is loaded before anything is said to a reader.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from reporting.language import (
    LANGUAGES,
    LOCALES,
    N_,
    NN_,
    SOURCE,
    Said,
    _,
    ask,
    current,
    default,
    is_right_to_left,
    locale,
    ngettext,
    number,
    speaking,
)

__all__ = [
    "KEPT",
    "LANGUAGES",
    "LOCALES",
    "NN_",
    "N_",
    "PARAMETER",
    "SOURCE",
    "Said",
    "_",
    "current",
    "is_right_to_left",
    "locale",
    "ngettext",
    "number",
    "speaking",
]

PARAMETER = "lang"
KEPT = "language"


def of_reader() -> str | None:
    """The code: the link's, the session's, `SYNCLINE_LANGUAGE`, the browser's; None off a page."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    linked = st.query_params.get(PARAMETER)
    if linked in LANGUAGES:
        return linked
    return st.session_state.get(KEPT) or default(st.context.locale)


ask(of_reader)
