"""Looking without touching: status and SQL."""

import csv
import json
import sys
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

import duckdb
import typer

from cli.place import made_place
from cli.say import err, out, table
from sync import lake

STATUS = """
    SELECT site_id, name, kind, last_contact_at, last_batch_no, waiting_in, waiting_out,
        waiting_out_7d, is_stale, complete_through
    FROM sync.site_status ORDER BY site_id
"""


def add_to(app: typer.Typer) -> None:
    app.command()(status)
    app.command()(sql)


def status(
    format: Annotated[
        Literal["table", "json"], typer.Option("--format", help="How to print it.")
    ] = "table",
) -> None:
    """Every site: last contact, last batch, what waits in and out, trend, stale or not."""
    names, rows = _query(STATUS)
    if format == "json":
        print(to_json(names, rows))
        return
    if not rows:
        out.print("no sites yet: apply network settings and run a cycle")
        return
    shown = [
        (r[0], r[1], r[2], f"{r[3]:%Y-%m-%d %H:%M}" if r[3] else "never", r[4], r[5], r[6],
         _trend(r[7]), "STALE" if r[8] else "fresh")
        for r in rows
    ]  # fmt: skip
    table(
        ("site", "name", "kind", "last contact (UTC)", "last batch", "waiting in", "waiting out",
         "7 days", "state"),
        shown,
    )  # fmt: skip
    _tell_alarms()


def _tell_alarms() -> None:
    """Conflicts mean that a site was cloned or restored: somebody must look."""
    from ingest.control import Control

    for alarm in Control(made_place()).alarms():
        err.print(f"alarm, {alarm.at:%Y-%m-%d %H:%M}: {alarm.what}", style="red", markup=False)


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT statement.")],
    at: Annotated[
        str | None, typer.Option("--at", help="See the lake as it was then (ISO time, UTC).")
    ] = None,
    format: Annotated[
        Literal["table", "csv", "json"], typer.Option("--format", help="How to print it.")
    ] = "table",
) -> None:
    """Ask the lake, read-only, now or as it was.

    Example: syncline sql "SELECT * FROM reports.stock_value" --format csv
    """
    names, rows = _query(query, _moment(at))
    if format == "json":
        print(to_json(names, rows))
    elif format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([_plain(value) for value in row] for row in rows)
    else:
        table(names, [[_plain(value) for value in row] for row in rows])


def to_json(names: list[str], rows: list[tuple[Any, ...]]) -> str:
    """One array of objects; times ISO 8601, JSON columns as text."""
    objects = [
        {name: _plain(value) for name, value in zip(names, row, strict=True)} for row in rows
    ]
    return json.dumps(objects, ensure_ascii=False, default=str)


def _query(query: str, at: datetime | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    connection = lake.connect(made_place(), at=at)
    try:
        statements = connection.extract_statements(query)
        if len(statements) != 1:
            raise ValueError("give exactly one statement")
        cursor = connection.execute(query)
        return [column[0] for column in cursor.description or []], cursor.fetchall()
    except duckdb.Error as error:
        raise ValueError(_first_line(error)) from None
    finally:
        connection.close()


def _first_line(error: duckdb.Error) -> str:
    text = str(error)
    if "read-only" in text.lower() or "READ_ONLY" in text:
        return "the lake is open for reading only"
    return text.split("\n\n")[0].replace("\n", " ")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no ISO time", param_hint="--at") from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def _trend(days: list[int] | None) -> str:
    """Seven days of waiting rows as bars, oldest first."""
    if not days:
        return ""
    top = max(days) or 1
    return "".join("▁▂▃▄▅▆▇█"[min(7, int(7 * day / top))] for day in days)
