"""What the page of transfers asks the lake: routes, transfers, one transfer, what is wrong.

What a transfer is worth, how far it has come and what is overdue is settled in dbt's reports;
here rows are chosen. Figures are null for kinds that move no stock.
"""

from collections.abc import Mapping

import pandas as pd

from dashboard.data import Reading

Parameters = Mapping[str, object]

ROUTE_IS_CHOSEN = """
    ($senders::VARCHAR[] IS NULL OR list_contains($senders, from_store_id))
    AND ($receivers::VARCHAR[] IS NULL OR list_contains($receivers, to_store_id))
    AND ($kinds::VARCHAR[] IS NULL OR list_contains($kinds, kind))
"""

IS_CHOSEN = f"""
    {ROUTE_IS_CHOSEN}
    AND ($overdue IS NOT TRUE OR is_overdue)
    AND ($unacknowledged IS NOT TRUE OR is_unacknowledged)
"""

STORES = """
WITH named AS (
    SELECT from_store_id AS store_id, from_store AS name FROM reports.transfer_reconciliation
    UNION
    SELECT to_store_id, to_store FROM reports.transfer_reconciliation
)
SELECT named.store_id, named.name, dim.code
FROM named LEFT JOIN marts.dim_store AS dim USING (store_id)
ORDER BY named.name, named.store_id
"""

AGES = f"""
WITH chosen AS (SELECT * FROM reports.transfer_reconciliation WHERE is_open AND {IS_CHOSEN})
SELECT
    age_band, count(initiating_id) AS pairs, sum(units_in_transit) AS units,
    sum(value_in_transit) AS value
FROM marts.dim_age_band
LEFT JOIN chosen USING (age_band)
GROUP BY age_band, first_day
ORDER BY first_day
"""

ROUTES = f"""
SELECT
    from_store_id, any_value(from_store) AS from_store,
    to_store_id, any_value(to_store) AS to_store, kind,
    count(*) AS pairs, sum(units_in_transit) AS units, sum(value_in_transit) AS value,
    count(*) FILTER (is_unacknowledged) AS unacknowledged,
    count(*) FILTER (is_overdue) AS overdue,
    count(*) FILTER (state = 'missing_half') AS missing_half, max(age_days) AS oldest_days,
    any_value(complete_through) AS complete_through, any_value(freshness) AS freshness,
    histogram(age_band) AS by_age
FROM reports.transfer_reconciliation
WHERE is_open AND {IS_CHOSEN}
GROUP BY from_store_id, to_store_id, kind
ORDER BY value DESC NULLS LAST, oldest_days DESC, from_store, to_store, kind
"""

TRANSFERS = f"""
SELECT *
FROM reports.transfer_reconciliation
WHERE {IS_CHOSEN}
    AND ($states::VARCHAR[] IS NULL OR list_contains($states, state))
    AND ($differing IS NOT TRUE OR has_difference)
ORDER BY is_overdue DESC, CASE WHEN is_overdue THEN sent_on END, sent_on DESC, initiating_id
"""

FOUND = """
SELECT initiating_table, initiating_id, kind, initiating_number, from_store, to_store
FROM reports.transfer_reconciliation
WHERE initiating_id = $wanted OR responding_id = $wanted OR second_id = $wanted
    OR (initiating_number > 0 AND initiating_number::VARCHAR = $wanted)
    OR (responding_number > 0 AND responding_number::VARCHAR = $wanted)
ORDER BY from_store, to_store, kind, initiating_id
"""

ONE = """
SELECT
    report.*, pair.initiating_entered_on, pair.initiating_confirmed_on,
    pair.initiating_finalised_on, pair.initiating_reference, pair.initiating_comment,
    pair.responding_entered_on, pair.responding_confirmed_on, pair.responding_finalised_on,
    pair.responding_reference, pair.responding_comment, pair.is_on_hold
FROM reports.transfer_reconciliation AS report
JOIN marts.fct_transfer AS pair USING (initiating_table, initiating_id)
WHERE initiating_table = $table AND initiating_id = $id
"""

LINES = """
SELECT line.*, item.item, item.code AS item_code
FROM marts.fct_transfer_line AS line
LEFT JOIN marts.dim_item AS item USING (item_id)
WHERE initiating_table = $table AND initiating_id = $id
ORDER BY line.line_number, item.item, line.initiating_line_id, line.responding_line_id
"""

WRONG = """
SELECT
    *,
    CASE flag WHEN 'second_half' THEN answers_id WHEN 'points_at_nothing' THEN NULL
        ELSE record_id END AS initiating_id
FROM reports.data_quality_transfer
ORDER BY flag, store, table_name, record_id
"""


def stores(lake: Reading) -> pd.DataFrame:
    """One row per store that is party to a transfer: store_id, name, code."""
    return lake.frame(STORES)


def ages(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per band of age, empty ones too, youngest first: open transfers and their value."""
    return lake.frame(AGES, parameters)


def routes(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen route and kind with open transfers; `by_age` maps band to transfers."""
    return lake.frame(ROUTES, parameters)


def transfers(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen transfer, the longest overdue first, then the latest."""
    return lake.frame(TRANSFERS, parameters)


def found(lake: Reading, wanted: str) -> pd.DataFrame:
    """The transfers that an id or a number of either half may mean."""
    return lake.frame(FOUND, {"wanted": wanted})


def one(lake: Reading, table: str, record_id: str) -> pd.Series:
    """One transfer, with what stands on the header of both halves."""
    return lake.frame(ONE, {"table": table, "id": record_id}).iloc[0]


def lines(lake: Reading, table: str, record_id: str) -> pd.DataFrame:
    """The lines of one transfer, both halves side by side, in units and packs."""
    return lake.frame(LINES, {"table": table, "id": record_id})


def wrong(lake: Reading) -> pd.DataFrame:
    """One row per half that is missing, second or alone, or transfer that does not add up.

    `initiating_id` is the transfer's, where there is one.
    """
    return lake.frame(WRONG)
