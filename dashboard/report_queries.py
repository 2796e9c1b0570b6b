"""Reading dbt's reports row by row for the chosen stores and items.

What a report means is settled in dbt; here its rows are chosen and ordered. Names of reports and
columns come from the pages, never from a reader.
"""

from collections.abc import Mapping

import pandas as pd

from dashboard.data import Reading
from dashboard.queries import STORES

Parameters = Mapping[str, object]

OF_ITEMS = """
    ($items::VARCHAR[] IS NULL OR list_contains($items, report.item_id))
    AND ($ven::VARCHAR[] IS NULL OR list_contains($ven, item_of.ven))
    AND ($categories::VARCHAR[] IS NULL OR list_contains($categories, item_of.category))
    AND ($lists::VARCHAR[] IS NULL OR report.item_id IN (
        SELECT item_id FROM marts.dim_item_list WHERE list_contains($lists, master_list)
    ))
"""


ITEM_GROUPS = """
SELECT
    coalesce(list_sort(list(DISTINCT category) FILTER (category <> '')), []) AS categories,
    coalesce(list_sort(list(DISTINCT ven) FILTER (ven <> '')), []) AS ven,
    coalesce((
        SELECT list_sort(list(DISTINCT master_list)) FROM marts.dim_item_list
    ), []) AS lists
FROM marts.dim_item
"""


def of_stores(
    lake: Reading,
    report: str,
    parameters: Parameters,
    *,
    where: str = "true",
    order: str,
    by_item: bool = True,
) -> pd.DataFrame:
    """The rows of a report for the chosen stores, and items where it has them, with the region."""
    items = f"LEFT JOIN marts.dim_item AS item_of USING (item_id) WHERE {OF_ITEMS} AND"
    return lake.frame(
        f"WITH {STORES} SELECT report.*, chosen.region FROM reports.{report} AS report "
        f"JOIN chosen USING (store_id) {items if by_item else 'WHERE'} {where} ORDER BY {order}",
        parameters,
    )


def of_items(lake: Reading, report: str, parameters: Parameters, *, order: str) -> pd.DataFrame:
    """The rows of a report that has items and no store."""
    return lake.frame(
        f"SELECT report.* FROM reports.{report} AS report "
        f"LEFT JOIN marts.dim_item AS item_of USING (item_id) WHERE {OF_ITEMS} ORDER BY {order}",
        parameters,
    )


def whole(lake: Reading, report: str, order: str, where: str = "true") -> pd.DataFrame:
    """Every row of a report."""
    return lake.frame(f"SELECT * FROM reports.{report} WHERE {where} ORDER BY {order}")


def item_groups(lake: Reading) -> pd.DataFrame:
    """One row: the categories, VEN classes and master lists that there are, each a list."""
    return lake.frame(ITEM_GROUPS)


STORES_ON_MAP = f"""
WITH {STORES},
status AS (
    SELECT
        store_id,
        count(*) FILTER (band = 'stocked_out') AS stocked_out,
        count(*) FILTER (band = 'stocked_out' AND ven = 'V') AS vital_out,
        count(*) FILTER (band IS NOT NULL) AS items
    FROM reports.stock_status
    GROUP BY store_id
)
SELECT
    chosen.store_id, chosen.store, chosen.region, chosen.freshness, chosen.complete_through,
    chosen.value, dim.latitude, dim.longitude,
    CASE WHEN has_data THEN coalesce(status.items, 0) END AS items,
    CASE WHEN has_data THEN coalesce(status.stocked_out, 0) END AS stocked_out,
    CASE WHEN has_data THEN coalesce(status.vital_out, 0) END AS vital_out
FROM chosen
JOIN marts.dim_store AS dim USING (store_id)
LEFT JOIN status USING (store_id)
ORDER BY chosen.store
"""

STOCK_AS_KNOWN = f"""
WITH {STORES}
SELECT
    chosen.store_id, report.item_id,
    chosen.store, chosen.region, any_value(report.item) AS item,
    any_value(report.item_code) AS item_code,
    sum(report.units) FILTER (
        report.known_from <= $known_at AND coalesce(report.known_until > $known_at, true)
    ) AS units_known,
    sum(report.units) FILTER (report.known_until IS NULL) AS units_now,
    coalesce(units_now, 0) - coalesce(units_known, 0) AS restated_units,
    any_value(chosen.freshness) AS freshness,
    any_value(chosen.complete_through) AS complete_through
FROM reports.stock_as_known AS report
JOIN chosen USING (store_id)
LEFT JOIN marts.dim_item AS item_of USING (item_id)
WHERE report.moved_on <= $day AND {OF_ITEMS}
GROUP BY chosen.store_id, chosen.store, chosen.region, report.item_id
HAVING units_known <> 0 OR units_now <> 0
ORDER BY abs(restated_units) DESC, chosen.store, item
"""


def stores_on_map(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen store: where it is, its value, and how many items it is out of."""
    return lake.frame(STORES_ON_MAP, parameters)


def stock_as_known(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen store and item: units on `day` as known at `known_at` (UTC), and now."""
    return lake.frame(STOCK_AS_KNOWN, parameters)
