"""One function per report: SQL with bound parameters, rows as a data frame.

What the figures mean is settled in dbt's marts and reports; here they are chosen, joined to the
stores they are for, and added up. A store that gives no data has nulls, never zeros.
"""

from collections.abc import Mapping

import pandas as pd

from dashboard.data import Reading

Parameters = Mapping[str, object]

STORES = """
chosen AS (
    SELECT
        report.*, dim.region, dim.store_mode, dim.complete_through_on,
        report.freshness IN ('fresh', 'stale') AS has_data
    FROM reports.stock_value AS report
    LEFT JOIN marts.dim_store AS dim USING (store_id)
    WHERE ($stores::VARCHAR[] IS NULL OR list_contains($stores, report.store_id))
        AND ($regions::VARCHAR[] IS NULL OR list_contains($regions, dim.region))
        AND ($store_types::VARCHAR[] IS NULL OR list_contains($store_types, dim.store_mode))
        AND ($freshness::VARCHAR[] IS NULL OR list_contains($freshness, report.freshness))
)
"""

ITEMS = """
WITH named AS (
    SELECT item_id, count(*) FILTER (units > 0) AS holders FROM reports.stock_on_hand GROUP BY ALL
    UNION ALL
    SELECT DISTINCT item_id, 0 FROM reports.monthly_usage
)
SELECT item_id, item AS name, code, max(holders) AS holders
FROM marts.dim_item
JOIN named USING (item_id)
GROUP BY ALL
ORDER BY item, code
"""

STOCK_OF_ITEM = f"""
WITH {STORES}, held AS (SELECT * FROM reports.stock_on_hand WHERE item_id = $item)
SELECT
    chosen.store_id,
    $item AS item_id,
    chosen.store,
    chosen.region,
    CASE WHEN has_data THEN coalesce(held.units, 0) END AS units,
    CASE WHEN has_data THEN coalesce(held.available_units, 0) END AS available_units,
    CAST(held.packs_detail AS VARCHAR) AS packs_detail,
    CASE WHEN has_data THEN coalesce(held.value, 0) END AS value,
    CASE WHEN has_data THEN coalesce(held.negative_units, 0) END AS negative_units,
    chosen.complete_through,
    chosen.freshness
FROM chosen
LEFT JOIN held USING (store_id)
ORDER BY units DESC NULLS LAST, chosen.store
"""

STOCK_OF_STORE = """
SELECT
    store_id, item_id, item, item_code, unit, units, available_units,
    CAST(packs_detail AS VARCHAR) AS packs_detail, value, negative_units
FROM reports.stock_on_hand
WHERE store_id = $store
ORDER BY item, item_code
"""

STOCK_OF_NETWORK = f"""
WITH {STORES}, givers AS (SELECT store_id FROM chosen WHERE has_data)
SELECT
    item_id, any_value(item) AS item, any_value(item_code) AS item_code, any_value(unit) AS unit,
    sum(units) AS units, sum(available_units) AS available_units, sum(value) AS value,
    sum(negative_units) AS negative_units, count(*) FILTER (units > 0) AS stores_with_stock
FROM reports.stock_on_hand
JOIN givers USING (store_id)
GROUP BY item_id
ORDER BY item, item_code
"""

NETWORK_STOCK = """
SELECT *
FROM reports.network_stock
WHERE network_units <> 0 OR stores_unknown > 0
ORDER BY network_value DESC, item, item_code
"""

STOCK_VALUE = f"""
WITH {STORES}
SELECT
    store_id, store, region,
    CASE WHEN has_data THEN value END AS value,
    CASE WHEN has_data THEN value / nullif(sum(value) FILTER (has_data) OVER (), 0) END AS share,
    CASE WHEN has_data THEN fresh_value END AS fresh_value,
    CASE WHEN has_data THEN negative_value END AS negative_value,
    CASE WHEN has_data THEN lines END AS lines,
    complete_through, freshness
FROM chosen
ORDER BY value DESC NULLS LAST, store
"""

MONTHLY_USE = f"""
WITH {STORES},
used AS (SELECT * FROM reports.monthly_usage WHERE item_id = $item),
months AS (
    SELECT unnest(generate_series(
        greatest(min(month), max(month) - to_months(CAST($months AS INTEGER) - 1)),
        max(month), INTERVAL 1 MONTH))::DATE AS month
    FROM reports.monthly_usage
)
SELECT
    chosen.store_id, $item AS item_id, chosen.store, chosen.complete_through, chosen.freshness,
    months.month, has_data,
    has_data AND (used.month IS NOT NULL OR chosen.complete_through_on >= months.month) AS is_known,
    CASE WHEN is_known THEN coalesce(issued_to_patients, 0) END AS patients,
    CASE WHEN is_known THEN coalesce(issued_to_stores, 0) END AS stores,
    CASE WHEN is_known THEN coalesce(issued_to_others, 0) END AS others,
    patients + others AS network,
    patients + stores + others AS everything,
    coalesce(used.is_complete, last_day(months.month) <= chosen.complete_through_on, false)
        AS is_complete
FROM chosen
CROSS JOIN months
LEFT JOIN used ON used.store_id = chosen.store_id AND used.month = months.month
ORDER BY chosen.store, months.month
"""

USE_BY_MONTH = f"""
SELECT
    month, sum(patients) AS patients, sum(stores) AS stores, sum(others) AS others,
    sum(network) AS network, sum(everything) AS everything, 
    coalesce(bool_and(is_complete) FILTER (has_data), false) AS is_complete
FROM ({MONTHLY_USE})
GROUP BY month
ORDER BY month
"""

SYNC_STATUS = """
WITH served AS (
    SELECT
        site_id, string_agg(store, ', ' ORDER BY store) AS stores,
        any_value(freshness_in_words) AS state, any_value(days_since) AS days_since
    FROM reports.sync
    GROUP BY site_id
)
SELECT
    status.site_id, status.name AS site, status.kind, status.is_stale, served.state,
    served.days_since, status.last_contact_at, status.waiting_in, status.waiting_out,
    status.waiting_out_7d, status.complete_through, coalesce(served.stores, '') AS stores,
    status.waiting_at_site, status.version
FROM sync.site_status AS status
JOIN served USING (site_id)
WHERE status.kind <> 'central'
    AND ($kinds::VARCHAR[] IS NULL OR list_contains($kinds, status.kind))
    AND ($stale_only IS NOT TRUE OR status.is_stale)
ORDER BY status.is_stale DESC, days_since DESC NULLS FIRST, site
"""


def last_cycle(lake: Reading) -> pd.DataFrame:
    """One row: the number of the last cycle and when it ran (UTC); none before the first."""
    return lake.frame("SELECT cycle_no, ran_at FROM sync.cycle ORDER BY cycle_no DESC LIMIT 1")


def coverage(lake: Reading) -> pd.DataFrame:
    """One row per freshness: how many of the stores in the reports have it."""
    return lake.frame("SELECT freshness, count(*) AS stores FROM reports.stock_value GROUP BY ALL")


def items(lake: Reading) -> pd.DataFrame:
    """One row per item in the reports: item_id, name, code, and how many stores hold some."""
    return lake.frame(ITEMS)


def stores(lake: Reading) -> pd.DataFrame:
    """One row per store in the reports: store_id, name, code, region, store_mode, freshness."""
    return lake.frame(
        "SELECT report.store_id, report.store AS name, dim.code, dim.region, dim.store_mode, "
        "report.freshness, report.complete_through FROM reports.stock_value AS report "
        "LEFT JOIN marts.dim_store AS dim USING (store_id) ORDER BY report.store, dim.code"
    )


def sites(lake: Reading) -> pd.DataFrame:
    """One row per site: site_id, name, kind; in the order of their ids."""
    return lake.frame("SELECT site_id, name, kind FROM sync.site ORDER BY site_id")


def site_kinds(lake: Reading) -> list[str]:
    """The kinds of the remote sites, in alphabetical order."""
    found = lake.frame("SELECT DISTINCT kind FROM sync.site WHERE kind <> 'central' ORDER BY kind")
    return list(found["kind"])


def open_changes(lake: Reading) -> pd.DataFrame:
    """One row per site, record type, decision and reason that refused or waiting rows have."""
    return lake.frame(
        "SELECT DISTINCT CAST(site_id AS VARCHAR) AS site_id, "
        "coalesce(site.name, 'Site') AS name, CAST(site_id AS VARCHAR) AS code, "
        "table_name, decision, reason "
        "FROM sync.change LEFT JOIN sync.site AS site USING (site_id) "
        "WHERE decision IN ('rejected', 'waiting') ORDER BY ALL"
    )


def total(
    lake: Reading, query: str, columns: tuple[str, ...], parameters: Parameters
) -> dict[str, float]:
    """The sums of these columns over every row of one of the queries above."""
    sums = ", ".join(f"coalesce(sum({column}), 0)::DOUBLE AS {column}" for column in columns)
    row = lake.frame(f"SELECT {sums} FROM ({query})", parameters).iloc[0]
    return {column: float(row[column]) for column in columns}


def stock_of_item(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen store: what it holds of `item`, in units and home currency."""
    return lake.frame(STOCK_OF_ITEM, parameters)


def stock_of_store(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per item that `store` holds."""
    return lake.frame(STOCK_OF_STORE, parameters)


def stock_of_network(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per item: what the chosen stores hold together."""
    return lake.frame(STOCK_OF_NETWORK, parameters)


def network_stock(lake: Reading) -> pd.DataFrame:
    """One row per item that the whole network has: on the shelves, and on the way between them."""
    return lake.frame(NETWORK_STOCK)


def stock_value(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen store: value at cost, home currency; share is of the chosen stores."""
    return lake.frame(STOCK_VALUE, parameters)


def monthly_use(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen store and month of `item`, the last `months` of the report, in units."""
    return lake.frame(MONTHLY_USE, parameters)


def use_by_month(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per month of `item`: the chosen stores together; complete when all of them are."""
    return lake.frame(USE_BY_MONTH, parameters)


def sync_status(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per remote site: last contact, what waits, the stores active there."""
    return lake.frame(SYNC_STATUS, parameters)
