"""`syncline demo`: what is said before the minutes of work, and what is cut off in them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli import serve
from cli.main import app
from simulator.demo_home import is_unfinished
from sync.home import Home
from sync.schema import init_home

PATIENCE_SECONDS = 120


class Made:
    """What of a demo was made: the years and the jobs, both in name only."""

    def __init__(self) -> None:
        self.years, self.jobs, self.served = 0, list[str](), 0
        self.is_cut_off = False

    def make(self, home: Home, **_: Any) -> None:
        assert not home.exists()
        init_home(home)
        self.years += 1

    def run(self, home: Home, name: str) -> None:
        if self.is_cut_off:
            raise KeyboardInterrupt
        self.jobs.append(name)

    def serve(self, *_: object) -> None:
        self.served += 1


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def made(home: Home, monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made()
    monkeypatch.setenv("SYNCLINE_HOME", str(home.root))
    monkeypatch.setattr("simulator.demo.make_demo", made.make)
    monkeypatch.setattr("pipelines.run.run_job", made.run)
    monkeypatch.setattr(serve, "serve_home", made.serve)
    return made


def demo(*options: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["demo", *options])
    return found.exit_code, found.output + str(found.exception or "")


def test_a_demo_is_made_once_and_then_shown_as_it_is(home: Home, made: Made) -> None:
    code, said = demo("--no-serve")
    assert (code, made.years, made.jobs) == (0, 1, ["reports"])
    assert "making the demo in" in said and not is_unfinished(home)
    code, said = demo("--no-serve")
    assert (code, made.years, "showing it as it is" in said) == (0, 1, True)


def test_a_demo_that_was_cut_off_says_so_and_is_made_anew(home: Home, made: Made) -> None:
    made.is_cut_off = True
    assert demo("--no-serve")[0] == 130 and home.exists()
    made.is_cut_off = False
    code, said = demo("--no-serve")
    assert (code, made.years, made.jobs) == (0, 2, ["reports"])
    assert f"the demo in {home.root} was not finished; making it anew" in said
    assert "showing it as it is" in demo("--no-serve")[1]


def test_a_home_that_is_no_demo_is_shown_and_not_made_anew(home: Home, made: Made) -> None:
    init_home(home)
    (home.archive / "batch").touch()
    assert "showing it as it is" in demo("--no-serve")[1]
    assert (made.years, (home.archive / "batch").exists()) == (0, True)


@pytest.mark.kill
def test_a_demo_that_is_killed_is_known_as_unfinished(home: Home) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "--home", str(home.root), "demo", "--no-serve"],
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while not home.exists() and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    assert home.exists() and is_unfinished(home)


def test_ports_that_are_taken_are_said_before_the_demo_is_made(
    home: Home, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.ExitStack() as taken:
        ports = {}
        for name in ("gateway", "dashboard", "dagster"):
            listener = taken.enter_context(socket.create_server(("127.0.0.1", 0)))
            ports[f"--{name}-port"] = listener.getsockname()[1]
        monkeypatch.setattr("cli.demo.PORTS", ports)
        code, said = demo()
        assert demo("--no-serve")[0] == 0
    assert (code, made.served) == (1, 0)
    assert said.count("address already in use") == 3, said
    assert "syncline serve` with --gateway-port, --dashboard-port, --dagster-port" in said
    monkeypatch.setattr("cli.demo.PORTS", {})
    assert demo()[0] == 0 and made.served == 1


def test_nothing_is_made_where_a_port_is_taken(
    home: Home, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setattr("cli.demo.PORTS", {"--gateway-port": taken.getsockname()[1]})
        assert demo()[0] == 1
    assert not home.root.exists()
