"""Closed calendar periods."""

from datetime import UTC, date, datetime

import pytest

from reporting.mailing import local_day
from reporting.periods import Every, last_closed
from reporting.spoken import period_title

D = date.fromisoformat


@pytest.mark.parametrize(
    ("every", "today", "key", "first", "last"),
    [
        ("daily", "2026-03-01", "2026-02-28", "2026-02-28", "2026-02-28"),
        ("daily", "2024-03-01", "2024-02-29", "2024-02-29", "2024-02-29"),
        ("daily", "2027-01-01", "2026-12-31", "2026-12-31", "2026-12-31"),
        ("weekly", "2026-11-30", "2026-W48", "2026-11-23", "2026-11-29"),
        ("weekly", "2026-11-29", "2026-W47", "2026-11-16", "2026-11-22"),
        ("weekly", "2027-01-04", "2026-W53", "2026-12-28", "2027-01-03"),
        ("monthly", "2026-12-01", "2026-11", "2026-11-01", "2026-11-30"),
        ("monthly", "2027-01-31", "2026-12", "2026-12-01", "2026-12-31"),
        ("quarterly", "2026-12-31", "2026-Q3", "2026-07-01", "2026-09-30"),
        ("quarterly", "2027-01-01", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("yearly", "2027-01-01", "2026", "2026-01-01", "2026-12-31"),
        ("yearly", "2026-12-31", "2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_the_last_closed_period_ended_before_today(
    every: str, today: str, key: str, first: str, last: str
) -> None:
    period = last_closed(Every(every), D(today))
    assert (period.key, period.first, period.last) == (key, D(first), D(last))


def test_a_day_begins_at_midnight_of_the_network() -> None:
    new_year = datetime(2026, 12, 31, 15, 0, tzinfo=UTC).replace(tzinfo=None)
    assert local_day(new_year, "UTC") == D("2026-12-31")
    assert local_day(new_year, "Pacific/Port_Moresby") == D("2027-01-01")
    assert local_day(new_year, "America/Los_Angeles") == D("2026-12-31")
    assert local_day(datetime(2027, 1, 1, 7, 59), "America/Los_Angeles") == D("2026-12-31")


def test_periods_have_names_for_people() -> None:
    assert [period_title(last_closed(every, D("2027-01-04"))) for every in Every] == [
        "3 January 2027", "week 53 of 2026", "December 2026", "quarter 4 of 2026", "2026",
    ]  # fmt: skip
