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
    query = _query(more)
    arrow = "←" if language.is_right_to_left() else "→"
    shown = [anchor(f"{label} {arrow}", page, query) for page, label in links.items()]
    st.markdown(" · ".join(shown), unsafe_allow_html=True)


def to(page: str, **more: str) -> str:
    """The address of a page, with the filters in force: for a tile that opens its list."""
    return _address(page, _query(more))


def anchor(label: str, page: str, query: str) -> str:
    """A link that opens where the reader is, not in a new tab; for Markdown with HTML."""
    address = escape(_address(page, query))
    return f'<a href="{address}" target="_self">{plain(escape(label))}</a>'


def _query(more: dict[str, str]) -> str:
    carried = [
        (key, value) for key in CARRIED if key not in more for value in st.query_params.get_all(key)
    ]
    return urlencode([*carried, *more.items()])


def _address(page: str, query: str) -> str:
    return f"{page}?{query}" if query else page
