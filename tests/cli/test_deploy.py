"""The files of `deploy/` are such as their readers take: systemd, compose, and who types them."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cli.main import app, home_first

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
IGNORED = ROOT / ".dockerignore"
UNITS = sorted(DEPLOY.glob("*.service"))
INSTALLED = "/opt/syncline/.venv/bin/syncline"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_has_nothing_to_say_against_a_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed here")
    here = tmp_path / unit.name
    here.write_text(unit.read_text().replace(INSTALLED, sys.executable))
    found = subprocess.run(
        ["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False
    )
    said = [line for line in found.stderr.splitlines() if unit.name in line]
    assert (found.returncode, said) == (0, [])


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_calls_a_command_with_options_that_it_has(unit: Path) -> None:
    found = re.search(rf"^ExecStart={INSTALLED} (\w+)(.*)$", unit.read_text(), re.MULTILINE)
    assert found is not None
    usage = CliRunner().invoke(app, [found[1], "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert usage.exit_code == 0
    assert set(re.findall(r"--[a-z-]+", found[2])) <= set(re.findall(r"--[a-z-]+", usage.output))


def commands() -> list[str]:
    """Every command that the files of `deploy/` call or tell to type, without where it lies."""
    dockerfile, compose = (DEPLOY / name for name in ("Dockerfile", "compose.yaml"))
    called = re.search(r"^CMD (.*)$", dockerfile.read_text(), re.MULTILINE)
    assert called is not None
    typed = re.findall(r"run --rm(?: -v \S+)? syncline (syncline .*)$", compose.read_text(),
                       re.MULTILINE)  # fmt: skip
    told = re.findall(r"(?:bin/|`)(syncline [^`]*?)(?=`|$)", (DEPLOY / "README.md").read_text(),
                      re.MULTILINE)  # fmt: skip
    return [" ".join(json.loads(called[1])), *typed, *told]


@pytest.mark.parametrize("command", commands())
def test_a_command_that_is_told_exists_with_its_options(command: str) -> None:
    words = home_first(command.split()[1:])
    if words[0] == "--home":
        words = words[2:]
    named = [word for word in words if re.fullmatch("[a-z]+", word)]
    usage = CliRunner().invoke(app, [*named, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert usage.exit_code == 0, usage.output
    options = {word for word in words if word.startswith("--")}
    assert options <= set(re.findall(r"--[a-z-]+", usage.output))


def test_the_image_is_made_of_the_program_and_of_nothing_else() -> None:
    """A home, secrets and this machine's own `.venv` may lie beside it."""
    lines = [line for line in IGNORED.read_text().splitlines() if not line.startswith("#")]
    allowed = {line[1:] for line in lines if line.startswith("!")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found = project["tool"]["setuptools"]["packages"]["find"]["include"]
    rooms = {name.rstrip("*") for name in found}
    assert lines[0] == "*"
    assert allowed == rooms | {
        ".streamlit/config.toml", "Makefile", "README.md", "constraints.txt", "dbt_project",
        "pyproject.toml", "workspace.yaml",
    }  # fmt: skip
    assert not [name for name in allowed if not (ROOT / name).exists()]


def test_compose_gives_the_gateway_and_the_control_database_to_each_other() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert set(services) == {"syncline", "control"}
    syncline, control = services["syncline"], services["control"]
    assert (DEPLOY / syncline["build"]["context"] / syncline["build"]["dockerfile"]).exists()
    address = syncline["environment"]["SYNCLINE_CONTROL_URL"]
    database, user = (control["environment"][f"POSTGRES_{name}"] for name in ("DB", "USER"))
    assert address.startswith(f"postgresql+psycopg://{user}:")
    assert address.endswith(f"@control/{database}")
    assert "127.0.0.1:8080:8080" in syncline["ports"], "TLS is the proxy's, so none is open to all"
