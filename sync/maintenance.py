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
SMALL = 4 << 20
"""Bytes; files of this size and more are left to the nightly job, so that folding costs little."""
LOST_AT_NIGHT = 0.1
"""Share of deleted rows from which the nightly job writes a file anew."""


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
    connection.execute(
        f"CALL ducklake_rewrite_data_files('central', delete_threshold => {LOST_AT_NIGHT})"
    )
    failpoints.reach("maintaining")
    connection.execute("CALL ducklake_merge_adjacent_files('central')")
    connection.execute(
        "CALL ducklake_expire_snapshots('central', "
        f"older_than => now() - INTERVAL {int(keep_days)} DAY)"
    )
    connection.execute("CALL ducklake_cleanup_old_files('central', cleanup_all => true)")
    return Maintained(before, _files(connection))


def fold(connection: duckdb.DuckDBPyConnection) -> int:
    """Fold the small files of tables that have many; returns how many tables that were.

    DuckLake merges only files without deleted rows, so small files with some are written anew
    first. The threshold that does this leaves the table's large files as they are.
    """
    crowded = connection.execute(sql_file("crowded.sql"), {"small": SMALL, "many": MANY}).fetchall()
    for schema, table, lost_of_large in crowded:
        where = f"'central', {literal(table)}, schema => {literal(schema)}"
        if lost_of_large < 1:
            connection.execute(
                f"CALL ducklake_rewrite_data_files({where}, delete_threshold => {lost_of_large})"
            )
        failpoints.reach("folding")
        connection.execute(f"CALL ducklake_merge_adjacent_files({where}, max_file_size => {SMALL})")
    return len(crowded)


def _files(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute(
        "SELECT sum(file_count)::BIGINT FROM ducklake_table_info('central')"
    ).fetchone()
    return int(row[0] or 0) if row else 0
