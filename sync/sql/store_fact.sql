-- store_fact: one row per store that has settings or a record, or was left out.
CREATE OR REPLACE TEMP TABLE store_fact AS
WITH setting AS (
    SELECT setting.*, coalesce(site.local_procurement, false) AS is_local
    FROM sync.store_setting AS setting
    LEFT JOIN sync.site AS site ON site.site_id = setting.active_site_id
),
record AS (
    SELECT ID, name_ID, store_mode, code IN (SELECT code FROM system_code) AS has_system_code
    FROM replica.store
),
left_out AS (
    SELECT record_id FROM sync.known_record WHERE table_name = 'store' AND state = 'left_out'
)
SELECT
    coalesce(record.ID, setting.store_id, left_out.record_id) AS store_id,
    record.name_ID AS name_id,
    coalesce(lower(record.store_mode) = 'dispensary', false) AS is_dispensary,
    setting.store_id IS NOT NULL AS is_assigned,
    setting.active_site_id,
    coalesce(
        setting.active_site_id = $central OR list_contains(setting.collectors, $central), false
    ) AS is_collected,
    coalesce(setting.include_transactions, true) AS include_transactions,
    $is_procurement_central = 1 AND setting.store_id IS NOT NULL AND NOT setting.is_local
        AS is_procured,
    coalesce(record.has_system_code, record.ID IS NULL AND left_out.record_id IS NOT NULL)
        AS is_system
FROM setting
FULL JOIN record ON record.ID = setting.store_id
FULL JOIN left_out ON left_out.record_id = coalesce(record.ID, setting.store_id);

-- party: the names that are stores of the network.
CREATE OR REPLACE TEMP TABLE party AS
SELECT name_id, min(store_id) AS store_id
FROM store_fact
WHERE name_id IS NOT NULL AND is_assigned
GROUP BY name_id;
