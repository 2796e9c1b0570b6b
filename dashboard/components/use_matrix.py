"""Monthly use as a matrix: a store a row, a month a column, the network's total last."""

import pandas as pd

from dashboard.components import words
from dashboard.components.filters import Chosen
from dashboard.components.language import N_, _, ngettext
from dashboard.components.tables import Column, Table

MEASURES = {
    N_("Network use"): "network",
    N_("To patients"): "patients",
    N_("To stores"): "stores",
    N_("To others"): "others",
    N_("All issued"): "everything",
}


def build(
    rows: pd.DataFrame, months: pd.DataFrame, measure: str, item: str, period: str, chosen: Chosen
) -> Table:
    """The table of one measure, from one row per store and month and one row per month."""
    name = MEASURES[measure]
    matrix = rows.pivot(index="store_id", columns="month", values=name)
    matrix.columns = [_key(month) for month in matrix.columns]
    stores = rows.drop_duplicates("store_id").set_index("store_id")
    content = words.with_data(stores.join(matrix)).reset_index()
    content["every_month"] = matrix.sum(axis=1, min_count=1).to_numpy()
    sums = {_key(month): units for month, units in zip(months["month"], months[name], strict=True)}
    columns = [
        Column("store", _("Store"), pinned=True, width="medium"),
        *(
            Column(_key(row.month), _label(row), "number", width=82 if row.is_complete else 150)
            for row in months.itertuples()
        ),
        Column("every_month", _("Together"), "number"),
        Column("data", _("Data"), width="medium"),
    ]
    return Table(
        _("Monthly use of {item}", item=item),
        columns,
        content,
        {"store": _("Total"), **sums, "every_month": months[name].sum()},
        [
            (_("Item"), item),
            (_("Period"), _(period)),
            (_("Measure"), _(measure)),
            *chosen.in_words(),
        ],
        [_("Network use = issued to patients + issued to others; transfers are not counted.")],
        is_alarming=content["freshness"] == "stale",
        alarm_column="data",
    )


def incomplete_in_words(months: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Which months still miss data, and of how many stores."""
    missing = rows[rows["has_data"] & ~rows["is_complete"]].groupby("month")["store_id"].nunique()
    parts = [
        ngettext(
            "{month} ({count} store to come)",
            "{month} ({count} stores to come)",
            int(missing.get(month, 0)),
            month=words.month(month),
        )
        for month in months.loc[~months["is_complete"], "month"]
    ]
    if not parts:
        return _("Every month is complete.")
    return _("**Incomplete:** {months}.", months=words.listed(parts))


def _key(month: object) -> str:
    return f"{pd.Timestamp(month):%Y-%m}"


def _label(row: object) -> str:
    month = words.month(row.month)
    return month if row.is_complete else _("{month} (incomplete)", month=month)
