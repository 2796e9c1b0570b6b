"""Reading from the lake what a plan depends on. Read-only; nothing is decided here."""

from collections.abc import Iterable

import duckdb

from sync.home import Home
from sync.in_force import load_applied, newest_network_no
from sync.kinds import SYNCED_PREFERENCE, default_owner
from sync.names import literal, quoted
from sync.plan.values import Facts, SiteTraffic, StoreRecord
from sync.reasons import Owner
from sync.schema import kept_types

VISIBILITY = """
    SELECT DISTINCT store.ID, seen.store_ID
    FROM replica.name_store_join AS seen
    JOIN replica.store AS store ON store.name_ID = seen.name_ID
    WHERE NOT coalesce(seen.inactive, false) AND seen.store_ID IS NOT NULL
    ORDER BY ALL
"""
STORES = """
    SELECT store.ID, coalesce(name.name, ''),
        coalesce(lower(store.store_mode) = 'dispensary', false)
    FROM replica.store AS store
    LEFT JOIN replica.name AS name ON name.ID = store.name_ID
"""
LEFT_OUT = """
    SELECT store_id, reason, count(*) FROM sync.known_record
    WHERE state = 'left_out' AND store_id IS NOT NULL AND table_name <> 'store' GROUP BY ALL
"""
TRAFFIC = """
    SELECT status.site_id, status.last_contact_at, coalesce(held.batches, 0),
        status.waiting_in - coalesce(held.rows, 0), status.waiting_out
    FROM sync.site_status AS status
    LEFT JOIN sync.held_batch AS held USING (site_id)
"""
PROCUREMENT = f"""
    SELECT count(*) FROM replica.pref
    WHERE store_ID IS NULL AND item = {literal(SYNCED_PREFERENCE)}
        AND lower(trim(data::VARCHAR, '"')) IN ('true', '1')
"""
OF_STORES = (Owner.STORE, Owner.ORDER, Owner.CENTRAL_STORE, Owner.PERSON_VISIBILITY)
SHARED = (Owner.CENTRAL, Owner.BARCODE, Owner.DISPENSARY_DATA)
Sizes = dict[tuple[str, str], int]


def read_facts(connection: duckdb.DuckDBPyConnection, home: Home) -> Facts:
    """Everything but patients and prescribers, which `sync.plan.persons` counts."""
    taken = connection.execute("SELECT coalesce(max(network_no), 0) FROM sync.network").fetchone()
    number = int(taken[0]) if taken else 0
    visible: dict[str, list[str]] = {}
    for store_id, seen_by in connection.execute(VISIBILITY).fetchall():
        visible.setdefault(store_id, []).append(seen_by)
    procurement = connection.execute(PROCUREMENT).fetchone()
    stores = {row[0]: StoreRecord(*row[1:]) for row in connection.execute(STORES).fetchall()}
    return Facts(
        in_force=load_applied(home, number).network if number else None,
        in_force_no=number,
        applied_no=newest_network_no(home),
        stores=stores,
        visible_to={store_id: tuple(seeing) for store_id, seeing in visible.items()},
        is_procurement_central=bool(procurement and procurement[0]),
        sizes=_sizes(connection, stores),
        left_out={(row[0], row[1]): row[2] for row in connection.execute(LEFT_OUT).fetchall()},
        traffic=_traffic(connection, home),
    )


def _sizes(connection: duckdb.DuckDBPyConnection, stores: Iterable[str]) -> Sizes:
    rows = connection.execute(_sizes_sql()).fetchall()
    sizes = {(owner, store_id): records for owner, store_id, records in rows}
    return sizes | {(Owner.STORE_RECORD.value, store_id): 1 for store_id in stores}


def _sizes_sql() -> str:
    """Records that the centre holds, by owner and store."""
    parts = []
    for record_type in kept_types():
        table, owner = f"replica.{quoted(record_type.name)}", default_owner(record_type)
        if owner in OF_STORES:
            parts.append(_part(owner, "_store_id", table, "_store_id IS NOT NULL"))
        elif record_type.name == "pref":
            parts.append(_part(Owner.CENTRAL_STORE, "_store_id", table, "_store_id IS NOT NULL"))
        elif record_type.name == "name":
            parts.append(_part(owner, "''", table, "lower(type) IS DISTINCT FROM 'patient'"))
        elif owner in SHARED:
            parts.append(_part(owner, "''", table, "true"))
    return f"SELECT owner, store_id, sum(n)::BIGINT FROM ({' UNION ALL '.join(parts)}) GROUP BY ALL"


def _part(owner: Owner, store: str, table: str, where: str) -> str:
    return (
        f"SELECT {literal(owner.value)} AS owner, {store} AS store_id, count(*) AS n "
        f"FROM {table} WHERE {where} GROUP BY ALL"
    )


def _traffic(connection: duckdb.DuckDBPyConnection, home: Home) -> dict[int, SiteTraffic]:
    """Held batches are in the landing folder too; the rest there waits for a cycle."""
    return {
        site_id: SiteTraffic(contact, max(0, _landed(home, site_id) - held), held, waiting, out)
        for site_id, contact, held, waiting, out in connection.execute(TRAFFIC).fetchall()
    }


def _landed(home: Home, site_id: int) -> int:
    return sum(1 for _ in (home.landing / f"site={site_id}").glob("*/*.parquet"))
