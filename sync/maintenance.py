"""Keeping the lake small and quick: many small files become few, old snapshots expire.

Every cycle adds small files, and every statement opens all files of its tables; so each cycle folds
the small files of the tables that have gathered enough of them. The nightly job folds the rest and
lets old snapshots go. What a snapshot still shows stays, so `syncline sql --at` reaches back as far
as snapshots are kept.
"""

from dataclasses import dataclass

import duckdb

from sync import failpoints, lake
from sync.home import Home
from sync.names import literal
from sync.schema import sql_file

KEEP_SNAPSHOTS_DAYS = 400
MANY = 12
"""Small files of one table that are worth folding: each costs every later statement a little."""
TOO_MANY = 8 * MANY
"""Small files of one table that are folded whatever has to be written anew for it."""
SMALL = 4 << 20
"""Bytes; files of this size and more are left to the nightly job, so that folding costs little."""
LOST = 0.3
"""Share of deleted rows from which a file is written anew. What it was stays for `--at`, so a lower
share would fill the disk with what has not changed."""

READ_FOR_DAYS = 1
"""Folded files stay on the disk for so long: a query that began before may still read them."""


@dataclass(frozen=True)
class Maintained:
    """Data files before and after."""

    files_before: int
    files_after: int


def maintain_home(home: Home, *, keep_days: int = KEEP_SNAPSHOTS_DAYS) -> Maintained:
    """Fold small files together and expire what is older than `keep_days`."""
    with lake.writer(home) as connection:
        return maintain(connection, keep_days=keep_days)


def maintain(
    connection: duckdb.DuckDBPyConnection, *, keep_days: int = KEEP_SNAPSHOTS_DAYS
) -> Maintained:
    before = _files(connection)
    connection.execute(f"CALL ducklake_rewrite_data_files('central', delete_threshold => {LOST})")
    failpoints.reach("maintaining")
    fold(connection, is_night=True)
    connection.execute("CALL ducklake_merge_adjacent_files('central')")
    connection.execute(
        "CALL ducklake_expire_snapshots('central', "
        f"older_than => now() - INTERVAL {int(keep_days)} DAY)"
    )
    connection.execute(
        "CALL ducklake_cleanup_old_files('central', "
        f"older_than => now() - INTERVAL {READ_FOR_DAYS} DAY)"
    )
    return Maintained(before, _files(connection))


def fold(connection: duckdb.DuckDBPyConnection, *, is_night: bool = False) -> int:
    """Fold the small files of tables that have many; returns how many tables that were.

    DuckLake merges only files without deleted rows, so files that have lost a good share of theirs
    are written anew first. By day the table's large files stay as they are.
    """
    crowded = connection.execute(
        sql_file("crowded.sql"),
        {"small": SMALL, "many": MANY, "too_many": TOO_MANY, "lost": LOST, "is_night": is_night},
    ).fetchall()
    for schema, table, threshold in crowded:
        where = f"'central', {literal(table)}, schema => {literal(schema)}"
        if threshold < 1:
            connection.execute(
                f"CALL ducklake_rewrite_data_files({where}, delete_threshold => {threshold})"
            )
        failpoints.reach("folding")
        connection.execute(f"CALL ducklake_merge_adjacent_files({where}, max_file_size => {SMALL})")
    return len(crowded)


def _files(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute(
        "SELECT sum(file_count)::BIGINT FROM ducklake_table_info('central')"
    ).fetchone()
    return int(row[0] or 0) if row else 0
