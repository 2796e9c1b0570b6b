"""Links from page to page that carry what was chosen."""

from urllib.parse import urlencode

import streamlit as st

from dashboard.components import language

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
    st.markdown(
        " · ".join(
            f"[{label} {arrow}]({page}{'?' if query else ''}{query})"
            for page, label in links.items()
        )
    )
