"""`python -m benchmarks.gateway [--seconds N]`: the gateway under the traffic of a whole country.

A gateway as `syncline gateway` starts it, 5,000 sites with credentials of which 60 % are silent and
the others have synced before, pushes of 2 to 4 records on new connections at an even rate, a peak
of a quarter more in the middle (500 records a second where the rate is 133 pushes), and a cycle
every 15 seconds. The batches are made before.
Prints JSON: how many pushes, errors, how long the answers took (seconds), what a push cost the
gateway (milliseconds of CPU), and how busy the machine was.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ingest.batchfile import batch_content
from ingest.control import Control
from ingest.control_tables import CREDENTIAL, TOKEN
from ingest.credentials import hash_of, sent
from ingest.landing import Arrived, Landed, land_together
from ingest.run import run_cycle
from sync.home import Home
from sync.in_force import apply_network
from sync.schema import init_home

SITES = 5_000
SILENT = 0.6
PER_SECOND, PEAK = 133, 1.25
ROWS = (2, 3, 4)
PEAK_SHARE = 0.05
CYCLE_SECONDS = 15
START_SECONDS = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--per-second", type=int, default=PER_SECOND)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="syncline-gateway-") as folder:
        print(json.dumps(measure(Path(folder), given.seconds, given.per_second)))


def measure(folder: Path, seconds: int, per_second: int = PER_SECOND) -> dict[str, Any]:
    """The figures of one run of so many seconds."""
    home = Home(folder / "home")
    pushes = made(home, prepare(home, folder), sum(_counts(seconds, per_second)))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SYNCLINE_HOME": str(home.root)}
    gateway = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "gateway", "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=(folder / "gateway.log").open("w"),
    )  # fmt: skip
    cycles = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.gateway_cycles", str(CYCLE_SECONDS)],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        found = asyncio.run(_traffic(port, pushes, seconds, per_second))
        return found | {
            "cycles": _ended(cycles), "load": os.getloadavg(),
            "cpu_ms": _cpu_seconds(gateway) * 1000 / found["pushes"],
        }  # fmt: skip
    finally:
        for process in (gateway, cycles):
            process.terminate()
            process.wait(timeout=60)


def prepare(home: Home, folder: Path) -> dict[int, str]:
    """A network with everybody in it; returns the tokens of the sites that are not silent."""
    init_home(home)
    sites = [{"id": 1, "name": "Centre", "kind": "central"}]
    sites += [{"id": n, "name": f"Site {n}", "kind": "server"} for n in range(2, SITES + 2)]
    stores = [{"id": f"S{n}", "active": n} for n in range(2, SITES + 2)]
    settings = folder / "network.yaml"
    settings.write_text(
        json.dumps({"central": 1, "primary": 1, "sites": sites, "stores": stores}), "utf-8"
    )
    apply_network(home, settings, "benchmark")
    now = datetime.now(UTC).replace(tzinfo=None)
    password = hash_of("one for all, because hashing five thousand takes minutes")
    loud = range(2, 2 + int(SITES * (1 - SILENT)))
    tokens = {site_id: uuid.uuid4().hex for site_id in loud}
    with Control(home).ledger() as ledger:
        ledger.connection.execute(
            sa.insert(CREDENTIAL),
            [
                {"site_id": n, "user_name": f"site{n}", "password_hash": password, "made_by": "b",
                 "made_at": now, "failures": 0}
                for n in range(2, SITES + 2)
            ],
        )  # fmt: skip
        ledger.connection.execute(
            sa.insert(TOKEN),
            [
                {"sha256": sent(token), "site_id": n, "expires_at": now + timedelta(hours=6)}
                for n, token in tokens.items()
            ],
        )
    return tokens


@dataclass(frozen=True)
class Push:
    """One request, and the lock of its site, which sends one at a time."""

    request: bytes
    rows: int
    alone: asyncio.Lock


def made(home: Home, tokens: dict[int, str], count: int) -> list[Push]:
    """So many pushes, the sites taking turns; the first batch of each is in the lake already."""
    random.seed(1)
    senders = [Sender(site_id, token) for site_id, token in tokens.items()]
    random.shuffle(senders)
    first = [Arrived(Path("first"), sender.batch(1)[0]) for sender in senders]
    landed = land_together(
        home, Control(home), first, network_site_ids=set(tokens), via="http",
        received_at=datetime.now(UTC).replace(tzinfo=None),
    )  # fmt: skip
    assert all(isinstance(one, Landed) and one.verdict == "accepted" for one in landed)
    run_cycle(home)
    return [senders[n % len(senders)].push(random.choice(ROWS)) for n in range(count)]


class Sender:
    """One site and its stream of batches."""

    def __init__(self, site_id: int, token: str) -> None:
        self.site_id, self.token = site_id, token
        self.generation, self.batch_no, self.seq, self.previous = str(uuid.uuid4()), 0, 0, ""
        self.alone = asyncio.Lock()

    def push(self, rows: int) -> Push:
        content, sha256 = self.batch(rows)
        what = f"PUT /sync/v1/batches/{sha256}?total={len(content)}"
        return Push(_request(what, content, self.token), rows, self.alone)

    def batch(self, rows: int) -> tuple[bytes, str]:
        self.batch_no += 1
        made = [
            {
                "seq": self.seq + n, "table_name": "item_line", "action": "upsert",
                "record_id": f"L{self.site_id}_{(self.seq + n) % 50}",
                "changed_at": datetime.now(UTC).replace(tzinfo=None),
                "data": json.dumps({"store_ID": f"S{self.site_id}", "quantity": self.seq + n}),
            }
            for n in range(1, rows + 1)
        ]
        content = batch_content(
            made, site_id=self.site_id, batch_no=self.batch_no, generation=self.generation,
            previous=self.previous, created_at=datetime.now(UTC),
        )  # fmt: skip
        self.seq, self.previous = self.seq + rows, hashlib.sha256(content).hexdigest()
        return content, self.previous


async def _traffic(
    port: int, pushes: list[Push], seconds: int, per_second: int
) -> dict[str, Any]:
    await _started(port)
    answers: list[float] = []
    errors: list[str] = []
    running: set[asyncio.Task[None]] = set()
    begun, waiting = time.monotonic(), iter(pushes)
    for second, count in enumerate(_counts(seconds, per_second)):
        for n in range(count):
            due = begun + second + n / count
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(_push(port, next(waiting), answers, errors))
            running.add(task)
            task.add_done_callback(running.discard)
    behind = time.monotonic() - begun - seconds
    await asyncio.gather(*running)
    ordered = sorted(answers)
    return {
        "seconds": seconds, "pushes": len(pushes), "records": sum(p.rows for p in pushes),
        "errors": len(errors),
        "first_errors": errors[:3], "median": statistics.median(ordered),
        "p99": ordered[int(len(ordered) * 0.99)], "slowest": ordered[-1],
        "sender_behind": behind,
    }  # fmt: skip


async def _push(port: int, push: Push, answers: list[float], errors: list[str]) -> None:
    """One connection: a batch, and its answer."""
    async with push.alone:
        begun = time.monotonic()
        try:
            said = await _asked(port, push.request)
            if b" 200 " not in said[:20]:
                errors.append(said[:300].decode(errors="replace"))
        except OSError as error:
            errors.append(repr(error))
        answers.append(time.monotonic() - begun)


def _counts(seconds: int, per_second: int) -> Iterator[int]:
    """How many pushes begin in each second."""
    peak = range(int(seconds * 0.5), int(seconds * (0.5 + PEAK_SHARE)) + 1)
    for second in range(seconds):
        yield int(per_second * PEAK) if second in peak else per_second


def _request(what: str, content: bytes = b"", token: str = "") -> bytes:
    head = (
        f"{what} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


async def _asked(port: int, request: bytes) -> bytes:
    """The answer to one request on a connection of its own, head and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    said = await reader.read(-1)
    writer.close()
    return said


async def _started(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            if b" 200 " in (await _asked(port, _request("GET /sync/health")))[:20]:
                return
        except OSError:
            pass
        if time.monotonic() > until:
            raise RuntimeError("the gateway did not start")
        await asyncio.sleep(0.2)


def _cpu_seconds(process: "subprocess.Popen[bytes]") -> float:
    """What a process with its children has used in its life, once it has ended."""
    process.terminate()
    _, _, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime


def _ended(cycles: "subprocess.Popen[str]") -> list[float]:
    """How long the cycles beside the traffic took (seconds)."""
    cycles.terminate()
    said, _ = cycles.communicate(timeout=120)
    return [float(line) for line in said.split()]


if __name__ == "__main__":
    main()
