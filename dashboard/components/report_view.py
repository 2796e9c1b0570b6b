"""What every page of a report does the same way: choose, count, show, offer as files."""

import pandas as pd
import streamlit as st

from dashboard.components import banner, drilling, empty, exports, signing_in, words
from dashboard.components.language import _
from dashboard.components.tables import Column, Table
from dashboard.data import Reading


def store_column() -> Column:
    return Column("store", _("Store"), pinned=True, width=170)


def item_columns() -> list[Column]:
    return [Column("item", _("Item"), width=230), Column("item_code", _("Code"))]


def data_column() -> Column:
    return Column("data", _("Data"), width="medium")


def offer(
    lake: Reading,
    title: str,
    rows: pd.DataFrame,
    columns: list[Column],
    in_words: list[tuple[str, str]],
    *,
    note: str = "",
    total: dict[str, object] | None = None,
    empty_cell: str = "–",
    report: str | None = None,
) -> None:
    """Draw the table with its files below; says so where the filters leave nothing.

    `report` can be had by mail, chosen by the same stores and items.
    """
    if rows.empty and not in_words:
        st.info(_("There is nothing of this kind."), icon=":material/check:")
        st.stop()
    if rows.empty:
        empty.nothing_found("row")
    if "freshness" in rows and "complete_through" in rows:
        rows = words.with_data(rows)
    shares = [c.name for c in columns if c.kind == "share" and c.name.endswith("_pct")]
    rows = rows.assign(**{name: rows[name] / 100 for name in shares})
    has_data = any(column.name == "data" for column in columns)
    stale = rows["freshness"] == "stale" if has_data else None
    table = Table(
        title,
        columns,
        rows.reset_index(drop=True),
        total,
        in_words,
        [note] if note else [],
        empty_cell,
        is_alarming=None if stale is None else stale.reset_index(drop=True),
        alarm_column="data" if stale is not None else None,
    )
    drilling.show(lake, table)
    exports.offer(table, banner.as_of(lake), report)
    if note:
        st.caption(note)


def need_region(lake: Reading) -> None:
    """End the page for who is limited to some stores: figures of whole regions are closed to them,
    which is not the same as that there are none."""
    if lake.reader.limits is not None and not lake.reader.limits[1]:
        signing_in.no_access()


def share(part: float, whole: float) -> str:
    """`84.2%`, or a dash where there is nothing to be a part of."""
    return words.share(part, whole) if whole else "–"


def count(rows: pd.DataFrame, column: str, value: object) -> str:
    return words.number(int((rows[column] == value).sum()))
