"""Charts: one colour-blind safe palette (Okabe and Ito), every colour doubled by words."""

import altair as alt
import pandas as pd

from dashboard.components import words

INK, BLUE, VERMILLION, GREEN, ORANGE = "#1B2733", "#0072B2", "#D55E00", "#009E73", "#E69F00"
BARS_SHOWN = 25
NUMBERS = ",.2~f"
STATES = {"fresh": BLUE, "stale": VERMILLION}
USES = {
    "patients": ("To patients", BLUE),
    "others": ("To others", GREEN),
    "stores": ("To stores", ORANGE),
}


def bars_by_store(rows: pd.DataFrame, measure: str, title: str) -> alt.LayerChart:
    """One bar per store that has some, longest first, at most 25; stale stores say so by name."""
    held = drawn(rows, measure)
    held = held.assign(
        label=held["store"].where(held["freshness"] != "stale", held["store"] + " (stale)"),
        data=held["freshness"].map(words.FRESHNESS),
        text=held[measure].map(words.short),
    )
    states = [state for state in STATES if state in set(held["freshness"])]
    base = alt.Chart(held).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=160)),
        x=alt.X(f"{measure}:Q", title=None, axis=None),
        tooltip=[
            alt.Tooltip("store:N", title="Store"),
            alt.Tooltip(f"{measure}:Q", title=title, format=NUMBERS),
            alt.Tooltip("data:N", title="Data"),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=3, height={"band": 0.7}).encode(
        color=_colors("data", {words.FRESHNESS[state]: STATES[state] for state in states})
    )
    numbers = base.mark_text(align="left", dx=5, color=INK).encode(text="text:N")
    return (bars + numbers).properties(height=max(len(held), 3) * 26)


def bars_by_age(rows: pd.DataFrame) -> alt.LayerChart:
    """One bar per band of age, youngest first, as long as its value; transfers by its name."""
    told = rows.assign(
        value=rows["value"].fillna(0).astype(float),
        label=[f"{row.age_band}: {words.count(int(row.pairs), 'transfer')}"
               for row in rows.itertuples()],
    )  # fmt: skip
    base = alt.Chart(told.assign(text=told["value"].map(words.short))).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=170)),
        x=alt.X("value:Q", title=None, axis=None),
        tooltip=[
            alt.Tooltip("label:N", title="Sent ago"),
            alt.Tooltip("value:Q", title="Value", format=NUMBERS),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=3, height={"band": 0.7}, color=BLUE)
    numbers = base.mark_text(align="left", dx=5, color=INK).encode(text="text:N")
    return (bars + numbers).properties(height=max(len(told), 2) * 30)


def drawn(rows: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The stores that get a bar."""
    return rows[rows[measure] > 0].nlargest(BARS_SHOWN, measure, keep="first")


def left_undrawn(rows: pd.DataFrame, measure: str) -> str:
    """What a chart of bars by store does not draw, in words; empty when it draws everything."""
    some, none = int((rows[measure] > 0).sum()), int((rows[measure] == 0).sum())
    parts = [f"The {BARS_SHOWN} stores with most, of {some:,}."] if some > BARS_SHOWN else []
    if none:
        parts.append(f"{words.count(none, 'store')} with none.")
    return " ".join(parts)


def use_by_month(rows: pd.DataFrame) -> alt.LayerChart:
    """Stacked bars of who it was issued to, and the network's use as a line.

    `rows`: one per month, with patients, stores, others, network and is_complete.
    """
    months = rows.assign(label=[_month_label(row) for row in rows.itertuples()])
    long = months.melt(["month", "label", "is_complete"], list(USES), "use", "units")
    long = long.assign(
        rank=long["use"].map(list(USES).index), use=long["use"].map(lambda use: USES[use][0])
    )
    axis = alt.Axis(labelAngle=0, labelExpr="split(datum.label, '|')", labelOverlap=True)
    month = alt.X("label:N", sort=None, title=None, axis=axis)
    bars = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=month,
            y=alt.Y("units:Q", title="Units", axis=alt.Axis(format=NUMBERS, tickCount=5)),
            order="rank:O",
            color=_colors("use", dict(USES.values())),
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("label:N", title="Month"),
                alt.Tooltip("use:N", title="Issued"),
                alt.Tooltip("units:Q", title="Units", format=NUMBERS),
            ],
        )
    )
    line = (
        alt.Chart(months)
        .mark_line(color=INK, strokeWidth=2, point={"size": 40, "color": INK})
        .encode(x=month, y="network:Q", tooltip=_network_tooltip())
    )
    return (bars + line).properties(height=300)


def _colors(field: str, colors: dict[str, str]) -> alt.Color:
    scale = alt.Scale(domain=list(colors), range=list(colors.values()))
    legend = alt.Legend(orient="top", title=None) if len(colors) > 1 else None
    return alt.Color(f"{field}:N", scale=scale, legend=legend)


def _network_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title="Month"),
        alt.Tooltip("network:Q", title="Network use", format=NUMBERS),
    ]


def _month_label(row: object) -> str:
    return words.month(row.month) + ("" if row.is_complete else "|(incomplete)")
