"""Gateways as processes of their own, on loopback."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.centre import Centre


@contextmanager
def running(centre: Centre, **environment: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A gateway process of the home, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "uvicorn", "ingest.gateway.app:create_app", "--factory",
        "--host", "127.0.0.1", "--port", str(port), "--log-level", "error",
    ]  # fmt: skip
    variables = os.environ | {"SYNCLINE_HOME": str(centre.home.root)} | environment
    process = subprocess.Popen(command, env=variables)
    try:
        _wait_for(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "the gateway ended"
        try:
            httpx.get(f"{address}/sync/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the gateway did not come up")
