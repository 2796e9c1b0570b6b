"""Landing that is cut off, crowded or out of room ends as if nothing had happened."""

import os
import resource
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.control import Control
from ingest.landing import LandingFailed, Verdict, ready_batches
from sync.home import Home
from tests.ingest.site import Site, bring

LAND = """
import sys
from pathlib import Path
from ingest.landing import land_all
from sync.home import Home
for landed in land_all(Home(Path(sys.argv[1])), [Path(sys.argv[2])], network_site_ids={2}):
    print(landed.verdict, landed.batch_no)
"""


def land_elsewhere(home: Home, path: Path, failpoint: str = "") -> subprocess.Popen[str]:
    """Another process that lands a file or folder."""
    return subprocess.Popen(
        [sys.executable, "-c", LAND, str(home.root), str(path)],
        env={**os.environ, "SYNCLINE_FAILPOINT": failpoint, "PYTHONPATH": os.getcwd()},
        stdout=subprocess.PIPE,
        text=True,
    )


@contextmanager
def room_for(most_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.kill
def test_a_kill_between_file_and_receipt_is_completed_by_landing_again(
    home: Home, site: Site
) -> None:
    path = site.write()
    process = land_elsewhere(home, path, "landed")
    assert process.wait(60) == -signal.SIGKILL
    assert home.landing_file(2, site.generation, 1).exists()
    assert Control(home).receipt(2, site.generation, 1) is None
    assert bring(home, path).verdict is Verdict.ACCEPTED
    assert bring(home, path).verdict is Verdict.DUPLICATE


@pytest.mark.kill
def test_a_kill_between_file_and_receipt_is_completed_by_the_next_cycle(
    home: Home, site: Site
) -> None:
    path = site.write()
    assert land_elsewhere(home, path, "landed").wait(60) == -signal.SIGKILL
    (batch,) = ready_batches(home, {})
    assert (batch.site_id, batch.batch_no, batch.rows) == (2, 1, 2)
    assert Control(home).current_generation(2) == site.generation
    assert bring(home, path).verdict is Verdict.DUPLICATE


def test_a_file_without_receipt_came_before_another_under_its_number(
    home: Home, site: Site
) -> None:
    path = site.write()
    place = home.landing_file(2, site.generation, 1)
    place.parent.mkdir(parents=True)
    place.write_bytes(path.read_bytes())
    assert bring(home, site.write_twin(path)).verdict is Verdict.CONFLICT
    assert bring(home, path).verdict is Verdict.DUPLICATE
    assert place.read_bytes() == path.read_bytes()


def test_torn_bytes_in_the_place_of_a_batch_give_way_to_it(home: Home, site: Site) -> None:
    path = site.write()
    place = home.landing_file(2, site.generation, 1)
    place.parent.mkdir(parents=True)
    place.write_bytes(path.read_bytes()[:100])
    assert bring(home, path).verdict is Verdict.ACCEPTED
    assert place.read_bytes() == path.read_bytes()


def test_two_processes_landing_the_same_files_accept_each_once(home: Home, site: Site) -> None:
    site.write_many(25)
    processes = [land_elsewhere(home, site.folder) for _ in range(3)]
    printed = "".join(process.communicate(timeout=120)[0] for process in processes)
    answers = Counter(printed.splitlines())
    assert [process.returncode for process in processes] == [0, 0, 0]
    for number in range(1, 26):
        assert answers[f"accepted {number}"] == 1
        assert answers[f"duplicate {number}"] == 2
    assert len(ready_batches(home, {})) == 25


def test_a_full_disk_is_one_sentence_and_leaves_nothing_behind(home: Home, site: Site) -> None:
    small, large = site.write(), site.write(90_000)
    assert large.stat().st_size > 400_000
    bring(home, small)
    before = files_below(home.landing)
    with room_for(300_000), pytest.raises(LandingFailed, match="could not be kept: file too large"):
        bring(home, large)
    assert files_below(home.landing) == before
    assert bring(home, large).verdict is Verdict.ACCEPTED


def test_a_full_disk_while_quarantining_leaves_nothing_behind(home: Home, site: Site) -> None:
    bring(home, site.write())
    bad = site.folder / "bad.parquet"
    bad.write_bytes(os.urandom(400_000))
    with room_for(300_000), pytest.raises(LandingFailed):
        bring(home, bad)
    assert files_below(home.quarantine) == []
    assert bring(home, bad).verdict is Verdict.REFUSED
    assert len(files_below(home.quarantine)) == 2
