"""Stores A to F of the source, by name, with data, in both directions, plain and mirrored."""

import pytest

from tests.centre import Centre, upsert
from tests.scenarios.six_stores import ACTIVE, STORES, begin, invoice, stock_line, visible

EXPECTED = {
    "A": {1: "active", 2: "collector", 3: "none"},
    "B": {1: "collector", 2: "active", 3: "transfer"},
    "C": {1: "collector", 2: "transfer", 3: "active"},
    "D": {1: "collector", 2: "none", 3: "active"},
    "E": {1: "active", 2: "none", 3: "none"},
    "F": {1: "transfer", 2: "active", 3: "none"},
}


@pytest.fixture(params=[False, True], ids=["plain", "mirrored"])
def is_mirrored(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("store", STORES)
def test_each_store_has_the_relations_of_the_source(
    centre: Centre, store: str, is_mirrored: bool
) -> None:
    primary = begin(centre, is_mirrored=is_mirrored)
    found = dict(
        centre.sql(
            "SELECT site_id, relation FROM sync.store_relation WHERE store_id = ?",
            f"STORE_{store}",
        )
    )
    if is_mirrored:
        assert found.pop(primary) == "transfer"
    assert found == EXPECTED[store]


@pytest.mark.parametrize("store", STORES)
def test_store_data_is_edited_only_where_the_store_is_active(
    centre: Centre, store: str, is_mirrored: bool
) -> None:
    begin(centre, is_mirrored=is_mirrored)
    for site in (1, 2, 3):
        centre.push(site, stock_line(store, packs=site))
    centre.cycle()
    collected = EXPECTED[store][1] != "transfer"
    for site in (1, 2, 3):
        decision = centre.decisions(site_id=site)[-1]
        if site != ACTIVE[store]:
            assert decision == ("rejected", "not_active_site")
        elif collected:
            assert decision == ("applied", "active_site_edits_store")
        else:
            assert decision == ("ignored", "not_collected")
    held = centre.record("item_line", f"LINE_{store}_1")
    assert (held["quantity"] if held else None) == (ACTIVE[store] if collected else None)


@pytest.mark.parametrize("store", STORES)
def test_store_data_goes_to_the_collectors_and_nowhere_else(
    centre: Centre, store: str, is_mirrored: bool
) -> None:
    begin(centre, is_mirrored=is_mirrored)
    counts = centre.push_and_cycle(ACTIVE[store], stock_line(store))
    line = ("item_line", f"LINE_{store}_1", "upsert")
    for site in (1, 2, 3):
        expected = EXPECTED[store][site] == "collector" and EXPECTED[store][1] != "transfer"
        assert (line in centre.sent(site, cycle_no=counts.cycle_no)) is expected
        if expected:
            assert centre.reasons(site)[line[:2]] == "store_to_collector"


@pytest.mark.parametrize("store", STORES)
def test_the_store_record_goes_to_every_site_that_has_the_store(
    centre: Centre, store: str, is_mirrored: bool
) -> None:
    primary = begin(centre, is_mirrored=is_mirrored)
    for site in (1, 2, 3):
        has_store = EXPECTED[store][site] != "none" and site != primary
        assert (("store", f"STORE_{store}", "upsert") in centre.sent(site)) is has_store


def test_b_receives_at_site_3_what_c_sends_it(centre: Centre, is_mirrored: bool) -> None:
    begin(centre, is_mirrored=is_mirrored)
    counts = centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    for table, record in (("transact", "INV_1"), ("trans_line", "INV_1_L1")):
        assert (table, record, "upsert") in centre.sent(2, cycle_no=counts.cycle_no)
        assert centre.reasons(2)[table, record] == "transfer_both_halves"
        assert (table, record, "upsert") in centre.sent(1, cycle_no=counts.cycle_no)
        assert (table, record, "upsert") not in centre.sent(3)


def test_c_receives_at_site_2_what_b_sends_it(centre: Centre, is_mirrored: bool) -> None:
    begin(centre, is_mirrored=is_mirrored)
    centre.push_and_cycle(2, *invoice("2", "B", to="C"))
    assert ("transact", "INV_2", "upsert") in centre.sent(3)
    assert ("trans_line", "INV_2_L1", "upsert") in centre.sent(3)


def test_a_transfer_is_not_shown_to_the_other_site_before_it_is_finalised(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("3", "C", to="B", status="cn"))
    assert ("transact", "INV_3", "upsert") not in centre.sent(2)
    counts = centre.push_and_cycle(3, upsert("transact", "INV_3", status="fn"))
    assert {
        ("transact", "INV_3", "upsert"),
        ("trans_line", "INV_3_L1", "upsert"),
    } <= centre.sent(2, cycle_no=counts.cycle_no)


def test_f_is_kept_by_the_centre_only_where_another_store_is_party(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, stock_line("F"), *invoice("4", "F", to="E"))
    assert centre.record("item_line", "LINE_F_1") is None
    assert centre.record("transact", "INV_4") is not None
    assert centre.record("trans_line", "INV_4_L1") is not None
    assert centre.sql("SELECT data FROM sync.change WHERE reason = 'not_collected'") == [(None,)]


def test_what_the_centres_own_users_do_with_a_goes_to_its_collector(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, stock_line("A"))
    assert ("item_line", "LINE_A_1", "upsert") in centre.sent(2)
    assert ("item_line", "LINE_A_1", "upsert") not in centre.sent(1)


def test_e_is_synced_nowhere(centre: Centre) -> None:
    begin(centre)
    counts = centre.push_and_cycle(1, stock_line("E"))
    for site in (1, 2, 3):
        assert centre.sent(site, cycle_no=counts.cycle_no) == set()


def test_a_collector_without_visibility_is_none_and_says_so(centre: Centre) -> None:
    begin(centre)
    hidden = upsert("name_store_join", "SEE_A_IN_B", inactive=True)
    centre.push_and_cycle(1, hidden)
    assert centre.sql(
        "SELECT relation, reason FROM sync.store_relation WHERE store_id = 'STORE_A' "
        "AND site_id = 2"
    ) == [("none", "collector_without_visibility")]


def test_a_store_that_becomes_visible_later_is_sent_with_its_name(centre: Centre) -> None:
    begin(centre)
    counts = centre.push_and_cycle(1, visible("D", "B"))
    sent = centre.sent(2, cycle_no=counts.cycle_no)
    assert {("store", "STORE_D", "upsert"), ("name", "NAME_D", "upsert")} <= sent
    assert centre.reasons(2)["store", "STORE_D"] == "became_visible"


def test_a_visibility_row_counts_whatever_else_the_cycle_brings(centre: Centre) -> None:
    begin(centre)
    centre.push(3, *invoice("1", "C", to="B"))
    centre.push_and_cycle(1, visible("F", "C"))
    relation = centre.sql(
        "SELECT relation FROM sync.store_relation WHERE store_id = 'STORE_F' AND site_id = 3"
    )
    assert relation == [("transfer",)]
