"""A short life of the demo network through the real front door."""

import errno
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from ingest.control import Control
from ingest.control_tables import CREDENTIAL, TOKEN
from ingest.gateway.msupply.client import client_of
from simulator.demo import PULLING_SITES, make_demo
from simulator.remote import NoGateway
from sync import lake
from sync.home import Home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A demo of eleven weeks, ending now."""
    home = Home(tmp_path_factory.mktemp("demo") / "home")
    make_demo(home, days=77, cycles=2)
    return home


def one(home: Home, query: str) -> object:
    with lake.connect(home) as connection:
        found = connection.execute(query).fetchone()
    assert found is not None
    return found[0]


def test_nothing_is_rejected_and_nothing_waits_for_a_parent(home: Home) -> None:
    bad = "SELECT count(*) FROM sync.change WHERE decision IN ('rejected', 'waiting')"
    assert one(home, bad) == 0


def test_the_lake_has_work_of_every_site_that_ever_spoke(home: Home) -> None:
    assert one(home, "SELECT count(DISTINCT site_id) FROM sync.batch") == 19
    assert one(home, "SELECT count(*) FROM replica.trans_line") > 2000  # type: ignore[operator]


def test_the_ledger_in_the_lake_agrees_with_the_balances(home: Home) -> None:
    differing = """
    WITH moved AS (
        SELECT line.item_line_ID AS id,
            sum(CASE line.type WHEN 'stock_in' THEN 1 ELSE -1 END * line.quantity) AS packs
        FROM replica.trans_line AS line
        JOIN replica.transact AS header ON header.ID = line.transaction_ID
        WHERE header.status IN ('cn', 'fn')
        GROUP BY ALL
    )
    SELECT count(*) FROM replica.item_line AS held LEFT JOIN moved USING (id)
    WHERE held.quantity <> coalesce(moved.packs, 0)
    """
    assert one(home, differing) == 0


def test_the_silent_and_the_unheard_site_are_stale_and_the_slow_one_is_not(home: Home) -> None:
    stale = "SELECT list(site_id ORDER BY site_id) FROM sync.site_status WHERE is_stale"
    assert one(home, stale) == [5, 6]


def test_what_comes_after_the_lost_batch_waits(home: Home) -> None:
    waiting = "SELECT list(site_id) FROM sync.site_status WHERE waiting_in > 0"
    assert one(home, waiting) == [7]


def test_sites_that_pulled_have_less_waiting_than_those_that_did_not(home: Home) -> None:
    least = "SELECT min(waiting_out) FROM sync.site_status WHERE site_id = 20"
    assert one(home, "SELECT waiting_out FROM sync.site_status WHERE site_id = 8") < one(
        home, least
    )  # type: ignore[operator]


def test_last_contacts_are_in_the_past_and_spread(home: Home) -> None:
    contacts = one(home, "SELECT list(last_contact_at) FROM sync.site_status")
    known = [at for at in contacts if at is not None]  # type: ignore[attr-defined]
    now = datetime.now(UTC).replace(tzinfo=None)
    assert max(known) <= now
    assert max(known) - min(known) > timedelta(days=30)


def test_every_site_that_spoke_did_so_over_http(home: Home) -> None:
    via = [(contact.site_id, contact.via) for contact in Control(home).contacts()]
    assert [how for _, how in via] == ["http"] * 19


def test_the_demos_machines_give_up_their_place_when_it_is_made(home: Home) -> None:
    with Control(home).ledger() as ledger:
        bound = ledger.connection.execute(sa.select(CREDENTIAL.c.hardware_id)).scalars().all()
        tokens = ledger.connection.execute(sa.select(TOKEN)).all()
    assert (bound, tokens) == ([None] * 19, [])


def test_a_demo_that_can_open_no_port_says_so_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object) -> socket.socket:
        raise OSError(errno.EADDRINUSE, "Address already in use")

    monkeypatch.setattr(socket, "create_server", none_left)
    home = Home(tmp_path / "home")
    with pytest.raises(NoGateway, match="no port can be opened on 127.0.0.1 .* already in use"):
        make_demo(home, days=14)
    assert not home.exists()


@pytest.mark.parametrize("protocol", ["v3", "v5"])
def test_sites_may_pull_in_msupplys_protocols(tmp_path: Path, protocol: str) -> None:
    home = Home(tmp_path / "home")
    make_demo(home, days=14, cycles=3, protocol=protocol)
    control = Control(home)
    clients = [client for n in range(1, 30) if (client := client_of(control, n)) is not None]
    assert [client.protocol for client in clients] == [protocol] * PULLING_SITES
    assert all(control.last_outgoing(client.site_id) for client in clients)
    assert not any(control.unacknowledged(client.site_id) for client in clients)


def test_a_gateway_that_does_not_start_is_said_before_the_long_work_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lived(*_: object) -> None:
        raise AssertionError("the long work was begun")

    @asynccontextmanager
    async def broken(_: Starlette) -> AsyncIterator[None]:
        raise OSError(errno.ENOSPC, "No space left on device")
        yield

    monkeypatch.setattr("simulator.demo.Demo.live", lived)
    monkeypatch.setattr("simulator.remote.create_app", lambda *_, **__: Starlette(lifespan=broken))
    before = set(threading.enumerate())
    with pytest.raises(NoGateway, match="did not start"):
        make_demo(Home(tmp_path / "home"), days=14)
    assert set(threading.enumerate()) <= before
