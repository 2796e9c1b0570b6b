"""Days and amounts as the language that is spoken writes them."""

from datetime import date, datetime

import pandas as pd
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import NumberPattern, parse_pattern

from reporting.language import _, is_right_to_left, locale, number

FROM_THE_RIGHT = "\u200f"  # cells of a table are drawn from the left
MONEY, WHOLE, TENTHS = map(parse_pattern, ("#,##0.00", "#,##0", "#,##0.#"))


def day(value: object) -> str:
    """`15 Oct 2026`; empty where there is none."""
    if pd.isna(value):
        return ""
    return _from_its_side(format_skeleton("yMMMd", pd.Timestamp(value), locale=locale()))


def day_in_full(value: object) -> str:
    """`15 October 2026`."""
    return _from_its_side(format_date(pd.Timestamp(value), "long", locale=locale()))


def day_and_month(value: object) -> str:
    """`15 Oct`."""
    return _from_its_side(format_skeleton("MMMd", pd.Timestamp(value), locale=locale()))


def moment(value: object) -> str:
    """`15 Oct 2026, 09:30 UTC`; empty where there is none."""
    return "" if pd.isna(value) else _("{moment} UTC", moment=day_and_time(value))


def day_and_time(value: object) -> str:
    """`15 Oct 2026, 09:30`: for a column that says that it is UTC."""
    time = format_time(pd.Timestamp(value).to_pydatetime(), "HH:mm", locale=locale())
    return _("{day}, {time}", day=day(value), time=time)


def month(value: date | datetime) -> str:
    return format_skeleton("yMMM", pd.Timestamp(value), locale=locale())


def month_in_full(value: object) -> str:
    """`October 2026`."""
    return format_skeleton("yMMMM", pd.Timestamp(value), locale=locale())


def money(value: float) -> str:
    """`12,345.60`: always two decimals."""
    return _applied(MONEY, value)


def short(value: float) -> str:
    """As many decimals as fit beside a bar: none from a hundred on."""
    return _applied(WHOLE, value) if value >= 100 else number(value)


def about(value: float) -> str:
    """As exact as an average or a forecast is: none from a hundred on, one decimal below."""
    return _applied(WHOLE if abs(value) >= 100 else TENTHS, value)


def percent(part: float) -> str:
    """`99.7%` of 0.997."""
    pattern = locale().percent_formats[None].pattern.replace("0", "0.#")
    return _applied(parse_pattern(pattern), part)


def _applied(pattern: NumberPattern, value: float) -> str:
    return str(pattern.apply(value, locale()))


def _from_its_side(text: str) -> str:
    return f"{FROM_THE_RIGHT}{text}" if is_right_to_left() else text
