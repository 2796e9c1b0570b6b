"""A PostgreSQL of the tests' own: a cluster in a temporary folder, a database per test."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def programs() -> Path | None:
    """Where `initdb` is; Debian keeps it off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A running server on loopback; yields the URL of its databases, without their name."""
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed here (Debian: apt-get install postgresql)")
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    as_user = _as_user(folder)
    data = folder / "data"
    _run([*as_user, str(bin_folder / "initdb"), "-D", str(data), "-U", "tester", "-A", "trust"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    control = [*as_user, str(bin_folder / "pg_ctl"), "-D", str(data), "-w"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    _run([*control, "-l", str(folder / "log"), "-o", options, "start"])
    try:
        yield f"postgresql+psycopg://tester@127.0.0.1:{port}"
    finally:
        _run([*control, "-m", "immediate", "stop"])


def _as_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to be run by root."""
    if os.getuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    for parent in folder.parents:  # the user has to reach the folder
        if parent.stat().st_mode & 0o005 != 0o005 and str(parent).startswith("/tmp/"):
            parent.chmod(parent.stat().st_mode | 0o005)
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          stdin=subprocess.DEVNULL, cwd="/")  # fmt: skip
    assert done.returncode == 0, done.stdout
