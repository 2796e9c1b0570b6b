"""The command as operators and analysts type it: output, exit codes, one sentence for faults."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.document import page
from cli.main import home_first
from tests.centre import Centre
from tests.scenarios.six_stores import begin, settings, stock_line

ROOT = Path(__file__).resolve().parents[2]


def syncline(home: Path, *arguments: str, code: int = 0) -> "subprocess.CompletedProcess[str]":
    """Run the real command; never a traceback, whatever happens."""
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT, env=os.environ | {"SYNCLINE_HOME": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture
def begun(centre: Centre) -> Centre:
    begin(centre)
    return centre


def test_init_makes_a_home_and_everything_else_says_what_to_do_first(tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert "syncline init" in syncline(home, "status", code=1).stderr
    assert "ready" in syncline(home, "init").stdout
    assert "no sites yet" in syncline(home, "status").stdout
    assert "network apply" in syncline(home, "cycle", code=1).stderr


def test_settings_are_planned_applied_and_refused_in_words(centre: Centre) -> None:
    home, file = centre.home.root, centre.outbox / "network.yaml"
    file.write_text(settings(), encoding="utf-8")
    planned = json.loads(syncline(home, "network", "plan", str(file), "--format", "json").stdout)
    assert len(planned["changes"]) == 10
    assert not centre.home.network_path.exists()
    assert "from cycle 1 on" in syncline(home, "network", "apply", str(file)).stdout
    file.write_text(settings().replace("active: 1", "active: 9"), encoding="utf-8")
    fault = syncline(home, "network", "apply", str(file), code=1).stderr
    assert "names site 9, which is not among the sites" in fault


def test_land_prints_a_line_each_and_fails_when_one_was_refused(begun: Centre) -> None:
    good, bad = begun.write(3, stock_line("C")), begun.outbox / "bad.parquet"
    bad.write_text("no batch", encoding="utf-8")
    done = syncline(begun.home.root, "land", str(good))
    assert done.stdout.startswith(f"{good}: accepted: ")
    assert ": duplicate: " in syncline(begun.home.root, "land", str(good)).stdout
    assert ": refused: " in syncline(begun.home.root, "land", str(bad), code=1).stdout


def test_what_a_site_wrote_moves_no_cursor(begun: Centre, tmp_path: Path) -> None:
    """A table, a sentence about a record and the name of a file on a stick."""
    home, evil = begun.home.root, "\x1b[2Jgone"
    row = stock_line("C") | {"record_id": evil}
    batch = begun.write(3, row).rename(tmp_path / f"{evil}.parquet")
    said = syncline(home, "land", str(batch)).stdout
    syncline(home, "cycle")
    said += syncline(home, "sql", "SELECT record_id FROM sync.change WHERE site_id = 3").stdout
    said += syncline(home, "explain", "item_line", evil).stdout
    assert said.count("\N{REPLACEMENT CHARACTER}[2Jgone") >= 3
    assert "\x1b" not in said


def test_a_cycle_prints_its_counts(begun: Centre) -> None:
    begun.push(3, stock_line("C"), stock_line("B"))
    counts = json.loads(syncline(begun.home.root, "cycle", "--format", "json").stdout)
    assert (counts["batches"], counts["applied"], counts["rejected"]) == (1, 1, 1)


def test_sql_gives_json_csv_and_the_past(begun: Centre) -> None:
    home = begun.home.root
    query = "SELECT count(*) AS n, '{\"a\":1}'::JSON AS j, DATE '2026-01-02' AS d FROM sync.cycle"
    objects = json.loads(syncline(home, "sql", query, "--format", "json").stdout)
    assert objects == [{"n": 1, "j": '{"a":1}', "d": "2026-01-02"}]
    made_at = begun.sql("SELECT now()::VARCHAR")[0][0]
    begun.cycle()
    past = syncline(home, "sql", query, "--at", made_at.replace(" ", "T"), "--format", "csv")
    assert past.stdout.splitlines()[1].startswith("1,")
    assert json.loads(syncline(home, "sql", query, "--format", "json").stdout)[0]["n"] == 2


def test_sql_refuses_to_write_and_names_what_is_wrong(begun: Centre) -> None:
    home = begun.home.root
    refused = syncline(home, "sql", "DELETE FROM sync.change", code=1)
    assert "for reading only" in refused.stderr
    assert "Parser Error" in syncline(home, "sql", "SELEC 1", code=1).stderr
    syncline(home, "sql", code=2)
    syncline(home, "sql", "SELECT 1", "--format", "xml", code=2)
    syncline(home, "no-such-command", code=2)


def test_outgoing_files_are_copied_out_and_acknowledged(begun: Centre, tmp_path: Path) -> None:
    home = begun.home.root
    out = tmp_path / "stick"
    printed = syncline(home, "outgoing", "2", "--out", str(out)).stdout.split()
    assert printed == [str(out / "0000000001.parquet")]
    syncline(home, "outgoing", "2", "--ack", "1")
    status = json.loads(syncline(home, "status", "--format", "json").stdout)
    assert [site["waiting_out"] for site in status if site["site_id"] == 2] == [0]
    assert "not in the network" in syncline(home, "outgoing", "77", code=1).stderr


def test_rebuild_brings_a_lost_lake_back(begun: Centre) -> None:
    import shutil

    shutil.rmtree(begun.home.lake)
    assert "rebuilt from 1 cycle" in syncline(begun.home.root, "rebuild").stdout
    begun.reopen()
    assert begun.sql("SELECT count(*) FROM replica.store") == [(6,)]


def test_home_may_stand_before_or_after_the_command() -> None:
    assert home_first(["--home", "x", "status"]) == ["--home", "x", "status"]
    assert home_first(["status", "--home", "x"]) == ["--home", "x", "status"]
    assert home_first(["status", "--home=x"]) == ["--home=x", "status"]


def test_the_page_of_commands_is_true() -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == page()
