"""The floor: bare DuckDB reads, types, logs and upserts the same files, with no rules at all.

`python -m benchmarks.floor FILES LAKE` prints one line of JSON: seconds, peak memory, rows. It
stands for what no central server on this engine can undercut; so it takes every short cut that a
rule would forbid, but writes the same log and the same tables to the same kind of lake.
"""

import json
import resource
import sys
import time
from pathlib import Path

import duckdb

from benchmarks import records
from sync.lake import engine

TYPES = {str: "VARCHAR", int: "DOUBLE", float: "DOUBLE", bool: "BOOLEAN", type(None): "JSON"}
DATES = {"entry_date", "confirm_date", "finalised_date", "expiry_date"} | {
    "date_entered",
    "date_stock_take",
    "date_order_received",
}


def open_lake(folder: Path) -> duckdb.DuckDBPyConnection:
    """An empty lake of the product's kind with a log and the five tables."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    lake = engine()
    lake.execute("SET TimeZone = 'UTC'")
    lake.execute(
        f"ATTACH 'ducklake:sqlite:{folder}/catalog.sqlite' AS central "
        f"(DATA_PATH '{folder}/data/', DATA_INLINING_ROW_LIMIT 0)"
    )
    lake.execute("USE central")
    lake.execute(
        "CREATE TABLE change (change_no BIGINT, file VARCHAR, seq BIGINT, table_name VARCHAR, "
        "record_id VARCHAR, action VARCHAR, changed_at TIMESTAMP, data VARCHAR)"
    )
    for table, columns in column_types().items():
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        lake.execute(f'CREATE TABLE "{table}" ({listed}, _change_no BIGINT)')
    return lake


def column_types() -> dict[str, dict[str, str]]:
    """Every column of the workload's tables and its SQL type."""
    return {
        table: {
            name: "DATE" if name in DATES else TYPES[type(value)]
            for name, value in make(2, 0, 0).items()
        }
        for table, make in records.MAKERS.items()
    }


def upsert_all(lake: duckdb.DuckDBPyConnection, files: str) -> int:
    """Read, log, type and upsert every file in one commit; returns the rows."""
    lake.execute("BEGIN")
    lake.execute(
        "CREATE OR REPLACE TEMP TABLE landed AS SELECT *, "
        "row_number() OVER (ORDER BY filename, seq) AS change_no "
        f"FROM read_parquet('{files}', filename = true)"
    )
    lake.execute(
        "INSERT INTO change SELECT change_no, filename, seq, table_name, record_id, action, "
        "changed_at, data FROM landed"
    )
    for table, columns in column_types().items():
        _upsert(lake, table, columns)
    lake.execute("COMMIT")
    found = lake.sql("SELECT count(*) FROM landed").fetchone()
    return int(found[0]) if found else 0


def _upsert(lake: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    shape = json.dumps(dict.fromkeys(columns, "VARCHAR"))
    typed = ", ".join(
        f'raw."{name}"' if kind == "VARCHAR" else f'TRY_CAST(raw."{name}" AS {kind})'
        for name, kind in columns.items()
    )
    lake.execute(
        f"""CREATE OR REPLACE TEMP TABLE latest AS
        SELECT change_no, record_id, from_json(data, '{shape}') AS raw FROM (
            SELECT max(change_no) AS change_no, record_id, arg_max(data, change_no) AS data
            FROM landed WHERE table_name = '{table}' GROUP BY record_id)"""
    )
    lake.execute(f'DELETE FROM "{table}" WHERE "ID" IN (SELECT record_id FROM latest)')
    lake.execute(f'INSERT INTO "{table}" SELECT {typed}, change_no FROM latest')


def main(files: str, folder: str) -> None:
    lake = open_lake(Path(folder))
    started = time.perf_counter()
    rows = upsert_all(lake, files)
    seconds = time.perf_counter() - started
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
