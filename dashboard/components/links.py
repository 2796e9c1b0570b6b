"""Links from page to page that carry what was chosen."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard.components import language
from dashboard.components.explained import plain

CARRIED = (
    "lang", "store", "region", "type", "data", "items", "ven", "category", "list", "donor",
    "since", "until",
)  # fmt: skip
"""Filters that mean the same on every page of reports."""


def show(links: dict[str, str], **more: str) -> None:
    """A row of links, each by the address of its page; filters in force go along."""
    carried = [
        (key, value) for key in CARRIED if key not in more for value in st.query_params.get_all(key)
    ]
    query = urlencode([*carried, *more.items()])
    arrow = "←" if language.is_right_to_left() else "→"
    shown = [anchor(f"{label} {arrow}", page, query) for page, label in links.items()]
    st.markdown(" · ".join(shown), unsafe_allow_html=True)


def anchor(label: str, page: str, query: str) -> str:
    """A link that opens where the reader is, not in a new tab; for Markdown with HTML."""
    address = f"{page}?{query}" if query else page
    return f'<a href="{escape(address)}" target="_self">{plain(escape(label))}</a>'
