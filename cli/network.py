"""`syncline network`: the sync settings, looked at, planned and put in force."""

import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli import network_tables
from cli.place import made_place
from cli.say import out
from sync import lake
from sync.in_force import apply_network
from sync.plan import plan_network
from sync.settings_in_force import settings_in_force

app = typer.Typer(
    help="Sites, stores and who is central and primary (network.yaml).", no_args_is_help=True
)
File = Annotated[Path, typer.Argument(help="A settings file such as network.yaml.")]
Format = Annotated[Literal["table", "json"], typer.Option("--format", help="How to print it.")]


@app.command()
def plan(file: File, format: Format = "table") -> None:
    """Check settings and show what they would change; nothing is applied.

    Shows which relations of stores to sites change and why, how many records each site would get
    or lose, and what to think of before applying. Exit code 1 where settings cannot be used.

    Example: syncline network plan network.yaml
    """
    found = plan_network(made_place(), file)
    if format == "json":
        print(json.dumps(asdict(found), ensure_ascii=False))
        return
    network_tables.show_plan(found)


@app.command()
def apply(
    file: File,
    who: Annotated[str, typer.Option(help="Who applies them, for the record.")] = "",
    format: Format = "table",
) -> None:
    """Put settings in force from the next cycle on, with the warnings that `plan` gives.

    Example: syncline network apply network.yaml --who "A. Person"
    """
    home = made_place()
    found = plan_network(home, file)
    applied = apply_network(home, file, who or getpass.getuser())
    if format == "json":
        head = {"network_no": applied.network_no, "from_cycle_no": applied.from_cycle_no}
        print(json.dumps({**head, "plan": asdict(found)}, ensure_ascii=False))
        return
    network_tables.show_plan(found)
    out.print(
        f"settings {applied.network_no} hold from cycle {applied.from_cycle_no} on; "
        "run `syncline cycle`, or wait for the next one"
    )


@app.command()
def show(format: Format = "table") -> None:
    """Show the settings in force: sites, stores, relations, who applied them, when, from when on.

    Example: syncline network show --format json
    """
    home = made_place()
    connection = lake.connect(home)
    try:
        found = settings_in_force(connection, home)
    finally:
        connection.close()
    if format == "json":
        print(json.dumps(network_tables.as_object(found), ensure_ascii=False))
        return
    network_tables.show_settings(found)
