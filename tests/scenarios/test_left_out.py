"""What the centre leaves out, when a store moves meanwhile or a document turns (R25, R26, R36)."""

from typing import Any

import pytest

from tests.centre import Centre, delete, merge, upsert
from tests.scenarios import six_stores
from tests.scenarios.clinics import STORES, begin
from tests.scenarios.six_stores import stock_line

STOCK = upsert("item_line", "STOCK", store_ID="S2", item_ID="ITEM_1", quantity=5)


def set_store(centre: Centre, store_id: str, **settings: Any) -> None:
    """Other settings for one store; the rest as at first."""
    stores = [{"id": s, "active": site} for s, site in STORES.items() if s != store_id]
    centre.change_network(stores=[*stores, {"id": store_id, **settings}])


def test_r25_what_was_left_out_is_applied_though_the_store_has_moved_since(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "S2", active=2, collectors=[])
    centre.push_and_cycle(2, STOCK)
    assert centre.last_decision() == ("ignored", "not_collected")
    set_store(centre, "S2", active=3, collectors=[1])
    centre.cycle()
    assert centre.decisions(site_id=2) == [("applied", "active_site_edits_store")]
    assert centre.record("item_line", "STOCK")["quantity"] == 5


def test_r26_a_document_that_turns_away_from_a_store_stays_as_it_was_kept(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "S2", active=2, collectors=[])
    centre.push_and_cycle(1, upsert("name", "FACILITY", name="Supplier", type="facility"))
    order = {"store_ID": "S2", "status": "nw"}
    kept = upsert("requisition", "REQ", name_ID="N_D3", **order)
    turned = upsert("requisition", "REQ", name_ID="FACILITY", **order)
    centre.push_and_cycle(2, kept, turned, turned)
    assert [d for d, _ in centre.decisions(site_id=2)] == ["applied", "ignored", "ignored"]
    assert centre.record("requisition", "REQ")["name_ID"] == "N_D3"
    set_store(centre, "S2", active=2, collectors=[1])
    centre.cycle()
    assert [d for d, _ in centre.decisions(site_id=2)] == ["applied", "applied", "unchanged"]
    assert centre.record("requisition", "REQ")["name_ID"] == "FACILITY"


def test_r36_a_message_goes_with_the_store_that_it_is_for(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("message", "M", fromStoreID="S1", toStoreID="S2", body="?"))
    assert ("message", "M", "upsert") in centre.sent(2)
    set_store(centre, "S2", active=3)
    centre.cycle()
    assert ("message", "M", "remove") in centre.sent(2)
    assert ("message", "M", "upsert") in centre.sent(3)


def test_r26_a_document_that_turns_to_a_store_brings_its_earlier_lines(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "S2", active=2, collectors=[])
    header = upsert("transact", "INV", store_ID="S2", name_ID="FACILITY", type="ci", comment="a")
    line = upsert("trans_line", "LINE", transaction_ID="INV", quantity=1)
    centre.push_and_cycle(2, header, line)
    assert centre.record("trans_line", "LINE") is None
    centre.push_and_cycle(2, upsert("transact", "INV", name_ID="N_D3"))
    assert centre.record("transact", "INV")["type"] == "ci"
    assert centre.record("trans_line", "LINE")["quantity"] == 1


@pytest.mark.parametrize("is_merged_before", [True, False])
def test_r26_a_document_that_turns_to_a_name_merged_into_a_stores_brings_what_it_was(
    centre: Centre, is_merged_before: bool
) -> None:
    begin(centre)
    set_store(centre, "S2", active=2, collectors=[])
    centre.push_and_cycle(1, upsert("name", "ALIAS", name="Also D3", type="facility"))
    centre.push_and_cycle(2, upsert("requisition", "REQ", store_ID="S2", comment="a"))
    centre.push(1, merge("name", "N_D3", "ALIAS"))
    if is_merged_before:
        centre.cycle()
    centre.push_and_cycle(2, upsert("requisition", "REQ", name_ID="ALIAS"))
    held = centre.record("requisition", "REQ")
    assert (held["name_ID"], held["store_ID"], held["comment"]) == ("N_D3", "S2", "a")


def test_r25_a_new_line_of_a_held_header_is_left_out_like_any_other_row(centre: Centre) -> None:
    begin(centre)
    header = upsert("requisition", "REQ", store_ID="S2", name_ID="FACILITY")
    between = upsert("requisition", "BETWEEN", store_ID="S2", name_ID="N_D3")
    centre.push_and_cycle(2, header, between)
    set_store(centre, "S2", active=2, collectors=[])
    line = upsert("requisition_line", "LINE", requisition_ID="REQ", actualQuan=1)
    seen = upsert("requisition_line", "SEEN", requisition_ID="BETWEEN", actualQuan=1)
    centre.push_and_cycle(2, line, seen)
    assert centre.decisions(site_id=2)[-2:] == [
        ("ignored", "not_collected"), ("applied", "active_site_edits_store"),
    ]  # fmt: skip


def test_d3_what_is_deleted_in_the_cycle_that_left_it_out_has_its_reason(centre: Centre) -> None:
    six_stores.begin(centre)
    centre.push_and_cycle(2, stock_line("F"), delete("item_line", "LINE_F_1"))
    assert centre.decisions(site_id=2) == [("ignored", "not_collected")] * 2


def test_d3_a_row_of_a_line_that_was_left_out_with_its_header_has_its_reason(
    centre: Centre,
) -> None:
    begin(centre)
    set_store(centre, "S2", active=2, collectors=[])
    header = upsert("transact", "INV", store_ID="S2", name_ID="FACILITY", type="ci")
    lines = [upsert("trans_line", f"L{n}", transaction_ID="INV", quantity=n) for n in (1, 2)]
    centre.push_and_cycle(2, header, *lines)
    centre.push_and_cycle(2, upsert("trans_line", "L1", quantity=9), delete("trans_line", "L2"))
    assert set(centre.decisions(site_id=2)) == {("ignored", "not_collected")}
    set_store(centre, "S2", active=2, collectors=[1])
    centre.cycle()
    assert [d for d, _ in centre.decisions(site_id=2)] == ["applied"] * 5
    assert centre.record("trans_line", "L1")["quantity"] == 9
    assert centre.record("trans_line", "L2") is None
