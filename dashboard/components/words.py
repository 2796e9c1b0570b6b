"""States in words of the reader's language, so that none depends on a colour.

How it writes days and amounts is `reporting.written`'s business; they stand here too.
"""

import math

import pandas as pd
from babel.lists import format_list

from dashboard.components import language
from dashboard.components.language import N_, Said, _, ngettext, number
from reporting.codes import FRESHNESS, SITE_KINDS
from reporting.sentences import retold
from reporting.written import (
    FROM_THE_RIGHT,
    about,
    day,
    day_and_month,
    day_and_time,
    moment,
    money,
    month,
    percent,
    short,
)

__all__ = [
    "FRESHNESS",
    "FROM_THE_RIGHT",
    "about",
    "day",
    "day_and_month",
    "day_and_time",
    "moment",
    "money",
    "month",
    "number",
    "percent",
    "short",
]

STORE_TYPES = Said({"store": N_("Store"), "dispensary": N_("Dispensary")})
MARKS = {"fresh": "✓", "stale": "▲", "never": "○", "not_synced": "–"}


def freshness(state: str, complete_through: object = None) -> str:
    """`▲ Stale: data to 15 Oct 2026`: the state of a store's data, with its day if it matters."""
    name = f"{MARKS.get(state, '')} {FRESHNESS.get(state, state)}".strip()
    if state == "stale" and not pd.isna(complete_through):
        return _("{state}: data to {day}", state=name, day=day(complete_through))
    return name


def store_type(mode: str) -> str:
    return STORE_TYPES.get(mode, mode.replace("_", " ").capitalize())


def site_kind(kind: str) -> str:
    return SITE_KINDS.get(kind, kind.capitalize())


def share(part: float, whole: float) -> str:
    """`99.7%`, rounded down: only all of it is 100%."""
    return percent(math.floor(1000 * part / whole) / 1000)


def part_of(part: int, whole: int) -> str:
    """`27 of 30`."""
    return _("{part} of {whole}", part=part, whole=whole)


def listed(names: list[str], at_most: int = 8) -> str:
    """`A, B and C`, or `A, B and 40 more`."""
    if len(names) > at_most:
        named, more = separated(names[:at_most]), len(names) - at_most
        return ngettext("{names} and {count} more", "{names} and {count} more", more, names=named)
    return format_list(names, locale=language.locale())


def separated(names: list[str]) -> str:
    """`A, B, C`, with the comma of the language."""
    return _(", ").join(names)


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
    told = rows["state"].map(retold)
    return rows.assign(
        state=marks + told.map(capitalized), told=told, kind_in_words=rows["kind"].map(site_kind)
    )


def left_out(rows: pd.DataFrame) -> str:
    """Which stores the value says nothing of, and why."""
    parts = []
    for state in ("not_synced", "never"):
        names = rows.loc[rows["freshness"] == state, "store"].tolist()
        if names:
            state = FRESHNESS[state].lower()
            parts.append(_("{state}: {names}", state=state, names=listed(names)))
    if not parts:
        return _("Every store is counted.")
    return _(
        "**Not counted**, because what they hold is unknown, not zero: {stores}.",
        stores=_("; ").join(parts),
    )


def silent(rows: pd.DataFrame) -> str:
    """The stale sites and their states in one sentence."""
    stale = rows[rows["is_stale"].astype(bool)]
    names = [_("{site}: {state}", site=row.site, state=row.told) for row in stale.itertuples()]
    if not names:
        return _("Every site is in contact.")
    return _("**Needs attention:** {sites}.", sites=listed(names))
