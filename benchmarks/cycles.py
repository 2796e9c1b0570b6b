"""Small cycles one after another, with and without folding the files that they leave.

`python -m benchmarks.cycles [CYCLES]`. Two homes live through the same batches side by side, a
cycle of the one and a cycle of the other in turn; the figures are seconds of CPU of one cycle, the
mean of ten, at the beginning and at the end.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.progress import track

from benchmarks import workload
from benchmarks.product import land, prepared_home
from ingest import run
from sync.home import Home

SITES, ROWS, MEAN_OF = 10, 20, 10


def main(cycles: int = 150) -> None:
    folder = Path(tempfile.mkdtemp(prefix="syncline-cycles-"))
    try:
        homes = {
            "folded": prepared_home(folder, folder / "folded", SITES),
            "as they are": prepared_home(folder, folder / "as they are", SITES),
        }
        seconds: dict[str, list[float]] = {name: [] for name in homes}
        for batch_no in track(range(1, cycles + 1), "Cycles", console=Console(stderr=True)):
            files = workload.write_sites(
                folder / "batches", SITES, ROWS, batch_no=batch_no, first_block=batch_no - 1
            )
            for name, home in homes.items():
                land(home, files, SITES)
                seconds[name].append(_cycle(home, is_folded=name == "folded"))
        for name, taken in seconds.items():
            first, last = (statistics.mean(ten) for ten in (taken[:MEAN_OF], taken[-MEAN_OF:]))
            ratio = f"{last:.2f} s after {cycles} cycles, {last / first:.2f} times as much"
            print(f"{name}: {first:.2f} s at first, {ratio}")
    finally:
        shutil.rmtree(folder)


def _cycle(home: Home, *, is_folded: bool) -> float:
    began = time.process_time()
    if is_folded:
        run.run_cycle(home)
    else:
        with patch.object(run, "fold", return_value=0):
            run.run_cycle(home)
    return time.process_time() - began


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
