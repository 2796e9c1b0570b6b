-- store_fact: one row per store that has settings or a record.
CREATE OR REPLACE TEMP TABLE store_fact AS
WITH ids AS (
    SELECT ID AS store_id FROM replica.store
    UNION
    SELECT store_id FROM sync.store_setting
    UNION
    SELECT record_id FROM sync.known_record WHERE table_name = 'store' AND state = 'left_out'
)
SELECT
    ids.store_id,
    record.name_ID AS name_id,
    coalesce(lower(record.store_mode) = 'dispensary', false) AS is_dispensary,
    setting.store_id IS NOT NULL AS is_assigned,
    setting.active_site_id,
    coalesce(
        setting.active_site_id = $central OR list_contains(setting.collectors, $central), false
    ) AS is_collected,
    coalesce(setting.include_transactions, true) AS include_transactions,
    $is_procurement_central = 1 AND setting.store_id IS NOT NULL
        AND NOT coalesce(site.local_procurement, false) AS is_procured,
    coalesce(record.code IN (SELECT code FROM system_code), record.ID IS NULL AND left_out.record_id IS NOT NULL)
        AS is_system
FROM ids
LEFT JOIN replica.store AS record ON record.ID = ids.store_id
LEFT JOIN sync.store_setting AS setting ON setting.store_id = ids.store_id
LEFT JOIN sync.site AS site ON site.site_id = setting.active_site_id
LEFT JOIN sync.known_record AS left_out
    ON left_out.table_name = 'store' AND left_out.state = 'left_out'
    AND left_out.record_id = ids.store_id;

-- party: the names that are stores of the network.
CREATE OR REPLACE TEMP TABLE party AS
SELECT name_id, min(store_id) AS store_id
FROM store_fact
WHERE name_id IS NOT NULL AND is_assigned
GROUP BY name_id;
