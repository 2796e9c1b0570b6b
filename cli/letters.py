"""`syncline letters`: refused and waiting rows, looked at and worked on (R24, dead letters)."""

import csv
import json
import sys
from dataclasses import asdict
from typing import Annotated, Literal

import typer

from cli.giving import By, Why, ordered, who
from cli.letter_views import FIELDS, Pending, plain, print_beside, print_letter, print_list
from cli.place import made_place
from cli.say import err, plural
from sync import lake
from sync.home import Home
from sync.letters import Letter, Wanted, find_letters, load_letter
from sync.orders import OrderKind
from sync.side_by_side import compare

app = typer.Typer(
    help="Refused and waiting rows: look at them, and decide what becomes of them.",
    no_args_is_help=True,
)

Numbers = Annotated[
    list[int] | None, typer.Argument(help="Change numbers, as `letters list` shows them.")
]
Sites = Annotated[list[int] | None, typer.Option("--site", help="Only rows of this site.")]
Tables = Annotated[list[str] | None, typer.Option("--table", help="Only this record type.")]
Reasons = Annotated[list[str] | None, typer.Option("--reason", help="Only this reason code.")]
Decided = Annotated[
    Literal["rejected", "waiting"] | None, typer.Option("--decision", help="Only these.")
]
OlderThan = Annotated[
    int | None, typer.Option("--older-than", min=0, help="Only rows older than so many days.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before working on many rows.")]


@app.command("list")
def list_letters(
    site: Sites = None,
    table_name: Tables = None,
    reason: Reasons = None,
    decision: Decided = None,
    older_than: OlderThan = None,
    format: Annotated[
        Literal["table", "csv", "json"], typer.Option("--format", help="How to print it.")
    ] = "table",
) -> None:
    """List refused and waiting rows, oldest first; those that wait too long are marked.

    Example: syncline letters list --site 3 --reason not_active_site
    """
    home = made_place()
    found = _find(home, _wanted(site, table_name, reason, decision, older_than))
    pending = _pending(home)
    if format == "json":
        print(json.dumps([plain(letter, pending) for letter in found], ensure_ascii=False))
    elif format == "csv":
        writer = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(plain(letter, pending) for letter in found)
    else:
        print_list(found, pending)


@app.command()
def show(
    change_no: Annotated[int, typer.Argument(help="The number of the change.")],
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="How to print it.")
    ] = "table",
) -> None:
    """Show one row beside the centre's version of the record, and the reason in words.

    Example: syncline letters show 4711
    """
    home = made_place()
    connection = lake.connect(home)
    try:
        letter = load_letter(connection, change_no)
        beside = compare(connection, letter)
    finally:
        connection.close()
    pending = _pending(home)
    if format == "json":
        print(json.dumps(plain(letter, pending) | asdict(beside), ensure_ascii=False))
        return
    print_letter(letter, pending)
    print_beside(beside)


@app.command()
def retry(
    change_no: Numbers = None,
    site: Sites = None,
    table_name: Tables = None,
    reason: Reasons = None,
    decision: Decided = None,
    older_than: OlderThan = None,
    why: Why = "",
    by: By = "",
    yes: Yes = False,
) -> None:
    """Have rows judged again, after what kept them is gone.

    Example: syncline letters retry --reason unknown_store --site 3
    """
    wanted = _wanted(site, table_name, reason, decision, older_than)
    _work_on(OrderKind.RETRY, change_no, wanted, why, by, yes)


@app.command()
def accept(
    change_no: Numbers = None,
    site: Sites = None,
    table_name: Tables = None,
    reason: Reasons = None,
    decision: Decided = None,
    older_than: OlderThan = None,
    why: Why = "",
    by: By = "",
    yes: Yes = False,
) -> None:
    """Have rows applied although the site had no right to make them; who and why is kept.

    Example: syncline letters accept 4711 --why "agreed with the store" --by Rosa
    """
    wanted = _wanted(site, table_name, reason, decision, older_than)
    _work_on(OrderKind.ACCEPT, change_no, wanted, why, by, yes)


@app.command()
def dismiss(
    change_no: Numbers = None,
    site: Sites = None,
    table_name: Tables = None,
    reason: Reasons = None,
    decision: Decided = None,
    older_than: OlderThan = None,
    why: Why = "",
    by: By = "",
    yes: Yes = False,
) -> None:
    """Put rows aside for good; they stay in `sync.change`, with who dismissed them and why.

    Example: syncline letters dismiss 4711 4712 --why "test data of the installation"
    """
    wanted = _wanted(site, table_name, reason, decision, older_than)
    _work_on(OrderKind.DISMISS, change_no, wanted, why, by, yes)


def _work_on(
    kind: OrderKind, numbers: list[int] | None, wanted: Wanted, why: str, by: str, yes: bool
) -> None:
    if bool(numbers) == wanted.is_narrow:
        raise typer.BadParameter("give change numbers, or a filter such as --reason or --site")
    home = made_place()
    if not numbers:
        found = _find(home, wanted)
        if not found:
            err.print("no row matches; nothing is ordered")
            return
        print_list(found, _pending(home))
        if not yes:
            typer.confirm(f"{kind.value} {plural(len(found), 'row')}?", abort=True, err=True)
        numbers = [letter.change_no for letter in found]
    ordered(home, kind, map(str, numbers), who(by), why)


def _find(home: Home, wanted: Wanted) -> list[Letter]:
    connection = lake.connect(home)
    try:
        return find_letters(connection, wanted)
    finally:
        connection.close()


def _pending(home: Home) -> Pending:
    """The last order of each change that waits for the next cycle."""
    from ingest.orders import OF_CHANGES, waiting_orders

    return {order.subject: order for order in waiting_orders(home) if order.kind in OF_CHANGES}


def _wanted(
    site: list[int] | None,
    table_name: list[str] | None,
    reason: list[str] | None,
    decision: str | None,
    older_than: int | None,
) -> Wanted:
    return Wanted(
        tuple(site or ()), tuple(table_name or ()), tuple(reason or ()),
        (decision,) if decision else (), older_than,
    )  # fmt: skip
