"""Every code has words with a rule, and they make sentences."""

import re

import pytest

from sync.explain.absence import ABSENCES
from sync.explain.words import (
    OWNERS,
    RELATIONS,
    ROUTES,
    RULES,
    TO_PRIMARY_BY,
    Said,
    listed,
    route,
    sentence,
    why,
)  # fmt: skip
from sync.reasons import Owner, Reason, RelationReason, RouteReason

RULE = re.compile(r"[RTD]\d+[a-z]?(, [RTD]\d+[a-z]?)*")


def test_every_code_has_words_and_a_rule() -> None:
    assert set(RULES) == set(Reason)
    assert set(ROUTES) == set(RouteReason)
    assert set(RELATIONS) == set(RelationReason)
    assert set(OWNERS) == set(Owner) == set(ABSENCES)


@pytest.mark.parametrize("said", [*OWNERS.values(), *ROUTES.values(), *RELATIONS.values()])
def test_words_are_clauses_that_take_their_names(said: Said) -> None:
    assert RULE.fullmatch(said.rule)
    assert not said.clause.endswith(".")
    assert "{" not in said.about("store S", "prescriber")


@pytest.mark.parametrize("rule", [*RULES.values(), *TO_PRIMARY_BY.values()])
def test_rules_are_numbers_of_the_rule_book(rule: str) -> None:
    assert RULE.fullmatch(rule)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_ends_with_its_rule(reason: Reason) -> None:
    assert why(reason).endswith(f"({RULES[reason]})")


def test_codes_of_a_newer_lake_are_shown_as_they_are() -> None:
    assert why("not_invented_yet") == "not_invented_yet"
    assert "not_invented_yet" in route("not_invented_yet").about()


def test_lists_and_sentences() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert sentence("it is so") == "It is so."
    assert sentence("It is so.") == "It is so."
