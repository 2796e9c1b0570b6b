"""Explaining one record in plain sentences, with the numbers of the rules."""

import json
from typing import Annotated, Literal

import typer

from cli.place import made_place
from cli.say import out
from sync import lake
from sync.explain import CHANGES_SHOWN, Explanation
from sync.explain import explain as explain_record


def add_to(app: typer.Typer) -> None:
    app.command()(explain)


def explain(
    table: Annotated[str, typer.Argument(help="The record's table, such as `transact`.")],
    record_id: Annotated[str, typer.Argument(help="The record's id.")],
    site: Annotated[
        int | None, typer.Option("--site", help="Also why it is, or is not, on this site.")
    ] = None,
    changes: Annotated[
        int, typer.Option("--changes", min=1, help="How many changes to show, newest first.")
    ] = CHANGES_SHOWN,
    format: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How to print it.")
    ] = "text",
) -> None:
    """Who owns a record, what decided, where it is, where it goes and why, rule by rule.

    Example: syncline explain transact 9F1C --site 3
    """
    connection = lake.connect(made_place())
    try:
        found = explain_record(connection, table, record_id, site_id=site, limit=changes)
    finally:
        connection.close()
    if format == "json":
        print(json.dumps(found.as_json(), ensure_ascii=False, default=_plain))
    else:
        _show(found)


def _show(found: Explanation) -> None:
    out.print(f"{found.table_name} {found.record_id}", style="bold", markup=False)
    for section in found.sections:
        out.print(f"\n{section.title}", style="bold", markup=False)
        for sentence in section.sentences:
            out.print(f"  - {sentence}", markup=False)


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
