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
    AND ($donors::VARCHAR[] IS NULL OR report.item_id IN (
        SELECT item_id FROM marts.dim_item_donor WHERE list_contains($donors, donor)
    ))
"""
OF_DONORS = "($donors::VARCHAR[] IS NULL OR list_contains($donors, report.donor))"
"""Of a report that says of each row who gave it."""


ITEM_GROUPS = """
SELECT
    coalesce(list_sort(list(DISTINCT category) FILTER (category <> '')), []) AS categories,
    coalesce(list_sort(list(DISTINCT ven) FILTER (ven <> '')), []) AS ven,
    coalesce((
        SELECT list_sort(list(DISTINCT master_list)) FROM marts.dim_item_list
    ), []) AS lists,
    coalesce((SELECT list_sort(list(DISTINCT donor)) FROM marts.dim_item_donor), []) AS donors
FROM marts.dim_item
"""


def within(first: str, last: str | None = None) -> str:
    """The condition that a row's days, from `first` to `last` in SQL, are of the chosen period."""
    return (
        f"(($since::DATE IS NULL OR {last or first} >= $since::DATE) "
        f"AND ($until::DATE IS NULL OR {first} <= $until::DATE))"
    )


WITHIN_MONTH = within("report.month", "last_day(report.month)")


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


def count_of_stores(
    lake: Reading, report: str, parameters: Parameters, *, where: str = "true"
) -> int:
    """How many rows `of_stores` would give of a report that has items."""
    found = lake.frame(
        f"WITH {STORES} SELECT count(*) AS rows FROM reports.{report} AS report "
        "JOIN chosen USING (store_id) "
        f"LEFT JOIN marts.dim_item AS item_of USING (item_id) WHERE {OF_ITEMS} AND {where}",
        parameters,
    )
    return int(found["rows"].iloc[0])


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
    """One row: the categories, VEN classes, master lists and donors there are, each a list."""
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

CALENDAR = f"""
WITH {STORES},
outage AS (
    SELECT
        chosen.store_id, chosen.store, chosen.complete_through, chosen.complete_through_on,
        chosen.freshness, report.item_id, report.item, report.item_code, report.ven,
        report.is_lasting, greatest(report.out_from, $since::DATE) AS first,
        least(
            coalesce(report.out_until, chosen.complete_through_on), chosen.complete_through_on,
            $until::DATE
        ) AS last
    FROM reports.stock_outs AS report
    JOIN chosen USING (store_id)
    LEFT JOIN marts.dim_item AS item_of USING (item_id)
    WHERE {within("report.out_from", "coalesce(report.out_until, $until::DATE)")} AND {OF_ITEMS}
)
SELECT
    store_id, any_value(store) AS store, item_id, any_value(item) AS item,
    any_value(item_code) AS item_code, any_value(ven) AS ven,
    any_value(complete_through) AS complete_through, any_value(freshness) AS freshness,
    coalesce(
        list({{'first': first, 'last': last}} ORDER BY first) FILTER (first <= last), []
    ) AS outages,
    coalesce(sum(last - first + 1) FILTER (first <= last), 0)::BIGINT AS days_out,
    greatest(
        $until::DATE - greatest(any_value(complete_through_on), $since::DATE - 1), 0
    ) AS days_unknown,
    bool_or(is_lasting) AS is_lasting
FROM outage
GROUP BY store_id, item_id
ORDER BY days_out DESC, is_lasting DESC, store, item
"""


def stores_on_map(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen store: where it is, its value, and how many items it is out of."""
    return lake.frame(STORES_ON_MAP, parameters)


def stock_out_calendar(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per store and item that was out between `since` and `until`, the longest first.

    `outages` lists the first and last full day of each, as far as they are known and of the
    period; `days_unknown` counts the days of it after the store's data ends.
    """
    return lake.frame(CALENDAR, parameters)


def stock_as_known(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen store and item: units on `day` as known at `known_at` (UTC), and now."""
    return lake.frame(STOCK_AS_KNOWN, parameters)
