"""Sites that get everything they are entitled to: new, re-initialised or resynced (R39, R40).

What is a site's own is ordinary outgoing rows; shared data is never copied per site: a row of
`sync.load` stands for all of an audience's data up to that position, read from the log.
"""

from collections.abc import Collection

from sync.catalogue import CATALOGUE
from sync.cycle.context import Cycle
from sync.cycle.entitled import held_sql
from sync.cycle.routes import Membership
from sync.kinds import default_owner
from sync.names import literal, quoted
from sync.orders import OrderKind
from sync.reasons import Owner, RouteReason
from sync.routing import Audience
from sync.schema import kept_types, sql_file

OF_DISPENSING = ("prescription_category", "diagnosis")


def find_loading(cycle: Cycle, joined: Collection[Membership]) -> None:
    """`loading`: the sites that get everything; `sync.load`: their share of shared data.

    Makes `route_known` and `relation_known`: what was before, as these sites know it.
    """
    reasons = {
        site_id: RouteReason.INITIAL_LOAD
        for audience, site_id in joined
        if audience is Audience.ALL and cycle.last_position
    }
    for order in cycle.given.orders:
        if order.kind in (OrderKind.INITIAL_LOAD, OrderKind.RESYNC):
            reasons[int(order.subject)] = RouteReason(order.kind.value)
    cycle.run("CREATE OR REPLACE TEMP TABLE loading (site_id INTEGER, reason VARCHAR)")
    known = cycle.given.network.site_ids
    for site_id, reason in sorted(reasons.items()):
        if site_id in known:
            cycle.run("INSERT INTO loading VALUES (?, ?)", [site_id, reason.value])
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE route_known AS FROM route_before "
        "WHERE destination_site_id IS NULL "
        "OR destination_site_id NOT IN (SELECT site_id FROM loading)"
    )
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE relation_known AS FROM relation_before "
        "WHERE site_id NOT IN (SELECT site_id FROM loading)"
    )
    _load_audiences(cycle, joined)


def leave_audiences(cycle: Cycle, left: Collection[Membership]) -> None:
    """A site without a dispensary has no use for dispensary data any more (R38)."""
    for audience, site_id in left:
        if audience is not Audience.DISPENSARY or site_id not in cycle.given.network.site_ids:
            continue
        for record_type in kept_types():
            if default_owner(record_type) is Owner.DISPENSARY_DATA:
                cycle.run(
                    f"INSERT INTO destined SELECT {literal(record_type.name)}, "
                    f"held.{quoted(record_type.key)}, held._change_no, held._site_id, NULL, "
                    f"'remove', 'site', {site_id}, 'left_subset', {record_type.order} "
                    f"FROM replica.{quoted(record_type.name)} AS held"
                )


def resend_patients(cycle: Cycle) -> None:
    """The patients visible to a store with all that dispensing needs, to its active site (R40)."""
    stores = sorted({o.subject for o in cycle.given.orders if o.kind is OrderKind.RESYNC_PATIENTS})
    for store_id in stores:
        for record_type in kept_types():
            where = _dispensing_where(record_type.name)
            if where is None:
                continue
            asked = held_sql(record_type, where.replace("$store", literal(store_id)))
            cycle.run(
                f"""
                INSERT INTO destined
                SELECT asked.table_name, asked.record_id, held._change_no, held._site_id, NULL,
                    'upsert', 'site', store_fact.active_site_id, 'resync', {record_type.order}
                FROM ({asked}) AS asked
                JOIN replica.{quoted(record_type.name)} AS held
                    ON held.{quoted(record_type.key)} = asked.record_id
                JOIN store_fact ON store_fact.store_id = {literal(store_id)}
                    AND store_fact.is_assigned
                """
            )


def _dispensing_where(table_name: str) -> str | None:
    """SQL for the records of a table that belong to a store's patients (`$store`)."""
    seen = (
        "(SELECT name_ID FROM replica.name_store_join AS seen "
        "WHERE seen.store_ID = $store AND NOT coalesce(seen.inactive, false))"
    )
    record_type = CATALOGUE.tables[table_name]
    if table_name == "name":
        return f"lower(held.type) = 'patient' AND held.ID IN {seen}"
    if record_type.parent_table == "name" and default_owner(record_type) is Owner.PATIENT:
        return f"held._person_id IN {seen}"
    if table_name == "clinician":
        return (
            "held.ID IN (SELECT prescriber_ID FROM replica.clinician_store_join "
            "WHERE store_ID = $store) OR held.ID IN (SELECT prescriber_id FROM sync.prescribed "
            "WHERE store_id = $store)"
        )
    if default_owner(record_type) is Owner.DISPENSARY_DATA or table_name in OF_DISPENSING:
        return "true"
    return None


def _load_audiences(cycle: Cycle, joined: Collection[Membership]) -> None:
    loading = dict(cycle.rows("SELECT site_id, reason FROM loading"))
    shares = {
        (site_id, audience): loading[site_id]
        for audience, site_id in cycle.rows("SELECT audience, site_id FROM audience_now")
        if site_id in loading
    }
    for audience, site_id in joined:
        if audience is Audience.DISPENSARY and cycle.last_position:
            shares.setdefault((site_id, audience.value), RouteReason.BECAME_ACTIVE.value)
    if not shares:
        return
    cycle.last_position += 1
    for (site_id, audience), reason in sorted(shares.items()):
        cycle.run(
            "INSERT INTO sync.load VALUES (?, ?, ?, ?, ?, ?)",
            [
                site_id,
                audience,
                cycle.given.cycle_no,
                cycle.given.ran_at,
                reason,
                cycle.last_position,
            ],  # fmt: skip
        )
    cycle.run(sql_file("load_tally.sql", cycle_no=cycle.given.cycle_no))
    cycle.run(
        "UPDATE sync.audience SET since_position = ? WHERE until_position IS NULL "
        "AND since_position = ?",
        [cycle.last_position, cycle.last_position - 1],
    )
