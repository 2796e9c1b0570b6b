"""What counts in a pair, and which half counts when there is another (T7, D9, decision 0006)."""

from typing import Any

import pytest

from sync.made_ids import made_id
from tests.centre import Centre, Row, delete, upsert
from tests.scenarios.six_stores import begin
from tests.scenarios.test_transfer_requisitions import INVOICE, INVOICE_LINE, order, order_line
from tests.scenarios.test_transfers import HALF, HALF_LINE, half, issue, issue_line, pair

COUNTED = ("state", "units_sent", "units_received", "units_in_transit")
STANDING = ("responding_id", "second_id", "made_by_centre", "state")


def own(record_id: str = "OWN_SI", **more: Any) -> list[Row]:
    """A half with a line of 1,000 units that the receiving site has made itself."""
    header = {"store_ID": "STORE_B", "name_ID": "NAME_C", "type": "si", "invoice_num": 4,
              "linked_transaction_id": "CI", "status": "cn"}  # fmt: skip
    line = {"item_ID": "ITEM_1", "quantity": 1000, "pack_size": 1, "type": "stock_in"}
    return [
        upsert("transact", record_id, **{**header, **more}),
        upsert("trans_line", f"{record_id}_L", transaction_ID=record_id, **line),
    ]


def test_d9_a_half_in_the_place_of_one_that_is_gone_is_the_half(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(2, delete("transact", HALF), *own())
    assert pair(centre, *STANDING) == ("OWN_SI", None, False, "received")
    assert pair(centre, *COUNTED[1:]) == (1000, 1000, 0), "nothing is on the way any more"
    assert {("transact", HALF, "delete"), ("transact", "OWN_SI", "upsert")} <= centre.sent(3)


def test_d9_what_is_beside_takes_the_place_and_is_beside_no_longer(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(2, *own())
    assert pair(centre, *STANDING) == (HALF, "OWN_SI", True, "sent")
    centre.push_and_cycle(2, delete("transact", HALF))
    assert pair(centre, *STANDING) == ("OWN_SI", None, False, "received")
    assert ("transact", "OWN_SI", "upsert") in centre.sent(3)
    centre.push_and_cycle(2, *own("LATER", status="nw"))
    centre.push_and_cycle(2, delete("transact", "LATER"))
    assert pair(centre, *STANDING) == ("OWN_SI", None, False, "received")


def test_d9_of_two_halves_that_were_there_before_the_pair_the_second_is_listed(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, *own("FIRST"), *own("SECOND"))
    centre.push_and_cycle(3, issue(), issue_line())
    assert pair(centre, *STANDING) == ("FIRST", "SECOND", False, "received")


@pytest.mark.parametrize(
    "kind, lines, units", [("non_stock", 1, 1000), ("service", 1, 0), ("placeholder", 0, 0)]
)
def test_0006_both_sides_count_the_same_lines(
    centre: Centre, kind: str, lines: int, units: float
) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line(type=kind))
    centre.push_and_cycle(2, upsert("transact", HALF, status="cn", invoice_num=5))
    assert pair(centre, *COUNTED) == ("received", units, units, 0)
    assert pair(centre, "lines_sent", "lines_received") == (lines, lines)


def test_t7_sums_of_fractions_do_not_differ_by_their_last_bit(centre: Centre) -> None:
    begin(centre)
    packs = [issue_line(1, quantity=0.1, pack_size=1), issue_line(2, quantity=0.2, pack_size=1)]
    centre.push_and_cycle(3, issue(), *packs)
    centre.push_and_cycle(
        2, upsert("transact", HALF, status="cn", invoice_num=5),
        upsert("trans_line", HALF_LINE, quantity=0.3),
        upsert("trans_line", made_id("trans_line:CI_L2"), quantity=0),
    )  # fmt: skip
    assert half(centre) is not None
    assert pair(centre, "state") == ("received",)


def test_0006_a_service_is_no_goods_received(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, order(), order_line())
    centre.push_and_cycle(
        3, upsert("transact", INVOICE, status="fn", invoice_num=7),
        upsert("trans_line", INVOICE_LINE, type="stock_out", quantity=15, pack_size=10),
        upsert("trans_line", "FREIGHT", transaction_ID=INVOICE, type="service", quantity=1),
    )  # fmt: skip
    received = centre.sql("SELECT ID FROM replica.Goods_received_line")
    assert received == [(made_id(f"trans_line:{INVOICE_LINE}"),)]
