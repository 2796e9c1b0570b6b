"""An occasion is claimed for a recipient once, by one process."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from reporting import sendings
from reporting.sendings import Outcome, claim, latest, release, settle, unclaimed
from tests.centre import Centre

ANN, BOB = "ann@example.org", "bob@example.org"


def test_what_is_claimed_cannot_be_claimed_again(centre: Centre) -> None:
    assert claim(centre.home, [("a", ANN), ("a", BOB)]) == [("a", ANN), ("a", BOB)]
    assert claim(centre.home, [("a", ANN), ("b", ANN)]) == [("b", ANN)]
    assert unclaimed(centre.home, [("a", ANN), ("b", BOB)]) == [("b", BOB)]


def test_of_many_who_claim_at_once_one_gets_it(centre: Centre) -> None:
    claim(centre.home, [])
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda _: claim(centre.home, [("a", ANN)]), range(8)))
    assert sorted(map(len, won)) == [0] * 7 + [1]


def test_what_is_released_can_be_claimed_again_and_what_is_settled_cannot(centre: Centre) -> None:
    claim(centre.home, [("a", ANN), ("a", BOB)])
    release(centre.home, [("a", ANN)])
    settle(centre.home, [("a", BOB)], Outcome.REFUSED, "550 unknown")
    assert claim(centre.home, [("a", ANN), ("a", BOB)]) == [("a", ANN)]
    words = {sending.recipient: sending.in_words for sending in latest(centre.home, "a")}
    assert words == {ANN: "being sent", BOB: "refused: 550 unknown"}


def test_a_claim_that_nobody_settled_is_unsure(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim(centre.home, [("schedule 1: 2026-10", ANN), ("schedule 11: 2026-11", BOB)])
    (sending,) = latest(centre.home, "schedule 1: ")
    assert sending.in_words == "being sent"
    later = sending.claimed_at + timedelta(hours=1)
    monkeypatch.setattr(sendings, "now", lambda: later)
    assert sending.in_words == "unsure"
