"""`syncline serve`: Dagster and the dashboard together, until somebody stops them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from cli.place import made_place
from cli.say import err, out
from sync.home import Home

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 15


def add_to(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    dashboard_port: Annotated[int, typer.Option(help="Port of the dashboard.")] = 8501,
    dagster_port: Annotated[int, typer.Option(help="Port of the Dagster UI.")] = 3000,
) -> None:
    """Serve the dashboard and Dagster (UI, sensor and schedules); stop with Ctrl-C.

    Example: syncline serve --host 0.0.0.0
    """
    serve_home(made_place(), host, dashboard_port, dagster_port)


def serve_home(
    home: Home, host: str = "127.0.0.1", dashboard_port: int = 8501, dagster_port: int = 3000
) -> None:
    from pipelines.run import prepare

    prepare(home)
    workspace = str(ROOT / "workspace.yaml")
    dagster = ["dagster-webserver", "-w", workspace, "-h", host, "-p", str(dagster_port)]
    children = {
        "dashboard": _start([
            sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "app.py"),
            "--server.address", host, "--server.port", str(dashboard_port),
            "--server.headless", "true", "--browser.gatherUsageStats", "false",
            "--server.fileWatcherType", "none",
        ]),
        "dagster": _start([_beside(dagster[0]), *dagster[1:]]),
        "dagster daemon": _start([_beside("dagster-daemon"), "run", "-w", workspace]),
    }  # fmt: skip
    out.print(f"dashboard  http://{host}:{dashboard_port}")
    out.print(f"dagster    http://{host}:{dagster_port}")
    out.print("stop with Ctrl-C")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _watch(children)
    except KeyboardInterrupt:
        out.print("stopping")
    finally:
        _stop(children)


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, cwd=ROOT, env=os.environ, start_new_session=True)


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
