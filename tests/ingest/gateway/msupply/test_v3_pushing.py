"""mSupply Mobile pushes: when a push is whole, what comes twice, and what a crash leaves."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingest.control import Control
from ingest.control_tables import RECEIPT
from ingest.gateway.msupply import pushes
from tests.ingest.gateway.msupply.device import MOBILE, Device, record, stock


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


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
