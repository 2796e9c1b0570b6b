"""`python -m benchmarks.reports --rows N --home DIR [--sites N] [--whole] [--steps N] [--paint]`.

Makes a lake of so many ledger rows in DIR unless one is there, and measures on it: the whole build
(`--whole`), the builds after so many small cycles (`--steps`), and how long each page of the
dashboard takes in a real browser to show its first figures (`--paint`). Prints JSON, a line each.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import ledger, paint, workload
from benchmarks.product import land, prepared_home
from ingest.run import run_cycle
from pipelines import building
from pipelines.dbt_environment import PROJECT, dbt_environment
from sync.home import Home
from sync.lake import writer_lock

SITES, STEP_SITES, STEP_ROWS = 200, 100, 20
MADE = "made.json"

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sites", type=int, default=SITES)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--paint", action="store_true")
    given = parser.parse_args()
    folder = given.home or Path(tempfile.mkdtemp(prefix="syncline-reports-"))
    home = _made(folder, given.sites, given.rows)
    if given.whole:
        _say(what="whole build", **build(home, whole=True))
    for _ in range(given.steps):
        _say(what="next build", **step(home, folder))
    if given.paint:
        for figures in paint.pages(home):
            _say(what="first figures", **figures)


def _made(folder: Path, sites: int, rows: int) -> Home:
    """The lake with its history; every site has pushed once, so that every store has figures."""
    home = Home(folder / "home")
    note = folder / MADE
    if not note.exists():
        folder.mkdir(parents=True, exist_ok=True)
        prepared_home(folder, home.root, sites)
        block = ledger.load(home, sites, rows)
        _cycle(home, folder, sites, batch_no=1, block=block)
        note.write_text(json.dumps({"block": block, "sites": sites, "batches": 1}))
    return home


def _cycle(home: Home, folder: Path, pushing: int, *, batch_no: int, block: int) -> float:
    """A small cycle, a day after the one before; returns how long it took."""
    files = workload.write_sites(
        folder, pushing, STEP_ROWS,
        batch_no=batch_no, first_block=block + batch_no - 1, days_later=batch_no,
    )  # fmt: skip
    land(home, files, pushing)
    began = time.perf_counter()
    run_cycle(home)
    return time.perf_counter() - began


def step(home: Home, folder: Path) -> Figures:
    """A small cycle and the build after it."""
    note = json.loads((folder / MADE).read_text())
    note["batches"] += 1
    pushing = min(STEP_SITES, note["sites"])
    cycle = _cycle(home, folder, pushing, batch_no=note["batches"], block=note["block"])
    (folder / MADE).write_text(json.dumps(note))
    return {"cycle": round(cycle, 2), **build(home, whole=False)}


def build(home: Home, *, whole: bool) -> Figures:
    """One dbt command: seconds by the clock, of both cores, and in each of its models."""
    used, began = _cpu(), time.perf_counter()
    told = building.arguments(home, whole=whole)
    with writer_lock(home):
        subprocess.run(
            [str(Path(sys.executable).with_name("dbt")), *told, "--quiet"],
            check=True, cwd=PROJECT, env={**os.environ, **dbt_environment(home)},
        )  # fmt: skip
    wall, cpu = time.perf_counter() - began, _cpu() - used
    results = json.loads((home.root / "dbt" / "target" / "run_results.json").read_text())
    models = {
        result["unique_id"].split(".")[2]: round(result["execution_time"], 2)
        for result in results["results"]
        if result["unique_id"].startswith("model.")
    }
    tests = sum(row["execution_time"] for row in results["results"]) - sum(models.values())
    slowest = sorted(models.items(), key=lambda one: -one[1])[:25]
    return {
        "wall": round(wall, 1),
        "cpu": round(cpu, 1),
        "models": round(sum(models.values()), 1),
        "tests": round(tests, 1),
        "slowest": dict(slowest),
    }


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _say(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
