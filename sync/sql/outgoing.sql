-- going_out: the strongest reason per record and destination, in the order of sending:
-- upserts parents first, then deletions children first.
CREATE OR REPLACE TEMP TABLE going_out AS
WITH ranked AS (
    SELECT destined.*, route_rank.rank
    FROM destined
    JOIN route_rank USING (reason)
    WHERE destined.destination_site_id IS NULL
        OR destined.except_site_id IS NULL
        OR destined.destination_site_id <> destined.except_site_id
),
strongest AS (
    SELECT *
    FROM ranked
    QUALIFY row_number() OVER (
        PARTITION BY table_name, record_id, audience, destination_site_id ORDER BY rank
    ) = 1
),
-- A shared audience that all sites are in makes a row for one of them needless.
shared AS (
    SELECT table_name, record_id FROM strongest WHERE audience = 'all'
)
SELECT
    $position + row_number() OVER (ORDER BY
        action <> 'upsert',
        CASE WHEN action = 'upsert' THEN dependency ELSE -dependency END,
        change_no, table_name, record_id, audience, destination_site_id
    ) AS position,
    strongest.*
FROM strongest
WHERE audience = 'all' OR (table_name, record_id) NOT IN (SELECT (table_name, record_id) FROM shared);

INSERT INTO sync.outgoing_log
SELECT
    position, $cycle_no, change_no, table_name, record_id, action, source_site_id,
    CASE WHEN audience <> 'site' THEN except_site_id END, audience, destination_site_id, reason
FROM going_out
ORDER BY position;
