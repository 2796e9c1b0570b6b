-- person_moved: persons whose home store, or the stores or sites that see them, have changed.
CREATE OR REPLACE TEMP TABLE person_moved AS
-- visibility rows that the cycle touched
SELECT kind.parent_table AS person_table, s.parent_id AS person_id
FROM settled_all AS s
JOIN record_kind AS kind USING (table_name)
WHERE kind.is_visibility
UNION
SELECT kind.parent_table, old.person_id
FROM visibility_before AS old
JOIN record_kind AS kind USING (table_name)
UNION
SELECT kind.parent_table, held.name_ID
FROM rewritten_join AS r
JOIN record_kind AS kind USING (table_name)
JOIN replica.name_store_join AS held
    ON r.table_name = 'name_store_join' AND held.ID = r.record_id
UNION
SELECT kind.parent_table, held.prescriber_ID
FROM rewritten_join AS r
JOIN record_kind AS kind USING (table_name)
JOIN replica.clinician_store_join AS held
    ON r.table_name = 'clinician_store_join' AND held.ID = r.record_id
UNION
-- another home store
SELECT table_name, record_id
FROM settled_all
WHERE table_name IN ('name', 'clinician') AND was_present
    AND (store_id, owner) IS DISTINCT FROM (store_before, owner_before)
UNION
SELECT 'clinician', prescriber_id FROM prescribed_new
UNION
-- stores whose sites have changed
SELECT 'name', held.ID
FROM replica.name AS held
JOIN route_moved AS moved ON moved.owner = 'patient_home'
    AND (moved.store_id = '' OR moved.store_id = held._store_id)
WHERE lower(held.type) = 'patient'
UNION
SELECT 'clinician', held.ID
FROM replica.clinician AS held
JOIN route_moved AS moved ON moved.owner = 'prescriber_home'
    AND (moved.store_id = '' OR moved.store_id = held._store_id)
UNION
SELECT 'name', held.name_ID
FROM replica.name_store_join AS held
JOIN route_moved AS moved ON moved.owner = 'patient_seen' AND moved.store_id = held.store_ID
WHERE NOT coalesce(held.inactive, false)
UNION
SELECT 'clinician', held.prescriber_ID
FROM replica.clinician_store_join AS held
JOIN route_moved AS moved ON moved.owner = 'prescriber_seen' AND moved.store_id = held.store_ID
UNION
SELECT 'clinician', held.prescriber_id
FROM sync.prescribed AS held
JOIN route_moved AS moved ON moved.owner = 'prescriber_seen' AND moved.store_id = held.store_id;
