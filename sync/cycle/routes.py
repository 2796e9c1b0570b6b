"""Relations, routes and audiences as the cycle leaves them, beside what they were (R4–R7, R30).

Recomputed only when the settings, a store record or the visibility of a store changed. The rules
are pure Python in `sync.relations` and `sync.routing`.
"""

from sync.cycle import standing
from sync.cycle.context import Cycle
from sync.relations import store_relations
from sync.routing import Audience, audience_sites, routes
from sync.rows import insert, replace

Membership = tuple[Audience, int]
"""An audience and a site that is in it."""


def keep_before(cycle: Cycle) -> None:
    """Remember relations and routes before anything moves."""
    cycle.run("CREATE OR REPLACE TEMP TABLE relation_before AS FROM sync.relation")
    cycle.run("CREATE OR REPLACE TEMP TABLE route_before AS FROM sync.route")


def keep_now(cycle: Cycle, *, has_moved: bool) -> None:
    """`relation_now`, `route_now` and `audience_now`: the same as the cycle leaves them."""
    for name in ("relation", "route"):
        source = f"sync.{name}" if has_moved else f"{name}_before"
        cycle.run(f"CREATE OR REPLACE TEMP TABLE {name}_now AS FROM {source}")
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE audience_now AS "
        "SELECT audience, site_id FROM sync.audience WHERE until_position IS NULL"
    )


def refresh(cycle: Cycle) -> None:
    """`sync.relation` and `sync.route` as settings, store records and visibility are now."""
    relations = store_relations(cycle.given.network, _visibility(cycle), _store_records(cycle))
    replace(
        cycle.connection,
        "sync.relation",
        [(r.store_id, r.site_id, r.relation.value, r.reason.value) for r in relations],
    )
    replace(
        cycle.connection,
        "sync.route",
        [
            (r.owner.value, r.store_id, r.audience.value, r.destination_site_id, r.reason.value)
            for r in routes(cycle.given.network, standing.ground_of(cycle), relations)
        ],
    )


def refresh_audiences(cycle: Cycle) -> tuple[list[Membership], list[Membership]]:
    """Who joins an audience shares it from here on; returns who joined and who left."""
    wanted = audience_sites(cycle.given.network, standing.ground_of(cycle))
    now = cycle.rows("SELECT audience, site_id FROM sync.audience WHERE until_position IS NULL")
    members = {(Audience(audience), site_id) for audience, site_id in now}
    target = {(audience, site_id) for audience, ids in wanted.items() for site_id in ids}
    left, joined = sorted(members - target), sorted(target - members)
    for audience, site_id in left:
        cycle.run(
            "UPDATE sync.audience SET until_position = ? "
            "WHERE audience = ? AND site_id = ? AND until_position IS NULL",
            [cycle.last_position, audience.value, site_id],
        )
    insert(
        cycle.connection,
        "sync.audience",
        [(audience.value, site_id, cycle.last_position, None) for audience, site_id in joined],
    )
    return joined, left


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
