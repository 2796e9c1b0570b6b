"""How a `reporting.table.Table` looks on a page; `exports` offers the same one as a file."""

from typing import Any

import pandas as pd
import streamlit as st

from reporting.table import Column, Table

__all__ = ["Column", "Table", "headline", "show"]

ROWS_SHOWN = 1000
ROWS_HIGH = 31
ROW_PIXELS = 35
ALARM = "background-color: #FDDCD5; color: #941A00; font-weight: 600"
NUMBER_FORMATS = {"number": "localized", "money": "%,.2f", "share": "percent"}
TEXT = "color: #1B2733"
TOTAL = "color: #1B2733; font-weight: 700; background-color: #EEF2F5"


def show(table: Table, *, key: str | None = None, on_select: Any = "ignore") -> None:
    """Draw the table; of a long one the first thousand rows, and a note that says so.

    With `on_select`, a function, a row can be selected; its number is under `key` in the state.
    """
    shown = table.content(ROWS_SHOWN)
    height = (min(len(shown), ROWS_HIGH) + 1) * ROW_PIXELS + 3
    st.dataframe(
        _styled(table, shown),
        hide_index=True,
        height=height,
        width="stretch",
        placeholder=table.empty_cell,
        column_config={column.label: _config(column) for column in table.columns},
        alt=table.title,
        key=key,
        on_select=on_select,
        selection_mode="single-row",
    )
    if len(table.rows) > ROWS_SHOWN:
        st.caption(
            f"The first {ROWS_SHOWN:,} of {len(table.rows):,} rows are shown. "
            "The totals count all of them, and the files below hold all of them."
        )


def headline(*figures: tuple[str, str]) -> None:
    """The few figures that a page is opened for."""
    with st.grid(len(figures), min_column_width=150):
        for label, value in figures:
            st.metric(label, value, border=True, height="stretch")


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
    return shown.style.apply(lambda _: styles, axis=None)


def _config(column: Column) -> Any:
    shared: dict[str, Any] = {"help": column.help, "width": column.width}
    if column.kind == "trend":
        return st.column_config.LineChartColumn(column.label, y_min=0, color="#0072B2", **shared)
    shared["pinned"] = column.pinned
    if column.kind == "date":
        return st.column_config.DateColumn(column.label, format="D MMM YYYY", **shared)
    if column.kind == "moment":
        return st.column_config.DatetimeColumn(column.label, format="D MMM YYYY, HH:mm", **shared)
    if column.kind == "text":
        return st.column_config.TextColumn(column.label, **shared)
    return st.column_config.NumberColumn(
        column.label, format=NUMBER_FORMATS[column.kind], alignment="right", **shared
    )
