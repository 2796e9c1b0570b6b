"""The words that a file adds to a table, and how it writes numbers and days.

`ENGLISH` is what a table has that nobody gave another; `spoken` that of the language spoken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reporting import written
from reporting.language import _, is_right_to_left, number


def _number(value: Any) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _about(value: Any) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def _money(value: Any) -> str:
    return f"{value:,.2f}"


def _share(value: Any) -> str:
    return f"{value:.1%}"


def _day(value: Any) -> str:
    return f"{pd.Timestamp(value).day} {pd.Timestamp(value):%b %Y}"


def _month(value: Any) -> str:
    return f"{pd.Timestamp(value):%b %Y}"


def _moment(value: Any) -> str:
    return f"{_day(value)}, {pd.Timestamp(value):%H:%M}"


ENGLISH_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "number": _number,
    "about": _about,
    "money": _money,
    "share": _share,
    "date": _day,
    "month": _month,
    "moment": _moment,
}


@dataclass(frozen=True)
class Wording:
    """`filter` and `never_zero` are completed with `{name}` and `{text}`.

    `writers` write a cell of each kind but text and trend, when it is not empty.
    """

    report: str = "Report"
    about: str = "About"
    as_of: str = "Data as of"
    made_at: str = "Made at"
    rows: str = "Rows"
    filter: str = "Filter: {name}"
    note: str = "Note"
    empty_cells: str = "Empty cells"
    never_zero: str = "{text}; never zero"
    is_right_to_left: bool = False
    writers: Mapping[str, Callable[[Any], str]] = field(default_factory=lambda: ENGLISH_WRITERS)


ENGLISH = Wording()
SPOKEN_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "number": number,
    "about": written.about,
    "money": written.money,
    "share": written.percent,
    "date": written.day,
    "month": written.month,
    "moment": written.day_and_time,
}


def spoken(made_at: str) -> Wording:
    """The words of the language that is spoken; `made_at` says what its moment is, in it."""
    return Wording(
        report=_("Report"),
        about=_("About"),
        as_of=_("Data as of"),
        made_at=made_at,
        rows=_("Rows"),
        filter=_("Filter: {name}"),
        note=_("Note"),
        empty_cells=_("Empty cells"),
        never_zero=_("{text}; never zero"),
        is_right_to_left=is_right_to_left(),
        writers=SPOKEN_WRITERS,
    )
