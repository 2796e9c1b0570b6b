"""Defects of transfers that other systems are known to have, each as a test that passes here.

`docs/rules.md` lists them all; those of what befalls a pair later are in
`test_transfer_afterwards.py`.
"""

from dataclasses import replace
from datetime import timedelta

import pyarrow.parquet as pq

from ingest import outgoing, run
from simulator.site import ReferenceSite
from sync import lake
from sync.made_ids import made_id
from sync.orders import OrderKind
from tests.centre import Centre, Row, delete, upsert
from tests.scenarios.changing import cycle_with
from tests.scenarios.six_stores import begin, stock_line
from tests.scenarios.test_transfer_requisitions import RESPONSE, request
from tests.scenarios.test_transfers import HALF, HALF_LINE, half, issue, issue_line, made, pair

RESPONSE_LINE = made_id("requisition_line:REQ_L1")


def packed(centre: Centre, site_id: int) -> list[list[tuple[str, str]]]:
    """(table, id) of what each waiting batch for a site brings."""
    return [
        list(zip(*(table.column(name).to_pylist() for name in ("table_name", "record_id")),
                 strict=True))
        for table in map(pq.read_table, centre.pull(site_id))
    ]  # fmt: skip


def test_lines_added_while_picked_reach_the_receiver(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue("sg"), issue_line(1))
    centre.push_and_cycle(3, issue("cn"), issue_line(2))
    centre.push_and_cycle(3, issue("fn"))
    lines = centre.sql("SELECT count(*) FROM replica.trans_line WHERE transaction_ID = ?", HALF)
    assert lines == [(2,)]


def test_no_transfer_of_many_is_skipped(centre: Centre) -> None:
    begin(centre)
    rows: list[Row] = []
    for n in range(45):
        header, line = issue(), issue_line(transaction_ID=f"CI{n}")
        rows += [header | {"record_id": f"CI{n}"}, line | {"record_id": f"CI{n}_L"}]
    centre.push(3, *rows[:31])
    centre.push(3, *rows[31:60])
    centre.cycle()
    centre.push_and_cycle(3, *rows[60:])
    assert centre.sql("SELECT count(*), count(DISTINCT responding_id) FROM sync.transfer") == [
        (45, 45)
    ]
    wanted = {made_id(f"transact:CI{n}") for n in range(45)}
    assert {i for _, i in made(centre) if half(centre, i)} == wanted


def test_a_requisition_never_arrives_without_its_lines(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request(), stock_line("B"))
    (batch,) = [b for b in packed(centre, 3) if ("requisition", RESPONSE) in b]
    header = batch.index(("requisition", RESPONSE))
    assert ("requisition_line", RESPONSE_LINE) in batch[header:]


def test_requisition_lines_do_not_double_when_the_record_is_sent_again(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    site = ReferenceSite(3, centre.outbox / "site")
    outgoing.acknowledge(centre.home, 3, site.apply(centre.pull(3)))
    for _ in range(2):
        cycle_with(centre, OrderKind.RESYNC, "3")
        outgoing.acknowledge(centre.home, 3, site.apply(centre.pull(3)))
    lines = site.records("requisition_line")
    site.close()
    assert [i for i, line in lines.items() if line["requisition_ID"] == RESPONSE] == [RESPONSE_LINE]


def test_lines_of_both_requisitions_stay_when_the_supplier_invoice_comes_back(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, *request())
    centre.push_and_cycle(3, upsert("requisition", RESPONSE, serial_number=1, status="cn"))
    answered = {"requisition_ID": RESPONSE}
    centre.push_and_cycle(3, issue(**answered), issue_line())
    centre.push_and_cycle(2, upsert("transact", HALF, invoice_num=1, status="fn"))
    lines = centre.sql("SELECT ID FROM replica.requisition_line ORDER BY requisition_ID")
    assert set(lines) == {("REQ_L1",), (RESPONSE_LINE,)}


def test_a_header_whose_lines_come_in_the_next_batch_gets_them(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue())
    outgoing.acknowledge(centre.home, 2, len(centre.pull(2)))
    centre.push_and_cycle(3, issue_line())
    rows = [row for batch in packed(centre, 2) for row in batch]
    assert rows.count(("trans_line", HALF_LINE)) == 1
    assert pair(centre, "lines_sent", "lines_received") == (1, 1)


def test_t4_a_number_below_1_is_sent_once(centre: Centre) -> None:
    """Neither late lines nor what the sender does later sends the header with −1 again."""
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    outgoing.acknowledge(centre.home, 2, len(centre.pull(2)))
    centre.push(3, issue(comment="later"), issue_line(1, note="changed"), issue_line(2))
    centre.push_and_cycle(2, upsert("trans_line", HALF_LINE, quantity=9))
    rows = [row for batch in packed(centre, 2) for row in batch]
    assert ("transact", "CI") in rows and ("transact", HALF) not in rows


def test_the_senders_status_never_falls_back_to_the_receivers(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(2, upsert("transact", HALF, invoice_num=1, status="nw"))
    sender = half(centre, "CI")
    assert sender is not None and sender["status"] == "fn"
    assert ("transact", "CI", "upsert") not in centre.sent(3)


def test_the_senders_stock_line_is_not_in_the_receivers_lines(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    line = centre.record("trans_line", HALF_LINE)
    assert line is not None
    assert (line["item_line_ID"], line["location_ID"], line["optionID"]) == (None, None, None)


def test_a_half_whose_item_the_receiver_never_saw_brings_it(centre: Centre) -> None:
    primary = begin(centre)
    for site in (2, 3):
        outgoing.acknowledge(centre.home, site, len(centre.pull(site)))
    centre.push(primary, upsert("item", "ITEM_NEW", item_name="New"))
    centre.push_and_cycle(3, issue(), issue_line(item_ID="ITEM_NEW"))
    rows = [row for batch in packed(centre, 2) for row in batch]
    assert rows.index(("item", "ITEM_NEW")) < rows.index(("trans_line", HALF_LINE))


def test_an_item_that_comes_months_later_changes_nothing_of_the_half(centre: Centre) -> None:
    primary = begin(centre)
    centre.push_and_cycle(3, issue(), issue_line(item_ID="ITEM_LATE"))
    centre.push_and_cycle(primary, upsert("item", "ITEM_LATE", item_name="Late"))
    assert made(centre) == [("transact", HALF), ("trans_line", HALF_LINE)]
    assert ("item", "ITEM_LATE", "upsert") in centre.sent(2)


def test_a_transfer_still_arrives_when_the_receiver_is_set_up_anew(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    outgoing.acknowledge(centre.home, 2, len(centre.pull(2)))
    cycle_with(centre, OrderKind.RESYNC, "2")
    rows = {row for batch in packed(centre, 2) for row in batch}
    assert {("transact", HALF), ("trans_line", HALF_LINE), ("transact", "CI")} <= rows


def test_t7_overdue_is_judged_when_it_is_read(centre: Centre) -> None:
    begin(centre)
    centre.push(3, issue(), issue_line())
    with lake.writer(centre.home) as connection:
        given = run.take(centre.home, connection)
        given = replace(given, ran_at=given.ran_at - timedelta(days=31))
        run.commit(centre.home, connection, given, lambda _: None)
        run.settle_files(centre.home, connection)
    assert pair(centre, "state", "is_overdue") == ("sent", True)
    centre.push_and_cycle(2, upsert("transact", HALF, status="cn"))
    assert pair(centre, "state", "is_overdue") == ("received", False)


def test_t7_a_half_that_the_receiver_deleted_is_missing(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, issue(), issue_line())
    centre.push_and_cycle(2, delete("transact", HALF))
    assert pair(centre, "state", "units_sent", "units_in_transit") == ("missing_half", 1000, 1000)
