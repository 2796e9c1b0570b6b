-- Answers with the centre's version, to who may hold the record; an owner is not repaired (R23).
INSERT INTO destined
SELECT DISTINCT
    r.table_name, r.record_id, NULL::BIGINT, NULL::INTEGER, NULL::INTEGER, 'upsert', 'site',
    r.site_id, r.reason, kind.dependency
FROM to_repair AS r
JOIN record_kind AS kind USING (table_name)
JOIN subject_after AS s USING (table_name, record_id)
JOIN entitled_after AS held USING (table_name, record_id)
LEFT JOIN home_after AS home
    ON s.owner = 'patient'
    AND home.person_table = CASE WHEN s.table_name IN ('name', 'clinician') THEN s.table_name
        ELSE kind.parent_table END
    AND home.person_id = CASE WHEN s.table_name IN ('name', 'clinician') THEN s.record_id
        ELSE s.parent_id END
LEFT JOIN sync.audience AS audience
    ON audience.audience = held.audience AND audience.site_id = r.site_id
    AND audience.until_position IS NULL
LEFT JOIN right_now AS mine
    ON mine.owner = s.owner AND coalesce(mine.site_id, r.site_id) = r.site_id
    AND mine.store_id = CASE
        WHEN s.owner = 'patient' THEN coalesce(home.store_id, '')
        WHEN s.owner IN ('store', 'order', 'patient_at_store', 'message')
            THEN coalesce(s.store_id, '')
        ELSE '' END
WHERE coalesce(audience.site_id, held.site_id) = r.site_id
    AND (r.reason <> 'repair' OR mine.owner IS NULL);
