"""The product's side of the benchmark: a home with its network, landing and cycles, timed.

`python -m benchmarks.product catchup WORK HOME SITES ROWS TRANSFERS` and
`… small WORK HOME HISTORY` print one line of JSON each. Every measurement has its own process, so
that peak memory is its own.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import history, workload
from ingest import landing
from ingest.run import run_cycle
from sync.home import Home
from sync.in_force import apply_network
from sync.schema import init_home

SMALL_SITES, SMALL_ROWS, SMALL_CYCLES = 100, 20, 3


def prepared_home(work: Path, root: Path, sites: int) -> Home:
    """A new home whose network is in force and whose central data is applied."""
    home = Home(root)
    init_home(home)
    apply_network(home, workload.write_network(work, sites), "benchmark")
    land(home, [workload.write_central(work, sites)], sites)
    run_cycle(home)
    return home


def land(home: Home, files: list[Path], sites: int) -> None:
    known = {workload.CENTRAL, *workload.site_ids(sites)}
    for file in files:
        answer = landing.land(home, file, network_site_ids=known)
        if answer.verdict is not landing.Verdict.ACCEPTED:
            raise RuntimeError(f"{file}: {answer.verdict}, {answer.why}")


def measure_catchup(
    work: Path, root: Path, sites: int, rows: int, has_transfers: int
) -> dict[str, float]:
    """Every site's first batch, landed and applied in one cycle."""
    home = prepared_home(work, root, sites)
    files = workload.write_sites(
        workload.folder_of(work, sites, rows, bool(has_transfers)), sites, rows,
        has_transfers=bool(has_transfers),
    )  # fmt: skip
    landing_seconds = _timed(lambda: land(home, files, sites))
    began = time.perf_counter()
    counts = run_cycle(home)
    cycle_seconds = time.perf_counter() - began
    if counts.applied + counts.unchanged != sites * rows:
        raise RuntimeError(f"not everything was applied: {counts}")
    return {
        "landing": landing_seconds,
        "cycle": cycle_seconds,
        "peak_mb": _peak_mb(),
        "rows": counts.rows,
    }


def measure_small(work: Path, root: Path, history_rows: int) -> dict[str, float]:
    """Small cycles on a history that is already there; the median of them."""
    home = prepared_home(work, root, SMALL_SITES)
    block = history.load(home, SMALL_SITES, history_rows)
    seconds = []
    for batch_no in range(1, SMALL_CYCLES + 1):
        files = workload.write_sites(
            work / f"small after {block}", SMALL_SITES, SMALL_ROWS,
            batch_no=batch_no, first_block=block + batch_no - 1,
        )  # fmt: skip
        land(home, files, SMALL_SITES)
        seconds.append(_timed(lambda: run_cycle(home)))
    return {"cycle": statistics.median(seconds), "slowest": max(seconds), "peak_mb": _peak_mb()}


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(kind: str, work: str, home: str, *numbers: str) -> None:
    measure = {"catchup": measure_catchup, "small": measure_small}[kind]
    print(json.dumps(measure(Path(work), Path(home), *map(int, numbers))))  # type: ignore[operator]


if __name__ == "__main__":
    main(*sys.argv[1:])
