"""`syncline schedule` and `syncline alerts`: reports and news by e-mail.

What they do is in `cli.mail_work`, which is loaded when one of them is called: what makes files
takes a second to load.
"""

from datetime import datetime
from typing import Annotated

import typer

from cli.giving import By
from reporting.periods import Every

app = typer.Typer(
    help="Reports by e-mail, after each day, week, month, quarter or year.", no_args_is_help=True
)

Number = Annotated[int, typer.Argument(help="The number, as `schedule list` shows it.")]


def add_to(root: typer.Typer) -> None:
    root.command("alerts")(show_alerts)


@app.command()
def add(
    report: Annotated[
        str, typer.Argument(help="A table of the schema `reports`, or `alerts` for what is new.")
    ],
    to: Annotated[list[str] | None, typer.Option("--to", help="Whom to send it.")] = None,
    bcc: Annotated[
        list[str] | None, typer.Option("--bcc", help="Whom to send it unseen by the others.")
    ] = None,
    every: Annotated[
        Every, typer.Option("--every", help="The calendar period that each mail is for.")
    ] = Every.MONTHLY,
    format: Annotated[
        str, typer.Option("--format", help="csv, excel, parquet or pdf.")
    ] = "excel",
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", help="NAME=VALUE, as in a page's address; may be repeated."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="Its last day; a year from now else."),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", help="en, fr or ar; that of the installation unless given."),
    ] = None,
    by: By = "",
) -> None:
    """Send a report to a list of people, each closed period once.

    Example: syncline schedule add stock_value --to ann@example.org --filter region=North
    """
    from cli.mail_work import add_one

    add_one(
        report, to=to or [], bcc=bcc or [], every=every, format=format, filters=filters or [],
        until=until.date() if until else None, language=language, by=by,
    )  # fmt: skip


@app.command("list")
def list_schedules() -> None:
    """Every schedule, and what became of its last mail.

    `unsure` means that the mail was handed over and nobody knows whether it arrived: it is not sent
    again by itself.
    """
    from cli.mail_work import list_all

    list_all()


@app.command()
def remove(number: Number, by: By = "") -> None:
    """Send nothing more of a schedule."""
    from cli.mail_work import remove_one

    remove_one(number, by)


@app.command()
def send(
    number: Annotated[int | None, typer.Argument(help="Only this schedule.")] = None,
    test: Annotated[
        str | None, typer.Option("--test", help="Send it to this address alone, now.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also where it is unsure whether the last mail arrived.")
    ] = False,
) -> None:
    """Send what is due and has not been sent. Safe however often; Dagster does it every hour."""
    if (test or again) and number is None:
        raise typer.BadParameter("say which schedule")
    from cli.mail_work import send_due, send_test

    if test and number is not None:
        send_test(number, test)
    else:
        send_due(number, again=again)


def show_alerts(
    send: Annotated[
        bool, typer.Option("--send", help="Tell everybody who has not been told, once.")
    ] = False,
) -> None:
    """What is worth an alert now, and who has not been told of it yet.

    Who gets alerts is arranged with `syncline schedule add alerts --to ADDRESS`.
    """
    from cli.mail_work import list_alerts, send_alerts

    if send:
        send_alerts()
    else:
        list_alerts()
