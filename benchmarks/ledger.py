"""A lake to build reports on: two years of a network's ledger, loaded straight into its tables.

`ledger rows` are invoice lines, evenly over the stores and days. Beside them stand their invoices
(a third of them receipts), the stock lines that they move, customers' orders that one invoice in
twenty answers, and transfers between neighbouring stores. Ids are those of `records`, so that
cycles that follow change some of it.
"""

from benchmarks import records, workload
from benchmarks.history import id_sql, log, make_sites, replica
from sync import lake
from sync.home import Home

DAYS = 730
FIRST_DAY = "DATE '2024-01-01'"
STOCK_LINES, TRANSACTS_AN_ORDER, TRANSACTS_A_TRANSFER = 400, 20, 60
LINES = records.LINES_PER_TRANSACT
# A pair is the invoice after a multiple of so many, and a receipt in the next store.
IS_SENT = f"number % {TRANSACTS_A_TRANSFER} = 1"
IS_RECEIVED = f"number % {TRANSACTS_A_TRANSFER} = 0"
IS_ORDERED = f"number % {TRANSACTS_AN_ORDER} = 7"


def load(home: Home, sites: int, rows: int) -> int:
    """So many ledger rows; returns the block of work that comes after them."""
    documents = rows // (LINES * sites)
    orders = documents // TRANSACTS_AN_ORDER
    counts = {
        "transact": documents,
        "trans_line": documents * LINES,
        "item_line": STOCK_LINES,
        "requisition": orders,
        "requisition_line": orders * records.LINES_PER_REQUISITION,
    }
    with lake.writer(home) as connection:
        connection.execute("BEGIN")
        make_sites(connection, sites)
        for table, count in counts.items():
            connection.execute(_numbers_sql(table, sites, count))
            values = _VALUES[table]
            log(connection, table, {name: values[name] for name in _SAID.get(table, ())})
            replica(connection, table, values)
        connection.execute(_pairs_sql(sites, documents))
        connection.execute("COMMIT")
    return documents // {table: made for table, made, _ in workload.BLOCK}["transact"]


def _numbers_sql(table: str, sites: int, count: int) -> str:
    """One row per record in order of time: site, number, id, and the change that made it."""
    day = f"{FIRST_DAY} + CAST(number * {DAYS} // {max(count, 1)} AS INTEGER)"
    return f"""
    CREATE OR REPLACE TEMP TABLE made AS
    WITH numbers AS (
        SELECT range // {sites} AS number, {workload.CENTRAL + 1} + range % {sites} AS site_id,
            (SELECT max(last_change_no) FROM sync.cycle) + range + 1 AS change_no
        FROM range({count * sites})
    )
    SELECT numbers.*, site.store_id, {id_sql(table, "number")} AS record_id,
        {day} AS day, CAST({day} AS TIMESTAMP) + INTERVAL 9 HOUR AS changed_at
    FROM numbers JOIN site USING (site_id)
    """


def _pairs_sql(sites: int, documents: int) -> str:
    """The transfers, as the cycle keeps them."""
    next_site = f"{workload.CENTRAL + 1} + (site.site_id - {workload.CENTRAL}) % {sites}"
    return f"""
    INSERT INTO sync.transfer_pair BY NAME
    SELECT 'stock_transfer' AS kind, 'transact' AS initiating_table,
        {id_sql("transact", "number", "site.site_id")} AS initiating_id,
        site.store_id AS initiating_store_id,
        'transact' AS responding_table,
        {id_sql("transact", "number - 1", f"({next_site})")} AS responding_id,
        other.store_id AS responding_store_id, false AS same_site, true AS made_by_centre,
        1 AS recognised_in_cycle, {FIRST_DAY} + INTERVAL 9 HOUR AS made_at,
        true AS is_acknowledged, 'finalised' AS state, number AS initiating_number,
        number - 1 AS responding_number, {FIRST_DAY} AS sent_on, {FIRST_DAY} AS received_on,
        {LINES} AS lines_sent, {LINES} AS lines_received, 40 AS units_sent, 40 AS units_received,
        0 AS units_in_transit, 0 AS units_difference, 100 AS value_sent, 100 AS value_received
    FROM range({documents}) AS numbers (number)
    CROSS JOIN site JOIN site AS other ON other.site_id = {next_site}
    WHERE {IS_SENT}
    """


_DOCUMENT = f"number // {LINES}"
_IS_RECEIPT = "number % 3 = 0"
_ITEM = id_sql("item", f"number % {STOCK_LINES}", "0")
_NEXT_STORE = f"(site_id - {workload.CENTRAL}) % (SELECT count(*) FROM site) + 2"
_VALUES = {
    "transact": {
        "ID": "record_id",
        "name_ID": f"CASE WHEN {IS_SENT} THEN {id_sql('store_name', '0', f'({_NEXT_STORE})')} "
        f"ELSE {id_sql('customer', 'number % 40', '0')} END",
        "store_ID": "store_id",
        "invoice_num": "number + 1",
        "type": f"CASE WHEN {_IS_RECEIPT} THEN 'si' ELSE 'ci' END",
        "status": "'fn'",
        "mode": "'store'",
        "entry_date": "day",
        "confirm_date": "day",
        "finalised_date": "day",
        "requisition_ID": f"CASE WHEN {IS_ORDERED} THEN "
        f"{id_sql('requisition', f'number // {TRANSACTS_AN_ORDER}')} ELSE NULL END",
        "total": "number % 5000 / 4",
        "currency_ID": "'HOME'",
        "currency_rate": "1",
    },
    "trans_line": {
        "ID": "record_id",
        "transaction_ID": id_sql("transact", _DOCUMENT),
        "item_ID": _ITEM,
        "item_name": f"'Item ' || number % {STOCK_LINES}",
        "item_line_ID": id_sql("item_line", f"number % {STOCK_LINES}"),
        "batch": "'B' || number % 8191",
        "expiry_date": "day + 600",
        "pack_size": "10",
        "quantity": f"CASE WHEN ({_DOCUMENT}) % 3 = 0 THEN 60 + number % 70 "
        "ELSE 1 + number % 90 END",
        "cost_price": "1.25 + number % 17",
        "sell_price": "1.5 + number % 17",
        "type": f"CASE WHEN ({_DOCUMENT}) % 3 = 0 THEN 'stock_in' ELSE 'stock_out' END",
        "line_number": f"number % {LINES} + 1",
    },
    "item_line": {
        "ID": "record_id",
        "store_ID": "store_id",
        "item_ID": _ITEM,
        "batch": "'B' || number % 8191",
        "expiry_date": "DATE '2026-06-30' + CAST(number AS INTEGER)",
        "pack_size": "10",
        "quantity": "number * 13 % 800",
        "available": "number * 13 % 800",
        "initial_quan": "0",
        "cost_price": "1.25 + number % 17",
        "sell_price": "1.5 + number % 17",
    },
    "requisition": {
        "ID": "record_id",
        "store_ID": "store_id",
        "name_ID": id_sql("customer", "number % 40", "0"),
        "serial_number": "number + 1",
        "type": "'response'",
        "status": "'fn'",
        "date_entered": "day",
    },
    "requisition_line": {
        "ID": "record_id",
        "requisition_ID": id_sql("requisition", f"number // {records.LINES_PER_REQUISITION}"),
        "item_ID": _ITEM,
        "Cust_stock_order": "number % 500",
        "actualQuan": "number % 400",
        "daily_usage": "number % 70 / 4",
        "line_number": f"number % {records.LINES_PER_REQUISITION} + 1",
    },
}
# Of what was sent, the columns that versions are made of.
_SAID = {
    "transact": ("store_ID", "type", "status", "entry_date", "confirm_date"),
    "trans_line": (
        "transaction_ID", "item_ID", "type", "quantity", "pack_size", "cost_price",
    ),
}  # fmt: skip
