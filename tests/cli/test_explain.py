"""`syncline explain` as a person types it."""

import json

import pytest

from tests.centre import Centre
from tests.cli.test_first_steps import syncline
from tests.scenarios.six_stores import begin, stock_line


@pytest.fixture
def begun(centre: Centre) -> Centre:
    begin(centre)
    centre.push_and_cycle(2, stock_line("B"))
    return centre


def test_it_answers_in_sentences_and_as_json(begun: Centre) -> None:
    asked = ("explain", "item_line", "LINE_B_1", "--site", "3")
    text = syncline(begun.home.root, *asked).stdout
    assert "On site 3 (Remote site 2)" in text
    assert "  - Only collectors and the active site get store data (R33)." in text
    found = json.loads(syncline(begun.home.root, *asked, "--format", "json").stdout)
    assert found["is_entitled"] is False
    assert found["owner"] == "store"
    assert [section["key"] for section in found["sections"]] == [
        "site", "owner", "place", "goes", "history",
    ]  # fmt: skip
    assert found["changes"][0]["decision"] == "applied"
    assert {place["site_id"] for place in found["destinations"]} == {1, 2}


def test_what_is_not_known_is_one_sentence_and_exit_code_1(begun: Centre) -> None:
    home = begun.home.root
    unknown = syncline(home, "explain", "item", "item_1", code=1)
    assert unknown.stdout == ""
    assert unknown.stderr.strip() == (
        "syncline: the centre has never seen item item_1; nearest: item ITEM_1"
    )
    assert "no table itm; nearest: item" in syncline(home, "explain", "itm", "X", code=1).stderr
    assert "no site 9" in syncline(home, "explain", "item", "ITEM_1", "--site", "9", code=1).stderr
    syncline(home, "explain", "item", code=2)
