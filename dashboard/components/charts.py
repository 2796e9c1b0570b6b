"""Charts: one colour-blind safe palette (Okabe and Ito), every colour doubled by words."""

import altair as alt
import pandas as pd

from dashboard.components import words

BLUE, VERMILLION, GREEN, ORANGE, GREY = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#8A949E"
BARS_SHOWN = 25
STATE_COLORS = {"fresh": BLUE, "stale": VERMILLION}
USES = {
    "patients": ("To patients", BLUE),
    "stores": ("To stores", ORANGE),
    "others": ("To others", GREEN),
}


def bars_by_store(rows: pd.DataFrame, measure: str, title: str) -> alt.LayerChart:
    """One bar per store with data, longest first, at most 25; stale ones say so in their name."""
    known = rows[rows[measure].notna()].nlargest(BARS_SHOWN, measure, keep="first")
    known = known.assign(
        label=known["store"].where(known["freshness"] != "stale", known["store"] + " (stale)"),
        data=known["freshness"].map(words.FRESHNESS),
        text=known[measure].map(words.number),
    )
    states = [state for state in STATE_COLORS if state in set(known["freshness"])]
    base = alt.Chart(known).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=190)),
        x=alt.X(f"{measure}:Q", title=title, axis=alt.Axis(format="~s", tickCount=5)),
        tooltip=[
            alt.Tooltip("store:N", title="Store"),
            alt.Tooltip(f"{measure}:Q", title=title, format=",.2~f"),
            alt.Tooltip("data:N", title="Data"),
        ],
    )
    color = alt.Color(
        "data:N",
        title="Data",
        scale=alt.Scale(
            domain=[words.FRESHNESS[state] for state in states],
            range=[STATE_COLORS[state] for state in states],
        ),
        legend=alt.Legend(orient="top") if len(states) > 1 else None,
    )
    bars = base.mark_bar(cornerRadiusEnd=3, height={"band": 0.72}).encode(color=color)
    numbers = base.mark_text(align="left", dx=5, color="#1B2733").encode(text="text:N")
    return (bars + numbers).properties(height=max(len(known), 3) * 26)


def use_by_month(rows: pd.DataFrame) -> alt.LayerChart:
    """Stacked bars of who it was issued to, and the network's use as a line.

    `rows`: one per month, with patients, stores, others, network and is_complete.
    """
    months = rows.assign(label=[_month_label(row) for row in rows.itertuples()])
    long = months.melt(["month", "label", "is_complete"], list(USES), "use", "units").assign(
        use=lambda frame: frame["use"].map(lambda use: USES[use][0])
    )
    x = alt.X("label:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, labelExpr=SPLIT))
    bars = (
        alt.Chart(long)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=x,
            y=alt.Y("units:Q", title="Units", axis=alt.Axis(format="~s", tickCount=5)),
            color=alt.Color(
                "use:N",
                title=None,
                scale=alt.Scale(
                    domain=[name for name, _ in USES.values()],
                    range=[color for _, color in USES.values()],
                ),
                legend=alt.Legend(orient="top"),
            ),
            opacity=alt.condition("datum.is_complete", alt.value(1), alt.value(0.45)),
            tooltip=[
                alt.Tooltip("label:N", title="Month"),
                alt.Tooltip("use:N", title="Issued"),
                alt.Tooltip("units:Q", title="Units", format=",.2~f"),
            ],
        )
    )
    line = (
        alt.Chart(months)
        .mark_line(color="#1B2733", strokeWidth=2, point={"size": 35, "color": "#1B2733"})
        .encode(
            x=x,
            y="network:Q",
            tooltip=[
                alt.Tooltip("label:N", title="Month"),
                alt.Tooltip("network:Q", title="Network use", format=",.2~f"),
            ],
        )
    )
    return (bars + line).properties(height=300)


SPLIT = "split(datum.label, '|')"


def _month_label(row: object) -> str:
    return words.month(row.month) + ("" if row.is_complete else "|(incomplete)")
