"""Who has too much of what others of the region lack."""

from dashboard import report_queries
from dashboard.components import banner, item_filters, report_view, tables, words
from dashboard.components.language import _
from dashboard.components.tables import Column

COLUMNS = [
    *report_view.item_columns(),
    Column("region", _("Region")),
    Column("from_store", _("From"), width="medium"),
    Column("from_months_of_stock", _("Has months"), "number"),
    Column("spare_units", _("Above its maximum"), "number"),
    Column("to_store", _("To"), width="medium"),
    Column("to_months_of_stock", _("It has months"), "number"),
    Column("needed_units", _("Below its maximum"), "number"),
    Column("units", _("Units to move"), "number"),
]

lake = banner.open_page(
    _("Surplus and need"), _("Who has too much of what another store of the region lacks?")
)
asked = item_filters.choose(lake)
rows = report_queries.of_items(
    lake,
    "redistribution",
    asked.parameters(),
    order="to_months_of_stock, item, from_store, to_store",
)
regions = asked.stores.regions
rows = rows[rows["region"].isin(regions)] if regions else rows
tables.headline(
    (_("Items"), words.number(rows["item_id"].nunique())),
    (_("Stores helped"), words.number(rows["to_store_id"].nunique())),
    (_("Vital items"), words.number(rows.loc[rows["ven"] == "V", "item_id"].nunique())),
)
report_view.offer(
    lake, _("Surplus and need"), rows, COLUMNS, asked.in_words(),
    note=_("Advice only: no unit is given or taken twice, and only stores with fresh data count."),
)  # fmt: skip
