"""A reference site that syncs over HTTP, in the native protocol, as a client of it should.

It asks where it stands and sends what the centre lacks, goes on where a connection was cut, and
acknowledges what it has applied. Every step may be done again.
"""

import contextlib
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from ingest.credentials import sent
from ingest.gateway.app import create_app
from simulator.site import ReferenceSite
from sync.home import Home

PIECE_BYTES = 1 << 20
ATTEMPTS = 5
TIMEOUT_SECONDS = 60
START_SECONDS = 30
STOP_SECONDS = 30
LOOPBACK = "127.0.0.1"


class RefusedByCentre(RuntimeError):
    """The centre said no; the message is its sentence."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class NoGateway(RuntimeError):
    """A gateway could not be started; the message says why in one sentence."""


class RemoteSite:
    """One reference site and its way to the centre."""

    def __init__(
        self, site: ReferenceSite, address: str, user_name: str, password: str, *,
        piece_bytes: int = PIECE_BYTES, client: httpx.Client | None = None,
    ) -> None:  # fmt: skip
        self.site = site
        self._client = client or httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS)
        self._log_in = (user_name, sent(password))
        self._piece_bytes = piece_bytes
        self._token = ""

    def close(self) -> None:
        self._client.close()

    def sync(self) -> int:
        """Push what the site has, pull what waits for it; returns how many batches it applied."""
        self.push()
        return self.pull()

    def push(self) -> None:
        """Send every batch that the centre lacks, in order."""
        self.site.write_batch()
        incoming = self._ask("GET", "status").json()["incoming"]
        for batch_no in range(incoming["last_batch_no"] + 1, self.site.last_batch_no + 1):
            if batch_no not in incoming["held"]:
                self.send(batch_no)

    def send(self, batch_no: int) -> None:
        """Send one batch that the site has written, from where the centre has it."""
        content = self.site.pushed_file(batch_no).read_bytes()
        name = hashlib.sha256(content).hexdigest()
        known: dict[str, Any] = {"received": 0}
        if len(content) > self._piece_bytes:
            known = self._ask("GET", f"batches/{name}").json()
        while "verdict" not in known:
            known = self._send_piece(name, content, known["received"])

    def pull(self) -> int:
        """Fetch, apply and acknowledge what waits, a batch at a time."""
        waiting = self._ask("GET", "outgoing").json()
        for item in waiting:
            path = self.site.folder / "pulled" / f"{item['batch_no']:010d}.parquet"
            self._fetch(item["batch_no"], item["sha256"], path)
            through = self.site.apply([path])
            self._ask("POST", "acknowledgements", json={"through_batch_no": through})
            path.unlink()
        return len(waiting)

    def heartbeat(self) -> bool:
        """Say how many records wait here; returns whether somebody wants the site to sync."""
        body = {"waiting": self.site.waiting, "version": "reference"}
        return bool(self._ask("POST", "heartbeat", json=body).json()["sync_now"])

    def _send_piece(self, name: str, content: bytes, offset: int) -> dict[str, Any]:
        """What the centre says of the batch when it has the piece that begins there."""
        path = f"batches/{name}?total={len(content)}&offset={offset}"
        piece = content[offset : offset + self._piece_bytes]
        try:
            said: dict[str, Any] = self._ask("PUT", path, content=piece).json()
        except RefusedByCentre as error:
            if error.code != "wrong_offset":  # an answer was lost: ask again how far it is
                raise
            said = self._ask("GET", f"batches/{name}").json()
        return said

    def _fetch(self, batch_no: int, sha256: str, path: Path) -> None:
        """The file, going on from what is there of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        have = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(have).hexdigest() == sha256:
            return
        answer = self._ask("GET", f"outgoing/{batch_no}", headers={"Range": f"bytes={len(have)}-"})
        whole = have + answer.content if answer.status_code == 206 else answer.content
        if hashlib.sha256(whole).hexdigest() != sha256:
            path.unlink(missing_ok=True)
            raise RefusedByCentre("damaged", f"batch {batch_no} came damaged; fetch it again")
        path.write_bytes(whole)

    def _ask(self, verb: str, path: str, **options: Any) -> httpx.Response:
        """One call; logs in where the token has ended, tries again where the connection failed."""
        for attempt in range(ATTEMPTS):
            try:
                answer = self._call(verb, path, **options)
            except httpx.TransportError:
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.2 * 2**attempt)
                continue
            if answer.status_code != 401:
                break
            self._token = ""
        if answer.is_error:
            raise _refusal(answer)
        return answer

    def _call(
        self, verb: str, path: str, headers: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        if not self._token:
            hardware = {"Syncline-Hardware-Id": self.site.generation}
            answer = self._client.post("/sync/v1/token", auth=self._log_in, headers=hardware)
            if answer.is_error:
                raise _refusal(answer)
            self._token = answer.json()["token"]
        headers = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        return self._client.request(verb, f"/sync/v1/{path}", headers=headers, **options)


def _refusal(answer: httpx.Response) -> RefusedByCentre:
    said = answer.json()
    if "verdict" in said:
        return RefusedByCentre(said["verdict"], said["why"])
    return RefusedByCentre(said["error"]["code"], said["error"]["message"])


def open_port() -> socket.socket:
    """A free port on loopback for a gateway to listen on. Raises `NoGateway`."""
    try:
        return socket.create_server((LOOPBACK, 0))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NoGateway(f"no port can be opened on {LOOPBACK} for the gateway: {why}") from None


@contextlib.contextmanager
def gateway_of(
    home: Home,
    *,
    listener: socket.socket | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Iterator[str]:
    """A gateway of this process on loopback; yields its address. Raises `NoGateway`."""
    listener = listener or open_port()
    config = uvicorn.Config(create_app(home, clock=clock), log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        _wait_for(server, thread)
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(STOP_SECONDS)


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise NoGateway("the gateway did not start")
        time.sleep(0.02)
