-- visibility_given: for new persons without a visibility row, the home store and the other
-- dispensaries of the home site, unless the home store keeps its new patients to itself (R14).
CREATE OR REPLACE TEMP TABLE visibility_given AS
WITH person AS (
    SELECT s.table_name, s.record_id, any_value(coalesce(given.store_id, s.store_id)) AS home_id
    FROM settled_all AS s
    LEFT JOIN home_given AS given USING (table_name, record_id)
    WHERE s.table_name IN ('name', 'clinician') AND s.owner = 'patient' AND s.is_present
        -- a name that becomes a patient is as new as one that nobody knew
        AND NOT (s.was_present AND s.owner_before = 'patient')
    GROUP BY ALL
    UNION
    SELECT table_name, record_id, store_id FROM home_given
),
hidden AS (
    SELECT person.*
    FROM person
    JOIN store_fact AS home ON home.store_id = person.home_id AND home.is_assigned
    WHERE NOT EXISTS (
        SELECT 1 FROM replica.name_store_join AS seen
        WHERE person.table_name = 'name' AND seen.name_ID = person.record_id
    ) AND NOT EXISTS (
        SELECT 1 FROM replica.clinician_store_join AS seen
        WHERE person.table_name = 'clinician' AND seen.prescriber_ID = person.record_id
    )
),
to_itself AS (
    SELECT store_ID AS store_id
    FROM replica.pref
    WHERE item = 'store_preferences' AND store_ID IN (SELECT home_id FROM hidden)
        AND lower(json_extract_string(data, '$.new_patients_visible_in_this_store_only')) = 'true'
)
SELECT table_name, record_id AS person_id, home_id AS store_id
FROM hidden
UNION
SELECT hidden.table_name, hidden.record_id, other.store_id
FROM hidden
JOIN store_fact AS home ON home.store_id = hidden.home_id
JOIN store_fact AS other
    ON other.active_site_id = home.active_site_id AND other.is_dispensary AND other.is_assigned
    AND NOT other.is_system
WHERE hidden.home_id NOT IN (SELECT store_id FROM to_itself);
