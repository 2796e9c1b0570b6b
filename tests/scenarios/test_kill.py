"""`kill -9` anywhere: the next cycle ends as if nothing had happened; nothing twice or lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.outgoing import acknowledge
from tests.centre import Centre, copy_home
from tests.scenarios.six_stores import begin, invoice, stock_line
from tests.scenarios.test_rebuild import contents

TIMES = {
    "applied_at", "decided_at", "ran_at", "received_at", "made_at", "packed_at", "_changed_at",
    "changed_at", "created_at", "last_contact_at", "sha256", "generation",
}  # fmt: skip
"""Columns that differ between two runs of the same work."""

CYCLE = "from ingest.run import run_cycle; run_cycle(home)"
PACK = "from ingest.outgoing import pack; pack(home, 2)"
MAINTAIN = (
    "from sync.maintenance import maintain; from sync import lake\n"
    "with lake.writer(home) as connection: maintain(connection)"
)
FOLD = (
    "from sync import lake, maintenance; maintenance.MANY = 1\n"
    "with lake.writer(home) as connection: maintenance.fold(connection)"
)
LAND = (
    "from ingest.landing import land; from pathlib import Path\n"
    "land(home, Path({file!r}), network_site_ids={{1, 2, 3}})"
)


def run_until_killed(centre: Centre, code: str, failpoint: str) -> None:
    prelude = (
        "from pathlib import Path; from sync.home import Home\n"
        f"home = Home(Path({str(centre.home.root)!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", prelude + code],
        env=os.environ | {"SYNCLINE_FAILPOINT": failpoint},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def work(centre: Centre) -> None:
    """What is waiting when the process dies."""
    centre.push(3, *invoice("1", "C", to="B"), stock_line("C"))
    centre.push(3, stock_line("C", packs=2))
    centre.push(2, stock_line("B"), stock_line("C"))


def state(centre: Centre) -> dict[str, object]:
    """Decisions, replicas and outgoing rows without the times at which they were made."""
    found: dict[str, object] = {}
    for name, rows in contents(centre).items():
        schema, table = name.split(".")
        columns = [row[0] for row in centre.sql(f'DESCRIBE {schema}."{table}"')]
        keep = [i for i, column in enumerate(columns) if column not in TIMES]
        found[name] = sorted(repr([row[i] for i in keep]) for row in rows)
    return found


@pytest.fixture(scope="module")
def undisturbed(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """How everything ends when nothing happens."""
    folder = tmp_path_factory.mktemp("undisturbed")
    (folder / "outbox").mkdir()
    centre = Centre(copy_home(empty_home, folder / "home"), folder / "outbox")
    begin(centre)
    work(centre)
    centre.cycle()
    return state(centre)


@pytest.mark.kill
@pytest.mark.parametrize("failpoint", ["applied", "before_commit", "after_commit", "archiving"])
def test_a_cycle_killed_anywhere_is_done_again_with_the_same_result(
    centre: Centre, failpoint: str, undisturbed: dict[str, object]
) -> None:
    begin(centre)
    work(centre)
    run_until_killed(centre, CYCLE, failpoint)
    is_committed = failpoint in ("after_commit", "archiving")
    assert centre.sql("SELECT count(*) FROM sync.cycle") == [(2 if is_committed else 1,)]
    centre.cycle()
    found = state(centre)
    if is_committed:
        assert centre.sql("SELECT rows FROM sync.cycle WHERE cycle_no = 3") == [(0,)]
        found["sync.cycle"] = undisturbed["sync.cycle"]
    assert {k for k in undisturbed if undisturbed[k] != found[k]} == set()
    assert list(centre.home.landing.rglob("*.parquet")) == []


@pytest.mark.kill
@pytest.mark.parametrize("failpoint", ["landed"])
def test_a_landing_killed_half_way_is_finished_by_the_next(centre: Centre, failpoint: str) -> None:
    begin(centre)
    file = centre.write(3, stock_line("C"))
    run_until_killed(centre, LAND.format(file=str(file)), failpoint)
    assert centre.land(file).verdict.value in ("accepted", "duplicate")
    centre.cycle()
    assert centre.decisions(site_id=3) == [("applied", "active_site_edits_store")]


@pytest.mark.kill
@pytest.mark.parametrize("failpoint", ["packed_file", "packing"])
def test_outgoing_files_killed_while_being_written_are_written_again(
    centre: Centre, failpoint: str
) -> None:
    begin(centre)
    expected = len(centre.sent(2))
    run_until_killed(centre, PACK, failpoint)
    files = centre.pull(2)
    assert [file.name for file in files] == ["0000000001.parquet"]
    assert pq.read_metadata(files[0]).num_rows == expected
    assert acknowledge(centre.home, 2, 1) == 1


@pytest.mark.kill
@pytest.mark.parametrize(("code", "failpoint"), [(MAINTAIN, "maintaining"), (FOLD, "folding")])
def test_maintenance_killed_half_way_loses_nothing(
    centre: Centre, code: str, failpoint: str
) -> None:
    begin(centre)
    work(centre)
    centre.cycle()
    before = contents(centre)
    run_until_killed(centre, code, failpoint)
    assert contents(centre) == before
    centre.push_and_cycle(3, stock_line("C", 9))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
