"""Where things stand: settings in force, store facts, relations, rights and routes.

Recomputed only when the settings, a store record or the visibility of a store changed (R7).
The rules are pure Python in `sync.relations`, `sync.ownership` and `sync.routing`; here their
rows are fetched, stored and compared.
"""

import json
from collections.abc import Iterable, Sequence

from sync.cycle import procurement
from sync.cycle.context import Cycle
from sync.network import Network
from sync.ownership import Ground, edit_rights
from sync.reasons import Decision, Reason
from sync.relations import store_relations
from sync.routing import Audience, audience_sites, routes
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
        _insert(cycle, name, values)
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
    _replace(cycle, "sync.edit_right", rights)
    cycle.run("CREATE OR REPLACE TEMP TABLE right_now AS FROM sync.edit_right")


def refresh_routes(cycle: Cycle) -> None:
    """`sync.relation`, `sync.route` and `sync.audience`; what was before is kept beside them."""
    cycle.run("CREATE OR REPLACE TEMP TABLE relation_before AS FROM sync.relation")
    cycle.run("CREATE OR REPLACE TEMP TABLE route_before AS FROM sync.route")
    relations = store_relations(cycle.given.network, _visibility(cycle), _store_records(cycle))
    _replace(
        cycle,
        "sync.relation",
        [(r.store_id, r.site_id, r.relation.value, r.reason.value) for r in relations],
    )
    _replace(
        cycle,
        "sync.route",
        [
            (r.owner.value, r.store_id, r.audience.value, r.destination_site_id, r.reason.value)
            for r in routes(cycle.given.network, ground_of(cycle), relations)
        ],
    )
    _refresh_audiences(cycle)


def keep_routes(cycle: Cycle) -> None:
    """Nothing moved: what was before is what is."""
    cycle.run("CREATE OR REPLACE TEMP TABLE relation_before AS FROM sync.relation")
    cycle.run("CREATE OR REPLACE TEMP TABLE route_before AS FROM sync.route")


def ground_of(cycle: Cycle) -> Ground:
    """The facts that the rules of rights and routes need beside the settings."""
    found = cycle.rows("SELECT store_id FROM store_fact WHERE is_assigned AND is_dispensary")
    return Ground(frozenset(row[0] for row in found), cycle.is_procurement_central)


def _visibility(cycle: Cycle) -> dict[str, list[str]]:
    """Store → stores to which its name is visible (R7)."""
    found: dict[str, list[str]] = {}
    for store_id, seen_by in cycle.rows(
        "SELECT DISTINCT store_fact.store_id, seen.store_ID FROM replica.name_store_join AS seen "
        "JOIN store_fact ON store_fact.name_id = seen.name_ID "
        "WHERE NOT coalesce(seen.inactive, false) AND seen.store_ID IS NOT NULL ORDER BY ALL"
    ):
        found.setdefault(store_id, []).append(seen_by)
    return found


def _store_records(cycle: Cycle) -> list[str]:
    return [row[0] for row in cycle.rows("SELECT ID FROM replica.store ORDER BY ID")]


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
    _replace(cycle, "sync.site", sites)
    _replace(cycle, "sync.store_setting", stores)
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
    _insert(cycle, "sync.store_move", moves)


def _refresh_audiences(cycle: Cycle) -> None:
    """Who joins an audience shares it from here on; who leaves has had what was before."""
    wanted = audience_sites(cycle.given.network, ground_of(cycle))
    now = cycle.rows("SELECT audience, site_id FROM sync.audience WHERE until_position IS NULL")
    members = {(Audience(audience), site_id) for audience, site_id in now}
    target = {(audience, site_id) for audience, ids in wanted.items() for site_id in ids}
    for audience, site_id in sorted(members - target):
        cycle.run(
            "UPDATE sync.audience SET until_position = ? "
            "WHERE audience = ? AND site_id = ? AND until_position IS NULL",
            [cycle.last_position, audience.value, site_id],
        )
    joined = sorted(target - members)
    _insert(
        cycle, "sync.audience", [(a.value, site, cycle.last_position, None) for a, site in joined]
    )


def _replace(cycle: Cycle, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Make a small table hold exactly these rows, touching it only where it differs."""
    held = cycle.rows(f"FROM {table}")
    if sorted(held, key=repr) == sorted(rows, key=repr):
        return
    if held:
        cycle.run(f"DELETE FROM {table}")
    _insert(cycle, table, rows)


def _insert(cycle: Cycle, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    columns = list(zip(*rows, strict=True))
    parameters = {f"c{i}": list(column) for i, column in enumerate(columns)}
    picks = ", ".join(f"unnest($c{i})" for i in range(len(columns)))
    cycle.run(f"INSERT INTO {table} SELECT {picks}", parameters)
