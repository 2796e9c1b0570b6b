"""The machines of two sites that speak mSupply's protocols, and what they push."""

import copy
import json
from pathlib import Path
from typing import Any

import httpx

from ingest.credentials import Credentials, sent
from simulator.msupply import MobileSite, OpenMsupplySite
from simulator.site import ReferenceSite
from tests.centre import Centre
from tests.ingest.gateway.conftest import TestClient

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
