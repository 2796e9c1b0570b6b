"""What the page of settings asks the lake: stores, sites, their relations, and what changed.

Relations and reasons are the cycle's; here they are only chosen and named.
"""

from collections.abc import Mapping

import pandas as pd

from dashboard.data import Reading
from sync.settings_history import settings_history

Parameters = Mapping[str, object]

STORES = """
WITH known AS (
    SELECT store_id FROM sync.store_setting
    UNION
    SELECT store_id FROM sync.relation
)
SELECT
    known.store_id, coalesce(name.name, record.code, known.store_id) AS name,
    record.code, record.ID IS NOT NULL AS has_record,
    setting.store_id IS NOT NULL AS has_settings, setting.active_site_id,
    setting.include_transactions
FROM known
LEFT JOIN sync.store_setting AS setting USING (store_id)
LEFT JOIN replica.store AS record ON record.ID = known.store_id
LEFT JOIN replica.name AS name ON name.ID = record.name_ID
ORDER BY lower(coalesce(name.name, record.code, known.store_id)), known.store_id
"""

SITES = """
SELECT site.site_id, site.name, site.kind, site.site_id = network.central_site_id AS is_central,
    site.site_id = network.primary_site_id AS is_primary
FROM sync.site AS site
CROSS JOIN (FROM sync.network ORDER BY network_no DESC LIMIT 1) AS network
ORDER BY site.site_id
"""

RELATIONS = """
SELECT store_id, site_id, relation, reason
FROM sync.store_relation
WHERE ($stores::VARCHAR[] IS NULL OR list_contains($stores, store_id))
    AND list_contains($sites, site_id)
"""

IN_FORCE = """
SELECT network.network_no, network.applied_by, network.cycle_no, cycle.ran_at
FROM sync.network AS network
LEFT JOIN sync.cycle AS cycle USING (cycle_no)
ORDER BY network_no DESC LIMIT 1
"""

UNSETTLED = """
SELECT reason, store_id, site_id FROM sync.relation
WHERE reason IN ('unassigned', 'collector_without_visibility')
ORDER BY ALL
"""


def stores(lake: Reading) -> pd.DataFrame:
    """One row per store with settings or a record, by name."""
    return lake.frame(STORES)


def sites(lake: Reading) -> pd.DataFrame:
    """One row per site in force, by id: site_id, name, kind, is_central, is_primary."""
    return lake.frame(SITES)


def relations(lake: Reading, parameters: Parameters) -> pd.DataFrame:
    """One row per chosen store (all for null) and site of `sites`, plain none too."""
    return lake.frame(RELATIONS, parameters)


def in_force(lake: Reading) -> pd.DataFrame:
    """One row: the settings in force, who applied them, since which cycle; none before any."""
    return lake.frame(IN_FORCE)


def unsettled(lake: Reading) -> pd.DataFrame:
    """Relations that are not what somebody may have meant (R4, R7a)."""
    return lake.frame(UNSETTLED)


def history(lake: Reading) -> pd.DataFrame:
    """One row per thing that was changed, newest first, with its sentence."""
    columns = (
        "network_no", "cycle_no", "applied_by", "taken_up_at", "sentence", "store_id", "site_id",
    )  # fmt: skip
    told = [[getattr(change, name) for name in columns] for change in lake.answer(settings_history)]
    return pd.DataFrame(told, columns=list(columns))
