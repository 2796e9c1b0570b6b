"""A real gateway on loopback: cut connections, killed processes, a full disk, two of them."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from ingest import credentials, lockout
from ingest.control import Control
from ingest.credentials import Credentials, sent
from ingest.gateway import native, uploads
from sync import failpoints
from tests.centre import Centre, days_ago
from tests.ingest.gateway.conftest import HARDWARE, Caller, sha
from tests.ingest.gateway.processes import running
from tests.scenarios.six_stores import begin, stock_line

Start = Callable[..., str]
ARRIVES_WITHIN = 20
"""Seconds; a gateway beside a busy machine takes its time."""


@pytest.fixture
def begun(centre: Centre) -> Centre:
    begin(centre)
    return centre


def log_in(centre: Centre, address: str) -> dict[str, str]:
    password = Credentials(centre.home).make(2, "Remote site 1", by="a tester")
    found = httpx.post(
        f"{address}/sync/v1/token", auth=("Remote site 1", sent(password)), headers=HARDWARE
    )
    return {"Authorization": f"Bearer {found.json()['token']}"}


def push(address: str, headers: dict[str, str], content: bytes, offset: int = 0) -> httpx.Response:
    return httpx.put(
        f"{address}/sync/v1/batches/{sha(content)}?total={len(content)}&offset={offset}",
        content=content[offset:], headers=headers, timeout=60,
    )  # fmt: skip


def received(address: str, headers: dict[str, str], content: bytes) -> int:
    found = httpx.get(f"{address}/sync/v1/batches/{sha(content)}", headers=headers)
    return int(found.json()["received"])


def arrived(address: str, headers: dict[str, str], content: bytes, at: int) -> int:
    """What has arrived, once it is so much: a broken connection's bytes come a moment later."""
    until = time.monotonic() + ARRIVES_WITHIN
    while (here := received(address, headers, content)) != at and time.monotonic() < until:
        time.sleep(0.05)
    return here


def cut(address: str, headers: dict[str, str], content: bytes, at: int, offset: int = 0) -> None:
    """Announce the rest of the batch, send it up to a byte, and break the connection."""
    host, port = address.removeprefix("http://").split(":")
    path = f"/sync/v1/batches/{sha(content)}?total={len(content)}&offset={offset}"
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(content) - offset}\r\n"
        f"Authorization: {headers['Authorization']}\r\n\r\n"
    )
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode() + content[offset:at])
        time.sleep(0.2)


def test_connections_cut_at_any_byte_lose_nothing(begun: Centre) -> None:
    content = begun.write(2, *[stock_line("B", n) for n in range(50)]).read_bytes()
    with running(begun) as (address, _):
        headers, here = log_in(begun, address), 0
        for at in (0, 1, 700, len(content) - 1):
            cut(address, headers, content, max(at, here), here)
            here = arrived(address, headers, content, at)
            assert here == at
        assert push(address, headers, content, here).json()["verdict"] == "accepted"
    begun.cycle()
    assert begun.sql("SELECT count(*) FROM replica.item_line") == [(50,)]


@pytest.mark.kill
def test_a_gateway_killed_during_a_push_loses_nothing(begun: Centre) -> None:
    content = begun.write(2, stock_line("B")).read_bytes()
    with running(begun, SYNCLINE_FAILPOINT="landed") as (address, process):
        headers = log_in(begun, address)
        cut(address, headers, content, 500)
        with pytest.raises(httpx.TransportError):
            push(address, headers, content, arrived(address, headers, content, 500))
        assert process.wait(30) == -signal.SIGKILL
    with running(begun) as (address, _):
        here = received(address, headers, content)
        assert push(address, headers, content, here).json()["verdict"] == "accepted"
        assert push(address, headers, content).json()["verdict"] == "accepted"
    begun.cycle()
    assert begun.decisions(site_id=2) == [("applied", "active_site_edits_store")]


def test_two_gateways_on_one_home_take_a_push_in_turns(begun: Centre) -> None:
    content = begun.write(2, stock_line("B")).read_bytes()
    with running(begun) as (one, _), running(begun) as (two, _):
        headers = log_in(begun, one)
        cut(one, headers, content, 600)
        assert arrived(two, headers, content, 600) == 600
        assert push(two, headers, content, 600).json()["verdict"] == "accepted"
        assert push(one, headers, content).json()["is_repeated"]
    begun.cycle()
    assert begun.sql("SELECT count(*) FROM sync.change WHERE site_id = 2") == [(1,)]


def test_a_forged_address_unlocks_nothing(begun: Centre) -> None:
    """Believed of a proxy on this machine alone, and no lock goes by it."""
    with running(begun) as (address, _):
        log_in(begun, address)
        Credentials(begun.home).release_hardware(2)
        said = []
        for number in range(lockout.FAILURES_UNTIL_LOCKED + 2):
            found = httpx.post(
                f"{address}/sync/v1/token", auth=("Remote site 1", sent(f"guess {number}")),
                headers=HARDWARE | {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.{number}"},
            )  # fmt: skip
            said.append(found.status_code)
    assert said == [401] * lockout.FAILURES_UNTIL_LOCKED + [429] * 2


def test_a_part_that_is_being_sent_is_not_sent_twice_at_once(site: Caller) -> None:
    content = site.centre.write(2, stock_line("B")).read_bytes()
    part = uploads.part_of(site.centre.home, 2, sha(content))
    with uploads.opened(part, 0):
        busy = site.push(content)
    assert (busy.status_code, busy.json()["error"]["code"]) == (409, "busy")
    assert site.push(content).json()["verdict"] == "accepted"


def test_a_full_disk_is_said_and_loses_nothing(
    site: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = site.centre.write(2, stock_line("B")).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(failpoints, "reach", full)
        refused = site.push(content)
    assert (refused.status_code, refused.json()["error"]["code"]) == (507, "cannot_keep")
    assert "no space left" in refused.json()["error"]["message"]
    here = site.get(f"batches/{sha(content)}").json()["received"]
    assert site.push(content, offset=here).json()["verdict"] == "accepted"


@pytest.fixture
def small_disk(site: Caller) -> Iterator[Path]:
    """The landing folder on a disk of two megabytes of its own."""
    landing = site.centre.home.landing
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(landing)],
        capture_output=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here (it needs root)")
    yield landing
    subprocess.run(["umount", str(landing)], check=True)


def test_a_disk_that_is_full_is_said_and_the_push_goes_on_when_there_is_room(
    site: Caller, small_disk: Path
) -> None:
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as handle:
        while handle.write(b"x" * 4096):
            pass
    content = site.centre.write(2, stock_line("B")).read_bytes()
    refused = site.push(content)
    assert (refused.status_code, refused.json()["error"]["code"]) == (507, "cannot_keep")
    filler.unlink()
    here = site.get(f"batches/{sha(content)}").json().get("received", 0)
    assert site.push(content, offset=here).json()["verdict"] == "accepted"
    assert len(list((small_disk / "site=2").rglob("*.parquet"))) == 1
    stands = site.get("status")
    assert stands.status_code == 200, stands.text
    assert stands.json()["incoming"]["last_batch_no"] == 1


def test_a_clock_that_jumps_locks_nobody_out_and_hides_no_contact(
    site: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    control = Control(site.centre.home)
    credentials.Credentials(site.centre.home).release_hardware(2)  # its own machine is let in
    with monkeypatch.context() as ahead:
        for module in (credentials, lockout):
            ahead.setattr(module, "_now", lambda: days_ago(-400))
        for _ in range(5):
            site.log_in("wrong")
        assert site.log_in().status_code == 429
        control.record_contact(2, days_ago(-400), "http")
    assert site.log_in().status_code == 200, "the lock of a clock that was ahead does not hold"
    control.record_contact(2, days_ago(0), "http")
    (contact,) = [c for c in control.contacts() if c.site_id == 2]
    assert contact.contacted_at < days_ago(-1)
    with monkeypatch.context() as behind:
        behind.setattr(credentials, "_now", lambda: days_ago(400))
        assert site.get("status").status_code == 401, "a token from the future is none"
        assert site.log_in().status_code == 200
    file = site.centre.write(2, stock_line("B"))
    assert site.log_in().status_code == 200
    assert site.push(file).json()["verdict"] == "accepted"


def test_parts_that_nobody_goes_on_with_are_forgotten(begun: Centre) -> None:
    old = uploads.part_of(begun.home, 2, "0" * 64)
    with uploads.opened(old, 0):
        pass
    os.utime(old, (0, 0))
    new = uploads.part_of(begun.home, 3, "1" * 64)
    with uploads.opened(new, 0):
        pass
    assert uploads.forget_old(begun.home) == 1 and new.exists()


def test_a_part_that_was_left_for_another_goes_after_a_day(begun: Centre) -> None:
    old = uploads.part_of(begun.home, 2, "0" * 64)
    theirs = uploads.part_of(begun.home, 3, "0" * 64)
    for part in (old, theirs):
        with uploads.opened(part, 0):
            pass
        os.utime(part, (0, 0))
    with uploads.opened(uploads.part_of(begun.home, 2, "1" * 64), 0):
        assert not old.exists() and theirs.exists()


def test_a_site_that_begins_ever_more_batches_keeps_the_newest_parts(begun: Centre) -> None:
    parts = [
        uploads.part_of(begun.home, 2, f"{n:064}") for n in range(uploads.PARTS_AT_MOST + 2)
    ]
    with uploads.opened(parts[0], 0):  # this one is being sent, as old as it is
        for at, part in enumerate(parts):
            with contextlib.suppress(uploads.PartBusy), uploads.opened(part, 0):
                pass
            os.utime(part, (time.time() - 100 + at,) * 2)
    left = [part.exists() for part in parts]
    assert left == [True, False] + [True] * uploads.PARTS_AT_MOST


def test_what_fails_unforeseen_shows_no_inside(
    site: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(native.asking, "where_site_stands", broken)
    found = site.get("status")
    assert (found.status_code, found.json()["error"]["code"]) == (500, "failed")
    assert "secret" not in found.text and Path(__file__).name not in found.text
