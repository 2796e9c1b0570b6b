"""Writing rows that Python holds into tables of the lake, a statement for all of them.

A statement costs a lake more than thousands of rows do.
"""

from collections.abc import Iterable, Sequence

import duckdb

Row = tuple[object, ...]


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    picks, parameters = _unnested(rows)
    connection.execute(f"INSERT INTO {table} SELECT {picks}", parameters)


def replace(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Make a small table hold exactly these rows, touching it only where it differs."""
    held = connection.execute(f"FROM {table}").fetchall()
    if sorted(held, key=repr) == sorted(rows, key=repr):
        return
    if held:
        connection.execute(f"DELETE FROM {table}")
    insert(connection, table, rows)


def bring(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    key: Sequence[str],
    held: Iterable[Row],
    wanted: Iterable[Row],
) -> None:
    """Bring rows of a table from `held` to `wanted`, touching only what differs.

    `key` names the table's leading columns that tell its rows apart.
    """
    before, after = set(held), set(wanted)
    if gone := [row[: len(key)] for row in before - after]:
        picks, parameters = _unnested(gone)
        connection.execute(
            f"DELETE FROM {table} WHERE ({', '.join(key)}) IN (SELECT ({picks}))", parameters
        )
    insert(connection, table, sorted(after - before, key=repr))


def _unnested(rows: Sequence[Row]) -> tuple[str, dict[str, list[object]]]:
    """The rows as columns that DuckDB unnests side by side, and their parameters."""
    columns = list(zip(*rows, strict=True))
    parameters = {f"c{i}": list(column) for i, column in enumerate(columns)}
    return ", ".join(f"unnest($c{i})" for i in range(len(columns))), parameters
