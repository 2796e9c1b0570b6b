"""What is in the lake: the `sync` tables and views, and one replica per record type.

Made once by `syncline init` and by a rebuild. Filling them is the cycle's work; `marts` and
`reports` belong to dbt.
"""

from datetime import datetime
from importlib import resources

import duckdb

from sync import lake
from sync.catalogue import CATALOGUE, RecordType
from sync.home import Home
from sync.names import literal, quoted

SQL_TYPES = {
    "text": "VARCHAR",
    "number": "DOUBLE",
    "number_zero_null": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "json": "JSON",
}
BOOKKEEPING = (
    ("_extra", "JSON"),
    ("_site_id", "INTEGER"),
    ("_change_no", "BIGINT"),
    ("_changed_at", "TIMESTAMP"),
    ("_store_id", "VARCHAR"),
    ("_person_id", "VARCHAR"),
    ("_key", "UBIGINT"),
)
"""What the centre adds to a record. `_store_id` is the store it belongs to (of a patient or
prescriber the home store), `_person_id` the patient or prescriber it hangs on or makes visible,
or the name where that is none. `_key` is a short stand-in for the key: looking keys up in
it reads a fraction of what the keys themselves would take."""


def init_home(home: Home) -> None:
    """Make the home folder and the lake with every table and view; harmless when they exist."""
    home.make()
    with lake.writer(home) as connection:
        make_tables(connection)


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("BEGIN")
    connection.execute(sql_file("tables.sql"))
    for record_type in kept_types():
        connection.execute(replica_ddl(record_type))
    connection.execute(sql_file("views.sql"))
    connection.execute("COMMIT")


def kept_types() -> list[RecordType]:
    """Record types that have a replica, parents first."""
    kept = (record_type for record_type in CATALOGUE.tables.values() if record_type.is_kept)
    return sorted(kept, key=lambda record_type: record_type.order)


def replica_ddl(record_type: RecordType) -> str:
    columns = [
        *((column.name, SQL_TYPES[column.type.value]) for column in record_type.columns),
        *BOOKKEEPING,
    ]
    body = ", ".join(f"{quoted(name)} {sql_type}" for name, sql_type in columns)
    return f"CREATE TABLE IF NOT EXISTS replica.{quoted(record_type.name)} ({body})"


def sql_file(name: str, **values: int | str | datetime) -> str:
    """The text of a file in `sync/sql`, each `$name` replaced by its value as SQL.

    A file may hold several statements, which DuckDB does not take with parameters.
    """
    text = (resources.files("sync") / "sql" / name).read_text(encoding="utf-8")
    for key in sorted(values, key=len, reverse=True):
        text = text.replace(f"${key}", _as_sql(values[key]))
    return text


def _as_sql(value: int | str | datetime) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return f"TIMESTAMP {literal(value.isoformat(' '))}"
    return literal(value)
