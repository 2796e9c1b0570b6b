"""Changes of settings as sentences."""

import pytest

from sync.settings_history import sentences, settings_history
from tests.centre import Centre
from tests.scenarios.six_stores import begin, settings

STORE = {"store_id": "A", "active_site_id": 1, "collectors": [1], "include_transactions": True}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"collectors": [1, 2]}, "collectors of A: 1 -> 1, 2"),
        ({"collectors": []}, "collectors of A: 1 -> none"),
        ({"active_site_id": 3}, "active site of A: 1 -> 3"),
        ({"include_transactions": False}, "include transactions in sync of A: yes -> no"),
    ],
)
def test_a_changed_setting_is_one_sentence(changed: dict[str, object], sentence: str) -> None:
    assert sentences("store_sync_setting", "A", STORE, STORE | changed) == [sentence]


def test_new_and_gone_are_told_as_such() -> None:
    assert sentences("store_sync_setting", "A", None, STORE) == [
        "A: new, active site 1, collectors 1, include transactions in sync yes"
    ]
    assert sentences("site", "7", {"site_id": 7}, None) == ["site 7: taken out of the settings"]


def test_the_history_of_a_lake_is_told_newest_first(centre: Centre) -> None:
    begin(centre)
    centre.network(settings().replace("STORE_C, active: 3, collectors: [1]",
                                      "STORE_C, active: 3, collectors: [1, 2]"))  # fmt: skip
    centre.cycle()
    told = settings_history(centre.reader())
    first = told[0]
    assert (first.sentence, first.store_id) == ("collectors of STORE_C: 1 -> 1, 2", "STORE_C")
    assert (first.network_no, first.cycle_no, first.applied_by) == (2, 2, "a tester")
    assert [change.network_no for change in told[1:]] == [1] * (5 + 3 + 6)
    assert "site 2: new, name Remote site 1, kind server" in told[7].sentence
