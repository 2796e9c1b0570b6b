"""Years of history, loaded straight into the lake, so that a small cycle can be timed on it.

The rows are those of `records`, with the same ids, so that the work that follows changes some of
them; made by SQL, because twenty million records through the front door would take an hour.
"""

import duckdb

from benchmarks import records, workload
from sync import lake
from sync.catalogue import CATALOGUE
from sync.home import Home
from sync.names import quoted, short_key

TRANSACTS_A_BLOCK, LINES_A_BLOCK = 2, 8
ROWS_A_BLOCK = TRANSACTS_A_BLOCK + LINES_A_BLOCK


def load(home: Home, sites: int, rows: int) -> int:
    """About so many rows of invoices and lines, evenly over the sites; returns the next block."""
    blocks = rows // (ROWS_A_BLOCK * sites)
    if not blocks:
        return 0
    with lake.writer(home) as connection:
        connection.execute("BEGIN")
        make_sites(connection, sites)
        for table, a_block in (("transact", TRANSACTS_A_BLOCK), ("trans_line", LINES_A_BLOCK)):
            connection.execute(_numbers_sql(table, blocks * a_block))
            log(connection, table)
            replica(connection, table, _VALUES[table])
        connection.execute("COMMIT")
    return blocks


def make_sites(connection: duckdb.DuckDBPyConnection, sites: int) -> None:
    """`site`: each site with its store."""
    rows = [f"({site}, '{records.store_id(site)}')" for site in workload.site_ids(sites)]
    connection.execute(
        f"CREATE TEMP TABLE site AS FROM (VALUES {', '.join(rows)}) AS t (site_id, store_id)"
    )


def _numbers_sql(table: str, count: int) -> str:
    """One row per record: site, number, id, and the change that made it, in order of time."""
    return f"""
    CREATE OR REPLACE TEMP TABLE made AS
    SELECT site_id, store_id, number, {id_sql(table, "number")} AS record_id,
        (SELECT max(last_change_no) FROM sync.cycle)
            + row_number() OVER (ORDER BY number, site_id) AS change_no,
        TIMESTAMP '2024-01-01' + to_seconds(number) AS changed_at
    FROM site CROSS JOIN range({count}) AS numbers (number)
    ORDER BY change_no
    """


def id_sql(kind: str, number: str, site: str = "site_id") -> str:
    return f"upper(md5('{kind}:' || {site} || ':' || ({number})))"


def log(
    connection: duckdb.DuckDBPyConnection, table: str, data: dict[str, str] | None = None
) -> None:
    """The changes that brought what `made` lists, in a cycle of their own; `data` is what they
    said beside the id, as SQL."""
    said = "".join(f", '{name}', CAST({sql} AS VARCHAR)" for name, sql in (data or {}).items())
    connection.execute(f"""
    INSERT INTO sync.change BY NAME
    SELECT change_no, 1 AS cycle_no, site_id, 0 AS batch_no, number AS seq,
        '{table}' AS table_name, record_id, 'upsert' AS action, store_id, changed_at,
        changed_at AS received_at, changed_at AS decided_at, 'applied' AS decision,
        'active_site_edits_store' AS reason,
        CAST(json_object('ID', record_id{said}) AS VARCHAR) AS data
    FROM made
    """)
    connection.execute(
        "INSERT INTO sync.cycle SELECT max(cycle_no) + 1, max(ran_at), max(network_no), 0, "
        "(SELECT count(*) FROM made), (SELECT max(change_no) FROM made), "
        "max(last_position) FROM sync.cycle"
    )


def replica(connection: duckdb.DuckDBPyConnection, table: str, values: dict[str, str]) -> None:
    """The records that `made` lists, each column as SQL."""
    names = [column.name for column in CATALOGUE.tables[table].columns if column.name in values]
    listed = ", ".join(f"{values[name]} AS {quoted(name)}" for name in names)
    connection.execute(f"""
    INSERT INTO replica.{quoted(table)} BY NAME
    SELECT {listed}, site_id AS _site_id, change_no AS _change_no, changed_at AS _changed_at,
        store_id AS _store_id, {short_key("record_id")} AS _key
    FROM made
    """)


_PARENT = f"number // {records.LINES_PER_TRANSACT}"
_ITEM = id_sql("item", f"number % {records.ITEMS}", "0")
_VALUES = {
    "transact": {
        "ID": "record_id",
        "name_ID": id_sql("customer", "number % 40", "0"),
        "store_ID": "store_id",
        "invoice_num": "number + 1",
        "type": "'ci'",
        "status": "'fn'",
        "mode": "'store'",
        "entry_date": "CAST(changed_at AS DATE)",
        "confirm_date": "CAST(changed_at AS DATE)",
        "total": "number % 5000 / 4",
        "currency_ID": "'HOME'",
        "currency_rate": "1",
    },
    "trans_line": {
        "ID": "record_id",
        "transaction_ID": id_sql("transact", _PARENT),
        "item_ID": _ITEM,
        "item_name": f"'Item ' || number % {records.ITEMS}",
        "item_line_ID": id_sql("item_line", "number % 400"),
        "batch": "'B' || number % 8191",
        "expiry_date": "CAST(changed_at AS DATE) + 600",
        "pack_size": "10",
        "quantity": "1 + number % 90",
        "cost_price": "1.25 + number % 17",
        "sell_price": "1.5 + number % 17",
        "type": "'stock_out'",
        "line_number": f"number % {records.LINES_PER_TRANSACT} + 1",
    },
}
