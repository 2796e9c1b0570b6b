"""mSupply Mobile pulls: its queue until each record is acknowledged, and loads."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from ingest import outgoing
from ingest.control import Control
from ingest.gateway.app import create_app
from ingest.gateway.msupply import packed_rows
from ingest.gateway.msupply.client import client_of
from ingest.gateway.place import Limits
from sync.made_ids import made_id
from tests.centre import Row, upsert
from tests.ingest.gateway.conftest import TestClient
from tests.ingest.gateway.msupply.device import DESKTOP, MOBILE, Device, stock
from tests.ingest.gateway.processes import running
from tests.scenarios.six_stores import invoice, stock_line


def test_v3_what_waits_stays_until_each_sync_id_is_acknowledged(device: Device) -> None:
    total = device.count()
    assert total > 5
    first = device.pull(2)
    assert device.pull(2) == first, "an answer may be lost"
    device.acknowledge(first)
    device.acknowledge(first)
    assert device.count() == total - 2
    assert not {r["SyncID"] for r in first} & {r["SyncID"] for r in device.pull()}
    device.pull_all()
    assert device.count() == 0
    assert not list((device.centre.home.outgoing / "site=5").glob("*.parquet"))


def test_v3_a_count_between_two_cycles_asks_nothing_of_the_lake(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = device.count()
    with monkeypatch.context() as without:
        without.setattr(outgoing.lake, "connect", None)
        assert device.count() == before > 0
    device.centre.push_and_cycle(1, upsert("item", "ITEM_NEW", item_name="New", code="new"))
    assert device.count() == before + 1


def test_v3_what_was_lost_from_the_disk_is_packed_again_and_not_taken_as_received(
    device: Device,
) -> None:
    device.count()
    first = device.pull(2)
    device.acknowledge(first)
    (file,) = (device.centre.home.outgoing / "site=5").glob("*.parquet")
    file.unlink()
    whole = {(row["RecordType"], row["RecordID"]) for row in device.pull()}
    assert whole > {(row["RecordType"], row["RecordID"]) for row in first}
    assert file.exists() and device.count() == len(whole)
    device.pull_all()
    device.centre.cycle()
    assert "resync" in set(device.centre.reasons(MOBILE).values())


def test_v3_a_question_costs_the_same_however_much_waits(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No count reads the records, and no acknowledgement says a statement for each."""
    device.count()
    rows = device.pull()
    columns, statements = set[str](), list[str]()
    read_table = packed_rows.pq.read_table

    def watched(*given: Any, **options: Any) -> Any:
        columns.update(options["columns"])
        return read_table(*given, **options)

    monkeypatch.setattr(packed_rows.pq, "read_table", watched)
    engine = Control(device.centre.home)._engine
    sa.event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    assert device.count() == len(rows) > 5
    device.acknowledge(rows[:-1])
    assert device.count() == 1
    assert columns == {"seq", "table_name"}
    assert sum("INSERT INTO client_done" in text for text in statements) == 1


def test_v3_unknown_sync_ids_are_not_believed(device: Device) -> None:
    total = device.count()
    answer = device.v3(
        "POST", "acknowledged_records",
        json={"SyncRecordIDs": ["F" * 32, "nonsense", f"{10**9:032X}", "-1"]},
    )  # fmt: skip
    assert answer.status_code == 200 and device.count() == total


def test_v3_two_gateways_on_one_home_are_one_queue(device: Device) -> None:
    device.pull_all()
    device.centre.push_and_cycle(DESKTOP, *invoice("1", "C", to="M"))
    half = made_id("transact:INV_1")
    with running(device.centre) as (first, _), running(device.centre) as (second, _):
        one, two = device.at(first), device.at(second)
        one.push(stock(1), stock(2))
        two.push(stock(2, batch="B"), stock(3))
        assert one.count() == two.count() == one.count() > 1
        waiting = one.pull()
        assert two.pull() == waiting and half in {row["RecordID"] for row in waiting}
        with ThreadPoolExecutor() as both:
            parts = waiting[::2], waiting[1::2], waiting[::2]
            list(both.map(Device.acknowledge, (one, two, two), parts))
        assert (one.count(), two.count(), two.pull()) == (0, 0, [])
    device.centre.cycle()
    lines = device.centre.sql("SELECT ID, batch FROM replica.item_line WHERE store_ID = 'STORE_M'")
    assert sorted(lines) == [("L1", None), ("L2", "B"), ("L3", None)]


def test_v3_a_deletion_and_a_merge_have_their_own_types(device: Device) -> None:
    device.pull_all()
    device.centre.push_and_cycle(1, upsert("item", "ITEM_2", item_name="B", code="b"))
    device.pull_all()
    merged: Row = {
        "table_name": "item", "record_id": "ITEM_2", "action": "merge",
        "data": json.dumps({"keep": "ITEM_1"}),
    }  # fmt: skip
    device.centre.push_and_cycle(1, merged)
    (row,) = [r for r in device.pull_all() if r["SyncType"] == "M"]
    assert (row["mergeIDtokeep"], row["mergeIDtodelete"]) == ("ITEM_1", "ITEM_2")


def test_v3_an_initial_dump_of_a_device_that_lost_everything_sends_it_anew(device: Device) -> None:
    first = device.pull_all()
    cycle = threading.Timer(1, device.centre.cycle)
    cycle.start()
    assert device.v3("GET", "initial_dump/").json() == {"initialised": True}
    cycle.join()
    again = device.pull_all()
    keys = {(row["RecordType"], row["RecordID"]) for row in first}
    assert keys <= {(row["RecordType"], row["RecordID"]) for row in again}


def test_v3_an_initial_dump_before_its_cycle_is_asked_for_again_and_owed_once(
    device: Device,
) -> None:
    device.pull_all()
    hasty = TestClient(create_app(device.centre.home, Limits(load_seconds=0.1)))
    device.client = hasty
    for _ in range(2):
        assert device.v3("GET", "initial_dump").status_code == 503
    device.centre.cycle()
    assert device.v3("GET", "initial_dump").status_code == 200
    loads = device.centre.sql("SELECT count(*) FROM sync.\"order\" WHERE kind = 'initial_load'")
    assert loads == [(1,)]


def test_v3_the_reference_device_syncs_and_closes_the_loop(device: Device) -> None:
    line = device.mobile()
    line.initialise()
    line.site.change("item_line", "L1", {"store_ID": "STORE_M", "item_ID": "ITEM_1"})
    line.sync()
    device.centre.push_and_cycle(DESKTOP, *invoice("1", "C", to="M"))
    assert line.sync() == 4, "both halves with their lines"
    half = made_id("transact:INV_1")
    line.site.change("transact", half, {"invoice_num": "12", "status": "fn"})
    line.sync()
    device.centre.cycle()
    assert device.centre.sql(
        "SELECT responding_number, state FROM sync.transfer WHERE initiating_id = 'INV_1'"
    ) == [(12, "finalised")]
    assert line.dropped == []
    client = client_of(Control(device.centre.home), MOBILE)
    assert client is not None and client.version == line.version["mobile-version"]


def test_a_stock_line_of_a_site_is_not_sent_back_to_it(device: Device) -> None:
    device.pull_all()
    device.push(stock(1))
    device.count()
    device.centre.cycle()
    assert device.count() == 0
    device.centre.push_and_cycle(2, stock_line("B"))
    assert device.count() == 0
