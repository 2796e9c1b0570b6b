"""The reports that can be sent: every table of the lake's schema `reports`, as a `Table`.

What a report holds is settled in dbt. Here its columns get labels and kinds from their names and
types, and its rows are chosen by the filters that a page has in its address (`filters`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from reporting.filters import Filter, Parameters, condition_of
from reporting.periods import Period
from reporting.table import Column, Table
from sync.names import quoted

NUMBER_TYPES = ("INT", "DOUBLE", "DECIMAL", "FLOAT")
PERIOD_COLUMNS = {
    "month": "date_trunc('month', $first)",
    "ordered_on": "$first",
    "counted_on": "$first",
    "ends_on": "$first",
}
"""The column by which a report is of a period → where it begins; the first that is there counts."""
OF_ALL_TIME = ("restatements",)
"""Reports about past months as they are seen now."""
MONEY_WORDS = {"value", "cost", "price"}


@dataclass(frozen=True)
class Cycle:
    """A cycle and when it ran, naive UTC: the moment that figures are of."""

    cycle_no: int
    ran_at: datetime


class ReportRefused(ValueError):
    """There is no such report, or it cannot be had like this; one sentence."""


def report_names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_catalog = current_database() AND table_schema = 'reports' ORDER BY table_name"
    ).fetchall()
    return [str(name) for (name,) in rows]


def title_of(name: str) -> str:
    """`Stock on hand`."""
    return _capitalized(name)


def table_of(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    parameters: Parameters,
    period: Period | None = None,
) -> Table:
    """The rows of a report that the filters choose; of one with dates, those of the period.

    Raises `ReportRefused`, or `filters.FilterRefused`.
    """
    types = _types(connection, name)
    chosen = condition_of(connection, name, list(types), parameters)
    dated = next((column for column in PERIOD_COLUMNS if column in types), None)
    if period is not None and dated is not None and name not in OF_ALL_TIME:
        chosen = chosen.and_also(
            f"{dated} BETWEEN {PERIOD_COLUMNS[dated]} AND $last",
            first=period.first, last=period.last,
        )  # fmt: skip
    columns = columns_of(types)
    selected = ", ".join(_selected(column.name, types[column.name]) for column in columns)
    rows = connection.execute(
        f"SELECT {selected} FROM reports.{quoted(name)} WHERE {chosen.sql} ORDER BY ALL",
        chosen.values or None,
    ).df()
    return Table(title_of(name), columns, rows, filters=chosen.in_words)


def check(connection: duckdb.DuckDBPyConnection, name: str, parameters: Parameters) -> Filter:
    """The filters of a report. Raises `ReportRefused`, or `filters.FilterRefused`."""
    return condition_of(connection, name, list(_types(connection, name)), parameters)


def last_cycle(connection: duckdb.DuckDBPyConnection) -> Cycle | None:
    row = connection.execute(
        "SELECT cycle_no, ran_at FROM sync.cycle ORDER BY cycle_no DESC LIMIT 1"
    ).fetchone()
    return None if row is None else Cycle(*row)


def time_zone(connection: duckdb.DuckDBPyConnection) -> str:
    """That of the network in force."""
    row = connection.execute(
        "SELECT time_zone FROM sync.network ORDER BY network_no DESC LIMIT 1"
    ).fetchone()
    return (row and row[0]) or "UTC"


def _types(connection: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """Column → SQL type, in the report's order."""
    names = report_names(connection)
    if name not in names:
        known = ", ".join(names) or "none; run `syncline reports` first"
        raise ReportRefused(f"there is no report {name!r}: there are {known}")
    described = connection.execute(f"DESCRIBE reports.{quoted(name)}").fetchall()
    return {row[0]: row[1] for row in described}


def columns_of(types: dict[str, str]) -> list[Column]:
    """Without ids that have a name beside them, and those of stores and items."""
    hidden = {f"{name}_id" for name in types} | {"store_id", "item_id"}
    return [
        Column(name, _capitalized(name.removesuffix("_pct")), _kind(name, sql_type))
        for name, sql_type in types.items()
        if name not in hidden
    ]


def _kind(name: str, sql_type: str) -> str:
    if sql_type == "DATE":
        return "date"
    if sql_type.startswith("TIMESTAMP"):
        return "moment"
    if not any(number in sql_type for number in NUMBER_TYPES):
        return "text"
    if sql_type.endswith("[]"):
        return "trend"
    words = set(name.split("_"))
    if "pct" in words:
        return "share"
    if words & MONEY_WORDS:
        return "money"
    return "share" if "share" in words else "number"


def _selected(name: str, sql_type: str) -> str:
    if sql_type == "BOOLEAN":
        column = quoted(name)
        return f"CASE {column} WHEN true THEN 'yes' WHEN false THEN 'no' END AS {column}"
    if name.endswith("_pct"):
        return f"{quoted(name)} / 100 AS {quoted(name)}"
    return quoted(name)


def _capitalized(name: str) -> str:
    words: Sequence[str] = name.split("_")
    return " ".join(words)[:1].upper() + " ".join(words)[1:]
