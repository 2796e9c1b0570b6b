"""Small files are folded as they gather, and what the lake shows stays the same, also `--at`."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from ingest import run
from sync import lake, maintenance
from tests.centre import Centre, copy_home
from tests.scenarios.six_stores import begin, stock_line


@pytest.fixture
def connection(empty_home: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to a lake of its own."""
    with lake.writer(copy_home(empty_home, tmp_path / "home")) as writing:
        writing.execute("CREATE TABLE sync.leaf (number BIGINT, word VARCHAR)")
        yield writing


def fall(connection: duckdb.DuckDBPyConnection, times: int, rows: int = 5) -> None:
    """Files of a few rows each; every one but the last loses its first two rows."""
    for time in range(times):
        first = (time - 1) * rows
        connection.execute(f"DELETE FROM sync.leaf WHERE number IN ({first}, {first + 1})")
        connection.execute(
            f"INSERT INTO sync.leaf SELECT {time * rows} + range, 'leaf' FROM range({rows})"
        )


def fall_beside_a_large_file(connection: duckdb.DuckDBPyConnection, share: int, rows: int) -> str:
    """Small files beside a large one that has lost a row in `share`; returns the large one."""
    connection.execute(
        "INSERT INTO sync.leaf SELECT -1 - range, md5(range::VARCHAR) FROM range(20_000)"
    )
    (large,) = files(connection)
    connection.execute(f"DELETE FROM sync.leaf WHERE number % {share} = -1")
    fall(connection, maintenance.MANY + 1, rows)
    return large


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
    large = fall_beside_a_large_file(connection, 7, rows=5)
    monkeypatch.setattr(maintenance, "SMALL", 100_000)
    now = leaves(connection)
    assert maintenance.fold(connection) == 1
    assert large in files(connection)
    assert len(files(connection)) == 2
    assert leaves(connection) == now

    maintenance.maintain(connection)
    assert len(files(connection)) == 2  # a seventh is too little to write a large file anew
    connection.execute("DELETE FROM sync.leaf WHERE number % 7 = -2")
    connection.execute("DELETE FROM sync.leaf WHERE number % 7 = -3")
    now = leaves(connection)
    maintenance.maintain(connection)
    assert len(files(connection)) == 1
    assert leaves(connection) == now


def test_small_files_that_have_lost_little_wait_until_they_are_too_many(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    fall(connection, maintenance.MANY + 1, rows=10)
    before = files(connection)
    assert maintenance.fold(connection) == 0
    assert files(connection) == before
    now = leaves(connection)
    monkeypatch.setattr(maintenance, "TOO_MANY", maintenance.MANY)
    assert maintenance.fold(connection) == 1
    assert len(files(connection)) == 1
    assert leaves(connection) == now


def test_the_night_folds_what_a_large_file_kept_from_being_folded(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    fall_beside_a_large_file(connection, 4, rows=10)
    monkeypatch.setattr(maintenance, "SMALL", 100_000)
    monkeypatch.setattr(maintenance, "TOO_MANY", maintenance.MANY)
    now = leaves(connection)
    maintenance.maintain(connection)
    assert len(files(connection)) == 1
    assert leaves(connection) == now


def test_a_folded_file_stays_for_a_query_that_is_still_reading_it(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(maintenance.MANY):
        connection.execute(f"INSERT INTO sync.leaf VALUES ({number}, 'leaf')")
    before = files(connection)
    maintenance.maintain(connection)
    assert len(files(connection)) == 1
    assert all(Path(file).exists() for file in before)
    monkeypatch.setattr(maintenance, "READ_FOR_DAYS", 0)
    maintenance.maintain(connection)
    assert not any(Path(file).exists() for file in before)


def test_a_cycle_whose_folding_fails_is_applied_all_the_same(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: duckdb.DuckDBPyConnection) -> int:
        raise duckdb.IOException("No space left on device")

    begin(centre)
    centre.push(3, stock_line("C"))
    monkeypatch.setattr(run, "fold", fail)
    said: list[str] = []
    assert run.run_cycle(centre.home, said.append).applied == 1
    assert said[-1] == "small files were not folded: No space left on device"
