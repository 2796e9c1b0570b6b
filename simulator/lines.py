"""The lines over which a demo's sites call its gateway, each when its history says so.

A site has credentials of its own. The gateway goes by the demo's clock, so that what was pushed in
a made-up spring was heard of in spring.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from socket import socket

from ingest.credentials import Credentials
from simulator.msupply import MobileSite, OpenMsupplySite
from simulator.remote import RemoteSite, gateway_of
from simulator.site import ReferenceSite
from sync.home import Home

SPEAKING = {"native": RemoteSite, "v3": MobileSite, "v5": OpenMsupplySite}
"""The protocols of the gateway, each with the reference site that speaks it."""


class Clock:
    """Stands still until it is set; naive UTC."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Lines:
    """One gateway and the sites that have called it."""

    def __init__(self, home: Home, names: dict[int, str], address: str, clock: Clock) -> None:
        self.clock = clock
        self._names = names
        self._address = address
        self._credentials = Credentials(home)
        self._passwords: dict[int, str] = {}
        self._native: dict[int, RemoteSite] = {}

    def push(self, site: ReferenceSite, batch_no: int) -> None:
        """The site sends a batch that it has written, in the native protocol."""
        if site.site_id not in self._native:
            self._native[site.site_id] = RemoteSite(site, self._address, *self._log_in(site))
        self._native[site.site_id].send(batch_no)

    def pull(self, site: ReferenceSite, protocol: str) -> None:
        """The site fetches what waits for it, applies it and acknowledges it."""
        remote = SPEAKING[protocol](site, self._address, *self._log_in(site))
        try:
            remote.pull()
        finally:
            remote.close()

    def close(self) -> None:
        """Hang up; the machines of the demo are gone, and others may come in their place."""
        for remote in self._native.values():
            remote.close()
        for site_id in self._passwords:
            self._credentials.release_hardware(site_id)

    def _log_in(self, site: ReferenceSite) -> tuple[str, str]:
        """The user name and password of the site."""
        name = self._names[site.site_id]
        if site.site_id not in self._passwords:
            self._passwords[site.site_id] = self._credentials.make(site.site_id, name, by="demo")
        return name, self._passwords[site.site_id]


@contextmanager
def lines_to(
    home: Home, listener: socket, names: dict[int, str], began_at: datetime
) -> Iterator[Lines]:
    """A gateway of the home that listens there while the demo lasts, and lines to it.

    `names` are the sites' names by id, under which they log in.
    """
    clock = Clock(began_at)
    with gateway_of(home, listener=listener, clock=clock) as address:
        lines = Lines(home, names, address, clock)
        try:
            yield lines
        finally:
            lines.close()
