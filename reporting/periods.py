"""Calendar periods that have closed.

Days are those of the network's time zone; whoever calls says which day it is there. How a period
is called is in `spoken`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Every(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


@dataclass(frozen=True)
class Period:
    """From its first day to its last, both included. `key` is `2026-10`."""

    every: Every
    key: str
    first: date
    last: date


def last_closed(every: Every, today: date) -> Period:
    """The latest period that was over when `today` began."""
    first_of_this = _first_day(every, today)
    last = first_of_this - timedelta(days=1)
    first = _first_day(every, last)
    return Period(every, _KEYS[every](first), first, last)


def _first_day(every: Every, day: date) -> date:
    """The first day of the period that holds `day`; weeks begin on Monday."""
    match every:
        case Every.DAILY:
            return day
        case Every.WEEKLY:
            return day - timedelta(days=day.weekday())
        case Every.MONTHLY:
            return day.replace(day=1)
        case Every.QUARTERLY:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Every.YEARLY:
            return day.replace(month=1, day=1)


def quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


_KEYS: dict[Every, Callable[[date], str]] = {
    Every.DAILY: lambda day: day.isoformat(),
    Every.WEEKLY: lambda day: f"{day:%G-W%V}",
    Every.MONTHLY: lambda day: f"{day:%Y-%m}",
    Every.QUARTERLY: lambda day: f"{day.year}-Q{quarter_of(day)}",
    Every.YEARLY: lambda day: str(day.year),
}
