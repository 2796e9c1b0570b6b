-- home_given: persons without a home store of their own, for whom one is known now (R13a).
CREATE OR REPLACE TEMP TABLE home_given AS
WITH prescription AS (
    SELECT
        unnest(['name', 'clinician']) AS table_name,
        unnest([name_ID, prescriber_ID]) AS record_id,
        _store_id AS store_id,
        (coalesce(entry_date, DATE '0001-01-01'), _change_no) AS place
    FROM replica.transact
    WHERE lower(type) = 'ci' AND (
        name_ID IN (SELECT record_id FROM homeless)
        OR prescriber_ID IN (SELECT record_id FROM homeless)
    )
),
-- What the row found that made the person; a refused row gives nobody a home.
found AS (
    SELECT table_name, record_id, store_id
    FROM settled_all
    WHERE is_present AND store_id IS NOT NULL
        AND (table_name, record_id) IN (SELECT (table_name, record_id) FROM home_found)
),
latest_prescription AS (
    SELECT table_name, record_id, arg_max(store_id, place) AS store_id
    FROM prescription
    GROUP BY ALL
)
SELECT h.table_name, h.record_id, coalesce(found.store_id, latest.store_id) AS store_id
FROM homeless AS h
LEFT JOIN found
    ON found.table_name = h.table_name AND found.record_id = h.record_id
LEFT JOIN latest_prescription AS latest
    ON latest.table_name = h.table_name AND latest.record_id = h.record_id
WHERE coalesce(found.store_id, latest.store_id) IS NOT NULL;
