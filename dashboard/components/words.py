"""States and dates in words, so that no reader depends on a colour."""

import math
from datetime import date, datetime

import pandas as pd

FRESHNESS = {
    "fresh": "Up to date",
    "stale": "Stale",
    "never": "No data yet",
    "not_synced": "Not synced",
}
STORE_TYPES = {"store": "Store", "dispensary": "Dispensary"}
MARKS = {"fresh": "✓", "stale": "▲", "never": "○", "not_synced": "–"}


def freshness(state: str, complete_through: object = None) -> str:
    """`▲ Stale: data to 15 Oct 2026`: the state of a store's data, with its day if it matters."""
    name = f"{MARKS.get(state, '')} {FRESHNESS.get(state, state)}".strip()
    if state == "stale" and not pd.isna(complete_through):
        return f"{name}: data to {day(complete_through)}"
    return name


def store_type(mode: str) -> str:
    return STORE_TYPES.get(mode, mode.replace("_", " ").capitalize())


def day(value: object) -> str:
    """`15 Oct 2026`; empty where there is none."""
    if pd.isna(value):
        return ""
    moment = pd.Timestamp(value)
    return f"{moment.day} {moment:%b %Y}"


def moment(value: object) -> str:
    """`15 Oct 2026, 09:30 UTC`; empty where there is none."""
    return "" if pd.isna(value) else f"{day(value)}, {pd.Timestamp(value):%H:%M} UTC"


def month(value: date | datetime) -> str:
    return f"{pd.Timestamp(value):%b %Y}"


def number(value: float) -> str:
    """`12,345` or `12,345.5`: as many decimals as it has, at most two."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def money(value: float) -> str:
    """`12,345.60`: always two decimals."""
    return f"{value:,.2f}"


def short(value: float) -> str:
    """As many decimals as fit beside a bar: none from a hundred on."""
    return f"{value:,.0f}" if value >= 100 else number(value)


def share(part: float, whole: float) -> str:
    """`99.7%`, rounded down: only all of it is 100%."""
    return f"{math.floor(1000 * part / whole) / 10:.1f}".removesuffix(".0") + "%"


def count(how_many: int, noun: str) -> str:
    """`1 store`, `12 stores`."""
    return f"{how_many:,} {noun}" if how_many == 1 else f"{how_many:,} {noun}s"


def listed(names: list[str], at_most: int = 8) -> str:
    """`A, B and C`, or `A, B and 40 more`."""
    if len(names) > at_most:
        return f"{', '.join(names[:at_most])} and {len(names) - at_most:,} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def capitalized(text: str) -> str:
    """Its first letter large, the rest as it was."""
    return text[:1].upper() + text[1:]


def with_data(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with their freshness in words, as `data`."""
    pairs = zip(rows["freshness"], rows["complete_through"], strict=True)
    return rows.assign(data=[freshness(state, through) for state, through in pairs])


def with_state(rows: pd.DataFrame) -> pd.DataFrame:
    """Sites with their state and kind in words; before the words of a stale one, its mark."""
    marks = rows["is_stale"].map({True: f"{MARKS['stale']} ", False: ""})
    return rows.assign(
        state=marks + rows["state"].map(capitalized),
        kind_in_words=rows["kind"].str.capitalize(),
    )


def left_out(rows: pd.DataFrame) -> str:
    """Which stores the value says nothing of, and why."""
    parts = []
    for state in ("not_synced", "never"):
        names = rows.loc[rows["freshness"] == state, "store"].tolist()
        if names:
            parts.append(f"{FRESHNESS[state].lower()}: {listed(names)}")
    if not parts:
        return "Every store is counted."
    return f"**Not counted**, because what they hold is unknown, not zero: {'; '.join(parts)}."


def silent(rows: pd.DataFrame) -> str:
    """The stale sites and their states in one sentence."""
    stale = rows[rows["is_stale"].astype(bool)]
    names = [f"{row.site}: {row.state[2:].lower()}" for row in stale.itertuples()]
    return f"**Needs attention:** {listed(names)}." if names else "Every site is in contact."
