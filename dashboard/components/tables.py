"""A table on a page: what its columns are, how it looks, and its last row with the totals.

The same `Table` goes to the screen and to `exports`, so both always hold the same figures.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components import words
from dashboard.components.language import N_, _, number

ROWS_SHOWN = 1000
ROWS_HIGH = 31
ROW_PIXELS = 35
ALARM = "background-color: #FDDCD5; color: #941A00; font-weight: 600"
WRITTEN = {
    "number": number,
    "money": words.money,
    "share": words.percent,
    "date": words.day,
    "moment": words.day_and_time,
}
NUMBERS = ("number", "money", "share")
TEXT = "color: #1B2733"
TOTAL = "color: #1B2733; font-weight: 700; background-color: #EEF2F5"


@dataclass(frozen=True)
class Column:
    """A column: `kind` is text, number, money, share, date, moment or trend.

    `tint` gives its cells a look of their own; what that says has to stand in the cell too.
    """

    name: str
    label: str
    kind: str = "text"
    help: str | None = None
    width: Any = None
    pinned: bool = False
    tint: Callable[[object], str] | None = None


@dataclass(frozen=True)
class Table:
    """What is shown and what is downloaded.

    Rows that are alarming are red in `alarm_column`, or across where none is named; what is
    wrong with them has to stand there in words too. `empty_cell` says what a null means, and is
    translated when it is shown.
    """

    title: str
    columns: list[Column]
    rows: pd.DataFrame
    total: dict[str, object] | None = None
    filters: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    empty_cell: str = N_("no data")
    is_alarming: pd.Series | None = None
    alarm_column: str | None = None

    @property
    def empty_text(self) -> str:
        return _(self.empty_cell) if self.empty_cell else ""

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
        placeholder=table.empty_text,
        column_config={column.label: _config(column) for column in table.columns},
        alt=table.title,
        key=key,
        on_select=on_select,
        selection_mode="single-row",
    )
    if len(table.rows) > ROWS_SHOWN:
        st.caption(
            _(
                "The first {shown} of {every} rows are shown. The totals count all of them, and "
                "the files below hold all of them.",
                shown=ROWS_SHOWN,
                every=len(table.rows),
            )
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
    written = {c.label: _writer(c.kind) for c in table.columns if c.kind in WRITTEN}
    return shown.style.apply(lambda cells: styles, axis=None).format(written)


def _writer(kind: str) -> Callable[[Any], str]:
    write = WRITTEN[kind]
    return lambda value: "" if pd.isna(value) else write(value)


def _typed(cells: pd.Series, kind: str) -> pd.Series:
    """Numbers as doubles with NaN, times as timestamps with NaT, missing text as nothing."""
    if kind in NUMBERS:
        return pd.Series(cells.astype("Float64").to_numpy("float64", na_value=float("nan")))
    if kind in ("date", "moment"):
        return pd.to_datetime(cells).astype("datetime64[us]")
    return cells.astype(object).where(cells.notna(), "" if kind == "text" else None)


def _config(column: Column) -> Any:
    shared: dict[str, Any] = {"help": column.help, "width": column.width}
    if column.kind == "trend":
        return st.column_config.LineChartColumn(column.label, y_min=0, color="#0072B2", **shared)
    shared["pinned"] = column.pinned
    make = {
        "text": st.column_config.TextColumn,
        "date": st.column_config.DateColumn,
        "moment": st.column_config.DatetimeColumn,
    }.get(column.kind, partial(st.column_config.NumberColumn, alignment="right"))
    return make(column.label, **shared)
