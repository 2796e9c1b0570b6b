"""The files of `deploy/` are such as their readers take: systemd, compose, and who types them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cli.main import app

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
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
