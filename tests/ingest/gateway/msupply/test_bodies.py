"""Bodies and passwords that are refused, in both of mSupply's protocols."""


import pytest

from ingest.gateway.app import create_app
from ingest.gateway.place import Limits
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
