"""Reference sites that speak mSupply's protocols: v3 as mSupply Mobile does, v5 as Open mSupply.

They drop what those clients drop (a record without a value that it needs) and count it, so that a
centre which loses a record so is found out.
"""

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import httpx

from ingest.credentials import sent
from ingest.gateway.msupply.spelling import COLUMNS, Protocol
from simulator.remote import ATTEMPTS, TIMEOUT_SECONDS, RefusedByCentre
from simulator.site import ReferenceSite
from sync.catalogue import CATALOGUE

Row = dict[str, Any]
FIRST_LIMIT, NEXT_LIMIT = 10, 500
PUSH_ROWS = 500
POLL_SECONDS = 0.2
V3_TYPES = {"upsert": "U", "delete": "D"}
V3_ACTIONS = {"I": "upsert", "U": "upsert", "D": "delete", "M": "merge"}


class MsupplySite(ABC):
    """A reference site and its way to the centre in one of mSupply's protocols."""

    protocol: Protocol
    version: Mapping[str, str]
    """The header with which the client says what it is."""

    def __init__(
        self, site: ReferenceSite, address: str, user_name: str, password: str, *,
        client: httpx.Client | None = None, machine: str = "",
    ) -> None:  # fmt: skip
        self.site = site
        self.machine = machine or site.generation
        self.dropped: list[Row] = []
        self._client = client or httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS)
        self._auth = (user_name, sent(password))

    def close(self) -> None:
        self._client.close()

    def sync(self) -> int:
        """Push what the site has, pull what waits; returns how many records it pulled."""
        self.push()
        return self.pull()

    @abstractmethod
    def push(self) -> None:
        """Send what the site has changed."""

    @abstractmethod
    def pull(self) -> int:
        """Fetch, apply and acknowledge what waits; returns how many records."""

    def _ask(self, verb: str, path: str, **options: Any) -> Any:
        """One call, tried again where the connection failed; the JSON of its answer."""
        headers = {"msupply-site-uuid": self.machine, **self.version}
        for attempt in range(ATTEMPTS):
            try:
                answer = self._client.request(
                    verb, f"/sync/{self.protocol}/{path}", auth=self._auth, headers=headers,
                    **options,
                )  # fmt: skip
                break
            except httpx.TransportError:
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.2 * 2**attempt)
        said = answer.json() if answer.content else {}
        if answer.is_error or (isinstance(said, dict) and "error" in said):
            error = said.get("error")
            code = error["code"] if isinstance(error, dict) else str(answer.status_code)
            raise RefusedByCentre(code, error["message"] if isinstance(error, dict) else str(error))
        return said

    def _pieces(self) -> list[list[Row]]:
        rows = self.site.queued()
        return [rows[n : n + PUSH_ROWS] for n in range(0, len(rows), PUSH_ROWS)]


class MobileSite(MsupplySite):
    """Speaks v3. `initialise` is for a device that holds nothing."""

    protocol = Protocol.V3
    version = MappingProxyType({"mobile-version": "8.7.4"})

    def initialise(self) -> int:
        self._register()
        self._ask("GET", "initial_dump/", params=self._way)
        return self.pull()

    def push(self) -> None:
        self._register()
        for piece in self._pieces():
            self._ask("POST", "queued_records/", params=self._way, json=[_v3_row(r) for r in piece])
        self.site.forget_queued()

    def pull(self) -> int:
        self._register()
        pulled, limit = 0, FIRST_LIMIT
        while self._ask("GET", "queued_records/count", params=self._way)["NumRecords"]:
            rows = self._ask("GET", "queued_records", params=self._way | {"limit": limit})
            if not rows:
                break
            for row in rows:
                self._take(row)
            sync_ids = [row["SyncID"] for row in rows]
            self._ask(
                "POST", "acknowledged_records", params=self._way, json={"SyncRecordIDs": sync_ids}
            )
            pulled, limit = pulled + len(rows), NEXT_LIMIT
        return pulled

    def _register(self) -> None:
        known = self._ask("GET", "site")
        self._way = {"from_site": known["SiteID"], "to_site": known["ServerID"]}

    def _take(self, row: Row) -> None:
        table, action = row["RecordType"], V3_ACTIONS[row["SyncType"]]
        if not _passes_sanity_check(row):
            self.dropped.append(row)
            return
        data = {"keep": row["mergeIDtokeep"]} if action == "merge" else row["data"]
        record_id = row["mergeIDtodelete"] if action == "merge" else row["RecordID"]
        self.site.receive(table, record_id, action, data)


class OpenMsupplySite(MsupplySite):
    """Speaks v5."""

    protocol = Protocol.V5
    version = MappingProxyType({"version": "14"})

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.cursor = 0

    def initialise(self) -> int:
        self._ask("POST", "initialise", json={})
        return self.pull()

    def push(self) -> None:
        pieces = self._pieces() or [[]]
        remaining = sum(map(len, pieces))
        for piece in pieces:
            remaining -= len(piece)
            body = {"queueLength": remaining, "data": [_v5_row(row) for row in piece]}
            self._ask("POST", "queued_records", json=body)
        self.site.forget_queued()

    def wait(self, seconds: float = 30) -> bool:
        """Wait until the centre has nothing to do for the site; False where it still has."""
        until = time.monotonic() + seconds
        while self._ask("GET", "site_status")["code"] != "idle":
            if time.monotonic() > until:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def pull(self) -> int:
        return self._pull_central() + self._pull_queue()

    def _pull_central(self) -> int:
        pulled = 0
        while True:
            asked = {"cursor": self.cursor, "limit": NEXT_LIMIT}
            said = self._ask("GET", "central_records", params=asked)
            for row in said["data"]:
                self._take(row)
            pulled += len(said["data"])
            if said["data"]:
                self.cursor = said["data"][-1]["ID"]
            elif self.cursor >= said["maxCursor"]:
                return pulled
            else:
                self.cursor += 1

    def _pull_queue(self) -> int:
        pulled = 0
        while rows := self._ask("GET", "queued_records", params={"limit": NEXT_LIMIT})["data"]:
            for row in rows:
                self._take(row)
            sync_ids = [row["syncOutId"] for row in rows]
            self._ask("POST", "acknowledged_records", json={"syncIDs": sync_ids})
            pulled += len(rows)
        return pulled

    def _take(self, row: Row) -> None:
        action, data = row["action"], row.get("recordData")
        if action in ("insert", "update"):
            action = "upsert"
        if action == "merge" and data:
            data = {"keep": data["mergeIDtokeep"]}
        self.site.receive(row["tableName"], row["recordId"], action, data)


def _passes_sanity_check(row: Row) -> bool:
    """What mSupply Mobile asks of a pulled record before it takes it."""
    data = row["data"]
    key = CATALOGUE.tables[row["RecordType"]].key
    if row["SyncType"] in "DM":
        return True
    if not data.get(key) or not all(isinstance(value, str) for value in data.values()):
        return False
    return all(
        column.name in data and (data[column.name] or not column.blank)
        for column in COLUMNS[Protocol.V3][row["RecordType"]]
    )


def _v3_row(row: Row) -> Row:
    pushed = {
        "SyncID": str(row["seq"]), "RecordType": row["table_name"], "RecordID": row["record_id"],
        "SyncType": V3_TYPES[row["action"]], "StoreID": "",
    }  # fmt: skip
    return pushed | ({"Data": json.loads(row["data"])} if row["data"] else {})


def _v5_row(row: Row) -> Row:
    pushed = {
        "syncOutId": str(row["seq"]), "tableName": row["table_name"], "recordId": row["record_id"],
        "action": "Delete" if row["action"] == "delete" else "Update",
    }  # fmt: skip
    return pushed | ({"recordData": json.loads(row["data"])} if row["data"] else {})
