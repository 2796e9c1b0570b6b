"""mSupply's protocols: what its clients send, what they demand, and what must not be lost."""

import copy
import json
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from ingest import outgoing
from ingest.control import Control
from ingest.control_tables import RECEIPT
from ingest.credentials import Credentials, sent
from ingest.gateway.app import create_app
from ingest.gateway.msupply import packed_rows, pushes
from ingest.gateway.msupply.client import client_of, note_client
from ingest.gateway.msupply.spelling import Protocol, inward, outward
from ingest.gateway.place import Limits
from ingest.user_credentials import make_user_password
from simulator.msupply import MobileSite, OpenMsupplySite
from simulator.remote import RefusedByCentre
from simulator.site import ReferenceSite
from sync.made_ids import made_id
from sync.orders import OrderKind
from tests.centre import Centre, Row, delete, upsert
from tests.ingest.gateway.processes import running
from tests.scenarios.changing import cycle_with, in_force, set_stores
from tests.scenarios.six_stores import begin, invoice, stock_line, visible

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

MACHINE = {"msupply-site-uuid": "device-1"}
MOBILE, DESKTOP = 5, 3


class Device:
    """A client of one site: plain HTTP, and reference sites that speak the protocols."""

    def __init__(self, centre: Centre, client: TestClient, folder: Path) -> None:
        self.centre, self.client, self.folder = centre, client, folder
        self.passwords = {
            site_id: Credentials(centre.home).make(site_id, f"site{site_id}", by="a tester")
            for site_id in (MOBILE, DESKTOP)
        }

    def ask(self, verb: str, path: str, site_id: int = MOBILE, **options: Any) -> Any:
        headers = MACHINE | options.pop("headers", {})
        auth = (f"site{site_id}", sent(self.passwords[site_id]))
        return self.client.request(verb, path, auth=auth, headers=headers, **options)

    def v3(self, verb: str, path: str, **options: Any) -> Any:
        way = {"from_site": MOBILE, "to_site": 1} | options.pop("params", {})
        return self.ask(verb, f"/sync/v3/{path}", params=way, **options)

    def v5(self, verb: str, path: str, **options: Any) -> Any:
        return self.ask(verb, f"/sync/v5/{path}", DESKTOP, **options)

    def push(self, *records: dict[str, Any]) -> None:
        answer = self.v3("POST", "queued_records/", content=json.dumps(records))
        assert answer.status_code == 200, answer.text

    def count(self) -> int:
        return int(self.v3("GET", "queued_records/count").json()["NumRecords"])

    def pull(self, limit: int = 500) -> list[dict[str, Any]]:
        told = self.v3("GET", "queued_records", params={"limit": limit})
        rows: list[dict[str, Any]] = told.json()
        return rows

    def acknowledge(self, rows: list[dict[str, Any]]) -> None:
        body = {"SyncRecordIDs": [row["SyncID"] for row in rows]}
        assert self.v3("POST", "acknowledged_records", json=body).status_code == 200

    def pull_all(self) -> list[dict[str, Any]]:
        rows = []
        while part := self.pull() if self.count() else []:
            self.acknowledge(part)
            rows += part
        return rows

    def mobile(self) -> MobileSite:
        return MobileSite(
            self.reference(MOBILE), "http://testserver", "site5", self.passwords[MOBILE],
            client=self.client, machine="device-1",
        )  # fmt: skip

    def open_msupply(self) -> OpenMsupplySite:
        return OpenMsupplySite(
            self.reference(DESKTOP), "http://testserver", "site3", self.passwords[DESKTOP],
            client=self.client, machine="device-1",
        )  # fmt: skip

    def at(self, address: str) -> "Device":
        """The same device, talking to another gateway."""
        other = copy.copy(self)
        other.client = httpx.Client(base_url=address, timeout=60)
        return other

    def reference(self, site_id: int) -> ReferenceSite:
        return ReferenceSite(site_id, self.folder / f"site{site_id}", generation=None)


@pytest.fixture
def device(centre: Centre, tmp_path: Path) -> Iterator[Device]:
    """Site 5 is a mobile with store M, which trades with C on site 3."""
    begin(centre)
    raw = in_force(centre)
    mobile = {"id": MOBILE, "name": "Clinic", "kind": "mobile", "time_zone": "Pacific/Auckland"}
    centre.change_network(
        sites=[*raw["sites"], mobile], stores=[*raw["stores"], {"id": "STORE_M", "active": MOBILE}]
    )
    centre.push_and_cycle(
        1,
        upsert("name", "NAME_M", name="Store M", code="M", type="store",
               supplying_store_id="STORE_C"),
        upsert("store", "STORE_M", name_ID="NAME_M", code="M", store_mode="store"),
        visible("M", "C"), visible("C", "M"),
    )  # fmt: skip
    app = create_app(centre.home, Limits(load_seconds=60))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Device(centre, client, tmp_path)


def record(table: str, record_id: str, kind: str = "U", **data: Any) -> dict[str, Any]:
    """A record as mSupply Mobile pushes it."""
    made = {
        "SyncID": f"S-{table}-{record_id}", "RecordType": table, "RecordID": record_id,
        "SyncType": kind, "StoreID": "STORE_M",
    }  # fmt: skip
    return made | ({"Data": {"ID": record_id, **data}} if kind != "D" else {})


def stock(number: int, **data: Any) -> dict[str, Any]:
    return record(
        "item_line", f"L{number}", store_ID="STORE_M", item_ID="ITEM_1", pack_size="1",
        quantity="4", available="4", **data,
    )  # fmt: skip


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


# v3: who the site is


def test_v3_site_says_who_the_site_is(device: Device) -> None:
    for path in ("site", "site/"):
        assert device.ask("GET", f"/sync/v3/{path}").json() == {
            "SiteID": 5, "ServerID": 1, "StoreID": "STORE_M", "NameID": "NAME_M",
            "SupplyingStoreID": "STORE_C", "SupplyingStoreNameID": "NAME_C", "ServerVersion": "409",
        }  # fmt: skip


def test_v3_another_machine_is_told_that_its_registration_does_not_match(device: Device) -> None:
    device.ask("GET", "/sync/v3/site")
    other = device.ask("GET", "/sync/v3/site", headers={"msupply-site-uuid": "device-2"})
    assert other.status_code == 200
    assert other.json()["error"].startswith("Site registration doesn't match.")
    Credentials(device.centre.home).release_hardware(MOBILE)
    assert "SiteID" in device.ask(
        "GET", "/sync/v3/site", headers={"msupply-site-uuid": "device-2"}
    ).json()  # fmt: skip


def test_v3_a_wrong_password_and_an_unknown_site_are_refused_and_lock(device: Device) -> None:
    for _ in range(5):
        wrong = device.client.get("/sync/v3/site", auth=("site5", sent("no")), headers=MACHINE)
        assert wrong.status_code == 401 and "password" in wrong.json()["error"]
    assert device.ask("GET", "/sync/v3/site").status_code == 429
    unknown = device.client.get("/sync/v3/site", auth=("nobody", sent("no")), headers=MACHINE)
    assert unknown.status_code == 401


def test_v3_a_site_with_several_stores_is_not_for_mobile(device: Device) -> None:
    told = device.ask("GET", "/sync/v3/site", DESKTOP).json()["error"]
    assert "multiple active stores" in told


def test_v3_a_site_syncs_as_itself_alone(device: Device) -> None:
    other = device.v3("GET", "queued_records/count", params={"from_site": 3})
    assert other.status_code == 403 and "site 3" in other.json()["error"]
    assert device.v3("GET", "queued_records/count", params={"to_site": 9}).status_code == 404


def test_v3_a_user_logs_in_with_a_name_and_password_of_its_own(device: Device) -> None:
    control = Control(device.centre.home)
    password = make_user_password(control, "USER_1", "rosa", is_admin=True)
    for path in ("user", "user/"):
        found = device.client.get(f"/sync/v3/{path}?store=STORE_M", auth=("rosa", sent(password)))
        assert found.json() == {"UserID": "USER_1", "isAdmin": True}
    for _ in range(5):
        wrong = device.client.get("/sync/v3/user?store=STORE_M", auth=("rosa", sent("no")))
        assert wrong.status_code == 401 and "error" in wrong.json()
    locked = device.client.get("/sync/v3/user?store=STORE_M", auth=("rosa", sent(password)))
    assert locked.status_code == 429


def test_v3_a_user_whose_record_is_not_active_is_refused(device: Device) -> None:
    """The centre keeps a user as he came first (R16)."""
    device.centre.push_and_cycle(
        1, upsert("user", "U_1", name="rosa", active=True),
        upsert("user", "U_2", name="tim", active=False),
    )  # fmt: skip
    found = {}
    for user_id, name in (("U_1", "rosa"), ("U_2", "tim")):
        password = make_user_password(Control(device.centre.home), user_id, name, is_admin=False)
        auth = (name, sent(password))
        found[name] = device.client.get("/sync/v3/user?store=STORE_M", auth=auth)
    assert found["rosa"].json() == {"UserID": "U_1", "isAdmin": False}
    assert (found["tim"].status_code, "not active" in found["tim"].text) == (401, True)


def test_v3_a_user_logs_in_at_a_store_that_is_active_somewhere(device: Device) -> None:
    password = make_user_password(Control(device.centre.home), "U_1", "rosa", is_admin=False)
    unknown = device.client.get("/sync/v3/user?store=S_NO", auth=("rosa", sent(password)))
    assert (unknown.status_code, "S_NO" in unknown.json()["error"]) == (403, True)


# v3: push


def test_v3_a_push_is_complete_when_the_site_asks_for_its_count(device: Device) -> None:
    device.push(stock(1))
    device.push(stock(2))
    assert not list((device.centre.home.landing / "site=5").rglob("*.parquet"))
    device.count()
    device.centre.cycle()
    assert device.centre.sql("SELECT rows FROM sync.batch WHERE site_id = 5") == [(2,)]
    assert device.centre.record("item_line", "L2")["quantity"] == 4


def test_v3_a_sync_id_that_is_sent_again_is_there_once_as_it_was_last(device: Device) -> None:
    device.push(stock(1), stock(2))
    device.push(stock(1, batch="newer"))
    device.count()
    device.centre.cycle()
    assert device.centre.sql("SELECT rows FROM sync.batch WHERE site_id = 5") == [(2,)]
    assert device.centre.record("item_line", "L1")["batch"] == "newer"


def test_v3_a_push_that_comes_again_after_it_landed_changes_nothing(device: Device) -> None:
    for _ in range(2):
        device.push(stock(1))
        device.count()
        device.centre.cycle()
    assert device.centre.decisions(site_id=5) == [
        ("applied", "active_site_edits_store"), ("unchanged", "active_site_edits_store"),
    ]  # fmt: skip


def test_v3_lines_may_come_before_their_header(device: Device) -> None:
    device.push(
        record("trans_line", "T1", transaction_ID="H1", item_ID="ITEM_1", quantity="2"),
        record("transact", "H1", store_ID="STORE_M", name_ID="NAME_C", type="ci", status="cn"),
    )
    device.count()
    device.centre.cycle()
    assert {d for d, _ in device.centre.decisions(site_id=5)} == {"applied"}


def test_v3_odd_values_of_the_client_are_read(device: Device) -> None:
    device.push(
        record(
            "transact", "H1", store_ID="STORE_M", name_ID="NAME_C", type="ci", status="cn",
            subtotal="null", total="1.4000000000000001", is_cancellation="false",
            entry_date="2027-01-30T11:00:00.000Z", entry_time="00:00:00", confirm_date="0000-00-00",
            linked_transaction_id="",
        )
    )  # fmt: skip
    device.count()
    device.centre.cycle()
    held = device.centre.record("transact", "H1")
    assert held["subtotal"] is None and held["is_cancellation"] is False
    assert str(held["entry_date"]) == "2027-01-31", "the day of the site, not of Greenwich"


def test_v3_a_column_that_the_client_blanks_because_it_does_not_know_it_stays(
    device: Device,
) -> None:
    device.centre.push_and_cycle(DESKTOP, *invoice("1", "C", to="M"))
    half = made_id("transact:INV_1")
    device.pull_all()
    device.push(record("transact", half, linked_transaction_id="", invoice_num="7"))
    device.push(record("requisition_line", "R1", Cust_stock_order="0", requisition_ID="NONE"))
    device.count()
    device.centre.cycle()
    held = device.centre.record("transact", half)
    assert (held["linked_transaction_id"], held["invoice_num"]) == ("INV_1", 7)
    pushed = device.centre.sql("SELECT data FROM sync.change WHERE record_id = 'R1'")
    assert "Cust_stock_order" not in pushed[0][0]


def test_v3_a_delete_and_a_broken_record_are_judged_one_by_one(device: Device) -> None:
    device.push(stock(1))
    device.count()
    device.centre.cycle()
    device.push(
        {"SyncID": "D1", "RecordType": "item_line", "RecordID": "L1", "SyncType": "D"},
        {"SyncID": "B1", "RecordType": "item_line", "RecordID": "L9", "SyncType": "U", "Data": 7},
        {"SyncID": "B2"},
        {"SyncID": "B3", "RecordType": "item", "RecordID": "\ud800", "SyncType": "X", "Data": {}},
        stock(8, nested=deep(500)),
        stock(3),
    )
    device.count()
    device.centre.cycle()
    assert device.centre.record("item_line", "L1") is None
    assert device.centre.record("item_line", "L3") is not None
    assert [d for d, _ in device.centre.decisions(site_id=5)][1:] == [
        "applied", "rejected", "rejected", "rejected", "rejected", "applied",
    ]  # fmt: skip


def test_v3_a_crash_after_sealing_lands_the_push_once(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.push(stock(1))
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", _crash_on_sealed)
        assert device.v3("GET", "queued_records/count").status_code == 500
    device.push(stock(2))
    device.count()
    device.centre.cycle()
    assert device.centre.sql(
        "SELECT batch_no, rows FROM sync.batch WHERE site_id = 5 ORDER BY ALL"
    ) == [(1, 1), (2, 1)]


def _crash_on_sealed(path: Path, missing_ok: bool = False) -> None:
    if path.name.startswith("pushed-") and path.suffix == ".jsonl":
        raise RuntimeError("killed")
    path.exists() and path.rename(path.with_name(f".{path.name}.gone"))


def test_v3_half_a_line_that_a_crash_left_is_forgotten(device: Device) -> None:
    device.push(stock(1))
    (kept,) = device.centre.home.landing.rglob(pushes.OPEN)
    with kept.open("ab") as handle:
        handle.write(b'{"sync_id": "S-ha')
    assert device.count() > 0
    device.push(stock(2))
    device.count()
    device.centre.cycle()
    assert device.centre.sql("SELECT rows FROM sync.batch WHERE site_id = 5 ORDER BY ALL") == [
        (1,), (1,)
    ]  # fmt: skip


def test_v3_a_control_database_that_was_restored_costs_no_push(device: Device) -> None:
    for number in (1, 2, 3):
        device.push(stock(number))
        device.count()
        device.centre.cycle()
    with Control(device.centre.home).ledger() as ledger:  # a backup from after batch 1
        later = (RECEIPT.c.site_id == MOBILE, RECEIPT.c.batch_no > 1)
        ledger.connection.execute(sa.delete(RECEIPT).where(*later))
    device.push(stock(4))
    assert device.count() > 0
    device.centre.cycle()
    assert device.centre.record("item_line", "L4") is not None
    assert device.centre.sql("SELECT count(*) FROM sync.batch WHERE site_id = 5") == [(4,)]


def test_v3_rows_of_different_records_are_never_one_whatever_their_sync_id(
    device: Device,
) -> None:
    device.push(stock(1) | {"SyncID": "7"}, stock(2) | {"SyncID": "7"})
    device.count()
    device.centre.cycle()
    assert device.centre.sql("SELECT rows FROM sync.batch WHERE site_id = 5") == [(2,)]


def test_v3_what_stood_for_nothing_does_not_come_back_as_a_value(device: Device) -> None:
    taken = {"ID": "L", "stock_take_ID": "S", "snapshot_qty": 3.0}
    told = outward(Protocol.V3, "Stock_take_lines", "L", taken)
    assert told["item_line_ID"] == made_id("item_line:L").lower() and told["item_ID"] == "0"
    assert "item_ID" not in inward(Protocol.V3, "Stock_take_lines", told)


@pytest.mark.parametrize("bad", ["0001-01-01 (BC)", "10000-01-01", None, ""])
def test_no_date_poisons_a_client(bad: str | None) -> None:
    told = outward(Protocol.V3, "transact", "T", {"entry_date": bad, "om_picked_datetime": bad})
    assert told["entry_date"] == "0000-00-00T00:00:00"
    assert told["om_picked_datetime"] == "0000-00-00T00:00:00"
    assert outward(Protocol.V5, "transact", "T", {"entry_date": bad})["entry_date"] == "0000-00-00"


def test_documents_are_told_without_escapes() -> None:
    told = outward(Protocol.V3, "transact", "T", {"custom_data": {"note": "Réunion"}})
    assert told["custom_data"] == '{"note": "Réunion"}'


def test_v3_a_full_disk_loses_nothing_that_was_answered(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.push(stock(1))
    with monkeypatch.context() as full:
        full.setattr(pushes.os, "fsync", _no_space)
        answer = device.v3("POST", "queued_records/", json=[stock(2)])
    assert answer.status_code == 507 and "no space" in answer.json()["error"]
    device.push(stock(3))
    device.count()
    device.centre.cycle()
    assert {i for (i,) in device.centre.sql("SELECT record_id FROM sync.change WHERE site_id = 5")
            } == {"L1", "L3"}  # fmt: skip


def _no_space(_: int) -> None:
    raise OSError(28, "No space left on device")


# v3: pull


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


def test_v5_a_cursor_in_what_was_lost_from_the_disk_is_not_believed(device: Device) -> None:
    line = device.open_msupply()
    line._pull_central()
    (file,) = (device.centre.home.outgoing / "site=3").glob("*.parquet")
    file.unlink()
    assert len(device.v5("GET", "queued_records").json()["data"]) > 1
    assert {"ITEM_1", "NAME_C"} <= {row["recordId"] for row in _central_rows(device, line.cursor)}


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


def test_v3_no_record_is_dropped_and_every_value_is_text(device: Device) -> None:
    line = device.mobile()
    assert line.initialise() > 5
    assert line.dropped == []
    store = line.site.record("store", "STORE_M")
    assert store and all(isinstance(value, str) for value in store.values())


def test_v3_a_line_without_stock_line_gets_one_that_is_always_the_same(device: Device) -> None:
    device.pull_all()
    device.centre.push_and_cycle(DESKTOP, *invoice("1", "C", to="M"))
    rows = {row["RecordID"]: row["data"] for row in device.pull_all()}
    line_id = made_id("trans_line:INV_1_L1")
    derived = rows[line_id]["item_line_ID"]
    assert derived == made_id(f"item_line:{line_id}").lower()
    assert rows[line_id]["expiry_date"] == "0000-00-00T00:00:00"
    assert rows[made_id("transact:INV_1")]["invoice_num"] == "-1"
    assert device.centre.record("trans_line", line_id)["item_line_ID"] is None


def test_v3_a_number_below_one_is_sent_once(device: Device) -> None:
    device.pull_all()
    device.centre.push_and_cycle(DESKTOP, *invoice("1", "C", to="M"))
    half = made_id("transact:INV_1")
    assert half in {row["RecordID"] for row in device.pull_all()}
    set_stores(device.centre, {"id": "STORE_M", "active": MOBILE, "collectors": [1, 2]})
    device.centre.push_and_cycle(1, visible("M", "B"))
    cycle_with(device.centre, OrderKind.RESYNC, str(MOBILE))
    assert device.count() > 0
    assert half not in {row["RecordID"] for row in device.pull_all()}
    device.push(record("transact", half, invoice_num="3"))
    device.count()
    device.centre.cycle()
    cycle_with(device.centre, OrderKind.RESYNC, str(MOBILE))
    assert half in {row["RecordID"] for row in device.pull_all()}


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


# v5


def test_v5_site_says_who_the_site_is_and_how_far(device: Device) -> None:
    told = device.v5("GET", "site").json()
    assert (told["siteId"], told["name"], told["initialisationStatus"]) == (
        3, "Remote site 2", "new",
    )  # fmt: skip
    assert told["mSupplyCentralSiteId"] == 1 and told["isOmSupplyCentralServer"] is False
    queued = device.v5("POST", "initialise", json={}).json()["queueLength"]
    ready = device.v5("GET", "site").json()
    assert (ready["initialisationStatus"], ready["queueLength"]) == ("completed", queued)
    device.open_msupply().pull()
    assert device.v5("GET", "site").json()["queueLength"] == 0


def test_v5_errors_have_a_code_and_a_version_that_is_not_known_is_told(device: Device) -> None:
    for version in ("15", "2.17.0"):
        newer = device.v5("GET", "site", headers={"version": version})
        assert newer.status_code == 409
        assert newer.json()["error"]["code"] == "api_version_incompatible"
        assert newer.json()["error"]["data"] == {"minVersion": 1, "maxVersion": 14}
    device.v5("GET", "site")
    other = device.v5("GET", "site", headers={"msupply-site-uuid": "another"})
    assert (other.status_code, other.json()["error"]["code"]) == (
        401, "site_incorrect_hardware_id",
    )  # fmt: skip
    nobody = device.client.get("/sync/v5/site", auth=("nobody", sent("x")), headers=MACHINE)
    assert nobody.json()["error"]["code"] == "site_name_not_found"


def test_v5_central_records_are_read_behind_a_cursor_and_the_rest_is_a_queue(
    device: Device,
) -> None:
    first = device.v5("GET", "central_records", params={"cursor": 0, "limit": 3}).json()
    assert len(first["data"]) == 3
    ids = [row["ID"] for row in first["data"]]
    assert ids == sorted(ids) and first["maxCursor"] > ids[-1]
    central = {row["tableName"] for row in first["data"]}
    rest = device.v5("GET", "central_records", params={"cursor": ids[-1], "limit": 500}).json()
    assert rest["data"][-1]["ID"] == rest["maxCursor"]
    end = device.v5("GET", "central_records", params={"cursor": rest["maxCursor"]}).json()
    assert end == {"maxCursor": rest["maxCursor"], "data": []}
    queued = device.v5("GET", "queued_records", params={"limit": 500}).json()
    assert queued["queueLength"] == len(queued["data"]) > 0
    assert not central & {row["tableName"] for row in queued["data"]}
    done = {"syncIDs": [row["syncOutId"] for row in queued["data"]]}
    assert device.v5("POST", "acknowledged_records", json=done).status_code == 204
    assert device.v5("GET", "queued_records").json() == {"queueLength": 0, "data": []}
    assert not list((device.centre.home.outgoing / "site=3").glob("*.parquet"))


def loads_owed(device: Device) -> int:
    device.centre.cycle()
    (count,) = device.centre.sql("SELECT count(*) FROM sync.\"order\" WHERE kind = 'initial_load'")
    return int(count[0])


def test_v5_a_site_that_comes_from_another_server_with_its_cursor_gets_everything(
    device: Device,
) -> None:
    """Its cursor says nothing of this centre, however it compares with what is packed here."""
    whole = device.v5("GET", "central_records", params={"cursor": 500_000, "limit": 500}).json()
    assert len(whole["data"]) > 5 and whole["maxCursor"] >= 500_000
    again = device.v5("GET", "central_records", params={"cursor": 500_000, "limit": 500}).json()
    assert again == whole, "an answer may be lost"
    assert loads_owed(device) == 0, "the queue holds all of it"
    line = device.open_msupply()
    line.cursor = 500_000
    assert line.pull() > len(whole["data"])
    assert line.cursor == whole["data"][-1]["ID"]
    assert line.pull() == 0 and loads_owed(device) == 0


def test_v5_a_cursor_that_fits_nothing_is_owed_a_whole_load_once(device: Device) -> None:
    line = device.open_msupply()
    line.initialise()
    last = line.cursor
    for loads, cursor in enumerate((500_000, 3, 0), 1):
        assert not _central_rows(device, last), cursor
        for _ in range(2):
            device.v5("GET", "central_records", params={"cursor": cursor})
        assert loads_owed(device) == loads, cursor
        rows = _central_rows(device, cursor)
        assert {"ITEM_1", "NAME_C", "NAME_M"} <= {row["recordId"] for row in rows}
        last = rows[-1]["ID"]


def test_v5_initialise_begins_with_the_first_central_record(device: Device) -> None:
    note_client(Control(device.centre.home), DESKTOP, central_cursor=500_000)
    device.v5("POST", "initialise", json={})
    client = client_of(Control(device.centre.home), DESKTOP)
    assert client is not None and client.central_cursor == 0
    assert len(_central_rows(device, 0)) > 5 and loads_owed(device) == 0


def _central_rows(device: Device, cursor: int) -> list[dict[str, Any]]:
    """What a client reads that goes on from its cursor until nothing comes any more."""
    rows: list[dict[str, Any]] = []
    while page := device.v5("GET", "central_records", params={"cursor": cursor}).json()["data"]:
        cursor = page[-1]["ID"]
        rows += page
    return rows


def test_v5_patients_wait_in_the_queue_and_other_names_are_central(device: Device) -> None:
    device.open_msupply().pull()
    device.centre.push_and_cycle(
        1,
        upsert("name", "PAT", name="Ann", type="patient", supplying_store_id="STORE_A"),
        upsert("name", "NAME_C", name="Renamed"),
        upsert("item", "ITEM_1", item_name="Renamed"),
    )
    device.centre.push_and_cycle(
        1,
        upsert("name_store_join", "SEE_PAT", name_ID="PAT", store_ID="STORE_C"),
        upsert("store", "STORE_C", store_mode="dispensary"),
    )

    def central() -> set[str]:
        cursor = client_of(Control(device.centre.home), DESKTOP)
        assert cursor is not None
        found = device.v5("GET", "central_records", params={"cursor": cursor.central_cursor})
        return {row["recordId"] for row in found.json()["data"]}

    def queued() -> dict[str, str]:
        found = device.v5("GET", "queued_records", params={"limit": 500}).json()["data"]
        return {row["recordId"]: row["syncOutId"] for row in found}

    assert central() >= {"NAME_C", "ITEM_1"} and "PAT" not in central()
    assert "PAT" in queued() and not {"NAME_C", "ITEM_1"} & queued().keys()
    device.v5("POST", "acknowledged_records", json={"syncIDs": list(queued().values())})
    assert not queued()
    device.centre.push_and_cycle(1, delete("name", "PAT"))
    assert "PAT" in queued() and "PAT" not in central()


def test_v5_values_have_the_shapes_that_its_client_reads(device: Device) -> None:
    device.open_msupply().pull()
    device.centre.push_and_cycle(
        5, upsert("transact", "H5", store_ID="STORE_M", name_ID="NAME_C", type="ci", status="fn",
                  entry_date="2026-02-03", entry_time="01:02:03"),
        upsert("trans_line", "H5_L1", transaction_ID="H5", item_ID="ITEM_1", quantity=2,
               pack_size=10, type="stock_out"),
    )  # fmt: skip
    queued = device.v5("GET", "queued_records").json()["data"]
    rows = {row["recordId"]: row["recordData"] for row in queued}
    half, line = rows[made_id("transact:H5")], rows[made_id("trans_line:H5_L1")]
    assert (half["invoice_num"], half["hold"], half["type"]) == (-1, True, "si")
    assert line["quantity"] == 2 and line["expiry_date"] == "0000-00-00"
    assert line["item_line_ID"] == "" and isinstance(half["entry_time"], int)


def test_v5_a_push_is_taken_as_one_when_nothing_remains(device: Device) -> None:
    def pushed(remaining: int, *rows: dict[str, Any]) -> Any:
        return device.v5(
            "POST", "queued_records", json={"queueLength": remaining, "data": list(rows)}
        )

    line = {
        "syncOutId": "1", "tableName": "item_line", "recordId": "O1", "action": "Update",
        "recordData": {"ID": "O1", "store_ID": "STORE_C", "item_ID": "ITEM_1",
                       "expiry_date": "2027-05-06T00:00:00", "quantity": 3.0},
    }  # fmt: skip
    assert pushed(1, line).json() == {"integrationStarted": False}
    assert device.v5("GET", "site_status").json()["code"] == "idle"
    assert pushed(0).json() == {"integrationStarted": True}
    assert device.v5("GET", "site_status").json()["code"] == "integration_in_progress"
    device.centre.cycle()
    assert device.v5("GET", "site_status").json()["code"] == "idle"
    held = device.centre.record("item_line", "O1")
    assert (held["quantity"], str(held["expiry_date"])) == (3, "2027-05-06")


def test_v5_the_reference_site_syncs(device: Device) -> None:
    line = device.open_msupply()
    assert line.initialise() > 5
    line.site.change("item_line", "O1", {"store_ID": "STORE_C", "item_ID": "ITEM_1"})
    line.site.change("item_line", "O2", {"store_ID": "STORE_C", "item_ID": "ITEM_1"})
    line.site.delete("item_line", "O2")
    line.push()
    device.centre.cycle()
    assert line.wait()
    assert line.pull() == 0
    assert device.centre.record("item_line", "O1") is not None
    assert device.centre.record("item_line", "O2") is None
    device.centre.push_and_cycle(1, upsert("unit", "U1", units="tablet"))
    assert line.pull() == 1
    assert line.site.record("unit", "U1") is not None


def test_v5_a_site_without_store_is_told(device: Device) -> None:
    raw = in_force(device.centre)
    moved = [store | {"active": 2} if store["active"] == 3 else store for store in raw["stores"]]
    device.centre.change_network(stores=moved)
    told = device.v5("GET", "site")
    assert (told.status_code, told.json()["error"]["code"]) == (400, "site_has_no_store")


# both


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"7", b'{"data": 3}', b'[1, "x"]'])
def test_a_body_that_is_no_list_of_records_is_refused_with_a_sentence(
    device: Device, body: bytes
) -> None:
    for protocol, path in (("v3", "queued_records/"), ("v5", "queued_records")):
        ask = device.v3 if protocol == "v3" else device.v5
        for name in (path, "acknowledged_records"):
            answer = ask("POST", name, content=body)
            assert answer.status_code == 400, (protocol, name, answer.text)
            assert "error" in answer.json()


def test_too_big_a_push_is_refused(device: Device) -> None:
    small = TestClient(create_app(device.centre.home, Limits(batch_bytes=300)))
    device.client = small
    answer = device.v3("POST", "queued_records/", json=[stock(n) for n in range(9)])
    assert answer.status_code == 413 and "batch may have" in answer.json()["error"]


def test_a_wrong_password_is_refused_in_both(device: Device) -> None:
    with pytest.raises(RefusedByCentre):
        MobileSite(
            device.reference(MOBILE), "", "site5", "wrong", client=device.client
        ).sync()  # fmt: skip


def test_a_stock_line_of_a_site_is_not_sent_back_to_it(device: Device) -> None:
    device.pull_all()
    device.push(stock(1))
    device.count()
    device.centre.cycle()
    assert device.count() == 0
    device.centre.push_and_cycle(2, stock_line("B"))
    assert device.count() == 0
