"""Every code has words, and they read as sentences."""

import pytest

from sync.orders import ACCEPTABLE
from sync.reasons import Decision, Reason
from sync.words import DECISIONS, REASONS, words_for


def test_every_decision_and_reason_has_words() -> None:
    assert set(DECISIONS) == set(Decision)
    assert set(REASONS) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_words_are_sentences(reason: Reason) -> None:
    for sentence in filter(None, (REASONS[reason].meaning, REASONS[reason].remedy)):
        assert sentence[0].isupper()
        assert sentence.endswith(".")


@pytest.mark.parametrize("reason", sorted(ACCEPTABLE))
def test_the_words_of_what_a_person_may_accept_say_so(reason: Reason) -> None:
    assert "accept it" in REASONS[reason].remedy


@pytest.mark.parametrize("reason", [r for r in Reason if r not in ACCEPTABLE])
def test_no_other_words_promise_it(reason: Reason) -> None:
    assert "accept it" not in REASONS[reason].remedy


def test_a_code_of_a_newer_lake_is_shown_as_it_is() -> None:
    assert str(words_for("not_invented_yet")) == "not_invented_yet"
