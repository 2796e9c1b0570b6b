-- The home stores of the persons, and the stores that see them, now and before the cycle.
CREATE OR REPLACE TEMP TABLE home_after AS
SELECT 'name' AS person_table, held.ID AS person_id, held._store_id AS store_id
FROM replica.name AS held
WHERE held.ID IN (SELECT person_id FROM person WHERE person_table = 'name')
    AND lower(held.type) = 'patient'
UNION ALL
SELECT 'clinician', held.ID, held._store_id
FROM replica.clinician AS held
WHERE held.ID IN (SELECT person_id FROM person WHERE person_table = 'clinician');

CREATE OR REPLACE TEMP TABLE home_before AS
SELECT table_name AS person_table, record_id AS person_id, store_before AS store_id
FROM settled_all
WHERE table_name IN ('name', 'clinician') AND was_present AND owner_before = 'patient'
UNION ALL
SELECT home_after.*
FROM home_after
WHERE (person_table, person_id) NOT IN (
    SELECT (table_name, record_id) FROM settled_all WHERE table_name IN ('name', 'clinician')
);

CREATE OR REPLACE TEMP TABLE seen_after AS
SELECT DISTINCT 'name' AS person_table, name_ID AS person_id, store_ID AS store_id
FROM replica.name_store_join
WHERE name_ID IN (SELECT person_id FROM person WHERE person_table = 'name')
    AND NOT coalesce(inactive, false) AND store_ID IS NOT NULL
UNION
SELECT 'clinician', prescriber_ID, store_ID
FROM replica.clinician_store_join
WHERE prescriber_ID IN (SELECT person_id FROM person WHERE person_table = 'clinician')
    AND store_ID IS NOT NULL
UNION
SELECT 'clinician', prescriber_id, store_id
FROM sync.prescribed
WHERE prescriber_id IN (SELECT person_id FROM person WHERE person_table = 'clinician');

CREATE OR REPLACE TEMP TABLE seen_before AS
SELECT DISTINCT 'name' AS person_table, name_ID AS person_id, store_ID AS store_id
FROM replica.name_store_join
WHERE name_ID IN (SELECT person_id FROM person WHERE person_table = 'name')
    AND NOT coalesce(inactive, false) AND store_ID IS NOT NULL
    AND ID NOT IN (SELECT record_id FROM seeing_touched WHERE table_name = 'name_store_join')
UNION
SELECT 'clinician', prescriber_ID, store_ID
FROM replica.clinician_store_join
WHERE prescriber_ID IN (SELECT person_id FROM person WHERE person_table = 'clinician')
    AND store_ID IS NOT NULL
    AND ID NOT IN (SELECT record_id FROM seeing_touched WHERE table_name = 'clinician_store_join')
UNION
SELECT 'clinician', known.prescriber_id, known.store_id
FROM sync.prescribed AS known
ANTI JOIN prescribed_new AS new
    ON new.prescriber_id = known.prescriber_id AND new.store_id = known.store_id
WHERE known.prescriber_id IN (SELECT person_id FROM person WHERE person_table = 'clinician')
UNION
SELECT kind.parent_table, old.person_id, old.store_id
FROM visibility_before AS old
JOIN record_kind AS kind USING (table_name)
WHERE NOT old.is_inactive AND old.store_id IS NOT NULL;
