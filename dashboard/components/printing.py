"""The page as it is printed: on paper a table stands whole, and nothing is there to click.

`print=true` in the link draws tables as text instead of the grid that scrolls; the style sheet in
`look` does the rest for every page, whether or not it was asked for.
"""

from collections.abc import Callable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components.language import _
from reporting.table import NUMBERS, Column

PARAMETER = "print"
OPEN_DIALOG = "<script>setTimeout(() => window.print(), 2500);</script>"


def is_asked() -> bool:
    return st.query_params.get(PARAMETER) == "true"


def offer() -> None:
    """The button that shows the page for print; there, the one that leads back."""
    if is_asked():
        st.html(OPEN_DIALOG, unsafe_allow_javascript=True)
        st.button(
            _("Back"), icon=":material/arrow_back:", key="print_back",
            on_click=st.query_params.pop, args=(PARAMETER, None),
        )  # fmt: skip
    else:
        st.button(
            _("Print"), icon=":material/print:", key="print_page",
            on_click=st.query_params.__setitem__, args=(PARAMETER, "true"),
        )  # fmt: skip


def as_html(
    title: str,
    columns: list[Column],
    shown: pd.DataFrame,
    writers: dict[str, Callable[[Any], str]],
    empty_cell: str,
) -> str:
    """The rows as a table of text, its head on every sheet; a trend is for the screen alone."""
    drawn = [column for column in columns if column.kind != "trend"]
    write = [writers.get(column.kind, str) for column in drawn]
    classes = [' class="number"' if column.kind in NUMBERS else "" for column in drawn]
    head = "".join(f"<th{c}>{escape(d.label)}</th>" for d, c in zip(drawn, classes, strict=True))
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{c}>{escape(empty_cell if pd.isna(value) else w(value))}</td>"
            for value, w, c in zip(row, write, classes, strict=True)
        )
        + "</tr>"
        for row in shown[[column.label for column in drawn]].itertuples(index=False)
    )
    return (
        f'<table class="printed"><caption>{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
