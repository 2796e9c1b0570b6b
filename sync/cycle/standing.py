"""Where things stand: settings in force, store facts and rights.

Recomputed only when the settings, a store record or the synced preference changed. The rules are
pure Python in `sync.ownership`; here their rows are fetched, stored and compared. Relations and
routes are in `sync.cycle.routes`.
"""

import json
from collections.abc import Iterable, Sequence

from sync.cycle import procurement
from sync.cycle.context import Cycle
from sync.network import Network
from sync.ownership import Ground, edit_rights
from sync.reasons import Decision, Reason
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
        insert(cycle, name, values)
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE party_before AS SELECT store.name_ID AS name_id, "
        "min(store.ID) AS store_id FROM replica.store AS store SEMI JOIN sync.store_setting "
        "AS setting ON setting.store_id = store.ID WHERE store.name_ID IS NOT NULL GROUP BY ALL"
    )
    in_force = cycle.rows("SELECT network_no FROM sync.network ORDER BY network_no DESC LIMIT 1")
    cycle.is_network_new = not in_force or in_force[0][0] != cycle.given.network_no
    if cycle.is_network_new:
        _take_settings(cycle)
    procurement.load_preference(cycle)
    load_store_facts(cycle)
    if cycle.is_network_new:
        refresh_rights(cycle)
    else:
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
    replace(cycle, "sync.edit_right", rights)
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
    replace(cycle, "sync.site", sites)
    replace(cycle, "sync.store_setting", stores)
    preferences = network.preferences
    cycle.run(
        "INSERT INTO sync.network VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            given.network_no, given.cycle_no, network.central, network.primary,
            preferences.stale_after, preferences.time_zone,
            list(preferences.system_store_codes), given.applied_by, given.ran_at,
        ],  # fmt: skip
    )


def _note_changes(
    cycle: Cycle, table: str, columns: str, rows: Iterable[tuple[object, ...]], record_type: str
) -> None:
    """A change of the centre's own for every site or store whose settings differ (R18)."""
    before = {row[0]: tuple(row) for row in cycle.rows(f"SELECT {columns} FROM {table}")}
    after = {row[0]: tuple(row) for row in rows}
    names = columns.split(", ")
    for key in sorted(before.keys() | after.keys(), key=str):
        if before.get(key) == after.get(key):
            continue
        cycle.last_change_no += 1
        data = json.dumps(dict(zip(names, after[key], strict=True))) if key in after else None
        at = cycle.given.ran_at
        cycle.run(
            "INSERT INTO sync.change VALUES (?, ?, ?, NULL, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                cycle.last_change_no, cycle.given.cycle_no, cycle.given.network.central,
                record_type, str(key), "upsert" if key in after else "delete",
                str(key) if record_type != "site" else None, at, at, at,
                Decision.APPLIED.value, Reason.CENTRAL_EDITS_SYNC.value, None, data,
            ],  # fmt: skip
        )


def _note_moves(cycle: Cycle, network: Network) -> None:
    """A store whose active site is another than before has moved (R12)."""
    before = dict(cycle.rows("SELECT store_id, active_site_id FROM sync.store_setting"))
    moves = [
        (store.id, before[store.id], store.active, cycle.given.cycle_no)
        for store in network.stores
        if store.id in before and before[store.id] != store.active
    ]
    insert(cycle, "sync.store_move", moves)


def replace(cycle: Cycle, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Make a small table hold exactly these rows, touching it only where it differs."""
    held = cycle.rows(f"FROM {table}")
    if sorted(held, key=repr) == sorted(rows, key=repr):
        return
    if held:
        cycle.run(f"DELETE FROM {table}")
    insert(cycle, table, rows)


def insert(cycle: Cycle, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    parameters = {f"c{i}": list(column) for i, column in enumerate(columns)}
    picks = ", ".join(f"unnest($c{i})" for i in range(len(columns)))
    cycle.run(f"INSERT INTO {table} SELECT {picks}", parameters)
