"""Bodies that are large or refused, and wrong passwords, in both of mSupply's protocols."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from ingest.gateway.app import create_app
from ingest.gateway.msupply import pushes, pushing
from ingest.gateway.place import LARGE_LANDINGS, Limits
from simulator.msupply import MobileSite
from simulator.remote import RefusedByCentre
from tests.ingest.gateway.conftest import TestClient
from tests.ingest.gateway.msupply.device import MOBILE, Device, stock


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


def test_a_body_that_grows_beyond_its_limit_is_refused_in_the_words_of_its_protocol(
    device: Device,
) -> None:
    def told(ask: Any) -> Any:
        return ask("POST", "acknowledged_records", content=iter([b"[" * (1 << 20)] * 2))

    third, fifth = told(device.v3), told(device.v5)
    assert third.status_code == 413 and isinstance(third.json()["error"], str)
    assert (fifth.status_code, fifth.json()["error"]["code"]) == (413, "too_big")


def test_too_big_a_push_is_refused(device: Device) -> None:
    small = TestClient(create_app(device.centre.home, Limits(batch_bytes=300)))
    device.client = small
    answer = device.v3("POST", "queued_records/", json=[stock(n) for n in range(9)])
    assert answer.status_code == 413 and "batch may have" in answer.json()["error"]


@pytest.mark.parametrize("work", ["keep", "complete"])
def test_large_pushes_that_come_together_are_read_and_landed_a_few_at_a_time(
    device: Device, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    monkeypatch.setattr(pushing, "LARGE_BYTES", -1)
    too_many, met = threading.Barrier(LARGE_LANDINGS + 1), list[bool]()
    done, remaining = getattr(pushes, work), int(work == "keep")

    def watched(*given: Any, **options: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            too_many.wait(1)
            met.append(True)
        return done(*given, **options)

    def ask(number: int) -> int:
        row = {"tableName": "unit", "recordId": "U", "action": "Update", "recordData": {}}
        if number % 2:
            sent = {"queueLength": remaining, "data": [row] * remaining}
            answer = device.v5("POST", "queued_records", json=sent)
        elif remaining:
            answer = device.v3("POST", "queued_records/", json=[stock(number)])
        else:
            answer = device.v3("GET", "queued_records/count")
        return int(answer.status_code)

    monkeypatch.setattr(pushes, work, watched)
    with ThreadPoolExecutor(LARGE_LANDINGS + 2) as threads:
        assert set(threads.map(ask, range(LARGE_LANDINGS + 2))) == {200}
    assert met == []


def test_a_large_body_waits_on_the_disk_and_leaves_nothing_there(device: Device) -> None:
    rows = [stock(n, note="x" * 1000) for n in range(200)]
    assert device.v3("POST", "queued_records/", json=rows).json() == {"received": 200}
    kept = [path.name for path in device.centre.home.landing.rglob("*") if path.is_file()]
    assert sorted(kept) == [".lock", "pushed.jsonl"]
    device.count()
    device.centre.cycle()
    assert device.centre.sql("SELECT rows FROM sync.batch WHERE site_id = 5") == [(200,)]


def test_a_wrong_password_is_refused_in_both(device: Device) -> None:
    with pytest.raises(RefusedByCentre):
        MobileSite(
            device.reference(MOBILE), "", "site5", "wrong", client=device.client
        ).sync()  # fmt: skip
