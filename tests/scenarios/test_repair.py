"""A refused row is answered with the centre's version, where the sender may hold it (R23)."""

from collections.abc import Callable

import pytest

from tests.centre import Centre, Row, delete, upsert
from tests.scenarios import clinics
from tests.scenarios.changing import reasons_now, sent_now, set_store, upserts
from tests.scenarios.clinics import patient, sees
from tests.scenarios.six_stores import begin, invoice, stock_line


def assert_repaired(centre: Centre, site_id: int, **records: str) -> None:
    """The newest cycle sends these records to the site, and nothing else, as repairs."""
    assert sent_now(centre, site_id) == upserts(**records)
    assert set(reasons_now(centre, site_id).values()) == {"repair"}


@pytest.mark.parametrize(
    "row", [upsert("item", "ITEM_1", code="mine"), delete("item", "ITEM_1")], ids=["edit", "delete"]
)
def test_r23_a_refused_change_of_central_data_is_repaired_at_its_sender(
    centre: Centre, row: Row
) -> None:
    begin(centre)
    centre.push_and_cycle(2, row)
    assert centre.last_decision() == ("rejected", "not_primary")
    assert_repaired(centre, 2, item="ITEM_1")
    for site in (1, 3):
        assert sent_now(centre, site) == set()


@pytest.mark.parametrize("change", [stock_line, lambda s: delete("item_line", f"LINE_{s}_1")])
def test_r23_a_collector_gets_the_stores_version_back(
    centre: Centre, change: Callable[[str], Row]
) -> None:
    begin(centre)
    centre.push_and_cycle(1, stock_line("A", packs=7))
    centre.push_and_cycle(2, change("A"))
    assert centre.last_decision() == ("rejected", "not_active_site")
    assert_repaired(centre, 2, item_line="LINE_A_1")


def test_r23_both_halves_of_a_transfer_are_repaired_where_they_are_shown(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    centre.push_and_cycle(2, upsert("trans_line", "INV_1_L1", quantity=99))
    assert centre.last_decision() == ("rejected", "not_active_site")
    assert_repaired(centre, 2, trans_line="INV_1_L1")


def test_r23_who_deletes_a_header_in_vain_gets_its_lines_back_with_it(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    centre.push_and_cycle(2, delete("transact", "INV_1"))
    assert centre.last_decision() == ("rejected", "not_active_site")
    assert_repaired(centre, 2, transact="INV_1", trans_line="INV_1_L1")


def test_r23_the_central_site_is_repaired_like_any_other(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(1, stock_line("C", packs=1))
    assert_repaired(centre, 1, item_line="LINE_C_1")


def test_r23_in_a_mirrored_system_the_centre_is_repaired_by_what_the_primary_said(
    centre: Centre,
) -> None:
    begin(centre, is_mirrored=True)
    centre.push_and_cycle(1, upsert("item", "ITEM_1", code="mine"))
    assert centre.last_decision() == ("rejected", "not_primary")
    assert_repaired(centre, 1, item="ITEM_1")


def test_r23_who_is_not_entitled_to_hold_a_record_gets_nothing(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(2, stock_line("C", packs=1))
    assert centre.last_decision() == ("rejected", "not_active_site")
    assert sent_now(centre, 2) == set()


def test_r23_nobody_is_made_to_lose_what_the_centre_does_not_hold(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(
        2, upsert("item", "ITEM_9", code="mine"), stock_line("A", 9), delete("item", "ITEM_8")
    )
    assert {decision for decision, _ in centre.decisions(site_id=2)} <= {"rejected", "ignored"}
    assert sent_now(centre, 2) == set()


def test_r23_the_owner_is_never_repaired(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(3, upsert("item_line", "LINE_C_1", quantity="many"))
    assert centre.last_decision() == ("rejected", "unreadable_data")
    assert sent_now(centre, 3) == set()


def test_r23_a_move_to_a_store_of_another_site_is_the_owners_and_is_not_repaired(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(3, upsert("item_line", "LINE_C_1", store_ID="STORE_B"))
    assert centre.last_decision() == ("rejected", "not_your_store")
    assert centre.record("item_line", "LINE_C_1")["store_ID"] == "STORE_C"
    assert sent_now(centre, 3) == set()


def test_r23_many_refused_rows_of_a_record_are_answered_once(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *[upsert("item", "ITEM_1", code=str(n)) for n in range(3)])
    assert centre.sql(
        "SELECT count(*) FROM sync.outgoing WHERE destination_site_id = 2 "
        "AND reason = 'repair' AND record_id = 'ITEM_1'"
    ) == [(1,)]


def test_r41_a_repair_and_a_change_in_one_cycle_are_one_row(centre: Centre) -> None:
    begin(centre)
    centre.push(1, upsert("item", "ITEM_1", code="new"))
    centre.push(2, upsert("item", "ITEM_1", code="mine"))
    centre.cycle()
    assert sent_now(centre, 2) == upserts(item="ITEM_1")
    assert reasons_now(centre, 2)["item", "ITEM_1"] == "central_to_all"
    assert sent_now(centre, 3) == upserts(item="ITEM_1")
    assert centre.reasons(3)["item", "ITEM_1"] == "central_to_all"
    ((count,),) = centre.sql(
        "SELECT count(*) FROM sync.outgoing WHERE destination_site_id = 2 AND record_id = 'ITEM_1' "
        "AND cycle_no = (SELECT max(cycle_no) FROM sync.cycle)"
    )
    assert count == 1


def test_r23_a_record_deleted_in_the_same_cycle_is_not_repaired(centre: Centre) -> None:
    begin(centre)
    centre.push(1, delete("item", "ITEM_1"))
    centre.push(2, upsert("item", "ITEM_1", code="mine"))
    centre.cycle()
    assert sent_now(centre, 2) == {("item", "ITEM_1", "delete")}
    assert reasons_now(centre, 2)["item", "ITEM_1"] == "central_to_all"


def test_r12_rows_of_a_store_that_has_moved_are_kept_and_not_repaired_away(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    set_store(centre, "STORE_C", active=2, collectors=[1, 3])
    centre.push_and_cycle(3, stock_line("C", packs=1))
    assert centre.last_decision() == ("rejected", "store_moved")
    assert "repair" not in centre.reasons(3).values()


def test_r23_a_patient_is_repaired_where_he_is_visible_and_nowhere_else(centre: Centre) -> None:
    clinics.begin(centre)
    note = upsert("name_note", "NOTE", patient_ID="PAT", note="well")
    centre.push(1, sees("D2"))
    centre.push_and_cycle(3, patient(), sees("D3"), note)
    for site in (2, 4):
        centre.push(site, upsert("name", "PAT", name="Mine"), delete("name_note", "NOTE"))
    centre.cycle()
    assert centre.decisions(site_id=2) == [("rejected", "not_home_site")] * 2
    assert_repaired(centre, 2, name="PAT", name_note="NOTE")
    assert sent_now(centre, 4) == set()


def test_r23_what_is_ignored_or_waits_is_not_repaired(centre: Centre) -> None:
    begin(centre)
    user = upsert("user", "U", name="ann")
    centre.push_and_cycle(2, user)
    centre.push_and_cycle(
        2, user | {"data": '{"name": "eve"}'}, upsert("trans_line", "TL", transaction_ID="NONE")
    )
    assert centre.decisions(site_id=2)[1:] == [
        ("ignored", "local_data"), ("waiting", "missing_parent"),
    ]  # fmt: skip
    assert sent_now(centre, 2) == set()
