"""How a `reporting.table.Table` looks on a page; `exports` offers the same one as a file."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components import printing
from dashboard.components.language import _
from reporting.table import Column, Table
from reporting.wording import SPOKEN_WRITERS as WRITTEN

__all__ = ["Column", "Table", "choose_row", "empty_text", "headline", "show"]

ROWS_SHOWN = 1000
ROWS_HIGH = 31
ROW_PIXELS = 35
ALARM = "background-color: #FDDCD5; color: #941A00; font-weight: 600"
TEXT = "color: #1B2733"
TOTAL = "color: #1B2733; font-weight: 700; background-color: #EEF2F5"


def show(table: Table, *, key: str | None = None, on_select: Any = "ignore") -> Any:
    """Draw the table; of a long one the first thousand rows, and a note that says so.

    With `on_select`, a function, a row can be selected; its number is under `key` in the state.
    """
    shown = table.content(ROWS_SHOWN)
    if printing.is_asked():
        st.html(printing.as_html(table.title, table.columns, shown, WRITTEN, empty_text(table)))
        _say_what_is_shown(table)
        return None
    height = (min(len(shown), ROWS_HIGH) + 1) * ROW_PIXELS + 3
    drawn = st.dataframe(
        _styled(table, shown),
        hide_index=True,
        height=height,
        width="stretch",
        placeholder=empty_text(table),
        column_config={column.label: _config(column) for column in table.columns},
        alt=table.title,
        key=key,
        on_select=on_select,
        selection_mode="single-row",
    )
    _say_what_is_shown(table)
    return drawn


def choose_row(table: Table, *, key: str) -> int | None:
    """Draw the table; the number of the row that is selected, never of the total."""
    drawn = show(table, key=key, on_select="rerun")
    chosen = drawn.selection.rows if drawn else []
    return chosen[0] if chosen and chosen[0] < len(table.rows) else None


def _say_what_is_shown(table: Table) -> None:
    if len(table.rows) > ROWS_SHOWN:
        st.caption(_what_is_shown(len(table.rows), has_total=table.total is not None))


def _what_is_shown(every: int, *, has_total: bool) -> str:
    if has_total:
        return _(
            "The first {shown} of {every} rows are shown. The totals count all of them, and "
            "the files below hold all of them.",
            shown=ROWS_SHOWN,
            every=every,
        )
    return _(
        "The first {shown} of {every} rows are shown; the files below hold all of them.",
        shown=ROWS_SHOWN,
        every=every,
    )


def empty_text(table: Table) -> str:
    """What an empty cell means, in the reader's language."""
    return _(table.empty_cell) if table.empty_cell else ""


def headline(*figures: tuple[str, str] | tuple[str, str, str]) -> None:
    """The few figures that a page is opened for: label, value, and the address of its list."""
    with st.grid(len(figures), min_column_width=150):
        for label, value, *behind in figures:
            named = f"[{label} ↗]({behind[0]})" if behind else label
            st.metric(named, value, border=True, height="stretch")


def _styled(table: Table, shown: pd.DataFrame) -> Any:
    styles = pd.DataFrame("", index=shown.index, columns=shown.columns)
    for column in table.columns:
        if column.tint is not None:
            styles[column.label] = shown[column.label].map(column.tint)
    styles[[column.label for column in table.columns if column.pinned]] = TEXT
    if table.is_alarming is not None:
        labels = {column.name: column.label for column in table.columns}
        where = [labels[table.alarm_column]] if table.alarm_column else list(styles.columns)
        flags = table.is_alarming.head(ROWS_SHOWN).to_numpy(dtype=bool)
        styles.loc[styles.index[: len(flags)][flags], where] = ALARM
    if table.total is not None:
        styles.iloc[-1] = TOTAL
    written = {c.label: _writer(c.kind) for c in table.columns if c.kind in WRITTEN}
    return shown.style.apply(lambda cells: styles, axis=None).format(written)


def _writer(kind: str) -> Callable[[Any], str]:
    write = WRITTEN[kind]
    return lambda value: "" if pd.isna(value) else write(value)


def _config(column: Column) -> Any:
    shared: dict[str, Any] = {"help": column.help, "width": column.width}
    if column.kind == "trend":
        return st.column_config.LineChartColumn(column.label, y_min=0, color="#0072B2", **shared)
    shared["pinned"] = column.pinned
    make = {
        "text": st.column_config.TextColumn,
        "date": st.column_config.DateColumn,
        "month": st.column_config.DateColumn,
        "moment": st.column_config.DatetimeColumn,
    }.get(column.kind, partial(st.column_config.NumberColumn, alignment="right"))
    return make(column.label, **shared)
