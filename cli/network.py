"""`syncline network`: the sync settings, looked at, planned and put in force."""

import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.place import made_place
from cli.say import out, plural, table
from sync import lake
from sync.in_force import NetworkPlan, apply_network, plan_network
from sync.network import NetworkError

app = typer.Typer(
    help="Sites, stores and who is central and primary (network.yaml).", no_args_is_help=True
)
File = Annotated[Path, typer.Argument(help="A settings file such as network.yaml.")]
Format = Annotated[Literal["table", "json"], typer.Option("--format", help="How to print it.")]


@app.command()
def plan(file: File, format: Format = "table") -> None:
    """Check settings and show what they would change; nothing is applied.

    Example: syncline network plan network.yaml
    """
    found = plan_network(made_place(), file)
    if format == "json":
        out.print_json(json.dumps(asdict(found)))
        return
    _show_plan(found)


@app.command()
def apply(
    file: File,
    who: Annotated[str, typer.Option(help="Who applies them, for the record.")] = "",
) -> None:
    """Put settings in force from the next cycle on.

    Example: syncline network apply network.yaml
    """
    home = made_place()
    found = plan_network(home, file)
    applied = apply_network(home, file, who or getpass.getuser())
    _show_plan(found)
    out.print(
        f"settings {applied.network_no} hold from cycle {applied.from_cycle_no} on; "
        "run `syncline cycle`, or wait for the next one"
    )


@app.command()
def show(format: Format = "table") -> None:
    """Show every store's relation to every site, with the reason."""
    home = made_place()
    if not home.network_path.exists():
        raise NetworkError("no network settings have been applied yet")
    connection = lake.connect(home)
    try:
        rows = connection.execute(
            "SELECT store_id, site_id, relation, reason FROM sync.store_relation "
            "WHERE relation <> 'none' OR reason <> 'not_visible' ORDER BY ALL"
        ).fetchall()
    finally:
        connection.close()
    if format == "json":
        names = ("store_id", "site_id", "relation", "reason")
        out.print_json(json.dumps([dict(zip(names, row, strict=True)) for row in rows]))
        return
    out.print(home.network_path.read_text(encoding="utf-8"), markup=False)
    if rows:
        table(("store", "site", "relation", "reason"), rows)
    else:
        out.print("no cycle has taken these settings up yet")


def _show_plan(found: NetworkPlan) -> None:
    for warning in found.warnings:
        out.print(f"warning: {warning}", style="yellow", markup=False)
    if found.sites_added:
        out.print(f"new sites: {', '.join(map(str, found.sites_added))}")
    if found.sites_removed:
        out.print(f"sites that go: {', '.join(map(str, found.sites_removed))}")
    if found.changes:
        table(
            ("store", "site", "was", "becomes", "why", "records that move"),
            [(c.store_id, c.site_id, c.before, c.after, c.reason, c.records)
             for c in found.changes],
        )  # fmt: skip
    out.print(plural(len(found.changes), "relation") + " would change")
