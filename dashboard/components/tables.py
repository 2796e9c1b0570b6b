"""A table on a page: what its columns are, how it looks, and its last row with the totals.

The same `Table` goes to the screen and to `exports`, so both always hold the same figures.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

ROWS_SHOWN = 1000
ROWS_HIGH = 31
ROW_PIXELS = 35
ALARM = "background-color: #FDDCD5; color: #941A00; font-weight: 600"
NUMBER_FORMATS = {"number": "localized", "money": "%,.2f", "share": "percent"}
TEXT = "color: #1B2733"
TOTAL = "color: #1B2733; font-weight: 700; background-color: #EEF2F5"


@dataclass(frozen=True)
class Column:
    """A column: `kind` is text, number, money, share, date, moment or trend."""

    name: str
    label: str
    kind: str = "text"
    help: str | None = None
    width: Any = None
    pinned: bool = False


@dataclass(frozen=True)
class Table:
    """What is shown and what is downloaded.

    Rows that are alarming are red in `alarm_column`, or across where none is named; what is
    wrong with them has to stand there in words too. `empty_cell` says what a null means.
    `tint` gives single cells a background; what it says has to stand in the cell too.
    """

    title: str
    columns: list[Column]
    rows: pd.DataFrame
    total: dict[str, object] | None = None
    filters: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    empty_cell: str = "no data"
    is_alarming: pd.Series | None = None
    alarm_column: str | None = None
    tint: Callable[[object], str] | None = None

    def content(self, at_most: int | None = None) -> pd.DataFrame:
        """The rows with the columns' labels, the totals last."""
        parts = [self.rows.head(at_most) if at_most else self.rows]
        if self.total is not None:
            parts.append(pd.DataFrame([self.total], columns=[c.name for c in self.columns]))
        typed = {
            column.label: pd.concat(
                [_typed(part[column.name], column.kind) for part in parts], ignore_index=True
            )
            for column in self.columns
        }
        return pd.DataFrame(typed)


def show(table: Table) -> None:
    """Draw the table; of a long one the first thousand rows, and a note that says so."""
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
    if table.tint is not None:
        styles = shown.map(table.tint)
    styles[[column.label for column in table.columns if column.pinned]] = TEXT
    if table.is_alarming is not None:
        labels = {column.name: column.label for column in table.columns}
        where = [labels[table.alarm_column]] if table.alarm_column else list(styles.columns)
        flags = table.is_alarming.head(ROWS_SHOWN).to_numpy(dtype=bool)
        styles.loc[styles.index[: len(flags)][flags], where] = ALARM
    if table.total is not None:
        styles.iloc[-1] = TOTAL
    return shown.style.apply(lambda _: styles, axis=None)


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    """Numbers as doubles with NaN, times as timestamps with NaT, missing text as nothing."""
    if kind in NUMBER_FORMATS:
        return pd.Series(cells.astype("Float64").to_numpy("float64", na_value=float("nan")))
    if kind in ("date", "moment"):
        return pd.to_datetime(cells).astype("datetime64[us]")
    return cells.astype(object).where(cells.notna(), "" if kind == "text" else None)


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
