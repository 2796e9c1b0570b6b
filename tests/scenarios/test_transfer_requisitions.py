"""Requisitions and internal orders as transfers: the kinds that are no plain stock transfer."""

from datetime import date
from typing import Any

from sync.made_ids import made_id
from tests.centre import Centre, Row, delete, upsert
from tests.scenarios.six_stores import begin
from tests.scenarios.test_transfers import carried, half, made, pair

RESPONSE = made_id("requisition:REQ")
INVOICE = made_id("purchase_order:PO")
INVOICE_LINE = made_id("purchase_order_line:PO_L1")
RECEIPT = made_id(f"transact:{INVOICE}")


def request(status: str = "fn", **more: Any) -> list[Row]:
    """A request of store B to store C."""
    header = {
        "store_ID": "STORE_B", "name_ID": "NAME_C", "type": "request", "status": status,
        "serial_number": 5, "date_entered": "2026-02-01", "daysToSupply": 90, "thresholdMOS": 3,
        "periodID": "PER", "programID": "PROG", "orderType": "Normal", "is_emergency": True,
        "comment": "please", "om_status": "SENT", "user_ID": "U",
    }  # fmt: skip
    line = upsert(
        "requisition_line", "REQ_L1", requisition_ID="REQ", item_ID="ITEM_1", itemName="Amox",
        Cust_stock_order=40, suggested_quantity=50, stock_on_hand=7, daily_usage=1.5,
        Cust_prev_stock_balance=1, Cust_stock_received=2, Cust_stock_issued=3, Cust_loss_adjust=4,
        stockLosses=5, stockAdditions=6, stockExpiring=8, days_out_or_new_demand=9, comment="c",
        line_number=1, optionID="O", actualQuan=33, approved_quantity=22,
    )  # fmt: skip
    return [upsert("requisition", "REQ", **{**header, **more}), line]


def test_requisition_a_finalised_request_gets_its_response(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    header = carried(centre.record("requisition", RESPONSE))
    assert header == {
        "ID": RESPONSE, "store_ID": "STORE_C", "name_ID": "NAME_B", "type": "response",
        "status": "sg", "serial_number": -1, "linked_requisition_id": "REQ",
        "requester_reference": "5", "date_entered": date(2026, 2, 1), "daysToSupply": 90,
        "thresholdMOS": 3, "periodID": "PER", "programID": "PROG", "orderType": "Normal",
        "is_emergency": True, "comment": "please",
    }  # fmt: skip
    line = carried(centre.record("requisition_line", made_id("requisition_line:REQ_L1")))
    assert line == {
        "ID": made_id("requisition_line:REQ_L1"), "requisition_ID": RESPONSE, "item_ID": "ITEM_1",
        "Cust_stock_order": 40, "suggested_quantity": 50, "stock_on_hand": 7, "daily_usage": 1.5,
        "Cust_prev_stock_balance": 1, "Cust_stock_received": 2, "Cust_stock_issued": 3,
        "Cust_loss_adjust": 4, "stockLosses": 5, "stockAdditions": 6, "stockExpiring": 8,
        "days_out_or_new_demand": 9, "comment": "c", "line_number": 1, "optionID": "O",
        "actualQuan": 0, "linked_requisition_line_ID": "REQ_L1",
    }  # fmt: skip
    assert ("requisition", RESPONSE, "upsert") in centre.sent(3)
    assert pair(centre, "kind", "state") == ("requisition", "sent")


def test_t2_the_invoice_that_answers_a_request_names_it_at_the_receiver(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    centre.push_and_cycle(
        3,
        upsert(
            "transact", "CI", store_ID="STORE_C", name_ID="NAME_B", type="ci", status="fn",
            requisition_ID=RESPONSE,
        ),
    )  # fmt: skip
    invoice = half(centre)
    assert invoice is not None and invoice["requisition_ID"] == "REQ"


def order(status: str = "cn", **more: Any) -> Row:
    """A purchase order of store B to store C."""
    values = {
        "store_ID": "STORE_B", "name_ID": "NAME_C", "status": status, "serial_number": 12,
        "creation_date": "2026-01-01", "confirm_date": "2026-01-05", "comment": "order",
    }  # fmt: skip
    return upsert("purchase_order", "PO", **{**values, **more})


def order_line(number: int = 1, **more: Any) -> Row:
    values = {
        "purchase_order_ID": "PO", "item_ID": "ITEM_1", "item_name": "Amox", "line_number": number,
        "packsize_ordered": 10, "quan_adjusted_order": 200, "quan_original_order": 500,
    }  # fmt: skip
    return upsert("purchase_order_line", f"PO_L{number}", **{**values, **more})


def test_purchase_order_a_confirmed_order_gets_its_customer_invoice(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, order("sg"), order_line())
    assert made(centre) == []
    centre.push_and_cycle(2, order())
    header = carried(half(centre, INVOICE))
    assert header == {
        "ID": INVOICE, "store_ID": "STORE_C", "name_ID": "NAME_B", "type": "ci", "status": "sg",
        "invoice_num": -1, "original_PO_ID": "PO", "their_ref": "12", "comment": "order",
        "entry_date": date(2026, 1, 5),
    }  # fmt: skip
    assert carried(centre.record("trans_line", INVOICE_LINE)) == {
        "ID": INVOICE_LINE, "transaction_ID": INVOICE, "item_ID": "ITEM_1", "item_name": "Amox",
        "line_number": 1, "type": "placeholder", "pack_size": 10, "quantity": 20,
    }  # fmt: skip


def test_d9_a_blank_pack_size_counts_as_one(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, order(), order_line(packsize_ordered=0))
    line = centre.record("trans_line", INVOICE_LINE)
    assert line is not None and (line["pack_size"], line["quantity"]) == (1, 200)


def test_goods_received_the_finalised_invoice_gets_it_and_no_supplier_invoice(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, order(), order_line())
    supplied = {
        "type": "stock_out", "quantity": 15, "pack_size": 10, "batch": "B1", "sell_price": 4,
        "expiry_date": "2028-01-31",
    }  # fmt: skip
    centre.push_and_cycle(
        3,
        upsert("transact", INVOICE, status="fn", invoice_num=7, finalised_date="2026-01-09"),
        upsert("trans_line", INVOICE_LINE, **supplied),
        upsert(
            "trans_line", "ADDED", transaction_ID=INVOICE, item_ID="ITEM_1", item_name="More",
            line_number=2, **supplied | {"quantity": 2},
        ),
        upsert("trans_line", "LEFT", transaction_ID=INVOICE, type="placeholder", quantity=3),
    )  # fmt: skip
    assert carried(centre.record("Goods_received", RECEIPT)) == {
        "ID": RECEIPT, "store_ID": "STORE_B", "name_ID": "NAME_C", "status": "nw",
        "serial_number": -1, "purchase_order_ID": "PO", "linked_transaction_ID": INVOICE,
        "supplier_reference": "7", "comment": "order", "entry_date": date(2026, 1, 9),
    }  # fmt: skip
    lines = {
        row[0]: row[1:]
        for row in centre.sql(
            "SELECT ID, order_line_ID, quantity_received, pack_received, batch_received, "
            "cost_price, line_number FROM replica.Goods_received_line"
        )
    }
    assert lines == {
        made_id(f"trans_line:{INVOICE_LINE}"): ("PO_L1", 15, 10, "B1", 4, 1),
        made_id("trans_line:ADDED"): (None, 2, 10, "B1", 4, 2),
    }
    kinds = centre.sql("SELECT kind FROM sync.transfer ORDER BY kind")
    assert kinds == [("goods_received",), ("purchase_order",)]
    assert centre.sql("SELECT count(*) FROM replica.transact") == [(1,)]


def test_r26_goods_received_of_a_store_that_is_not_collected_is_made(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, order(store_ID="STORE_F"), order_line())
    centre.push_and_cycle(
        3,
        upsert("transact", INVOICE, status="fn", invoice_num=7),
        upsert("trans_line", INVOICE_LINE, type="stock_out", quantity=15, pack_size=10),
    )
    receipt_line = made_id(f"trans_line:{INVOICE_LINE}")
    assert centre.record("Goods_received", RECEIPT) is not None
    assert centre.record("Goods_received_line", receipt_line) is not None
    assert ("Goods_received", RECEIPT, "upsert") in centre.sent(2)


def switch_procurement(centre: Centre, on: object = True) -> None:
    centre.push_and_cycle(1, upsert("pref", "CP", item="centralised_procurement", data=on))


def receive(centre: Centre) -> None:
    """The order of store B, confirmed at the primary, is supplied by store C with 15 × 10."""
    centre.push_and_cycle(1, order(), order_line())
    centre.push_and_cycle(
        3,
        upsert("transact", INVOICE, status="fn", invoice_num=7),
        upsert("trans_line", INVOICE_LINE, type="stock_out", quantity=15, pack_size=10),
    )


def test_centralised_procurement_the_primarys_order_goes_through_both_stages(
    centre: Centre,
) -> None:
    begin(centre)
    switch_procurement(centre)
    receive(centre)
    assert centre.record("Goods_received", RECEIPT) is not None
    assert ("Goods_received", RECEIPT, "upsert") in centre.sent(2)
    states = centre.sql("SELECT kind, state FROM sync.transfer ORDER BY kind")
    assert states == [("goods_received", "sent"), ("purchase_order", "finalised")]


def test_t6_what_is_received_of_an_order_is_recomputed_under_centralised_procurement(
    centre: Centre,
) -> None:
    begin(centre)
    switch_procurement(centre)
    receive(centre)
    line = centre.record("purchase_order_line", "PO_L1")
    assert line is not None and line["quan_rec_to_date"] == 150
    for site in (1, 2):
        assert ("purchase_order_line", "PO_L1", "upsert") in centre.sent(site)
    receipt_line = made_id(f"trans_line:{INVOICE_LINE}")
    for _ in range(2):
        centre.push_and_cycle(2, upsert("Goods_received_line", receipt_line, quantity_received=9))
    line = centre.record("purchase_order_line", "PO_L1")
    assert line is not None and line["quan_rec_to_date"] == 90


def test_t6_elsewhere_the_ordering_site_counts_itself(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, order(), order_line())
    centre.push_and_cycle(
        3,
        upsert("transact", INVOICE, status="fn"),
        upsert("trans_line", INVOICE_LINE, type="stock_out", quantity=15),
    )
    line = centre.record("purchase_order_line", "PO_L1")
    assert line is not None and line["quan_rec_to_date"] is None


def test_t6_what_was_received_before_counts_when_orders_become_the_primarys(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, order(), order_line())
    centre.push_and_cycle(
        3,
        upsert("transact", INVOICE, status="fn"),
        upsert("trans_line", INVOICE_LINE, type="stock_out", quantity=15, pack_size=10),
    )
    switch_procurement(centre)
    line = centre.record("purchase_order_line", "PO_L1")
    assert line is not None and line["quan_rec_to_date"] == 150
    centre.push_and_cycle(1, upsert("purchase_order_line", "PO_L1", quan_rec_to_date=7))
    line = centre.record("purchase_order_line", "PO_L1")
    assert line is not None and line["quan_rec_to_date"] == 150


def test_r22_a_link_that_the_receiver_blanks_is_put_back(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    centre.push_and_cycle(
        3, upsert("requisition", RESPONSE, linked_requisition_id="", serial_number=3)
    )
    found = centre.record("requisition", RESPONSE)
    assert found is not None
    assert (found["linked_requisition_id"], found["serial_number"]) == ("REQ", 3)
    ((decision, reason, detail),) = centre.sql(
        "SELECT decision, reason, detail FROM sync.change ORDER BY change_no DESC LIMIT 1"
    )
    assert (decision, reason) == ("applied", "active_site_edits_store")
    assert detail == "linked_requisition_id was put back: the centre wrote it"
    assert centre.reasons(3)["requisition", RESPONSE] == "returned_to_owner"


def test_r22_if_nothing_else_differs_the_row_is_unchanged(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    line = made_id("requisition_line:REQ_L1")
    centre.push_and_cycle(3, upsert("requisition_line", line, linked_requisition_line_ID="X"))
    assert centre.last_decision() == ("unchanged", "active_site_edits_store")
    found = centre.record("requisition_line", line)
    assert found is not None and found["linked_requisition_line_ID"] == "REQ_L1"
    assert centre.reasons(3)["requisition_line", line] == "returned_to_owner"


def test_r22_a_link_on_a_line_that_the_receiver_added_is_its_own(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    mine = {"requisition_ID": RESPONSE, "item_ID": "ITEM_1", "linked_requisition_line_ID": "REQ_L1"}
    centre.push_and_cycle(3, upsert("requisition_line", "MINE", **mine))
    centre.push_and_cycle(3, upsert("requisition_line", "MINE", linked_requisition_line_ID="X"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
    found = centre.record("requisition_line", "MINE")
    assert found is not None and found["linked_requisition_line_ID"] == "X"


LOG_OF_B = {"store_ID": "STORE_B", "source_table": "requisition", "source_ID": "REQ"}


def test_t4_the_responding_site_logs_for_the_initiating_half(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    log = upsert("log", "LOG_1", event="numbered", comment="response 3", **LOG_OF_B)
    centre.push_and_cycle(3, upsert("requisition", RESPONSE, serial_number=3), log)
    assert centre.last_decision() == ("applied", "responding_site_logs")
    assert ("log", "LOG_1", "upsert") in centre.sent(2)
    centre.push_and_cycle(3, upsert("log", "LOG_2", store_ID="STORE_B", source_ID="OTHER"))
    assert centre.last_decision() == ("rejected", "not_active_site")
    centre.push(1, upsert("log", "LOG_1", comment="a stranger's"))
    rows = [upsert("log", "LOG_1", comment="response 4"), upsert("log", "LOG_3", **LOG_OF_B)]
    centre.push_and_cycle(3, *rows, upsert("log", "LOG_3", event="in part"), delete("log", "LOG_1"))
    assert centre.decisions(site_id=3)[-4:] == [("applied", "responding_site_logs")] * 4
    assert centre.decisions(site_id=1)[-1] == ("rejected", "not_active_site")
    found = centre.record("log", "LOG_3")
    assert found is not None and (found["event"], found["source_ID"]) == ("in part", "REQ")


def test_t4_a_log_of_the_initiating_site_is_its_own(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request(), upsert("log", "MINE", event="finalised", **LOG_OF_B))
    never = upsert("log", "MINE", event="never", **LOG_OF_B)
    centre.push_and_cycle(3, never, delete("log", "MINE"))
    assert centre.decisions(site_id=3)[-2:] == [("rejected", "not_active_site")] * 2
    found = centre.record("log", "MINE")
    assert found is not None and found["event"] == "finalised"


def test_t4_the_initiating_site_sees_the_number(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    centre.push_and_cycle(3, upsert("requisition", RESPONSE, serial_number=3))
    assert pair(centre, "state", "responding_number") == ("numbered", 3)
    assert ("requisition", RESPONSE, "upsert") in centre.sent(2, cycle_no=3)
