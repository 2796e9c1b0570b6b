"""What stands behind a figure: stock lines, their ledger, the changes and batches that brought it.

Stock lines and movements are dbt's marts; changes and batches are the cycle's log, which is of the
whole network and so closed to whoever is limited to some stores.
"""

from collections.abc import Mapping

import pandas as pd

from dashboard.data import Reading

Parameters = Mapping[str, object]

NEWEST = 10
"""So many changes of a record are shown."""

STOCK_LINES = """
SELECT
    stock.stock_line_id, stock.batch, stock.expiry_on, stock.pack_size, stock.packs, stock.units,
    stock.available_units, stock.value, stock.is_on_hold, stock.is_negative,
    ledger.ledger_units, ledger.movements,
    abs(ledger.ledger_units - ledger.balance_units) < 0.001 AS agrees
FROM marts.fct_stock AS stock
LEFT JOIN marts.fct_stock_line_ledger AS ledger USING (stock_line_id)
WHERE stock.store_id = $store AND stock.item_id = $item
ORDER BY stock.units = 0, stock.expiry_on NULLS LAST, stock.stock_line_id
"""

LEDGER = """
WITH moved AS (
    SELECT
        movement.movement_id, movement.transaction_id, movement.stock_line_id, stock.batch,
        movement.moved_on, movement.kind, movement.units, movement.value,
        movement.is_date_imputed, other.store AS other_store
    FROM marts.fct_stock_movement AS movement
    LEFT JOIN marts.fct_stock AS stock USING (stock_line_id)
    LEFT JOIN marts.dim_store AS other ON other.store_id = movement.other_store_id
    WHERE movement.store_id = $store AND movement.item_id = $item
        AND ($line::VARCHAR IS NULL OR movement.stock_line_id = $line)
),
opening AS (
    SELECT coalesce(sum(initial_units), 0) AS units
    FROM marts.fct_stock
    WHERE store_id = $store AND item_id = $item
        AND ($line::VARCHAR IS NULL OR stock_line_id = $line)
),
entered AS (
    SELECT * FROM moved
    UNION ALL BY NAME
    SELECT 'opening' AS kind, units FROM opening WHERE units <> 0
)
SELECT
    *,
    sum(units) OVER (
        ORDER BY moved_on NULLS FIRST, units < 0, movement_id ROWS UNBOUNDED PRECEDING
    ) AS balance_units
FROM entered
ORDER BY moved_on DESC NULLS LAST, units < 0 DESC, movement_id DESC
"""

NUMBERS = """
SELECT list(change_no ORDER BY change_no DESC)[1:$newest] AS newest, count(*) AS every
FROM sync.change
WHERE table_name = $table AND record_id = $id
"""

CHANGES = """
SELECT
    log.change_no, log.action, log.table_name, log.record_id, log.changed_at, log.received_at,
    log.decided_at, log.decision, log.reason, log.detail, log.cycle_no, log.batch_no, log.seq,
    log.site_id, site.name AS site, batch.created_at, batch.first_seq, batch.last_seq,
    writer.name AS user_name
FROM sync.change AS log
LEFT JOIN sync.site AS site USING (site_id)
LEFT JOIN sync.batch AS batch
    ON batch.site_id = log.site_id AND batch.batch_no = log.batch_no
    AND log.change_no BETWEEN batch.first_change_no AND batch.last_change_no
LEFT JOIN replica."user" AS writer ON writer.ID = (log.data ->> 'user_ID')
WHERE list_contains($numbers, log.change_no) AND log.change_no BETWEEN $first AND $last
ORDER BY log.change_no DESC
"""


def stock_lines(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per stock line of `item` in `store`: what it holds, and whether its ledger agrees."""
    return lake.frame(STOCK_LINES, parameters)


def ledger(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per movement of `item` in `store` (of stock line `line`, or all for null).

    Newest first, with the balance after it, in units; what was there at first is `opening`.
    """
    return lake.frame(LEDGER, parameters)


def changes(lake: Reading, table: str, record_id: str) -> tuple[pd.DataFrame, int]:
    """The newest changes of a record, each with the batch that brought it; and how many there are.

    Numbers are looked up first and rows read only where they are. Raises `NoAccess`.
    """
    found = lake.frame(NUMBERS, {"table": table, "id": record_id, "newest": NEWEST}).iloc[0]
    numbers = [] if found["newest"] is None else [int(number) for number in found["newest"]]
    within = {"numbers": numbers, "first": min(numbers, default=0), "last": max(numbers, default=0)}
    return lake.frame(CHANGES, within), int(found["every"])
