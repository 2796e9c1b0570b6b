"""A table as a value: what its columns are, its rows, and its last row with the totals.

The same `Table` goes to the screen, into a download and into a mail, so that all of them hold the
same figures. How it looks on a page is the dashboard's business, how it becomes a file `formats`'.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reporting.language import N_
from reporting.wording import ENGLISH, Wording

NUMBERS = ("number", "about", "money", "share")
TIMES = ("date", "month", "moment")


@dataclass(frozen=True)
class Column:
    """A column: `kind` is text, number, about, money, share, date, month, moment or trend.

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
    wrong with them has to stand there in words too. `empty_cell` says what a null means.
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
    wording: Wording = ENGLISH

    def content(self, at_most: int | None = None) -> pd.DataFrame:
        """The rows with the columns' labels, the totals last."""
        parts = [self.rows.head(at_most) if at_most else self.rows]
        if self.total is not None:
            parts.append(pd.DataFrame([self.total], columns=[c.name for c in self.columns]))
        cells = {
            column.label: pd.concat(
                [typed(part[column.name], column.kind) for part in parts], ignore_index=True
            )
            for column in self.columns
        }
        return pd.DataFrame(cells)


def typed(cells: pd.Series, kind: str) -> pd.Series:
    """Numbers as doubles with NaN, times as timestamps with NaT, missing text as nothing."""
    if kind in NUMBERS:
        return pd.Series(cells.astype("Float64").to_numpy("float64", na_value=float("nan")))
    if kind in TIMES:
        return pd.to_datetime(cells).astype("datetime64[us]")
    return cells.astype(object).where(cells.notna(), "" if kind == "text" else None)


def plain(value: Any) -> str:
    """The text of a cell; a trend is its numbers, nothing is nothing."""
    if isinstance(value, str):
        return value
    if hasattr(value, "__len__"):
        return " ".join(str(part) for part in value)
    return "" if pd.isna(value) else str(value)
