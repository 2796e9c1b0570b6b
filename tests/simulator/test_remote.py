"""The reference site over HTTP: whatever is lost on the way, both sides end with the same."""

import itertools
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ingest.asking import ask_to_sync
from ingest.control import Control
from ingest.credentials import Credentials
from ingest.gateway.app import create_app
from simulator.remote import RefusedByCentre, RemoteSite, gateway_of
from simulator.site import ReferenceSite
from tests.centre import Centre
from tests.scenarios.six_stores import begin

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


class Bad(httpx.BaseTransport):
    """A connection that fails again and again, before the centre hears or after it has."""

    def __init__(self, good: httpx.BaseTransport) -> None:
        self._good, self._count = good, itertools.count(1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        number = next(self._count)
        if number % 3 == 1:
            raise httpx.ConnectError("not heard")
        answer = self._good.handle_request(request)
        answer.read()
        if number % 3 == 2:
            raise httpx.ReadError("the answer is lost")
        return answer


@pytest.fixture
def site(centre: Centre, tmp_path: Path) -> Iterator[ReferenceSite]:
    begin(centre)
    made = ReferenceSite(2, tmp_path / "site")
    yield made
    made.close()


def remote(centre: Centre, site: ReferenceSite, *, is_bad: bool = False) -> RemoteSite:
    client = TestClient(create_app(centre.home))
    if is_bad:
        client._transport = Bad(client._transport)
    password = Credentials(centre.home).make(2, "Remote site 1", by="a tester")
    return RemoteSite(
        site, "http://testserver", "Remote site 1", password, piece_bytes=700, client=client
    )


def stock(site: ReferenceSite, *numbers: int) -> None:
    for number in numbers:
        site.change("item_line", f"L{number}", {"store_ID": "STORE_B", "item_ID": "ITEM_1"})


@pytest.mark.parametrize("is_bad", [False, True], ids=["good line", "bad line"])
def test_what_a_site_pushes_and_pulls_arrives_once(
    centre: Centre, site: ReferenceSite, is_bad: bool
) -> None:
    line = remote(centre, site, is_bad=is_bad)
    stock(site, 1, 2, 3)
    assert line.sync() == 1
    assert site.record("item", "ITEM_1") is not None
    stock(site, 4)
    line.push()
    centre.cycle()
    assert line.pull() == 0, "nothing of its own comes back"
    assert centre.sql("SELECT count(*) FROM replica.item_line") == [(4,)]
    assert centre.sql("SELECT status, count(*) FROM sync.batch WHERE site_id = 2 GROUP BY 1") == [
        ("applied", 2)
    ]
    assert Control(centre.home).last_outgoing(2).acknowledged_at is not None  # type: ignore[union-attr]


def test_batches_that_the_centre_has_not_got_are_sent_again(
    centre: Centre, site: ReferenceSite
) -> None:
    stock(site, 1)
    site.write_batch()  # made while there was no connection
    stock(site, 2)
    remote(centre, site).push()
    centre.cycle()
    assert centre.sql("SELECT count(*) FROM replica.item_line") == [(2,)]


def test_a_heartbeat_tells_what_waits_and_whether_to_sync(
    centre: Centre, site: ReferenceSite
) -> None:
    line = remote(centre, site)
    stock(site, 1, 2)
    assert not line.heartbeat()
    ask_to_sync(centre.home, 2, by="a tester")
    assert line.heartbeat()
    line.sync()
    assert not line.heartbeat()


def test_a_refusal_is_said_in_the_centres_words(centre: Centre, site: ReferenceSite) -> None:
    line = remote(centre, site)
    Credentials(centre.home).make(2, "Remote site 1", by="a tester")
    with pytest.raises(RefusedByCentre, match="the password of site 2 is wrong"):
        line.sync()


def test_a_gateway_of_this_process_serves_on_loopback(centre: Centre, site: ReferenceSite) -> None:
    password = Credentials(centre.home).make(2, "Remote site 1", by="a tester")
    with gateway_of(centre.home) as address:
        line = RemoteSite(site, address, "Remote site 1", password)
        assert line.sync() == 1
        line.close()
