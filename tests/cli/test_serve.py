"""Serving: what is started, that all of it ends, and what cannot be served."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from cli import serve
from cli.main import app
from cli.serve import Part

PATIENCE_SECONDS = 180
Commands = dict[str, list[str]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Commands, dict[str, str]]]:
    """What would be served instead of serving it."""
    asked: list[tuple[Commands, dict[str, str]]] = []
    monkeypatch.setattr(serve, "_serve", lambda *given: asked.append(given))
    for name in ("DAGSTER_HOME", "SYNCLINE_HOME", "SYNCLINE_DAGSTER_URL"):
        monkeypatch.setenv(name, "")
    return asked


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ([], ["gateway", "dashboard", "dagster", "dagster daemon"]),
        (["--only", "dagster"], ["dagster", "dagster daemon"]),
        (["--only", "gateway", "--only", "dashboard"], ["gateway", "dashboard"]),
    ],
)
def test_all_is_served_or_what_was_asked_for(
    tmp_path: Path, served: list[tuple[Commands, dict[str, str]]],
    options: list[str], names: list[str],
) -> None:  # fmt: skip
    home = ["--home", str(tmp_path)]
    CliRunner().invoke(app, [*home, "init"])
    ports = [word for part in Part for word in (f"--{part}-port", str(_free_port()))]
    assert CliRunner().invoke(app, [*home, "serve", *options, *ports]).exit_code == 0
    ((commands, addresses),) = served
    assert list(commands) == names
    assert sorted(addresses) == sorted(set(names) - {"dagster daemon"})


def test_the_gateway_answers_from_as_many_processes_as_are_asked_for(
    tmp_path: Path, served: list[tuple[Commands, dict[str, str]]]
) -> None:
    home = ["--home", str(tmp_path)]
    CliRunner().invoke(app, [*home, "init"])
    port = ["--port", str(_free_port())]
    for options in ([], ["--workers", "3"]):
        assert CliRunner().invoke(app, [*home, "gateway", *port, *options]).exit_code == 0
    commands = [commands["gateway"] for commands, _ in served]
    asked = [command[command.index("--workers") + 1] for command in commands]
    assert asked == [str(serve.WORKERS), "3"]


def test_cycles_and_reports_give_way_to_who_waits_for_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: dict[str, int] = {}

    def watch(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
        for name, child in children.items():
            found[name] = os.getpriority(os.PRIO_PROCESS, child.pid)

    monkeypatch.setattr(serve, "_watch", watch)
    asleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    serve._serve(dict.fromkeys(("gateway", "dashboard", "dagster daemon"), asleep), {})
    mine = os.nice(0)
    least = max(mine, serve.GIVING_WAY)
    assert found == {"gateway": mine, "dashboard": mine, "dagster daemon": least}


def test_what_is_served_ends_when_it_is_told_to(tmp_path: Path) -> None:
    CliRunner().invoke(app, ["--home", str(tmp_path), "init"])
    ports = {part: _free_port() for part in Part}
    options = [word for part in Part for word in (f"--{part}-port", str(ports[part]))]
    child = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "--home", str(tmp_path), "serve", *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        for port in ports.values():
            assert _answers(port), child.poll()
        child.send_signal(signal.SIGTERM)
        said, _ = child.communicate(timeout=60)
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
    assert (child.returncode, "stopping" in said) == (0, True), said
    assert not [part for part, port in ports.items() if _is_open(port)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--tls-certificate", "gone.pem"], "there is no file gone.pem"),
        (["--tls-certificate", __file__], "it is no PEM certificate"),
        (["--tls-certificate", __file__, "--tls-key", "gone.key"], "there is no file gone.key"),
        (["--tls-key", __file__], "give --tls-certificate too"),
    ],
)
def test_a_certificate_that_cannot_be_served_is_wrong_usage(
    tmp_path: Path, served: list[object], options: list[str], said: str
) -> None:
    found = CliRunner().invoke(app, ["--home", str(tmp_path), "gateway", *options])
    assert (found.exit_code, said in found.output, served) == (2, True, [])


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (["gateway"], "--port"),
        (["serve", "--only", "gateway"], "--gateway-port"),
        (["serve", "--only", "dashboard"], "--dashboard-port"),
    ],
)
def test_a_port_that_is_taken_is_said_before_anything_starts(
    tmp_path: Path, served: list[object], command: list[str], option: str
) -> None:
    home = ["--home", str(tmp_path)]
    CliRunner().invoke(app, [*home, "init"])
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        found = CliRunner().invoke(app, [*home, *command, option, port])
    assert (found.exit_code, served) == (1, [])
    assert str(found.exception) == (
        f"cannot listen on 127.0.0.1, port {port}: address already in use; "
        f"give another with {option}"
    )


@pytest.mark.parametrize("taken", ["127.0.0.1", "::1"])
def test_a_name_is_checked_at_every_address_that_it_stands_for(
    monkeypatch: pytest.MonkeyPatch, taken: str
) -> None:
    family = socket.AF_INET6 if ":" in taken else socket.AF_INET
    try:
        listener = socket.create_server((taken, 0), family=family)
    except OSError:
        pytest.skip(f"this machine has no {taken}")
    with listener:
        port = listener.getsockname()[1]
        found = [(family, socket.SOCK_STREAM, 6, "", listener.getsockname())]
        other = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: other + found)
        with pytest.raises(serve.PortNotFree, match=f"sync.example.org, port {port}: .* in use"):
            serve.check_ports("sync.example.org", {"--port": port})


def test_a_name_that_stands_for_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(serve.PortNotFree, match="cannot listen on nowhere.invalid, port 80: "):
        serve.check_ports("nowhere.invalid", {"--port": 80})


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def _is_open(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _answers(port: int) -> bool:
    """Whether something answers HTTP there in time."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=10)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return True
    return False
