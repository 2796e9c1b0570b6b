"""Charts: one colour-blind safe palette (Okabe and Ito), every colour doubled by words."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from dashboard.components import language, words
from dashboard.components.language import N_, Said, _, ngettext
from reporting.sentences import retold

INK, BLUE, VERMILLION, GREEN, ORANGE = "#1B2733", "#0072B2", "#D55E00", "#009E73", "#E69F00"
BARS_SHOWN = 25
NUMBERS = ",.2~f"
STATES = {"fresh": BLUE, "stale": VERMILLION}
USES = {"patients": BLUE, "others": GREEN, "stores": ORANGE}
USED = Said({
    "patients": N_("To patients"), "others": N_("To others"), "stores": N_("To stores"),
})  # fmt: skip


def bars_by_store(rows: pd.DataFrame, measure: str, title: str) -> alt.LayerChart:
    """One bar per store that has some, longest first, at most 25; stale stores say so by name."""
    held = drawn(rows, measure)
    held = held.assign(
        label=[_bar(row) for row in held.itertuples()],
        data=held["freshness"].map(words.FRESHNESS),
        text=held[measure].map(words.short),
    )
    states = [state for state in STATES if state in set(held["freshness"])]
    base = alt.Chart(held).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=160)),
        x=alt.X(f"{measure}:Q", title=None, axis=None, scale=_with_room(held[measure])),
        tooltip=[
            alt.Tooltip("store:N", title=_("Store")),
            alt.Tooltip(f"{measure}:Q", title=title, format=NUMBERS),
            alt.Tooltip("data:N", title=_("Data")),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=3, height={"band": 0.7}).encode(
        color=_colors("data", {words.FRESHNESS[state]: STATES[state] for state in states})
    )
    numbers = base.mark_text(align="left", dx=5, color=INK).encode(text="text:N")
    return _finished(bars + numbers, max(len(held), 3) * 26)


def bars_by_age(rows: pd.DataFrame) -> alt.LayerChart:
    """One bar per band of age, youngest first, as long as its value; transfers by its name."""
    told = rows.assign(
        value=rows["value"].fillna(0).astype(float),
        label=[_band(row) for row in rows.itertuples()],
    )
    base = alt.Chart(told.assign(text=told["value"].map(words.short))).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=170)),
        x=alt.X("value:Q", title=None, axis=None, scale=_with_room(told["value"])),
        tooltip=[
            alt.Tooltip("label:N", title=_("Sent ago")),
            alt.Tooltip("value:Q", title=_("Value"), format=NUMBERS),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=3, height={"band": 0.7}, color=BLUE)
    numbers = base.mark_text(align="left", dx=5, color=INK).encode(text="text:N")
    return _finished(bars + numbers, max(len(told), 2) * 30)


def _with_room(values: pd.Series) -> alt.Scale:
    """So that the number beside the longest bar fits."""
    return alt.Scale(domainMax=1.15 * values.max() if len(values) and values.max() > 0 else 1)


def drawn(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The stores that get a bar."""
    return rows[rows[measure] > 0].nlargest(BARS_SHOWN, measure, keep="first")


def left_undrawn(rows: pd.DataFrame, measure: str) -> str:
    """What a chart of bars by store does not draw, in words; empty when it draws everything."""
    some, none = int((rows[measure] > 0).sum()), int((rows[measure] == 0).sum())
    parts = []
    if some > BARS_SHOWN:
        parts.append(_("The {shown} stores with most, of {every}.", shown=BARS_SHOWN, every=some))
    if none:
        parts.append(ngettext("{count} store with none.", "{count} stores with none.", none))
    return " ".join(parts)


def use_by_month(rows: pd.DataFrame) -> alt.LayerChart:
    """Stacked bars of who it was issued to, and the network's use as a line.

    `rows`: one per month, with patients, stores, others, network and is_complete.
    """
    months = rows.assign(label=[_month_label(row) for row in rows.itertuples()])
    long = months.melt(["month", "label", "is_complete"], list(USES), "use", "units")
    long = long.assign(rank=long["use"].map(list(USES).index), use=long["use"].map(USED))
    axis = alt.Axis(labelAngle=0, labelExpr="split(datum.label, '|')", labelOverlap=True)
    month = alt.X("label:N", sort=None, title=None, axis=axis)
    bars = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=month,
            y=alt.Y("units:Q", title=_("Units"), axis=alt.Axis(format=NUMBERS, tickCount=5)),
            order="rank:O",
            color=_colors("use", {USED[use]: color for use, color in USES.items()}),
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("label:N", title=_("Month")),
                alt.Tooltip("use:N", title=_("Issued")),
                alt.Tooltip("units:Q", title=_("Units"), format=NUMBERS),
            ],
        )
    )
    line = (
        alt.Chart(months)
        .mark_line(color=INK, strokeWidth=2, point={"size": 40, "color": INK})
        .encode(x=month, y="network:Q", tooltip=_network_tooltip())
    )
    return _finished(bars + line, 300)


def steps_of_cycles(rows: pd.DataFrame, steps: Mapping[str, str]) -> alt.Chart:
    """A stacked bar per cycle, in the order given; `rows` has the seconds of each step."""
    told = rows.assign(label=rows["cycle_no"].map(str))
    long = told.melt(["label"], list(steps), "step", "took")
    long = long.assign(rank=long["step"].map(list(steps).index), step=long["step"].map(steps))
    colors = dict(zip(steps.values(), (ORANGE, BLUE, GREEN), strict=True))
    return (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=alt.X("label:N", sort=None, title=_("Cycle"), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("took:Q", title=_("Seconds")),
            order="rank:O",
            color=_colors("step", colors),
            tooltip=[
                alt.Tooltip("label:N", title=_("Cycle")),
                alt.Tooltip("step:N", title=_("Step")),
                alt.Tooltip("took:Q", title=_("Seconds"), format=".2f"),
            ],
        )
        .properties(height=300)
    )


def _colors(field: str, colors: dict[str, str]) -> alt.Color:
    scale = alt.Scale(domain=list(colors), range=list(colors.values()))
    legend = alt.Legend(orient="top", title=None) if len(colors) > 1 else None
    return alt.Color(f"{field}:N", scale=scale, legend=legend)


def _network_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title=_("Month")),
        alt.Tooltip("network:Q", title=_("Network use"), format=NUMBERS),
    ]


def _month_label(row: object) -> str:
    month = words.month(row.month)
    return month if row.is_complete else f"{month}|({_('incomplete')})"


def _bar(row: object) -> str:
    return _("{store} (stale)", store=row.store) if row.freshness == "stale" else row.store


def _band(row: object) -> str:
    """`8–14 days: 3 transfers`."""
    band, pairs = retold(row.age_band), int(row.pairs)
    return ngettext("{band}: {count} transfer", "{band}: {count} transfers", pairs, band=band)


def _finished(chart: alt.LayerChart, height: int) -> alt.LayerChart:
    """With numbers as the language writes them."""
    symbols = language.locale().number_symbols["latn"]
    number = {
        "decimal": symbols["decimal"], "thousands": symbols["group"], "grouping": [3],
        "currency": ["", ""],
    }  # fmt: skip
    return chart.properties(height=height).configure(locale={"number": number})
