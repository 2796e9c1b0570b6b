"""`syncline serve`: gateway, Dagster and dashboard together, until somebody stops them.

`--only` is one of them alone; `syncline gateway` is the gateway, with TLS where it is wanted.
"""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.place import made_place
from cli.say import err, out
from sync.home import Home

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 15
ADDRESS = "127.0.0.1"
GATEWAY_PORT, DASHBOARD_PORT, DAGSTER_PORT = 8080, 8501, 3000
WORKERS = min(4, os.cpu_count() or 1)
"""Processes that answer sites; one of them uses one core."""
HEALTH_SECONDS = 60
"""A worker that does not stir for so long is replaced."""
GIVING_WAY = 10
"""Niceness of cycles and reports: who waits for an answer is served first."""
EVERYWHERE = ("0.0.0.0", "::")
"""To listen on, and no address that a link could lead to."""
OTHER_PORTS = "give another with {options}"


class PortNotFree(RuntimeError):
    """Nothing can listen there; the message says where, why and what helps."""


class Part(StrEnum):
    GATEWAY = "gateway"
    DASHBOARD = "dashboard"
    DAGSTER = "dagster"


PROCESSES = {
    Part.GATEWAY: ("gateway",),
    Part.DASHBOARD: ("dashboard",),
    Part.DAGSTER: ("dagster", "dagster daemon"),
}


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(gateway)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = ADDRESS,
    dashboard_port: Annotated[int, typer.Option(help="Port of the dashboard.")] = DASHBOARD_PORT,
    dagster_port: Annotated[int, typer.Option(help="Port of the Dagster UI.")] = DAGSTER_PORT,
    gateway_port: Annotated[
        int, typer.Option(help="Port of the gateway for sites.")
    ] = GATEWAY_PORT,
    only: Annotated[
        list[Part] | None, typer.Option(help="This one alone; again for another one.")
    ] = None,
) -> None:
    """Serve the gateway, Dagster (UI, sensor, schedules) and the dashboard; stop with Ctrl-C.

    Example: syncline serve --only dashboard --dashboard-port 8600
    """
    serve_home(made_place(), host, dashboard_port, dagster_port, gateway_port, only or list(Part))


def gateway(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = ADDRESS,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = GATEWAY_PORT,
    tls_certificate: Annotated[
        Path | None, typer.Option(help="PEM certificate; else put a proxy with TLS before it.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM key of the certificate.")] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes that answer; each has the limits for itself.")
    ] = WORKERS,
) -> None:
    """Serve the gateway alone: where sites push and pull over HTTP.

    Example: syncline gateway --host 0.0.0.0 --port 443 --tls-certificate a.pem --tls-key a.key
    """
    _check_tls(tls_certificate, tls_key)
    check_ports(host, {"--port": port})
    os.environ["SYNCLINE_HOME"] = str(made_place().root)
    tls = {"--ssl-certfile": tls_certificate, "--ssl-keyfile": tls_key}
    options = [word for name, file in tls.items() if file for word in (name, str(file))]
    scheme = "https" if tls_certificate else "http"
    command = [*_gateway(host, port, workers), *options]
    _serve({"gateway": command}, {"gateway": f"{scheme}://{host}:{port}"})


def _check_tls(certificate: Path | None, key: Path | None) -> None:
    """Raises `typer.BadParameter` where uvicorn could not serve with them."""
    if certificate is None:
        if key is not None:
            raise typer.BadParameter("give --tls-certificate too", param_hint="--tls-key")
        return
    for file in (certificate, key):
        if file is not None and not file.is_file():
            raise _not_tls(f"there is no file {file}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _no_password)
    except ssl.SSLError:
        raise _not_tls("it is no PEM certificate with its key, without a password") from None
    except OSError as error:
        raise _not_tls(f"it cannot be read: {(error.strerror or str(error)).lower()}") from None


def check_ports(host: str, ports: Mapping[str, int], help: str = OTHER_PORTS) -> None:
    """Raises `PortNotFree`, before anything is started. `ports` by the option that sets each."""
    taken = {option: why for option, port in ports.items() if (why := _why_not_free(host, port))}
    if taken:
        which = ", ".join(f"port {ports[option]}: {why}" for option, why in taken.items())
        raise PortNotFree(
            f"cannot listen on {host}, {which}; " + help.format(options=", ".join(taken))
        )


def _why_not_free(host: str, port: int) -> str:
    """Why no server can listen there, on each address that the name stands for; empty if it can."""
    try:
        for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            socket.create_server(address, family=family).close()
    except socket.gaierror as error:
        return (error.strerror or str(error)).lower()
    except OSError as error:
        return os.strerror(error.errno).lower() if error.errno else str(error)
    return ""


def _not_tls(why: str) -> typer.BadParameter:
    return typer.BadParameter(why, param_hint="--tls-certificate, --tls-key")


def _no_password() -> str:
    return ""


def serve_home(
    home: Home, host: str = ADDRESS, dashboard_port: int = DASHBOARD_PORT,
    dagster_port: int = DAGSTER_PORT, gateway_port: int = GATEWAY_PORT,
    only: Collection[Part] = tuple(Part),
) -> None:  # fmt: skip
    from pipelines.run import prepare

    prepare(home)
    if host not in EVERYWHERE:
        os.environ.setdefault("SYNCLINE_DAGSTER_URL", f"http://{host}:{dagster_port}")
    workspace = str(ROOT / "workspace.yaml")
    dagster = ["dagster-webserver", "-w", workspace, "-h", host, "-p", str(dagster_port)]
    commands = {
        "gateway": _gateway(host, gateway_port, WORKERS),
        "dashboard": [
            sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "app.py"),
            "--server.address", host, "--server.port", str(dashboard_port),
            "--server.headless", "true", "--browser.gatherUsageStats", "false",
            "--server.fileWatcherType", "none",
        ],
        "dagster": [_beside(dagster[0]), *dagster[1:]],
        "dagster daemon": [_beside("dagster-daemon"), "run", "-w", workspace],
    }  # fmt: skip
    addresses = {
        "dashboard": f"http://{host}:{dashboard_port}",
        "dagster": f"http://{host}:{dagster_port}",
        "gateway": f"http://{host}:{gateway_port}",
    }
    wanted = [name for part in only for name in PROCESSES[part]]
    ports = {"gateway": gateway_port, "dashboard": dashboard_port, "dagster": dagster_port}
    check_ports(host, {f"--{name}-port": port for name, port in ports.items() if name in wanted})
    _serve(
        {name: command for name, command in commands.items() if name in wanted},
        {name: address for name, address in addresses.items() if name in wanted},
    )


def _serve(commands: dict[str, list[str]], addresses: dict[str, str]) -> None:
    """Start everything, and stop it all again when one ends or somebody says so."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            children[name] = _start(command, GIVING_WAY if name.startswith("dagster") else 0)
        for name, address in addresses.items():
            out.print(f"{name:<11}{address}", markup=False)
        out.print("stop with Ctrl-C")
        _watch(children)
    except KeyboardInterrupt:
        out.print("stopping")
    finally:
        _stop(children)


def _gateway(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "uvicorn", "ingest.gateway.app:create_app", "--factory",
        "--host", host, "--port", str(port), "--no-server-header", "--log-level", "warning",
        "--workers", str(workers), "--timeout-worker-healthcheck", str(HEALTH_SECONDS),
        "--timeout-graceful-shutdown", str(STOP_SECONDS - 5),
    ]  # fmt: skip


def _start(command: list[str], niceness: int) -> "subprocess.Popen[bytes]":
    child = subprocess.Popen(command, cwd=ROOT, env=os.environ, start_new_session=True)
    if niceness:
        os.setpriority(os.PRIO_PROCESS, child.pid, max(niceness, os.nice(0)))
    return child


def _beside(program: str) -> str:
    """A program of the same environment as this one."""
    return str(Path(sys.executable).with_name(program))


def _watch(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                err.print(f"{name} ended with code {child.returncode}")
                raise typer.Exit(1)
        time.sleep(0.5)


def _stop(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """End what was started here, and nothing else."""
    for child in children.values():
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
