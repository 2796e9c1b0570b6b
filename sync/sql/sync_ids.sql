-- Store records say where the store is active: the centre writes it from the settings (R7a).
CREATE OR REPLACE TEMP TABLE resettled AS
SELECT record.ID AS record_id, setting.active_site_id
FROM replica.store AS record
LEFT JOIN sync.store_setting AS setting ON setting.store_id = record.ID
WHERE record.sync_id_remote_site IS DISTINCT FROM setting.active_site_id;

UPDATE replica.store AS record
SET sync_id_remote_site = resettled.active_site_id
FROM resettled
WHERE record.ID = resettled.record_id;
