"""Between which sites a transfer goes: any two, or one and the same (R34, D8)."""

import json

from sync.made_ids import made_id
from tests.centre import Centre, Row, upsert
from tests.scenarios.changing import set_store
from tests.scenarios.six_stores import begin
from tests.scenarios.test_transfer_requisitions import (
    order,
    order_line,
    request,
    switch_procurement,
)
from tests.scenarios.test_transfers import half, issue, issue_line, made, pair

SITES = {1: "central", 2: "server", 3: "desktop", 4: "mobile"}
C_TO_D = {"store_ID": "STORE_C", "name_ID": "NAME_D"}


def test_transfers_between_any_two_kinds_of_site(centre: Centre) -> None:
    stores = [{"id": f"S{site}", "active": site} for site in SITES]
    listed = [{"id": site, "name": kind, "kind": kind} for site, kind in SITES.items()]
    centre.network(json.dumps({"central": 1, "primary": 1, "sites": listed, "stores": stores}))
    centre.push(1, *(upsert("name", f"N{site}", name=f"Store {site}") for site in SITES))
    centre.push(1, *(upsert("store", f"S{s}", name_ID=f"N{s}", code=f"S{s}") for s in SITES))
    pairs = [(a, b) for a in SITES for b in SITES if a != b]
    for a, b in pairs:
        invoice = {"store_ID": f"S{a}", "name_ID": f"N{b}", "type": "ci", "status": "fn"}
        line = {"transaction_ID": f"CI{a}{b}", "quantity": a, "pack_size": b, "type": "stock_out"}
        line_row = upsert("trans_line", f"L{a}{b}", **line)
        centre.push(a, upsert("transact", f"CI{a}{b}", **invoice), line_row)
    centre.cycle()
    sent = {site: centre.sent(site) for site in SITES}
    for a, b in pairs:
        half_id, line_id = made_id(f"transact:CI{a}{b}"), made_id(f"trans_line:L{a}{b}")
        found = half(centre, half_id)
        assert found is not None
        assert (found["store_ID"], found["name_ID"]) == (f"S{b}", f"N{a}")
        theirs = {("transact", half_id, "upsert"), ("trans_line", line_id, "upsert")}
        both = {("transact", f"CI{a}{b}", "upsert"), ("trans_line", f"L{a}{b}", "upsert")}
        assert theirs <= sent[a] and theirs | both <= sent[b]
    found_lines = centre.sql(
        "SELECT units_sent = a * b FROM (SELECT units_sent, initiating_id[3]::INT AS a, "
        "initiating_id[4]::INT AS b FROM sync.transfer)"
    )
    assert found_lines == [(True,)] * len(pairs)


def test_same_site_pairs_are_recognised_and_nothing_is_made(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(to="D"), issue_line())
    assert made(centre) == []
    assert pair(centre, "same_site", "state", "responding_id") == (True, "missing_half", None)
    own = upsert(
        "transact", "SI", store_ID="STORE_D", name_ID="NAME_C", type="si", status="nw",
        linked_transaction_id="CI", invoice_num=9,
    )  # fmt: skip
    centre.push_and_cycle(3, own)
    assert pair(centre, "same_site", "state", "responding_id") == (True, "numbered", "SI")
    set_store(centre, "STORE_D", active=2)
    centre.push_and_cycle(3, issue(comment="later"))
    assert made(centre) == []


def test_d8_both_halves_of_a_same_site_pair_go_to_the_collectors(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "STORE_D", active=3, collectors=[])
    centre.push_and_cycle(3, issue(to="D"), issue_line())
    own = upsert(
        "transact", "SI", store_ID="STORE_D", name_ID="NAME_C", type="si",
        linked_transaction_id="CI",
    )  # fmt: skip
    centre.push_and_cycle(3, own)
    assert ("transact", "SI", "upsert") in centre.sent(1)


def test_d8_a_half_whose_link_comes_later_goes_with_its_lines(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "STORE_D", active=3, collectors=[])
    centre.push_and_cycle(3, issue(to="D"), issue_line())
    own = upsert("transact", "SI", store_ID="STORE_D", name_ID="NAME_C", type="si")
    line = upsert(
        "trans_line", "SI_L", transaction_ID="SI", item_ID="ITEM_1", type="stock_in", quantity=1,
        pack_size=1,
    )  # fmt: skip
    centre.push_and_cycle(3, own, line)
    assert not {k for k in centre.sent(1) if k[1].startswith("SI")}
    centre.push_and_cycle(3, upsert("transact", "SI", linked_transaction_id="CI"))
    theirs = {k[:2] for k in centre.sent(1) if k[1].startswith("SI")}
    assert theirs == {("transact", "SI"), ("trans_line", "SI_L")}


def answer(table: str, record_id: str, **more: object) -> Row:
    """A half of store D's own, for store C."""
    return upsert(table, record_id, **{"store_ID": "STORE_D", "name_ID": "NAME_C", **more})


def test_same_site_pairs_of_every_kind_are_recognised_and_nothing_is_made(centre: Centre) -> None:
    begin(centre)
    credit = upsert("transact", "SC", type="sc", status="fn", **C_TO_D)
    centre.push_and_cycle(
        3, issue(to="D"), issue_line(), credit, *request(**C_TO_D), order(**C_TO_D), order_line(),
    )  # fmt: skip
    found = centre.sql("SELECT kind, same_site, state FROM sync.transfer ORDER BY kind")
    kinds = ["purchase_order", "requisition", "stock_return", "stock_transfer"]
    assert found == [(kind, True, "missing_half") for kind in kinds]
    receipt = {"store_ID": "STORE_C", "name_ID": "NAME_D", "linked_transaction_ID": "OWN_CI"}
    centre.push_and_cycle(
        3,
        answer("transact", "OWN_SI", type="si", linked_transaction_id="CI"),
        answer("transact", "OWN_CC", type="cc", linked_transaction_id="SC"),
        answer("requisition", "OWN_RESPONSE", type="response", linked_requisition_id="REQ"),
        answer("transact", "OWN_CI", type="ci", status="fn", original_PO_ID="PO"),
        upsert("Goods_received", "OWN_RECEIPT", **receipt),
    )
    assert made(centre) == []
    columns = "kind, same_site, responding_id"
    assert centre.sql(f"SELECT {columns} FROM sync.transfer ORDER BY kind") == [
        ("goods_received", True, "OWN_RECEIPT"), ("purchase_order", True, "OWN_CI"),
        ("requisition", True, "OWN_RESPONSE"), ("stock_return", True, "OWN_CC"),
        ("stock_transfer", True, "OWN_SI"),
    ]  # fmt: skip


def test_same_site_under_centralised_procurement_is_the_primarys(centre: Centre) -> None:
    """Who may edit the order is the primary: stores C and D of one site are a pair of two sites."""
    begin(centre)
    centre.push(1, order(**C_TO_D), order_line())
    to_primary = order(store_ID="STORE_C", name_ID="NAME_A") | {"record_id": "PO_A"}
    centre.push(1, to_primary)
    switch_procurement(centre)
    found = centre.sql(
        "SELECT initiating_id, same_site, made_by_centre FROM sync.transfer ORDER BY initiating_id"
    )
    assert found == [("PO", False, True), ("PO_A", True, False)]
    invoice = made_id("purchase_order:PO")
    assert half(centre, invoice) is not None
    assert ("transact", invoice, "upsert") in centre.sent(3)
    centre.push_and_cycle(3, upsert("transact", invoice, status="fn", invoice_num=2))
    assert centre.sql("SELECT same_site FROM sync.transfer WHERE kind = 'goods_received'") == [
        (True,)
    ]
    assert centre.sql("SELECT count(*) FROM replica.Goods_received") == [(0,)]
