"""States, dates and numbers in words of the reader's language, so that none depends on a colour."""

import math
from datetime import date, datetime

import pandas as pd
from babel.dates import format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import parse_pattern

from dashboard.components import language
from dashboard.components.language import N_, Said, _, ngettext, number
from dashboard.components.sentences import retold

FRESHNESS = Said({
    "fresh": N_("Up to date"),
    "stale": N_("Stale"),
    "never": N_("No data yet"),
    "not_synced": N_("Not synced"),
})  # fmt: skip
STORE_TYPES = Said({"store": N_("Store"), "dispensary": N_("Dispensary")})
SITE_KINDS = Said({
    "central": N_("Central"),
    "server": N_("Server"),
    "desktop": N_("Desktop"),
    "mobile": N_("Mobile"),
})  # fmt: skip
MARKS = {"fresh": "✓", "stale": "▲", "never": "○", "not_synced": "–"}
FROM_THE_RIGHT = "\u200f"  # cells of a table are drawn from the left
MONEY, WHOLE, TENTHS = map(parse_pattern, ("#,##0.00", "#,##0", "#,##0.#"))

__all__ = ["number"]


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


def day(value: object) -> str:
    """`15 Oct 2026`; empty where there is none."""
    if pd.isna(value):
        return ""
    return _from_its_side(format_skeleton("yMMMd", pd.Timestamp(value), locale=language.locale()))


def day_and_month(value: object) -> str:
    """`15 Oct`."""
    return _from_its_side(format_skeleton("MMMd", pd.Timestamp(value), locale=language.locale()))


def moment(value: object) -> str:
    """`15 Oct 2026, 09:30 UTC`; empty where there is none."""
    return "" if pd.isna(value) else _("{moment} UTC", moment=day_and_time(value))


def day_and_time(value: object) -> str:
    """`15 Oct 2026, 09:30`: for a column that says that it is UTC."""
    time = format_time(pd.Timestamp(value).to_pydatetime(), "HH:mm", locale=language.locale())
    return _("{day}, {time}", day=day(value), time=time)


def month(value: date | datetime) -> str:
    return format_skeleton("yMMM", pd.Timestamp(value), locale=language.locale())


def money(value: float) -> str:
    """`12,345.60`: always two decimals."""
    return MONEY.apply(value, language.locale())


def short(value: float) -> str:
    """As many decimals as fit beside a bar: none from a hundred on."""
    return WHOLE.apply(value, language.locale()) if value >= 100 else number(value)


def about(value: float) -> str:
    """As exact as an average or a forecast is: none from a hundred on, one decimal below."""
    return (WHOLE if abs(value) >= 100 else TENTHS).apply(value, language.locale())


def share(part: float, whole: float) -> str:
    """`99.7%`, rounded down: only all of it is 100%."""
    return percent(math.floor(1000 * part / whole) / 1000)


def percent(part: float) -> str:
    """`99.7%` of 0.997."""
    locale = language.locale()
    pattern = locale.percent_formats[None].pattern.replace("0", "0.#")
    return parse_pattern(pattern).apply(part, locale)


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


def _from_its_side(text: str) -> str:
    return f"{FROM_THE_RIGHT}{text}" if language.is_right_to_left() else text
