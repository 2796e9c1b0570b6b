"""The calendar of stock-outs: a store and item a row, a day a cell."""

from datetime import UTC, date, datetime, timedelta

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import report_queries
from dashboard.components import report_view, tables, words
from dashboard.components.item_filters import Asked
from dashboard.components.language import _
from dashboard.components.tables import Column
from dashboard.data import Reading

DAYS_SHOWN, MOST_DAYS, ROWS_SHOWN = 60, 92, 40
CELL = 14
OUT, UNKNOWN = "out", "unknown"
MARKS = {OUT: "✕", UNKNOWN: "?"}
COLORS = {OUT: "#7B1E02", UNKNOWN: "#E4E8EC"}


def draw(lake: Reading, asked: Asked) -> tuple[pd.DataFrame, list[Column], str]:
    """The grid with its headline; gives rows, columns and note for the table below it."""
    first, last = days_of(asked, datetime.now(UTC).date())
    rows = report_queries.stock_out_calendar(
        lake, {**asked.parameters(), "since": first, "until": last}
    )
    tables.headline(
        (_("Days out, together"), words.number(int(rows["days_out"].sum()))),
        (_("Store-items that were out"), words.number(len(rows))),
        (_("Lasting now"), words.number(int(rows["is_lasting"].sum()))),
    )
    if not rows.empty:
        with st.container(border=True):
            st.markdown(
                _(
                    "**{first} to {last}.** ✕ out of stock the whole day; ? not known, the "
                    "store's data ends before; empty: in stock for some of it.",
                    first=words.day(first),
                    last=words.day(last),
                )
            )
            st.altair_chart(
                grid(cells(most_out(rows), first, last), first, last),
                width="content",
                alt=_("Calendar of stock-outs"),
            )
            if len(rows) > ROWS_SHOWN:
                st.caption(
                    _(
                        "{shown} of {every}: vital items first, then the longest.",
                        shown=ROWS_SHOWN,
                        every=len(rows),
                    )
                )
    columns = [
        report_view.store_column(),
        *report_view.item_columns(),
        Column("days_out", _("Days out"), "number", _("Full days in the period")),
        Column("days_unknown", _("Days not known"), "number", _("After the store's data ends")),
        report_view.data_column(),
    ]
    return rows, columns, _("A day counts when nothing is there at its beginning nor at its end.")


def most_out(rows: pd.DataFrame) -> pd.DataFrame:
    """Those that the grid has room for, by store: vital items first, then the longest out."""
    shown = rows.assign(is_vital=rows["ven"] == "V")
    shown = shown.sort_values("is_vital", ascending=False, kind="stable").head(ROWS_SHOWN)
    return shown.sort_values(["store", "item"])


def days_of(asked: Asked, today: date) -> tuple[date, date]:
    """The days of the grid: those that are asked for, at most 92; else the last 60."""
    last = min(asked.days.last or today, today)
    first = asked.days.first or last - timedelta(days=DAYS_SHOWN - 1)
    return max(first, last - timedelta(days=MOST_DAYS - 1)), last


def cells(rows: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """One row per marked cell: row (its name), day, state."""
    made = []
    for row in rows.itertuples():
        name = f"{row.store} · {row.item}"
        known_to = last - timedelta(days=int(row.days_unknown))
        spans = [(OUT, span["first"], span["last"]) for span in row.outages]
        spans.append((UNKNOWN, max(known_to + timedelta(days=1), first), last))
        for state, begins, ends in spans:
            days = pd.date_range(begins, ends)
            made += [(name, f"{day:%Y-%m-%d}", words.day(day), state) for day in days]
    return pd.DataFrame(made, columns=["name", "day", "day_said", "state"])


def grid(marked: pd.DataFrame, first: date, last: date) -> alt.LayerChart:
    """The cells on a grid of every day; the first of a month and every seventh day are named."""
    days = pd.date_range(first, last)
    named = {
        f"{day:%Y-%m-%d}": words.day_and_month(day) for day in days if day.day in (1, 8, 15, 22)
    }
    said = {OUT: _("Out of stock"), UNKNOWN: _("Not known")}
    told = marked.assign(text=marked["state"].map(MARKS), said=marked["state"].map(said))
    axis = alt.Axis(
        values=list(named), labelExpr=f"{named}[datum.value]", labelAngle=0, orient="top",
        labelOverlap=False, tickSize=6, labelAlign="left",
    )  # fmt: skip
    base = alt.Chart(told).encode(
        x=alt.X(
            "day:O", title=None, axis=axis, scale=alt.Scale(domain=[f"{d:%Y-%m-%d}" for d in days])
        ),
        y=alt.Y(
            "name:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelLimit=250, labelOverlap=False, labelFlush=False),
        ),
        tooltip=[
            alt.Tooltip("name:N", title=_("Store and item")),
            alt.Tooltip("day_said:N", title=_("Day")),
            alt.Tooltip("said:N", title=_("State")),
        ],
    )
    is_out = f"datum.state == '{OUT}'"
    boxes = base.mark_rect(stroke="white").encode(
        color=alt.condition(is_out, alt.value(COLORS[OUT]), alt.value(COLORS[UNKNOWN]))
    )
    texts = base.mark_text(fontSize=9).encode(
        text="text:N", color=alt.condition(is_out, alt.value("white"), alt.value("#4A5560"))
    )
    return (boxes + texts).properties(width=alt.Step(CELL), height=alt.Step(CELL + 4))
