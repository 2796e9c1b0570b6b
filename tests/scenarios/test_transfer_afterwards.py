"""What befalls a pair afterwards: numbers lost, documents undone, sites converted or set up anew.

Defects that other systems are known to have; `docs/rules.md` lists them all with their tests.
"""

import json

import pyarrow.parquet as pq

from ingest import outgoing
from simulator.answering import number_halves
from simulator.site import ReferenceSite
from sync.made_ids import made_id
from sync.orders import OrderKind
from tests.centre import Centre, Row, delete, upsert
from tests.scenarios.changing import cycle_with, in_force
from tests.scenarios.six_stores import begin
from tests.scenarios.test_transfer_requisitions import RESPONSE, request
from tests.scenarios.test_transfers import HALF, HALF_LINE, half, issue, issue_line, made, pair

HALF_2 = made_id("transact:CI2")
MADE = [("transact", HALF), ("trans_line", HALF_LINE)]


def another(row: Row, name: str) -> Row:
    """The same row of another document."""
    return row | {"record_id": row["record_id"].replace("CI", name),
                  "data": row["data"].replace('"CI"', f'"{name}"')}  # fmt: skip


def own_half(**more: object) -> Row:
    values = {"store_ID": "STORE_B", "name_ID": "NAME_C", "type": "si", "status": "nw"}
    return upsert("transact", "OWN", linked_transaction_id="CI", **{**values, **more})


def test_7765_the_half_is_made_whatever_statuses_came_before(centre: Centre) -> None:
    begin(centre)
    ways = {"CI0": ["fn"], "CI1": ["nw", "fn"], "CI2": ["sg", "cn", "fn"], "CI3": ["cn", "FN"]}
    for name, statuses in ways.items():
        rows = [issue_line(), *(issue(status) for status in statuses)]
        centre.push(3, *(another(row, name) for row in rows))
    centre.cycle()
    wanted = {("transact", made_id(f"transact:{name}")) for name in ways}
    assert {key for key in made(centre) if key[0] == "transact"} == wanted
    assert {("transact", name, "upsert") for name in ways} <= centre.sent(2)


def test_7765_a_half_that_stayed_new_learns_that_the_sender_has_finalised(centre: Centre) -> None:
    begin(centre)
    centre.push(2, own_half(invoice_num=4))
    centre.push_and_cycle(3, issue("cn"), issue_line())
    assert centre.sql("SELECT * FROM sync.transfer") == []
    centre.push_and_cycle(3, upsert("transact", "CI", status="fn"))
    assert made(centre) == []
    assert pair(centre, "responding_id", "state") == ("OWN", "numbered")
    assert {("transact", "CI", "upsert"), ("trans_line", "CI_L1", "upsert")} <= centre.sent(2)


def test_5465_a_number_that_falls_back_is_no_number_until_there_is_one_again(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push(2, *request())
    centre.push_and_cycle(3, issue(), issue_line())
    for number, state in ((0, "sent"), (9, "numbered"), (None, "sent"), (12, "numbered")):
        centre.push(2, upsert("transact", HALF, invoice_num=number))
        centre.push_and_cycle(3, upsert("requisition", RESPONSE, serial_number=number))
        found = centre.sql("SELECT state, responding_number FROM sync.transfer")
        assert found == [(state, number)] * 2
    assert len(made(centre)) == 4, "nothing is made again"


def test_8140_a_site_that_is_set_up_anew_gives_no_number_again(centre: Centre) -> None:
    """The load brings the store's numbered documents, those that came late to the centre too."""
    begin(centre)
    given = {"store_ID": "STORE_B", "type": "si"}
    centre.push(2, upsert("transact", "OLD", invoice_num=41, **given))
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push(2, upsert("transact", "LATE", invoice_num=42, **given))
    cycle_with(centre, OrderKind.INITIAL_LOAD, "2")
    site = ReferenceSite(2, centre.outbox / "new")
    site.apply(centre.pull(2))
    number_halves(site, ["STORE_B"])
    found = site.record("transact", HALF)
    site.close()
    assert found is not None and found["invoice_num"] == 43


def test_8791_a_deletion_around_a_reinitialisation_reaches_the_site(centre: Centre) -> None:
    """Documents that the site has seen, deleted in the cycle of its load and in the next one."""
    begin(centre)
    names = ["CI", "CI2", "CI3"]
    rows = [another(row, name) for name in names for row in (issue(), issue_line())]
    centre.push_and_cycle(3, *rows)
    halves = {name: made_id(f"transact:{name}") for name in names}
    numbered = [upsert("transact", half_id, invoice_num=5) for half_id in halves.values()]
    centre.push_and_cycle(2, *numbered)
    outgoing.acknowledge(centre.home, 2, len(centre.pull(2)))
    centre.push(3, delete("transact", "CI2"))
    cycle_with(centre, OrderKind.INITIAL_LOAD, "2")
    loaded = centre.pull(2)
    centre.push_and_cycle(3, delete("transact", "CI3"))
    anew = ReferenceSite(2, centre.outbox / "new")
    rest = [path for path in centre.pull(2) if path not in loaded]
    for path in [*loaded, *rest]:
        for row in pq.read_table(path).to_pylist():
            data = row["data"] and json.loads(row["data"])
            anew.receive(row["table_name"], row["record_id"], row["action"], data)
    held = set(anew.records("transact"))
    lines = {line["transaction_ID"] for line in anew.records("trans_line").values()}
    anew.close()
    assert held == lines == {"CI", *halves.values()}


def test_2728_a_site_that_is_converted_keeps_its_supplier_invoices(centre: Centre) -> None:
    """The site becomes a server and is loaded anew; what it sends back begins nothing."""
    begin(centre)
    raw = in_force(centre)
    as_mobile = [site | ({"kind": "mobile"} if site["id"] == 2 else {}) for site in raw["sites"]]
    centre.change_network(sites=as_mobile, stores=[
        {"id": "STORE_A", "active": 1}, {"id": "STORE_B", "active": 2},
        {"id": "STORE_C", "active": 3},
    ])  # fmt: skip
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push(2, upsert("transact", HALF, status="fn", invoice_num=3))
    centre.change_network(sites=raw["sites"])
    cycle_with(centre, OrderKind.INITIAL_LOAD, "2")
    anew = ReferenceSite(2, centre.outbox / "new")
    anew.apply(centre.pull(2))
    loaded = anew.record("transact", HALF)
    anew.close()
    assert loaded is not None and loaded["type"] == "si"
    centre.push_and_cycle(2, upsert("transact", HALF, **loaded | {"om_type": "INBOUND_SHIPMENT"}))
    assert made(centre) == MADE


def test_2728_a_half_that_is_turned_round_is_not_sent_back(centre: Centre) -> None:
    begin(centre)
    centre.push(2, *request())
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push(2, upsert("transact", HALF, type="ci", status="fn"))
    centre.push_and_cycle(3, upsert("requisition", RESPONSE, type="request", status="fn"))
    assert len(made(centre)) == 4
    assert centre.sql("SELECT initiating_id, state FROM sync.transfer ORDER BY ALL") == [
        ("CI", "finalised"), ("REQ", "finalised"),
    ]  # fmt: skip


def test_2728_a_second_half_that_is_turned_round_is_not_sent_back(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    own = {"store_ID": "STORE_B", "name_ID": "NAME_C", "linked_transaction_id": "CI"}
    centre.push_and_cycle(2, upsert("transact", "OWN", type="si", status="nw", **own))
    centre.push_and_cycle(2, upsert("transact", "OWN", type="ci", status="fn"))
    assert len(made(centre)) == 2
    found = centre.sql("SELECT initiating_id, responding_id, second_id FROM sync.transfer")
    assert found == [("CI", HALF, "OWN")]


def begin_two(centre: Centre) -> None:
    """Invoices CI, whose half its receiver has confirmed, and CI2, whose half nobody has seen."""
    begin(centre)
    rows = (issue(), issue_line())
    centre.push_and_cycle(3, *rows, *(another(row, "CI2") for row in rows))
    centre.push(2, upsert("transact", HALF, invoice_num=5, status="cn"))


def test_t5_an_invoice_that_is_unfinalised_keeps_its_half_and_gets_no_other(
    centre: Centre,
) -> None:
    begin_two(centre)
    centre.push_and_cycle(3, *(upsert("transact", name, status="nw") for name in ("CI", "CI2")))
    found = centre.sql("SELECT state, units_sent FROM sync.transfer ORDER BY initiating_id")
    assert found == [("received", 1000), ("sent", 1000)]
    assert half(centre) is not None and half(centre, HALF_2) is not None
    assert not {key for key in centre.sent(2) if key[2] == "remove"}
    centre.push_and_cycle(3, issue(comment="again"), another(issue(comment="again"), "CI2"))
    assert len(made(centre)) == 4


def test_t5_an_invoice_that_is_addressed_to_another_store_stays_with_its_first(
    centre: Centre,
) -> None:
    begin_two(centre)
    rows = [upsert("transact", name, name_ID="NAME_E") for name in ("CI", "CI2")]
    centre.push_and_cycle(3, *rows)
    assert len(made(centre)) == 4
    assert centre.sql("SELECT DISTINCT store_ID FROM replica.transact WHERE type = 'si'") == [
        ("STORE_B",)
    ]
    found = centre.sql(
        "SELECT responding_id, responding_store_id FROM sync.transfer ORDER BY initiating_id"
    )
    assert found == [(HALF, "STORE_B"), (HALF_2, "STORE_B")]
