"""So many questions a minute, and the next one when there is room again."""

import pytest

from ingest.gateway import rates
from ingest.gateway.rates import Rates


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(rates.time, "monotonic", lambda: now[0])
    return now


def test_one_too_many_waits_until_there_is_room(clock: list[float]) -> None:
    counted = Rates()
    assert [counted.seconds_to_wait("asks", "a", 2) for _ in range(4)] == [0, 0, 30, 30]
    clock[0] += 29
    assert counted.seconds_to_wait("asks", "a", 2) == pytest.approx(1)
    clock[0] += 1
    assert [counted.seconds_to_wait("asks", "a", 2) for _ in range(2)] == [0, 30]


def test_each_is_counted_alone(clock: list[float]) -> None:
    counted = Rates()
    asked = [("asks", "a"), ("asks", "b"), ("log-ins", "a"), ("asks", "a")]
    assert [counted.seconds_to_wait(what, who, 1) for what, who in asked] == [0, 0, 0, 60]


def test_who_asked_longest_ago_is_forgotten_first(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "KEPT_AT_MOST", 2)
    counted = Rates()
    for who in "abac":
        counted.seconds_to_wait("asks", who, 1)
    assert counted.seconds_to_wait("asks", "a", 1) == 60
    assert counted.seconds_to_wait("asks", "b", 1) == 0
