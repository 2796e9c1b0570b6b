"""Small files are folded as they gather, and what the lake shows stays the same, also `--at`."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from sync import lake, maintenance
from tests.centre import copy_home


@pytest.fixture
def connection(empty_home: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to a lake of its own."""
    with lake.writer(copy_home(empty_home, tmp_path / "home")) as writing:
        writing.execute("CREATE TABLE sync.leaf (number BIGINT, word VARCHAR)")
        yield writing


def fall(connection: duckdb.DuckDBPyConnection, times: int, rows: int = 4) -> None:
    """Files of a few rows each; every one but the last loses its first row."""
    for time in range(times):
        connection.execute(f"DELETE FROM sync.leaf WHERE number = {(time - 1) * rows}")
        connection.execute(
            f"INSERT INTO sync.leaf SELECT {time * rows} + range, 'leaf' FROM range({rows})"
        )


def files(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return sorted(
        row[0]
        for row in connection.execute(
            "SELECT data_file FROM ducklake_list_files('central', 'leaf', schema => 'sync')"
        ).fetchall()
    )


def leaves(connection: duckdb.DuckDBPyConnection, at: str = "") -> list[tuple[object, ...]]:
    return connection.execute(f"FROM sync.leaf {at} ORDER BY ALL").fetchall()


def snapshot(connection: duckdb.DuckDBPyConnection) -> int:
    (row,) = connection.execute("FROM ducklake_current_snapshot('central')").fetchall()
    return int(row[0])


def test_many_small_files_become_one_and_the_past_stays(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fall(connection, maintenance.MANY // 2)
    past, then = f"AT (VERSION => {snapshot(connection)})", leaves(connection)
    fall(connection, maintenance.MANY)
    now = leaves(connection)
    assert maintenance.fold(connection) == 1
    assert len(files(connection)) == 1
    assert (leaves(connection), leaves(connection, past)) == (now, then)


def test_a_few_small_files_are_left_alone(connection: duckdb.DuckDBPyConnection) -> None:
    fall(connection, maintenance.MANY - 1)
    before = files(connection)
    assert maintenance.fold(connection) == 0
    assert files(connection) == before


def test_a_large_file_is_left_to_the_night(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.execute(
        "INSERT INTO sync.leaf SELECT -1 - range, md5(range::VARCHAR) FROM range(20_000)"
    )
    (large,) = files(connection)
    connection.execute("DELETE FROM sync.leaf WHERE number % 7 = -1")
    monkeypatch.setattr(maintenance, "SMALL", 100_000)
    fall(connection, maintenance.MANY)
    now = leaves(connection)
    assert maintenance.fold(connection) == 1
    assert large in files(connection)
    assert len(files(connection)) == 2
    assert leaves(connection) == now

    maintenance.maintain(connection)
    assert len(files(connection)) == 1
    assert leaves(connection) == now
