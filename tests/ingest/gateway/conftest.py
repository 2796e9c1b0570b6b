"""A centre with a gateway in this process, and a site that talks to it."""

import hashlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.credentials import Credentials, sent
from ingest.gateway.app import create_app
from tests.centre import Centre
from tests.scenarios.six_stores import begin

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

HARDWARE = {"Syncline-Hardware-Id": "machine-1"}


class Caller:
    """A site's machine: a client, the credentials and the token of its log-in."""

    def __init__(self, centre: Centre, client: TestClient, site_id: int, name: str) -> None:
        self.centre, self.client, self.site_id, self.name = centre, client, site_id, name
        self.password = Credentials(centre.home).make(site_id, name, by="a tester")
        self.headers: dict[str, str] = {}

    def log_in(self, password: str | None = None, hardware: dict[str, str] = HARDWARE) -> Any:
        found = self.client.post(
            "/sync/v1/token", auth=(self.name, sent(password or self.password)), headers=hardware
        )
        if found.status_code == 200:
            self.headers = {"Authorization": f"Bearer {found.json()['token']}"}
        return found

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/sync/v1/{path}", headers=self.headers | headers)

    def post(self, path: str, **body: Any) -> Any:
        return self.client.post(f"/sync/v1/{path}", headers=self.headers, json=body or None)

    def push(self, file: Path | bytes, *, offset: int = 0, size: int | None = None) -> Any:
        """Send a batch from `offset` on, and only `size` bytes of it where that is given."""
        content = file if isinstance(file, bytes) else file.read_bytes()
        end = None if size is None else offset + size
        return self.client.put(
            f"/sync/v1/batches/{sha(content)}?total={len(content)}&offset={offset}",
            content=content[offset:end], headers=self.headers,
        )  # fmt: skip


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def client(centre: Centre) -> Iterator[TestClient]:
    begin(centre)
    with TestClient(create_app(centre.home), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def site(centre: Centre, client: TestClient) -> Caller:
    """Site 2, logged in."""
    caller = Caller(centre, client, 2, "Remote site 1")
    assert caller.log_in().status_code == 200
    return caller
