"""`python -m benchmarks.run [--work DIR] [--quick]`: everything measured, `RESULTS.md` written.

Of `RESULTS.md` only what stands between the markers is written; the rest is by hand.

Each figure comes from a process of its own, in one run on one machine, with nothing else running.
`--quick` leaves out the million changes and the long histories and writes nothing.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import workload

CATCHUPS = ((200, 1000, False), (1000, 1000, False), (1000, 1000, True))
HISTORIES = (0, 1_000_000, 20_000_000)
RATES = (25, 133)
TRAFFIC_SECONDS = 600
RESULTS = Path(__file__).parent / "RESULTS.md"
BEGIN, END = "<!-- written by make bench -->", "<!-- up to here -->"

Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "syncline-bench")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    sizes = CATCHUPS[:1] if given.quick else CATCHUPS
    histories = HISTORIES[:1] if given.quick else HISTORIES
    text = report(
        [catchup(given.work, *size) for size in sizes],
        [small(given.work, rows) for rows in histories],
        [] if given.quick else [traffic(rate) for rate in RATES],
    )
    print(text)
    if not given.quick:
        RESULTS.write_text(between_markers(RESULTS.read_text("utf-8"), text), encoding="utf-8")


def between_markers(page: str, text: str) -> str:
    """The page with this text between its markers. Raises `ValueError` where it has none."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{text.strip()}\n\n{END}{after}"


def traffic(per_second: int) -> Figures:
    """The gateway under so many pushes a second."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.gateway", "--per-second", str(per_second),
         "--seconds", str(TRAFFIC_SECONDS)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return {"per_second": per_second, **json.loads(done.stdout.strip().splitlines()[-1])}


def catchup(work: Path, sites: int, rows: int, has_transfers: bool) -> Figures:
    """Floor and product on the same files."""
    files = workload.folder_of(work, sites, rows, has_transfers)
    workload.write_sites(files, sites, rows, has_transfers=has_transfers)
    floor = _measure(work, "benchmarks.floor", f"{files}/*/*.parquet")
    product = _measure(
        work, "benchmarks.product", "catchup", work,
        sites=sites, rows=rows, has_transfers=int(has_transfers),
    )  # fmt: skip
    name = f"{sites:,} × {rows:,}{', 5 % transfers' if has_transfers else ''}"
    return {"name": name, "floor": floor, "product": product}


def small(work: Path, history_rows: int) -> Figures:
    """A small cycle on so many rows of history."""
    product = _measure(work, "benchmarks.product", "small", work, history=history_rows)
    return {"history": history_rows, "product": product}


def report(catchups: list[Figures], smalls: list[Figures], traffics: list[Figures]) -> str:
    return "\n".join(
        [
            f"Written by `make bench` on {date.today():%d %B %Y}: {os.cpu_count()} cores, "
            f"{platform.machine()}, Python {platform.python_version()}, DuckDB "
            f"{duckdb.__version__}. Every figure from its own process, in one run.",
            "",
            "## Catching up",
            "",
            "Every site's first batch, a fifth of it changes to records just made. The floor is "
            "bare DuckDB: it reads, types, logs and upserts the same files into a DuckLake, with "
            "no rules. Goal: the cycle within 1.5 × of the floor, a million changes under 3 GB. "
            "With transfers, one change in twenty is an invoice finalised for another store, of "
            "which the cycle makes the other half with its lines; the floor does not.",
            "",
            "| sites × changes | floor | cycle | cycle ÷ floor | landing | changes/s (cycle) "
            "| peak memory, floor | peak memory, product |",
            "|---|---|---|---|---|---|---|---|",
            *map(_catchup_row, catchups),
            "",
            "## A small cycle on a long history",
            "",
            "100 sites × 20 changes, median of three. Goal: within 2 s, and no more than 1.5 × on "
            "20 million rows of what it is on one million.",
            "",
            "| rows of history | cycle | slowest | peak memory |",
            "|---|---|---|---|",
            *map(_small_row, smalls),
            "",
            "## A country at the gateway",
            "",
            "5,000 sites with credentials, 60 % of them silent; pushes of 2 to 4 records, each on "
            "a connection of its own, at an even rate with a peak of a quarter more; a cycle every "
            "15 s beside them; sender, gateway and cycles on one machine. Goal: 133 pushes a "
            "second for ten minutes without an error, 99 of 100 answered within 2 s. The load is "
            "that of the whole machine in the last 15 minutes.",
            "",
            "| pushes/s | seconds | pushes | errors | median | 99 of 100 within | slowest cycle "
            "| CPU of the gateway a push | load |",
            "|---|---|---|---|---|---|---|---|---|",
            *map(_traffic_row, traffics),
            "",
        ]
    )


def _traffic_row(figures: Figures) -> str:
    return (
        f"| {figures['per_second']} | {figures['seconds']} | {figures['pushes']:,} "
        f"| {figures['errors']} | {figures['median']:.2f} s | {figures['p99']:.2f} s "
        f"| {max(figures['cycles']):.1f} s | {figures['cpu_ms']:.1f} ms "
        f"| {figures['load'][2]:.1f} |"
    )


def _catchup_row(figures: Figures) -> str:
    floor, product = figures["floor"], figures["product"]
    cells = [
        figures["name"],
        f"{floor['seconds']:.1f} s",
        f"{product['cycle']:.1f} s",
        f"{product['cycle'] / floor['seconds']:.2f}",
        f"{product['landing']:.1f} s",
        f"{product['rows'] / product['cycle']:,.0f}",
        f"{floor['peak_mb'] / 1024:.1f} GB",
        f"{product['peak_mb'] / 1024:.1f} GB",
    ]
    return f"| {' | '.join(cells)} |"


def _small_row(figures: Figures) -> str:
    product = figures["product"]
    return (
        f"| {figures['history']:,} | {product['cycle']:.2f} s | {product['slowest']:.2f} s "
        f"| {product['peak_mb'] / 1024:.1f} GB |"
    )


def _measure(work: Path, module: str, *words: object, **numbers: int) -> Figures:
    """Run a measurement in its own process; its lake is a new folder each time."""
    with tempfile.TemporaryDirectory(dir=work, prefix="home-") as folder:
        given = [str(word) for word in (*words, folder, *numbers.values())]
        print("…", module, *given[:1], *numbers.values(), file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", module, *given], check=True, capture_output=True, text=True
        )
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(exist_ok=True)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


if __name__ == "__main__":
    main()
