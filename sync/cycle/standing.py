"""Where things stand: settings in force, store facts and rights.

Recomputed only when the settings, a store record or the synced preference changed. The rules are
pure Python in `sync.ownership`; here their rows are fetched, stored and compared. Relations and
routes are in `sync.cycle.routes`.
"""

import json
from collections.abc import Iterable

from sync.cycle import procurement
from sync.cycle.context import Cycle
from sync.network import Network
from sync.ownership import Ground, edit_rights
from sync.reasons import Decision, Reason
from sync.rows import insert, replace
from sync.schema import sql_file

SITE_COLUMNS = "site_id, name, kind, time_zone, local_procurement"
STORE_COLUMNS = "store_id, active_site_id, collectors, include_transactions"


def load_standing(cycle: Cycle) -> None:
    """Put new settings in force (R18) and prepare what judging needs."""
    for name, values in (
        ("system_code", [(code,) for code in cycle.given.network.preferences.system_store_codes]),
        ("known_through", list(cycle.given.known_through.items())),
    ):
        columns = "code VARCHAR" if name == "system_code" else "site_id INTEGER, cycle_no BIGINT"
        cycle.run(f"CREATE OR REPLACE TEMP TABLE {name} ({columns})")
        insert(cycle.connection, name, values)
    in_force = cycle.rows("SELECT network_no FROM sync.network ORDER BY network_no DESC LIMIT 1")
    cycle.is_network_new = not in_force or in_force[0][0] != cycle.given.network_no
    if cycle.is_network_new:
        cycle.run(
            "CREATE OR REPLACE TEMP TABLE party_before AS SELECT store.name_ID AS name_id, "
            "min(store.ID) AS store_id FROM replica.store AS store SEMI JOIN sync.store_setting "
            "AS setting ON setting.store_id = store.ID WHERE store.name_ID IS NOT NULL GROUP BY ALL"
        )
        _take_settings(cycle)
    procurement.load_preference(cycle)
    load_store_facts(cycle)
    if cycle.is_network_new:
        refresh_rights(cycle)
    else:
        cycle.run("CREATE OR REPLACE TEMP TABLE party_before AS FROM party")
        cycle.run("CREATE OR REPLACE TEMP TABLE right_now AS FROM sync.edit_right")
    cycle.run(sql_file("moved.sql"))


def load_store_facts(cycle: Cycle) -> None:
    """`store_fact` and `party`: what judging and routing ask about stores."""
    cycle.run(
        sql_file(
            "store_fact.sql",
            central=cycle.given.network.central,
            is_procurement_central=int(cycle.is_procurement_central),
        )
    )


def refresh_rights(cycle: Cycle) -> None:
    """`sync.edit_right` as the settings and the dispensaries are now."""
    rights = [
        (r.owner.value, r.store_id, r.site_id, r.reason.value, r.refusal.value)
        for r in edit_rights(cycle.given.network, ground_of(cycle))
    ]
    replace(cycle.connection, "sync.edit_right", rights)
    cycle.run("CREATE OR REPLACE TEMP TABLE right_now AS FROM sync.edit_right")


def ground_of(cycle: Cycle) -> Ground:
    """The facts that the rules of rights and routes need beside the settings."""
    found = cycle.rows("SELECT store_id FROM store_fact WHERE is_assigned AND is_dispensary")
    return Ground(frozenset(row[0] for row in found), cycle.is_procurement_central)


def _take_settings(cycle: Cycle) -> None:
    network, given = cycle.given.network, cycle.given
    sites = [
        (s.id, s.name, s.kind.value, network.time_zone_of(s), s.local_procurement)
        for s in network.sites
    ]
    stores = [
        (s.id, s.active, sorted(network.collectors_of(s)), s.include_transactions)
        for s in network.stores
    ]
    for table, columns, rows, record_type in (
        ("sync.site", SITE_COLUMNS, sites, "site"),
        ("sync.store_setting", STORE_COLUMNS, stores, "store_sync_setting"),
    ):
        _note_changes(cycle, table, columns, rows, record_type)
    _note_moves(cycle, network)
    replace(cycle.connection, "sync.site", sites)
    replace(cycle.connection, "sync.store_setting", stores)
    preferences = network.preferences
    cycle.run(
        "INSERT INTO sync.network VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            given.network_no,
            given.cycle_no,
            network.central,
            network.primary,
            preferences.stale_after,
            preferences.time_zone,
            list(preferences.system_store_codes),
            given.applied_by,
            given.ran_at,
        ],  # fmt: skip
    )


def _note_changes(
    cycle: Cycle, table: str, columns: str, rows: Iterable[tuple[object, ...]], record_type: str
) -> None:
    """A change of the centre's own for every site or store whose settings differ (R18)."""
    before = {row[0]: tuple(row) for row in cycle.rows(f"SELECT {columns} FROM {table}")}
    after = {row[0]: tuple(row) for row in rows}
    names, given = columns.split(", "), cycle.given
    differ = [
        key
        for key in sorted(before.keys() | after.keys(), key=str)
        if before.get(key) != after.get(key)
    ]
    changes = [
        (
            number, given.cycle_no, given.network.central, None, None, record_type, str(key),
            "upsert" if key in after else "delete", str(key) if record_type != "site" else None,
            given.ran_at, given.ran_at, given.ran_at, Decision.APPLIED.value,
            Reason.CENTRAL_EDITS_SYNC.value, None,
            json.dumps(dict(zip(names, after[key], strict=True))) if key in after else None,
        )
        for number, key in enumerate(differ, cycle.last_change_no + 1)
    ]  # fmt: skip
    insert(cycle.connection, "sync.change", changes)
    cycle.last_change_no += len(changes)


def _note_moves(cycle: Cycle, network: Network) -> None:
    """A store whose active site is another than before has moved (R12)."""
    before = dict(cycle.rows("SELECT store_id, active_site_id FROM sync.store_setting"))
    moves = [
        (store.id, before[store.id], store.active, cycle.given.cycle_no)
        for store in network.stores
        if store.id in before and before[store.id] != store.active
    ]
    insert(cycle.connection, "sync.store_move", moves)
