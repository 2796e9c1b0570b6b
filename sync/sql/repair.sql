-- Answers with the centre's version, to who may hold the record; an owner is not repaired (R23).
INSERT INTO destined
SELECT DISTINCT
    r.table_name, r.record_id, NULL::BIGINT, NULL::INTEGER, NULL::INTEGER, 'upsert', 'site',
    r.site_id, r.reason, kind.dependency
FROM to_repair AS r
JOIN record_kind AS kind USING (table_name)
JOIN entitled_after AS held USING (table_name, record_id)
LEFT JOIN audience_now AS audience
    ON audience.audience = held.audience AND audience.site_id = r.site_id
WHERE coalesce(audience.site_id, held.site_id) = r.site_id AND (
    r.reason <> 'repair' OR (r.table_name, r.record_id, r.site_id) NOT IN (
        SELECT (table_name, record_id, site_id) FROM owner_site
    )
);
