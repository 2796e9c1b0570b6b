"""Schedules are made, listed and removed; what cannot be is refused in a sentence."""

from datetime import timedelta
from typing import Any

import pytest

from reporting.kept import now
from reporting.periods import Every
from reporting.schedules import (
    ScheduleRefused,
    add_schedule,
    remove_schedule,
    schedule,
    schedules,
)
from tests.centre import Centre


def add(centre: Centre, **other: Any) -> int:
    given = {"to": ["ann@example.org"], "by": "Rosa"} | other
    return add_schedule(centre.home, "stock_value", **given).schedule_no


def test_a_schedule_is_kept_as_it_was_made(centre: Centre) -> None:
    number = add(
        centre, bcc=["bob@example.org", "ann@example.org"], every=Every.WEEKLY, format="pdf",
        parameters={"region": ["North", "Centre"]},
    )  # fmt: skip
    kept = schedule(centre.home, number)
    assert kept.every is Every.WEEKLY
    assert kept.format == "pdf"
    assert kept.parameters == {"region": ["North", "Centre"]}
    assert kept.recipients == ("ann@example.org", "bob@example.org")
    assert kept.expires_on == now().date() + timedelta(days=365)
    assert kept.made_by == "Rosa"


def test_a_removed_schedule_is_gone_and_its_number_with_it(centre: Centre) -> None:
    first, second = add(centre), add(centre)
    remove_schedule(centre.home, second, by="Rosa")
    assert [kept.schedule_no for kept in schedules(centre.home)] == [first]
    assert add(centre) == second + 1
    with pytest.raises(ScheduleRefused, match="no schedule 2"):
        remove_schedule(centre.home, second, by="Rosa")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"to": []}, "at least one recipient"),
        ({"to": ["nobody"]}, "'nobody' is no e-mail address"),
        ({"to": ["a@b\nBcc: c@d"]}, "no e-mail address"),
        ({"bcc": ["Ann <ann@example.org>"]}, "no e-mail address"),
        ({"format": "word"}, "no kind of file: there are csv, excel, parquet, pdf"),
        ({"expires_on": now().date() - timedelta(days=1)}, "is over already"),
        ({"by": " "}, "say who"),
    ],
)
def test_what_cannot_be_is_refused(centre: Centre, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ScheduleRefused, match=sentence):
        add(centre, **wrong)
    assert schedules(centre.home) == []
