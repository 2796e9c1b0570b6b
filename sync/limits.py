"""What a limited account may read: a catalogue of views that hold the rows of its stores alone.

Every query of the dashboard and of mails names tables by schema (`reports.stock_value`); for a
limited account they are found in this catalogue and nowhere else. A table that does not say whose
rows it has is not in it, so that what nobody thought of is closed (decision record 0009).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Lock

import duckdb

Limits = tuple[tuple[str, ...], tuple[str, ...]]
"""Stores and regions."""

LIMITED = ("marts", "reports")
OPEN = {
    "marts.dim_item", "marts.dim_item_list", "marts.dim_item_donor", "marts.dim_age_band",
    "sync.cycle",
}  # fmt: skip
"""Tables without a store that say nothing of one."""
OF_SITES = {"sync.site", "sync.site_status"}

MINE = "IN (SELECT store_id FROM {catalog}.main.store)"
BY_COLUMNS = (
    ({"from_store_id", "to_store_id"}, "from_store_id {mine} OR to_store_id {mine}"),
    (
        {"initiating_store_id", "responding_store_id"},
        "initiating_store_id {mine} OR responding_store_id {mine}",
    ),
    ({"store_id"}, "store_id {mine}"),
    (
        {"initiating_table", "initiating_id"},
        "(initiating_table, initiating_id) IN "
        "(SELECT (initiating_table, initiating_id) FROM {catalog}.marts.fct_transfer)",
    ),
    ({"site_id"}, "site_id IN (SELECT site_id FROM {catalog}.main.site)"),
    ({"region"}, "region IN (SELECT region FROM {catalog}.main.region)"),
)
"""Whose a row is, by the columns that its table has; the first that fits. Either party to a
transfer sees it; figures of a region are for who is limited to all of it."""

KNOWN = "SELECT store_id, code, store, region FROM central.marts.dim_store"
STORE = "CREATE TABLE {catalog}.main.store (store_id VARCHAR, active_site_id INTEGER)"
STORES = """
INSERT INTO {catalog}.main.store
SELECT store_id, active_site_id FROM central.marts.dim_store
WHERE list_contains($stores, store_id) OR list_contains($regions, region)
"""
SITES = """
CREATE TABLE {catalog}.main.site AS
SELECT DISTINCT active_site_id AS site_id FROM {catalog}.main.store
WHERE active_site_id IS NOT NULL
"""
REGIONS = "CREATE TABLE {catalog}.main.region AS SELECT unnest($regions::VARCHAR[]) AS region"
COLUMNS = """
SELECT table_schema || '.' || table_name AS name, list(lower(column_name)) AS columns
FROM information_schema.columns
WHERE table_catalog = 'central'
GROUP BY name
ORDER BY name <> 'marts.fct_transfer', name
"""


@dataclass
class Catalogs:
    """A connection to the lake, and the catalogues that were made beside it."""

    connection: duckdb.DuckDBPyConnection
    _made: dict[Limits, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, limits: Limits | None) -> str:
        """Where a reader with these limits finds tables; `central` is the whole lake."""
        if limits is None:
            return "central"
        with self._lock, self.connection.cursor() as cursor:
            if limits not in self._made:
                name = f"limited_{token_hex(8)}"
                attach(cursor, name, limits)
                self._made[limits] = name
            return self._made[limits]


def attach(connection: duckdb.DuckDBPyConnection, catalog: str, limits: Limits) -> None:
    """Make the catalogue beside `central`, from which `connection` reads at one snapshot."""
    stores, regions = limits
    tables = dict(connection.execute(COLUMNS).fetchall())
    connection.execute(f"ATTACH ':memory:' AS {catalog}")
    connection.execute(STORE.format(catalog=catalog))
    if "marts.dim_store" in tables:
        limited_to = {"stores": list(stores), "regions": list(regions)}
        connection.execute(STORES.format(catalog=catalog), limited_to)
    connection.execute(SITES.format(catalog=catalog))
    connection.execute(REGIONS.format(catalog=catalog), {"regions": list(regions)})
    for schema in (*LIMITED, "sync"):
        connection.execute(f"CREATE SCHEMA {catalog}.{schema}")
    for table, columns in tables.items():
        if where := condition(table, columns):
            rows = where.replace("{mine}", MINE).format(catalog=catalog)
            view = f"CREATE VIEW {catalog}.{table} AS FROM central.{table}"
            connection.execute(f"{view} WHERE {rows}")


def unknown(connection: duckdb.DuckDBPyConnection, limits: Limits) -> str | None:
    """The first store or region that the reports do not have, in a clause; None when all are there.

    Raises `duckdb.CatalogException` where there are no reports to ask yet.
    """
    known = connection.execute(KNOWN).fetchall()
    ids, regions = {row[0] for row in known}, {row[3] for row in known if row[3]}
    for store in limits[0]:
        if store not in ids:
            meant = next((row[0] for row in known if store in (row[1], row[2])), None)
            hint = f"; {store!r} is the store with the id {meant}" if meant else ""
            return f"no store has the id {store!r}{hint}"
    for region in limits[1]:
        if region not in regions:
            return f"no store is in a region {region!r}; there are {', '.join(sorted(regions))}"
    return None


def condition(table: str, columns: Iterable[str]) -> str | None:
    """Which rows of the table a limited account sees; None where it sees none of it."""
    if table in OPEN:
        return "true"
    schema, _, name = table.partition(".")
    if name.startswith("int_") or (schema not in LIMITED and table not in OF_SITES):
        return None
    found = set(columns)
    return next((where for needed, where in BY_COLUMNS if needed <= found), None)
