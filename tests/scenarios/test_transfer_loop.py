"""The loop of a transfer closed by reference sites: made, numbered, received, finalised.

Sites 2 and 3 are reference sites; both are switched off and on, and answers get lost, on the way.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.answering import finalise, number_halves, take_in
from sync.made_ids import made_id
from sync.orders import OrderKind
from tests.centre import Centre, upsert
from tests.scenarios.changing import cycle_with
from tests.scenarios.six_stores import begin, stock_line
from tests.scenarios.test_transfer_requisitions import (
    INVOICE,
    INVOICE_LINE,
    RECEIPT,
    RESPONSE,
    order,
    order_line,
    request,
)
from tests.scenarios.test_transfers import issue, issue_line
from tests.scenarios.two_sites import STORES, Sites

HALF = made_id("transact:CI")
LINE = made_id("trans_line:CI_L1")


@pytest.fixture
def both(centre: Centre, tmp_path: Path) -> Iterator[Sites]:
    begin(centre)
    sites = Sites(centre, tmp_path / "sites")
    yield sites
    sites.close()


@pytest.fixture
def sites(both: Sites) -> Sites:
    """Store C of site 3 has issued 10 × 100 to store B of site 2, and the half is there."""
    both.change(3, issue(invoice_num=6), issue_line())
    both.push(3)
    both.centre.cycle()
    return both


def state(sites: Sites, *columns: str) -> tuple[object, ...]:
    return tuple(sites.centre.sql(f"SELECT {', '.join(columns)} FROM sync.transfer")[0])


def units(sites: Sites) -> tuple[object, ...]:
    """Sent, received, in transit, difference."""
    return state(sites, "units_sent", "units_received", "units_in_transit", "units_difference")


def test_the_loop_is_closed_with_restarts_and_lost_answers_in_between(sites: Sites) -> None:
    assert (state(sites, "state"), units(sites)) == (("sent",), (1000, 0, 1000, 0))
    sites.pull(2, answer_is_lost=True)
    assert number_halves(sites.site(2), STORES[2]) == [("transact", HALF)]
    sites.pull(2)
    assert number_halves(sites.site(2), STORES[2]) == []
    sites.go_on(2)
    assert state(sites, "state", "responding_number") == ("numbered", 1)
    seen = sites.site(3).record("transact", HALF)
    assert seen is not None and seen["invoice_num"] == 1
    (log,) = sites.site(3).records("log").values()
    assert (log["source_ID"], log["event"]) == ("CI", "numbered 1")
    take_in(sites.site(2), "transact", HALF)
    sites.go_on(2)
    assert (state(sites, "state"), units(sites)) == (("received",), (1000, 1000, 0, 0))
    finalise(sites.site(2), "transact", HALF)
    sites.go_on(2)
    assert state(sites, "state") == ("finalised",)
    seen = sites.site(3).record("transact", HALF)
    assert seen is not None and seen["status"] == "fn"


def test_stock_is_received_with_a_difference_in_packs_of_another_size(sites: Sites) -> None:
    sites.pull(2)
    number_halves(sites.site(2), STORES[2])
    sites.site(2).change("trans_line", LINE, {"pack_size": 20})
    take_in(sites.site(2), "transact", HALF, packs={LINE: 48})
    sites.go_on(2)
    assert state(sites, "state") == ("received_with_difference",)
    assert units(sites) == (1000, 960, 0, -40)
    line = sites.centre.record("trans_line", LINE)
    assert line is not None
    assert (line["sentQuantity"], line["sent_pack_size"]) == (10, 100)


def test_every_number_is_given_once_and_a_received_one_counts(sites: Sites) -> None:
    site = sites.site(2)
    site.change("transact", "OLD", {"ID": "OLD", "store_ID": "STORE_B", "type": "si",
                                    "invoice_num": 41})  # fmt: skip
    sites.pull(2)
    number_halves(sites.site(2), STORES[2])
    numbered = sites.site(2).record("transact", HALF)
    assert numbered is not None and numbered["invoice_num"] == 42


def test_the_site_keeps_what_it_has_done_when_the_half_is_sent_again(sites: Sites) -> None:
    sites.pull(2)
    number_halves(sites.site(2), STORES[2])
    sites.go_on(2)
    cycle_with(sites.centre, OrderKind.RESYNC, "2")
    sites.pull(2)
    found = sites.site(2).record("transact", HALF)
    assert found is not None and found["invoice_num"] == 1
    lines = [i for i, r in sites.site(2).records("trans_line").items()
             if r["transaction_ID"] == HALF]  # fmt: skip
    assert lines == [LINE]


CREDIT = made_id("transact:SC")
SAME = ("status", "invoice_num", "serial_number", "linked_transaction_id", "original_PO_ID")


def test_the_loop_is_closed_for_every_kind_though_answers_get_lost_on_both_sides(
    both: Sites,
) -> None:
    """Store B asks store C, orders of it and sends something back; C answers, B receives."""
    stock = {"item_ID": "ITEM_1", "quantity": 2, "pack_size": 5, "type": "stock_out"}
    both.change(3, stock_line("C", packs=50))
    both.change(
        2, *request(serial_number=8), order(), order_line(),
        upsert("transact", "SC", store_ID="STORE_B", name_ID="NAME_C", type="sc", status="fn"),
        upsert("trans_line", "SC_L1", transaction_ID="SC", **stock),
    )  # fmt: skip
    both.go_on(2, 3)
    answers = [("transact", INVOICE), ("transact", CREDIT), ("requisition", RESPONSE)]
    assert sorted(number_halves(both.site(3), STORES[3])) == sorted(answers)
    assert number_halves(both.site(3), STORES[3]) == []
    take_in(both.site(3), "transact", INVOICE, packs={INVOICE_LINE: 15})
    for table, record_id in answers[1:]:
        take_in(both.site(3), table, record_id)
    for table, record_id in answers:
        finalise(both.site(3), table, record_id)
    both.go_on(3)
    assert number_halves(both.site(2), STORES[2]) == [("Goods_received", RECEIPT)]
    take_in(both.site(2), "Goods_received", RECEIPT)
    finalise(both.site(2), "Goods_received", RECEIPT)
    both.go_on(2)
    found = both.centre.sql(
        "SELECT kind, state, responding_number, units_sent, units_received FROM sync.transfer "
        "ORDER BY kind"
    )
    assert found == [
        ("goods_received", "finalised", 1, 150, 150),
        ("purchase_order", "finalised", 1, None, None),
        ("requisition", "finalised", 1, None, None),
        ("stock_return", "finalised", 1, 10, 10),
    ]
    granted = both.site(2).record("requisition_line", made_id("requisition_line:REQ_L1"))
    assert granted is not None and granted["actualQuan"] == 40
    stock_left = both.centre.record("item_line", "LINE_C_1")
    assert stock_left is not None and stock_left["quantity"] == 50 - 15
    told = {(log["source_ID"], log["event"]) for log in both.site(2).records("log").values()}
    assert {(source, "numbered 1") for source in ("PO", "REQ", "SC")} <= told
    for table, record_id in [*answers, ("Goods_received", RECEIPT), ("transact", "SC")]:
        held = both.centre.record(table, record_id) or {}
        said = [column for column in SAME if held.get(column) is not None]
        assert said
        for site_id in STORES:
            record = both.site(site_id).record(table, record_id) or {}
            assert [record.get(column) for column in said] == [held[column] for column in said]
