"""Keeping the lake small and quick: many small files become few, old snapshots expire.

Every cycle adds small files; this folds them together. What a snapshot still shows stays, so
`syncline sql --at` reaches back as far as snapshots are kept. Runs on its own schedule.
"""

from dataclasses import dataclass

import duckdb

from sync import failpoints, lake
from sync.home import Home

KEEP_SNAPSHOTS_DAYS = 400


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
    connection.execute("CALL ducklake_merge_adjacent_files('central')")
    failpoints.reach("maintaining")
    connection.execute("CALL ducklake_rewrite_data_files('central')")
    connection.execute(
        "CALL ducklake_expire_snapshots('central', "
        f"older_than => now() - INTERVAL {int(keep_days)} DAY)"
    )
    connection.execute("CALL ducklake_cleanup_old_files('central', cleanup_all => true)")
    return Maintained(before, _files(connection))


def _files(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute(
        "SELECT sum(file_count)::BIGINT FROM ducklake_table_info('central')"
    ).fetchone()
    return int(row[0] or 0) if row else 0
