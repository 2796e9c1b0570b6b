-- home_found: for each row of the pass with a new person that names no home store, the one that it
-- gets if the row makes the person (R13a): the sender's only active dispensary, else the store of
-- the first visibility row for it in the same push, else the store of its most recent
-- prescription, held or in the same push.
INSERT INTO home_found
WITH new_person AS (
    SELECT table_name, record_id, change_no, site_id
    FROM fact
    WHERE action = 'upsert' AND fault IS NULL AND c_store IS NULL
        AND (NOT s_present OR (table_name, record_id) IN (
            SELECT (table_name, record_id) FROM fact WHERE action = 'delete'
        ))
        AND (table_name = 'clinician' OR table_name = 'name' AND c_owner = 'patient')
),
only_dispensary AS (
    SELECT active_site_id AS site_id, any_value(store_id) AS store_id
    FROM store_fact
    WHERE is_assigned AND is_dispensary AND NOT is_system
    GROUP BY active_site_id
    HAVING count(*) = 1
),
said AS (
    SELECT candidate.*,
        CASE WHEN json_valid(data) THEN data END AS json_data
    FROM candidate
    WHERE table_name IN ('name_store_join', 'clinician_store_join', 'transact')
        AND action = 'upsert'
        AND NOT is_again
        AND EXISTS (SELECT 1 FROM new_person)
        AND change_no NOT IN (SELECT change_no FROM decided)
),
first_visibility AS (
    SELECT
        p.change_no,
        arg_min(said_in(json_data, 'store_ID'), said.change_no) AS store_id
    FROM new_person AS p
    JOIN said
        ON said.site_id = p.site_id
        AND (
            p.table_name = 'name' AND said.table_name = 'name_store_join'
            AND said_in(json_data, 'name_ID') = p.record_id
            OR p.table_name = 'clinician' AND said.table_name = 'clinician_store_join'
            AND said_in(json_data, 'prescriber_ID') = p.record_id
        )
    GROUP BY ALL
),
prescription AS (
    SELECT
        unnest(['name', 'clinician']) AS table_name,
        unnest([name_ID, prescriber_ID]) AS record_id,
        _store_id AS store_id, entry_date, _change_no AS change_no, NULL::INTEGER AS site_id
    FROM replica.transact
    WHERE lower(type) = 'ci' AND EXISTS (SELECT 1 FROM new_person) AND (
        name_ID IN (SELECT record_id FROM new_person WHERE table_name = 'name')
        OR prescriber_ID IN (SELECT record_id FROM new_person WHERE table_name = 'clinician')
    )
    UNION ALL
    SELECT
        unnest(['name', 'clinician']),
        unnest([said_in(json_data, 'name_ID'), said_in(json_data, 'prescriber_ID')]),
        said_in(json_data, 'store_ID'),
        try_cast(left(said_in(json_data, 'entry_date'), 10) AS DATE),
        said.change_no,
        said.site_id
    FROM said
    JOIN store_fact ON store_fact.store_id = said_in(json_data, 'store_ID')
        AND store_fact.active_site_id = said.site_id
    WHERE said.table_name = 'transact' AND lower(said_in(json_data, 'type')) = 'ci'
),
latest_prescription AS (
    SELECT p.change_no,
        arg_max(prescription.store_id,
            (coalesce(entry_date, DATE '0001-01-01'), prescription.change_no)) AS store_id
    FROM new_person AS p
    JOIN prescription
        ON prescription.table_name = p.table_name AND prescription.record_id = p.record_id
    WHERE coalesce(prescription.site_id, p.site_id) = p.site_id
    GROUP BY ALL
)
SELECT p.table_name, p.record_id, p.change_no,
    coalesce(only_dispensary.store_id, first_visibility.store_id, latest_prescription.store_id)
FROM new_person AS p
LEFT JOIN only_dispensary USING (site_id)
LEFT JOIN first_visibility ON first_visibility.change_no = p.change_no
LEFT JOIN latest_prescription ON latest_prescription.change_no = p.change_no
WHERE coalesce(only_dispensary.store_id, first_visibility.store_id, latest_prescription.store_id)
    IS NOT NULL;
