-- Who comes to hold a kept record later is told what was merged into it: its own rows may name that.
INSERT INTO destined
SELECT
    merged.table_name, merged.deleted_id, NULL::BIGINT, NULL::INTEGER, NULL::INTEGER, 'merge',
    now.audience, now.destination_site_id, now.reason, now.dependency
FROM destined AS now
JOIN merged ON merged.table_name = now.table_name AND merged.kept_id = now.record_id
ANTI JOIN known
    ON known.table_name = now.table_name AND known.record_id = now.record_id
    AND known.site_id = now.destination_site_id
WHERE now.action = 'upsert' AND now.audience = 'site';
