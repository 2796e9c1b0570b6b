"""Centralised procurement (R17, R19): off, on, switched in mid-life, and a site that buys alone."""

from tests.centre import Centre, Row, upsert
from tests.scenarios.six_stores import begin

BY_PREFERENCE = ("applied", "centralised_procurement")
REFUSED = ("rejected", "procurement_is_central")
BY_STORE = ("applied", "active_site_edits_store")


def preference(value: object) -> Row:
    return upsert("pref", "PREF_CP", item="centralised_procurement", data=value)


def order(number: str, store: str = "C", **more: object) -> Row:
    return upsert("purchase_order", f"PO_{number}", store_ID=f"STORE_{store}", **more)


def order_line(number: str) -> Row:
    return upsert("purchase_order_line", f"PO_{number}_L", purchase_order_ID=f"PO_{number}")


def test_r19_off_a_purchase_order_is_store_data(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, order("1"), order_line("1"))
    assert centre.decisions(site_id=3) == [BY_STORE, BY_STORE]
    centre.push_and_cycle(1, order("2"))
    assert centre.last_decision() == ("rejected", "not_active_site")


def test_r19_on_purchase_orders_of_every_store_are_the_primarys(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, preference(True))
    centre.push_and_cycle(3, order("1"))
    assert centre.last_decision() == REFUSED
    centre.push_and_cycle(1, order("2"), order_line("2"))
    assert centre.decisions()[-2:] == [BY_PREFERENCE, BY_PREFERENCE]
    assert centre.reasons(3)["purchase_order", "PO_2"] == "central_store_to_active"
    assert ("purchase_order", "PO_2", "upsert") not in centre.sent(2)


def test_r17_every_site_learns_of_the_preference_and_only_the_primary_sets_it(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, preference(True))
    assert centre.last_decision() == ("rejected", "not_primary")
    centre.push_and_cycle(1, preference(True))
    assert centre.last_decision() == ("applied", "primary_edits_central")
    for site in (2, 3):
        assert centre.reasons(site)["pref", "PREF_CP"] == "central_to_all"


def test_r19_the_preference_is_switched_in_mid_life(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, order("1"))
    centre.push_and_cycle(1, preference(True))
    centre.push_and_cycle(3, order("1", comment="mine"))
    assert centre.last_decision() == REFUSED
    centre.push_and_cycle(1, order("1", comment="central"))
    assert centre.last_decision() == BY_PREFERENCE
    centre.push_and_cycle(1, preference(False))
    centre.push_and_cycle(3, order("1", comment="mine again"))
    assert centre.last_decision() == BY_STORE
    assert centre.record("purchase_order", "PO_1")["comment"] == "mine again"


def test_d4_a_preference_holds_for_the_whole_cycle_that_brings_it(centre: Centre) -> None:
    begin(centre)
    centre.push(1, order("1"), preference(True))
    centre.push_and_cycle(3, order("2"))
    assert centre.decisions(site_id=1)[-2] == BY_PREFERENCE
    assert centre.decisions(site_id=3) == [REFUSED]


def test_r19_a_site_with_local_procurement_orders_itself_and_the_primary_may_not(
    centre: Centre,
) -> None:
    begin(centre)
    sites = [
        {"id": 1, "name": "Sync server", "kind": "central"},
        {"id": 2, "name": "Remote site 1", "kind": "server"},
        {"id": 3, "name": "Remote site 2", "kind": "desktop", "local_procurement": True},
    ]
    centre.change_network(sites=sites)
    centre.push_and_cycle(1, preference(True))
    centre.push_and_cycle(3, order("1"))
    assert centre.last_decision() == BY_STORE
    centre.push_and_cycle(1, order("1", comment="no", editedRemotely=True))
    assert centre.last_decision() == ("rejected", "not_active_site")
    centre.push_and_cycle(1, order("2", store="B"))
    assert centre.last_decision() == BY_PREFERENCE


def test_r19_a_supervisor_mode_order_comes_from_the_primary(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, order("1", editedRemotely=True), order_line("1"))
    assert centre.decisions()[-2:] == [BY_PREFERENCE, BY_PREFERENCE]
    centre.push_and_cycle(3, order("1", comment="seen"))
    assert centre.last_decision() == BY_STORE
    centre.push_and_cycle(2, order("2", editedRemotely=True))
    assert centre.last_decision() == ("rejected", "not_active_site")
    assert centre.reasons(3)["purchase_order_line", "PO_1_L"] == "store_to_active"


def test_r19_a_supervisor_mode_order_is_one_for_the_later_rows_of_its_push_too(
    centre: Centre,
) -> None:
    begin(centre)
    rows = order("1", editedRemotely=True), order("1", comment="b"), order("1", comment="c")
    centre.push_and_cycle(1, *rows)
    assert centre.decisions()[-3:] == [BY_PREFERENCE] * 3
    # what is refused ends the mode for no later row (R8b)
    ended = order("1", editedRemotely=False)
    centre.push_and_cycle(1, ended, order("1", comment="d"))
    assert centre.decisions()[-2:] == [("rejected", "not_active_site"), BY_PREFERENCE]
    centre.push_and_cycle(1, order("2"), order("2", editedRemotely=True), order("2", comment="e"))
    assert centre.decisions()[-3:] == [
        ("rejected", "not_active_site"), BY_PREFERENCE, BY_PREFERENCE
    ]  # fmt: skip


def test_r25_a_supervisor_mode_order_is_kept_and_sent_on_though_its_store_is_not_collected(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(1, order("1", store="F", editedRemotely=True), order_line("1"))
    assert centre.decisions()[-2:] == [BY_PREFERENCE, BY_PREFERENCE]
    assert {row[:2] for row in centre.sent(2)} >= {
        ("purchase_order", "PO_1"), ("purchase_order_line", "PO_1_L")
    }  # fmt: skip
    # the store's own changes of it are kept, else the primary's next would undo them there
    line = upsert("purchase_order_line", "PO_1_L", line_number=4)
    centre.push_and_cycle(2, upsert("purchase_order", "PO_1", comment="seen"), line)
    assert centre.decisions()[-2:] == [BY_STORE, BY_STORE]
    record = centre.record("purchase_order", "PO_1")
    assert record is not None and record["comment"] == "seen"
    for row in (order("2", store="F"), order("3", store="F", editedRemotely=True)):
        centre.push_and_cycle(2, row)
        assert centre.last_decision() == ("ignored", "not_collected")
    centre.push_and_cycle(3, order("1", store="F", comment="no"))
    assert centre.last_decision() == ("rejected", "not_active_site")


def test_r25_orders_that_were_left_out_are_kept_when_they_become_the_primarys(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, order("1", store="F"), order_line("1"))
    assert centre.decisions(site_id=2) == [("ignored", "not_collected")] * 2
    centre.push_and_cycle(1, preference(True))
    assert centre.decisions(site_id=2) == [BY_STORE, BY_STORE]
    assert centre.record("purchase_order_line", "PO_1_L") is not None
