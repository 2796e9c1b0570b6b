-- seeing: visibility rows of persons that the pass brings, with the person's home site.
CREATE OR REPLACE TEMP TABLE seeing AS
SELECT
    j.change_no, j.site_id, j.table_name, j.record_id, j.c_parent AS person_id,
    j.c_store AS store_id, home.site_id AS home_site_id
FROM judgeable AS j
JOIN record_kind AS kind USING (table_name)
JOIN parent
    ON parent.table_name = kind.parent_table AND parent.record_id = j.c_parent
LEFT JOIN right_now AS home
    ON home.owner = 'patient' AND home.store_id = coalesce(parent.store_id, '')
WHERE kind.is_visibility AND j.c_owner = 'person_visibility' AND j.action = 'upsert'
    AND NOT j.s_present;

CREATE OR REPLACE TEMP TABLE seen_pair AS
SELECT seeing.change_no, seeing.table_name, seeing.person_id, seeing.store_id, held.ID AS stored_id
FROM seeing
JOIN replica.name_store_join AS held
    ON seeing.table_name = 'name_store_join' AND held.name_ID = seeing.person_id
    AND held.store_ID = seeing.store_id
UNION ALL
SELECT seeing.change_no, seeing.table_name, seeing.person_id, seeing.store_id, held.ID
FROM seeing
JOIN replica.clinician_store_join AS held
    ON seeing.table_name = 'clinician_store_join' AND held.prescriber_ID = seeing.person_id
    AND held.store_ID = seeing.store_id;

-- Only the first row of a pair is new, and only in a dispensary that is active at the home site.
INSERT INTO special
SELECT seeing.change_no, 'new_visibility_from_site', NULL
FROM seeing
JOIN store_fact AS store
    ON store.store_id = seeing.store_id AND store.is_dispensary
    AND store.active_site_id = seeing.site_id
WHERE seeing.site_id = seeing.home_site_id
    AND seeing.change_no NOT IN (SELECT change_no FROM seen_pair)
QUALIFY row_number() OVER (
    PARTITION BY seeing.table_name, seeing.person_id, seeing.store_id ORDER BY seeing.change_no
) = 1;
