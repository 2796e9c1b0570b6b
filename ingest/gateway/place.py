"""What one gateway works on: the home, the settings in force, and who calls.

The settings are read again when new ones are applied, not for every request.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from threading import BoundedSemaphore, Lock

from anyio import CapacityLimiter

from ingest import outgoing
from ingest.control import Control, OutgoingBatch
from ingest.credentials import Credentials
from ingest.gateway.answers import not_now, problem
from ingest.gateway.keeping import Push, keep_all
from ingest.gateway.rates import Rates
from ingest.gateway.together import Together
from ingest.offer import Landed
from sync.home import Home
from sync.in_force import load_applied, newest_network_no
from sync.network import Network

PACKINGS = 4
LARGE_LANDINGS = 2
"""Batches that did not come in one small piece, where each may unpack to a gigabyte, and many rows
of mSupply's clients, which take ten times their bytes."""
PATIENCE_SECONDS = 2
CONTACT_SECONDS = 60
"""A site that calls more often than this is noted once; a batch of it is noted in any case."""


@dataclass(frozen=True)
class Limits:
    """What one site may ask of the gateway, and all log-ins together. Bytes, and per minute.

    `requests_from_address` counts whoever has not said yet who it is; behind a proxy that tells
    no addresses, or one line for many sites, they share it.
    Half of all log-ins are the most that one address may use up.
    `load_seconds`: how long an mSupply client that asks for everything waits for a cycle.
    """

    batch_bytes: int = 256 << 20
    requests: int = 600
    requests_from_address: int = 30_000
    log_ins: int = 30
    log_ins_from_address: int = 300
    all_log_ins: int = 600
    load_seconds: float = 120


class Place:
    """A home with what the gateway knows of it between two requests.

    `clock` (naive UTC) says when a site was heard of and a native push came; else it is now.
    """

    def __init__(
        self, home: Home, limits: Limits | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        self.home = home
        self.limits = limits or Limits()
        self.now = clock or _now
        self.control = Control(home)
        self.credentials = Credentials(home)
        self._network: tuple[int, Network] | None = None
        self._contacts: dict[int, float] = {}
        self._packed_through: dict[int, int] = {}
        self._lock = Lock()
        self.packing = BoundedSemaphore(PACKINGS)
        self.large_landing = CapacityLimiter(LARGE_LANDINGS)
        self._rates = Rates()
        self.callers = Together(self._callers)
        self.pushes = Together(self._keep_all)

    def network(self) -> Network:
        """The settings in force. A gateway without any lets nobody in."""
        number = newest_network_no(self.home)
        if not number:
            raise problem(503, "no_network", "no network settings are in force yet")
        with self._lock:
            if self._network is None or self._network[0] != number:
                self._network = number, load_applied(self.home, number).network
            return self._network[1]

    def keep(self, push: Push) -> Landed:
        """Land one push, which may be large. Raises what stands against it."""
        (answer,) = self._keep_all([push])
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _keep_all(self, pushes: Sequence[Push]) -> list[Landed | Exception]:
        return keep_all(
            self.home, self.control, pushes, self.network().site_ids, received_at=self.now()
        )

    def _callers(self, tokens: Sequence[str]) -> list[int | Exception]:
        """The sites whose tokens these are; a problem in the place of one that is nobody's."""
        known, in_network = self.credentials.sites_of(tokens), self.network().site_ids
        found: list[int | Exception] = []
        for site_id in (known.get(token) for token in tokens):
            if site_id is None:
                found.append(problem(
                    401, "token_ended", "log in: this token is unknown or has ended",
                    {"WWW-Authenticate": "Bearer"},
                ))  # fmt: skip
            elif site_id not in in_network:
                why = f"site {site_id} is not in the network any more"
                found.append(problem(403, "not_in_the_network", why))
            else:
                found.append(site_id)
        return found

    def count(self, what: str, who: str, most: int) -> None:
        """Count a request; one too many is answered with how long to wait."""
        wait = ceil(self._rates.seconds_to_wait(what, who, most))
        if wait:
            raise problem(
                429, "too_many_requests", f"too many requests; wait {wait} s",
                {"Retry-After": str(wait)},
            )  # fmt: skip

    def packed(self, site_id: int) -> list[OutgoingBatch]:
        """Pack what waits for the site; returns what it has not acknowledged.

        Nothing can wait where no cycle has begun since the last packing. What was lost from the
        disk is packed again. A few packings at a time; who comes to a full house comes again later.
        """
        waiting = self.control.unacknowledged(site_id)
        packed_through = self._packed_through.get(site_id)
        if (
            packed_through is not None
            and not self.home.cycle_file(packed_through + 1).exists()
            and not any(outgoing.is_lost(self.home, batch) for batch in waiting)
        ):
            return waiting
        if not self.packing.acquire(timeout=PATIENCE_SECONDS):
            raise not_now()
        try:
            self._packed_through[site_id] = outgoing.prepare(
                self.home, site_id, wait_seconds=PATIENCE_SECONDS
            )
        finally:
            self.packing.release()
        return self.control.unacknowledged(site_id)

    def is_news(self, site_id: int) -> bool:
        """Whether a call of the site is to be noted."""
        known = self._contacts.get(site_id, -CONTACT_SECONDS)
        return time.monotonic() - known >= CONTACT_SECONDS

    def note_contact(self, site_id: int) -> None:
        """The site was heard of just now."""
        if not self.is_news(site_id):
            return
        self._contacts[site_id] = time.monotonic()
        self.control.record_contact(site_id, self.now(), "http")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
