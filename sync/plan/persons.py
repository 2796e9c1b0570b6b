"""How many records of patients and prescribers a site would get or lose (R35).

Which persons a route leads to a site is a set, and sets of several stores overlap: they are
counted in the lake, for the sites whose routes differ and no others.
"""

from collections.abc import Iterable

import duckdb

from sync.kinds import PERSON_TABLES, default_owner
from sync.names import quoted
from sync.reasons import Owner
from sync.schema import kept_types

PersonRoutes = set[tuple[int, str, str]]
"""Site, kind of route (`sync.routing.PersonRoute`), store ("" for everybody)."""

COUNT = """
    WITH led(via, person_id, store_id) AS (
        SELECT 'patient_seen', seen.name_ID, seen.store_ID
        FROM replica.name_store_join AS seen
        JOIN replica.name AS patient ON patient.ID = seen.name_ID
        WHERE lower(patient.type) = 'patient' AND NOT coalesce(seen.inactive, false)
        UNION ALL
        SELECT 'prescriber_seen', prescriber_ID, store_ID FROM replica.clinician_store_join
        UNION ALL
        SELECT 'prescriber_seen', prescriber_id, store_id FROM sync.prescribed
        UNION ALL
        SELECT 'patient_home', ID, unnest([coalesce(_store_id, ''), '']) FROM replica.name
        WHERE lower(type) = 'patient'
        UNION ALL
        SELECT 'prescriber_home', ID, unnest([coalesce(_store_id, ''), '']) FROM replica.clinician
    ),
    entitled AS (
        SELECT route.site_id, starts_with(via, 'patient') AS is_patient, led.person_id,
            bool_or(route.is_after) AS after, bool_or(NOT route.is_after) AS before
        FROM (SELECT unnest($sites) AS site_id, unnest($kinds) AS via, unnest($stores) AS store_id,
            unnest($after) AS is_after) AS route
        JOIN led USING (via, store_id)
        GROUP BY ALL
        HAVING after <> before
    ),
    size AS (
        SELECT person_id, count(*) AS records FROM ({hanging}) GROUP BY ALL
    )
    SELECT entitled.site_id,
        coalesce(sum(1 + coalesce(size.records, 0)) FILTER (entitled.after), 0)::BIGINT,
        coalesce(sum(1 + coalesce(size.records, 0)) FILTER (entitled.before), 0)::BIGINT
    FROM entitled
    LEFT JOIN size USING (person_id)
    GROUP BY entitled.site_id
"""


def count_persons(
    connection: duckdb.DuckDBPyConnection, before: PersonRoutes, after: PersonRoutes
) -> dict[int, tuple[int, int]]:
    """Per site whose routes differ: records that it would get, and lose."""
    sites = {site_id for site_id, _, _ in before ^ after}
    rows = [(*r, False) for r in _of(before, sites)] + [(*r, True) for r in _of(after, sites)]
    if not rows:
        return {}
    columns = [list(column) for column in zip(*rows, strict=True)]
    parameters = dict(zip(("sites", "kinds", "stores", "after"), columns, strict=True))
    counted = connection.execute(COUNT.format(hanging=_hanging_sql()), parameters).fetchall()
    return {site_id: (gets, loses) for site_id, gets, loses in counted}


def _of(routes: PersonRoutes, sites: set[int]) -> Iterable[tuple[int, str, str]]:
    return sorted(route for route in routes if route[0] in sites)


def _hanging_sql() -> str:
    """A row per record that hangs on a patient or prescriber."""
    owners = (Owner.PATIENT, Owner.PATIENT_AT_STORE)
    return " UNION ALL ".join(
        f"SELECT _person_id AS person_id FROM replica.{quoted(record_type.name)} "
        "WHERE _person_id IS NOT NULL"
        for record_type in kept_types()
        if default_owner(record_type) in owners and record_type.name not in PERSON_TABLES
    )
