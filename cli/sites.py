"""What comes from sites and goes to them: init, land, cycle, reports, outgoing, rebuild."""

import json
import shutil
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cli.place import made_place, place
from cli.say import err, out, plural, progress, shown
from sync.schema import init_home

Format = Annotated[Literal["table", "json"], typer.Option("--format", help="How to print it.")]


def add_to(app: typer.Typer) -> None:
    for command in (init, land, cycle, reports, outgoing, rebuild):
        app.command()(command)


def init() -> None:
    """Make the home folder and an empty lake.

    Example: syncline init --home /srv/syncline
    """
    home = place()
    existed = home.exists()
    init_home(home)
    out.print(f"{home.root} is {'there already' if existed else 'ready'}", markup=False)


def land(
    files: Annotated[
        list[Path], typer.Argument(help="Batch files, or folders that hold them.")
    ],
    format: Format = "table",
) -> None:
    """Check batch files and land them, from a folder or a USB stick.

    One line per file: file, verdict, why. Exit code 0 when all were accepted or duplicates.

    Example: syncline land /media/stick
    """
    from ingest.landing import Verdict, land_all
    from sync.in_force import load_applied, newest_network_no
    from sync.network import NetworkError

    home = made_place()
    number = newest_network_no(home)
    if not number:
        raise NetworkError("no network settings are in force: run `syncline network apply` first")
    site_ids = load_applied(home, number).network.site_ids
    good, found = True, []
    with progress("landing") as say:
        for landed in land_all(home, files, network_site_ids=site_ids):
            say(landed.file.name)
            good &= landed.verdict in (Verdict.ACCEPTED, Verdict.DUPLICATE)
            verdict, why = landed.verdict.value, landed.why
            if format == "json":
                found.append({
                    "file": str(landed.file), "verdict": verdict, "why": why,
                    "site_id": landed.site_id, "batch_no": landed.batch_no,
                })  # fmt: skip
            else:
                print(shown(f"{landed.file}: {verdict}: {why}"), flush=True)
    if format == "json":
        print(json.dumps(found, indent=1))
    if not good:
        raise typer.Exit(1)


def cycle(format: Format = "table") -> None:
    """Run one sync cycle now, through Dagster.

    Example: syncline cycle --format json
    """
    counts = run_cycle_job("cycle")
    if format == "json":
        print(json.dumps(counts))
        return
    out.print(
        f"cycle {counts['cycle_no']}: {counts['batches']:,} "
        f"{'batch' if counts['batches'] == 1 else 'batches'}, "
        f"{plural(counts['rows'], 'change')} in {counts['seconds']:.1f} s"
    )
    for name in ("applied", "unchanged", "ignored", "rejected", "waiting", "released"):
        out.print(f"  {name:<10}{counts[name]:>10,}")
    out.print(f"  {'outgoing':<10}{counts['outgoing']:>10,}")


def run_cycle_job(what: str) -> dict[str, Any]:
    from pipelines.run import run_job

    home = made_place()
    with progress(what):
        return run_job(home, "cycle")["sync.change"]


def reports(
    whole: Annotated[
        bool, typer.Option("--whole", help="Build everything again and test it.")
    ] = False,
) -> None:
    """Build the reports now: what cycles touched since the last build, by dbt, through Dagster.

    Example: syncline reports --whole
    """
    from pipelines.run import run_job

    home = made_place()
    with progress("building reports"):
        made = run_job(home, "reports", whole=whole)
    out.print(plural(len(made), "model") + " built")


def outgoing(
    site: Annotated[int, typer.Argument(help="The site's id.")],
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Copy the files here, to a stick say.")
    ] = None,
    ack: Annotated[
        int | None, typer.Option("--ack", help="The site has everything through this batch.")
    ] = None,
) -> None:
    """Pack what waits for a site as batch files; with --ack, acknowledge instead.

    Example: syncline outgoing 3 --out /media/stick; later: syncline outgoing 3 --ack 7
    """
    from ingest.outgoing import acknowledge, pack
    from sync.in_force import load_applied, newest_network_no

    home = made_place()
    number = newest_network_no(home)
    if not number or site not in load_applied(home, number).network.site_ids:
        raise ValueError(f"site {site} is not in the network")
    if ack is not None:
        ended = acknowledge(home, site, ack)
        err.print(f"site {site} has everything through batch {ack}: {ended} newly acknowledged")
        if out_dir is None:
            return
    with progress(f"packing for site {site}"):
        files = pack(home, site)
    if out_dir is not None:
        out_dir.mkdir(parents=True, exist_ok=True)
        files = [Path(shutil.copy2(file, out_dir / file.name)) for file in files]
    for file in files:
        print(file)
    if not files:
        err.print(f"nothing waits for site {site}")


def rebuild() -> None:
    """Make the lake again from the archive; the old one stays until the new one is complete."""
    from ingest.rebuild import rebuild as rebuild_lake

    home = place()
    with progress("rebuilding") as say:
        cycles = rebuild_lake(home, say)
    out.print(f"the lake is rebuilt from {plural(cycles, 'cycle')}; run `syncline reports` next")
