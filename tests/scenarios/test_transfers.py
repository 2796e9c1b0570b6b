"""Transfers (T1–T3, T5): what begins one, what the centre makes of it, and how often."""

from typing import Any

import pyarrow.parquet as pq
import pytest

from ingest import outgoing
from ingest.outgoing import acknowledge
from sync.made_ids import made_id
from tests.centre import Centre, Row, delete, merge, upsert
from tests.scenarios.changing import add_site, set_store
from tests.scenarios.six_stores import begin, stock_line

HALF = made_id("transact:CI")
HALF_LINE = made_id("trans_line:CI_L1")
RECEIVED_LINE: Row = {
    "item_ID": "ITEM_1", "item_name": "Amoxicillin", "batch": "B7", "pack_size": 100,
    "quantity": 10, "sell_price": 2.5, "cost_price": 2.5, "type": "stock_in", "sentQuantity": 10,
    "sent_pack_size": 100, "line_number": 1, "note": "cold", "donor_id": "NAME_A",
}  # fmt: skip
"""What a line made for `issue_line` carries, but for ids and the date of expiry."""


def issue(status: str = "fn", *, store: str = "C", to: str = "B", **more: Any) -> Row:
    """An invoice of store C to store B."""
    values: dict[str, Any] = {
        "store_ID": f"STORE_{store}", "name_ID": f"NAME_{to}", "type": "ci", "status": status,
        "invoice_num": 17, "entry_date": "2026-03-01", "confirm_date": "2026-03-02",
        "finalised_date": "2026-03-03", "comment": "urgent", "om_type": "OUTBOUND_SHIPMENT",
    }  # fmt: skip
    return upsert("transact", "CI", **{**values, **more})


def issue_line(number: int = 1, **more: Any) -> Row:
    values: dict[str, Any] = {
        "transaction_ID": "CI", "item_ID": "ITEM_1", "item_name": "Amoxicillin", "batch": "B7",
        "expiry_date": "2027-05-31", "pack_size": 100, "quantity": 10, "cost_price": 2.0,
        "sell_price": 2.5, "type": "stock_out", "line_number": number, "note": "cold",
        "item_line_ID": "LINE_C_1", "location_ID": "LOC", "donor_id": "NAME_A", "optionID": "O",
    }  # fmt: skip
    return upsert("trans_line", f"CI_L{number}", **{**values, **more})


def half(centre: Centre, record_id: str = HALF) -> Row | None:
    return centre.record("transact", record_id)


def made(centre: Centre) -> list[tuple[str, str]]:
    """(table, id) of everything that the centre made itself."""
    return centre.sql(
        "SELECT table_name, record_id FROM sync.change WHERE reason = 'made_by_centre' "
        "ORDER BY change_no"
    )


def pair(centre: Centre, *columns: str) -> tuple[Any, ...]:
    """Columns of the only pair."""
    (row,) = centre.sql(f"SELECT {', '.join(columns)} FROM sync.transfer")
    return tuple(row)


def carried(row: Row | None) -> Row:
    """What a record holds, bookkeeping left out."""
    assert row is not None
    return {k: v for k, v in row.items() if v is not None and not k.startswith("_")}


def make_known(centre: Centre, *, active: int) -> None:
    """The store whose name the document has is put into the network and its record arrives."""
    set_store(centre, "STORE_NEW", active=active)
    centre.push_and_cycle(
        1, upsert("name", "NAME_NEW", name="New"),
        upsert("store", "STORE_NEW", name_ID="NAME_NEW", code="N"),
    )  # fmt: skip


def test_stock_transfer_a_finalised_invoice_gets_its_supplier_invoice(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]
    header = carried(half(centre))
    assert header.pop("entry_date").isoformat() == "2026-03-03"
    assert header == {
        "ID": HALF, "name_ID": "NAME_C", "store_ID": "STORE_B", "type": "si", "status": "nw",
        "hold": True, "invoice_num": -1, "linked_transaction_id": "CI", "their_ref": "17",
        "comment": "urgent",
    }  # fmt: skip


def test_t2_lines_have_the_allowed_columns_and_no_others(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    line = carried(centre.record("trans_line", HALF_LINE))
    assert line.pop("expiry_date").isoformat() == "2027-05-31"
    assert line == RECEIVED_LINE | {"ID": HALF_LINE, "transaction_ID": HALF}


def test_t2_placeholders_are_left_out_and_service_stays(centre: Centre) -> None:
    begin(centre)
    lines = [issue_line(1, type="placeholder"), issue_line(2, type="service")]
    centre.push_and_cycle(3, issue(), *lines)
    assert centre.record("trans_line", HALF_LINE) is None
    service = centre.record("trans_line", made_id("trans_line:CI_L2"))
    assert service is not None and service["type"] == "service"


@pytest.mark.parametrize("said, is_on_hold", [(None, True), (True, True), (False, False)])
def test_on_hold_follows_the_receiving_stores_preference(
    centre: Centre, said: bool | None, is_on_hold: bool
) -> None:
    primary = begin(centre)
    if said is not None:
        data = {"stock_transfer_supplier_invoice_is_on_hold": said}
        row = upsert("pref", "P_B", item="store_preferences", store_ID="STORE_B", data=data)
        centre.push(primary, row)
    centre.push_and_cycle(3, issue(), issue_line())
    found = half(centre)
    assert found is not None and found["hold"] is is_on_hold


@pytest.mark.parametrize("status", ["nw", "sg", "cn"])
def test_nothing_is_made_before_it_is_finalised(centre: Centre, status: str) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(status), issue_line())
    assert made(centre) == []
    assert centre.sql("SELECT * FROM sync.transfer") == []
    centre.push_and_cycle(3, issue("FN"))
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]


def test_t1_one_half_however_often_it_is_sent(centre: Centre) -> None:
    begin(centre)
    for _ in range(3):
        centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(3, issue(comment="changed"), issue_line(note="changed"))
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]
    header = half(centre)
    assert header is not None and header["comment"] == "urgent"


def test_t1_lines_before_their_header(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue_line())
    centre.push_and_cycle(3, issue())
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]


def test_t1_a_half_that_the_responding_site_pushed_is_the_half(centre: Centre) -> None:
    begin(centre)
    own = upsert(
        "transact", "OWN_SI", store_ID="STORE_B", name_ID="NAME_C", type="si", status="nw",
        linked_transaction_id="CI", invoice_num=4,
    )  # fmt: skip
    centre.push_and_cycle(2, own)
    centre.push_and_cycle(3, issue(), issue_line())
    assert made(centre) == []
    assert pair(centre, "responding_id", "made_by_centre", "state") == (
        "OWN_SI", False, "numbered",
    )  # fmt: skip
    assert ("transact", "OWN_SI", "upsert") in centre.sent(3)


def test_d9_a_second_half_that_a_site_pushes_later_stays_beside_the_centres(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    own = upsert(
        "transact", "OWN_SI", store_ID="STORE_B", name_ID="NAME_C", type="si",
        linked_transaction_id="CI",
    )  # fmt: skip
    centre.push_and_cycle(2, own)
    assert pair(centre, "responding_id", "second_id") == (HALF, "OWN_SI")
    assert half(centre) is not None and half(centre, "OWN_SI") is not None


def test_t1_made_when_the_other_store_becomes_known(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(to="NEW"), issue_line())
    assert made(centre) == []
    make_known(centre, active=2)
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]
    assert ("transact", HALF, "upsert") in centre.sent(2)


def test_r26_a_transfer_of_a_store_that_is_not_collected_begins_when_the_other_is_known(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, issue(store="F", to="NEW"), issue_line())
    assert centre.decisions(site_id=2) == [("ignored", "not_collected")] * 2
    make_known(centre, active=3)
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]
    assert ("trans_line", HALF_LINE, "upsert") in centre.sent(3)


def test_stock_return_a_supplier_credit_gets_its_customer_credit(centre: Centre) -> None:
    begin(centre)
    values = {"store_ID": "STORE_B", "to": "C", "type": "sc", "invoice_num": 3, "hold": True}
    credit = issue(**values | {"their_ref": "R", "om_type": "SUPPLIER_RETURN"})
    line = issue_line(transaction_ID="SC", linked_transact_id="SI", reasonID="R", om_tax=1.5)
    centre.push_and_cycle(2, credit | {"record_id": "SC"}, line | {"record_id": "SC_L1"})
    credit_id, line_id = made_id("transact:SC"), made_id("trans_line:SC_L1")
    assert made(centre) == [("transact", credit_id), ("trans_line", line_id)]
    header = carried(half(centre, credit_id))
    assert header.pop("entry_date").isoformat() == "2026-03-03"
    assert header == {
        "ID": credit_id, "name_ID": "NAME_B", "store_ID": "STORE_C", "type": "cc", "status": "nw",
        "hold": True, "invoice_num": -1, "linked_transaction_id": "SC", "their_ref": "3",
        "comment": "urgent",
    }  # fmt: skip
    found = carried(centre.record("trans_line", line_id))
    assert found.pop("expiry_date").isoformat() == "2027-05-31"
    assert found == RECEIVED_LINE | {"ID": line_id, "transaction_ID": credit_id}
    assert pair(centre, "kind", "state") == ("stock_return", "sent")
    for site in (2, 3):
        assert ("trans_line", line_id, "upsert") in centre.sent(site)


def test_t8_merging_a_name_into_a_stores_own_makes_no_transfer_to_itself(
    centre: Centre,
) -> None:
    primary = begin(centre)
    centre.push_and_cycle(primary, upsert("name", "OLD", name="Old", type="facility"))
    centre.push_and_cycle(3, issue(name_ID="OLD"))
    centre.push_and_cycle(primary, merge("name", "NAME_C", "OLD"))
    assert made(centre) == []


def test_t8_a_transfer_to_a_merged_name_finds_its_store(centre: Centre) -> None:
    primary = begin(centre)
    centre.push_and_cycle(primary, upsert("name", "OLD", name="Old", type="facility"))
    row = issue(name_ID="OLD")
    centre.push_and_cycle(3, row, issue_line())
    assert made(centre) == []
    centre.push_and_cycle(primary, merge("name", "NAME_B", "OLD"))
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]
    assert {("transact", "CI", "upsert"), ("transact", HALF, "upsert")} <= centre.sent(2)
    centre.push_and_cycle(3, row)
    assert len(made(centre)) == 2


def test_t8_a_pair_stays_with_its_stores_when_a_name_is_merged_into_another_stores(
    centre: Centre,
) -> None:
    """R34: two stores then share a name, and the documents are still those of the pair's two."""
    primary = begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(primary, merge("name", "NAME_A", "NAME_B"))
    assert ("transact", "CI", "remove") not in centre.sent(2)
    set_store(centre, "STORE_B", active=1)
    centre.cycle()
    assert ("transact", "CI", "remove") in centre.sent(2)


def test_both_halves_go_to_both_sites_and_the_collectors_of_either(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    both = {("transact", "CI"), ("trans_line", "CI_L1")}
    theirs = {("transact", HALF), ("trans_line", HALF_LINE)}
    documents = ("transact", "trans_line")
    sent = {s: {k[:2] for k in centre.sent(s) if k[0] in documents} for s in (1, 2, 3)}
    assert sent == {1: both | theirs, 2: both | theirs, 3: theirs}
    assert centre.reasons(2)["transact", HALF] == "transfer_both_halves"


def test_t3_later_lines_get_theirs_until_the_half_is_confirmed(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue())
    assert made(centre) == [("transact", HALF)]
    centre.push_and_cycle(3, issue_line(1))
    assert made(centre)[1:] == [("trans_line", HALF_LINE)]
    centre.push_and_cycle(2, upsert("transact", HALF, invoice_num=8))
    centre.push_and_cycle(3, issue_line(2))
    assert made(centre)[2:] == [("trans_line", made_id("trans_line:CI_L2"))]
    centre.push_and_cycle(2, upsert("transact", HALF, status="cn"))
    centre.push_and_cycle(3, issue_line(3))
    assert len(made(centre)) == 3


def test_t3_a_line_that_the_receiver_has_deleted_is_not_made_again(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(2, delete("trans_line", HALF_LINE))
    centre.push_and_cycle(3, issue_line(note="again"))
    assert centre.record("trans_line", HALF_LINE) is None


def test_t3_header_and_lines_travel_in_one_batch(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(centre)
    rows = [
        row
        | {"record_id": f"{row['record_id']}-{n}", "data": row["data"].replace('"CI"', f'"CI-{n}"')}
        for n in range(8)
        for row in (issue(), issue_line(1), issue_line(2), stock_line("C", n))
    ]
    centre.push_and_cycle(3, *rows)
    monkeypatch.setattr(outgoing, "MAX_BATCH_BYTES", 9_000)
    files = centre.pull(2)
    assert len(files) > 3
    found = [set(pq.read_table(path)["record_id"].to_pylist()) for path in files]
    for n in range(8):
        half = {made_id(f"transact:CI-{n}")} | {
            made_id(f"trans_line:CI_L{line}-{n}") for line in (1, 2)
        }
        assert [half & ids for ids in found if half & ids] == [half]


@pytest.mark.parametrize(
    "gone", [delete("transact", "CI"), upsert("transact", "CI", om_status="CANCELLED")]
)
def test_t5_a_half_that_nobody_has_seen_goes_with_its_initiating_half(
    centre: Centre, gone: Row
) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(3, gone)
    assert half(centre) is None and centre.record("trans_line", HALF_LINE) is None
    assert pair(centre, "state", "units_sent") == ("cancelled", 0)
    assert ("transact", HALF, "delete") in centre.sent(2)


@pytest.mark.parametrize("how", ["acknowledged", "pushed", "line pushed"])
def test_t5_afterwards_it_is_only_reported(centre: Centre, how: str) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    if how == "acknowledged":
        acknowledge(centre.home, 2, len(centre.pull(2)))
    elif how == "line pushed":
        centre.push(2, upsert("trans_line", HALF_LINE, quantity=10))
    else:
        centre.push(2, upsert("transact", HALF, invoice_num=5))
    centre.push_and_cycle(3, delete("transact", "CI"))
    assert half(centre) is not None
    assert pair(centre, "state", "is_acknowledged") == ("cancelled", True)


def test_t5_a_document_that_begins_again_gets_its_half_whatever_its_receiver_has_pulled_since(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(3, delete("transact", "CI"))
    acknowledge(centre.home, 2, len(centre.pull(2)))
    centre.push_and_cycle(3, issue(), issue_line())
    assert half(centre) is not None
    assert pair(centre, "state", "is_acknowledged") == ("sent", False)


def test_t1_a_half_is_made_when_both_stores_are_known(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "STORE_NEW", active=3)
    row = issue() | {"data": issue()["data"].replace("STORE_C", "STORE_NEW")}
    centre.push_and_cycle(3, row, issue_line())
    assert half(centre) is None, "whose half it would be is not known"
    centre.push_and_cycle(
        1, upsert("name", "NAME_NEW", name="New"),
        upsert("store", "STORE_NEW", name_ID="NAME_NEW", code="N"),
    )  # fmt: skip
    assert carried(half(centre))["name_ID"] == "NAME_NEW"


def test_r22_a_link_of_another_kind_is_the_receivers_own(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    for order in ("PO_1", "PO_2"):
        centre.push_and_cycle(2, upsert("transact", HALF, original_PO_ID=order))
        assert carried(half(centre))["original_PO_ID"] == order


def test_t5_a_stranger_who_pushes_a_row_of_the_half_has_not_seen_it(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push(1, upsert("transact", HALF, comment="mine"))
    centre.push_and_cycle(3, delete("transact", "CI"))
    assert half(centre) is None


def test_t5_a_site_that_takes_the_store_over_has_seen_nothing_before(centre: Centre) -> None:
    begin(centre)
    add_site(centre, 4)
    centre.cycle()
    centre.push(1, upsert("item", "ITEM_2", item_name="Ibuprofen"))
    centre.push_and_cycle(3, issue(to="F"), issue_line())
    acknowledge(centre.home, 4, len(centre.pull(4)))
    set_store(centre, "STORE_F", active=4)
    centre.cycle()
    assert pair(centre, "is_acknowledged") == (False,)
    acknowledge(centre.home, 4, 1 + len(centre.pull(4)))
    centre.cycle()
    assert pair(centre, "is_acknowledged") == (True,)


@pytest.mark.parametrize("status", ["nw", "cn"])
def test_t3_a_half_that_is_cancelled_no_longer_gets_the_lines_it_lacks(
    centre: Centre, status: str
) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line(1))
    centre.push_and_cycle(2, upsert("transact", HALF, status=status))
    centre.push_and_cycle(3, issue(om_status="CANCELLED"), issue_line(2))
    assert pair(centre, "state") == ("cancelled",)
    centre.push_and_cycle(3, issue(om_status=""), issue_line(3))
    lacked = {made_id("trans_line:CI_L2"), made_id("trans_line:CI_L3")}
    assert lacked & {record_id for _, record_id in made(centre)} == (
        lacked if status == "nw" else set()
    )


def test_t3_a_line_that_comes_with_the_cancellation_is_not_made(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line(1))
    centre.push(3, issue_line(2), issue(om_status="CANCELLED"))
    centre.push_and_cycle(2, upsert("transact", HALF, comment="seen"))
    assert made_id("trans_line:CI_L2") not in {record_id for _, record_id in made(centre)}


def test_t5_what_is_cancelled_before_its_trigger_is_met_begins_nothing(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(om_status="CANCELLED"), issue_line())
    assert made(centre) == [] and centre.sql("SELECT * FROM sync.transfer") == []
    centre.push_and_cycle(3, issue(om_status=""))
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]


def test_d9_a_second_half_is_seen_beside_a_change_of_the_centres(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    own = upsert(
        "transact", "OWN_SI", store_ID="STORE_B", name_ID="NAME_C", type="si",
        linked_transaction_id="CI",
    )  # fmt: skip
    centre.push_and_cycle(2, own, upsert("transact", HALF, comment="both"))
    assert pair(centre, "responding_id", "second_id") == (HALF, "OWN_SI")


def test_r24_a_line_that_waits_for_a_half_that_the_centre_makes_is_released(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, upsert("trans_line", "ADDED", transaction_ID=HALF, quantity=1))
    assert centre.last_decision() == ("waiting", "missing_parent")
    centre.push_and_cycle(2, upsert("trans_line", "ADDED", quantity=3))
    assert centre.last_decision() == ("waiting", "missing_parent")
    centre.push(2, upsert("trans_line", "LATE", transaction_ID=HALF, quantity=4))
    centre.push_and_cycle(3, issue(), issue_line())
    assert centre.decisions(site_id=2) == [("applied", "active_site_edits_store")] * 3
    lines = [centre.record("trans_line", name) for name in ("ADDED", "LATE")]
    assert [line and line["quantity"] for line in lines] == [3, 4]
    assert {("trans_line", name, "upsert") for name in ("ADDED", "LATE")} <= centre.sent(1)


def test_r22_a_stranger_who_changes_a_link_is_refused_like_any_other(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(1, upsert("transact", HALF, linked_transaction_id=""))
    assert centre.last_decision() == ("rejected", "not_active_site")


def test_a_transfer_that_is_taken_back_may_begin_again(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(3, delete("transact", "CI"))
    centre.push_and_cycle(3, issue(), issue_line())
    assert half(centre) is not None and centre.record("trans_line", HALF_LINE) is not None
    assert pair(centre, "state") == ("sent",)


def test_a_transfer_store_at_the_centre_has_its_half_all_the_same(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(to="F"), issue_line())
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]
    assert ("transact", HALF, "upsert") in centre.sent(2)
