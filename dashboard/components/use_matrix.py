"""Monthly use as a matrix: a store a row, a month a column, the network's total last."""

import pandas as pd

from dashboard.components import words
from dashboard.components.filters import Chosen
from dashboard.components.tables import Column, Table

MEASURES = {
    "Network use": "network",
    "To patients": "patients",
    "To stores": "stores",
    "To others": "others",
    "All issued": "everything",
}


def build(
    rows: pd.DataFrame, months: pd.DataFrame, measure: str, item: str, period: str, chosen: Chosen
) -> Table:
    """The table of one measure, from one row per store and month and one row per month."""
    name = MEASURES[measure]
    matrix = rows.pivot(index="store_id", columns="month", values=name)
    matrix.columns = [_key(month) for month in matrix.columns]
    stores = rows.drop_duplicates("store_id").set_index("store_id")
    content = words.with_data(stores.join(matrix)).reset_index(drop=True)
    content["every_month"] = matrix.sum(axis=1, min_count=1).to_numpy()
    sums = {_key(month): units for month, units in zip(months["month"], months[name], strict=True)}
    columns = [
        Column("store", "Store", pinned=True, width="medium"),
        *(
            Column(_key(row.month), _label(row), "number", width=82 if row.is_complete else 150)
            for row in months.itertuples()
        ),
        Column("every_month", "Together", "number"),
        Column("data", "Data", width="medium"),
    ]
    return Table(
        f"Monthly use of {item}",
        columns,
        content,
        {"store": "Total", **sums, "every_month": months[name].sum()},
        [("Item", item), ("Period", period), ("Measure", measure), *chosen.in_words()],
        ["Network use = issued to patients + issued to others; transfers are not counted."],
        is_alarming=content["freshness"] == "stale",
        alarm_column="data",
    )


def incomplete_in_words(months: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Which months still miss data, and of how many stores."""
    missing = rows[rows["has_data"] & ~rows["is_complete"]].groupby("month")["store_id"].nunique()
    parts = [
        f"{words.month(month)} ({words.count(int(missing.get(month, 0)), 'store')} to come)"
        for month in months.loc[~months["is_complete"], "month"]
    ]
    return f"**Incomplete:** {words.listed(parts)}." if parts else "Every month is complete."


def _key(month: object) -> str:
    return f"{pd.Timestamp(month):%Y-%m}"


def _label(row: object) -> str:
    return words.month(row.month) + ("" if row.is_complete else " (incomplete)")
