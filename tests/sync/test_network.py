"""Settings that cannot be used are refused in a sentence (R1, R3)."""

import pytest

from sync.network import NetworkError, parse_network

SITES = """
central: 1
primary: 1
sites:
  - {id: 1, name: Sync server, kind: central}
  - {id: 2, name: Hospital, kind: server}
  - {id: 4, name: Clinic, kind: mobile}
stores:
"""


@pytest.mark.parametrize(
    ("stores", "sentence"),
    [
        pytest.param(
            "  - {id: A, active: 1}\n  - {id: A, active: 2}",
            "store A stands 2 times, active on sites 1 and 2: a store is active on one site only",
            id="a store on two active sites",
        ),
        pytest.param(
            "  - {id: A, active: [1, 2]}",
            "names 2 sites: a store is active on one site only",
            id="two active sites in one line",
        ),
        pytest.param(
            "  - {id: A, active: 4}\n  - {id: B, active: 4}",
            "mobile site 4 has 2 active stores and may have one: A, B",
            id="two active stores on a mobile site",
        ),
        pytest.param(
            "  - {id: A, active: 1, collectors: [4]}",
            "mobile site 4 cannot be a collector of store A",
            id="a mobile site that collects",
        ),
        pytest.param(
            "  - {id: A, active: 9}",
            "store A names site 9, which is not among the sites",
            id="an unknown site",
        ),
    ],
)
def test_r3_settings_that_break_the_rules_are_refused(stores: str, sentence: str) -> None:
    with pytest.raises(NetworkError) as refused:
        parse_network(SITES + stores)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("central: 1", "central: 2", "the central site 2 is not of kind central"),
        ("primary: 1", "primary: 7", "the primary site 7 is not among the sites"),
        ("id: 2,", "id: 1,", "site 1 stands 2 times"),
    ],
)
def test_r1_there_is_one_centre_and_one_primary(old: str, new: str, sentence: str) -> None:
    with pytest.raises(NetworkError) as refused:
        parse_network(SITES.replace(old, new, 1) + "  []")
    assert sentence in str(refused.value)
