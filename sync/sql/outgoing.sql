-- going_out: the strongest reason per record and destination, in the order of sending: first what
-- leaves one site and goes to another, then upserts parents first, then the rest children first.
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
        PARTITION BY table_name, record_id, audience, destination_site_id
        ORDER BY action <> 'upsert', rank
    ) = 1
),
-- A shared audience makes a row for one of its sites needless.
shared AS (
    SELECT strongest.table_name, strongest.record_id, strongest.action, audience.site_id
    FROM strongest
    JOIN audience_now AS audience
        ON audience.audience = strongest.audience
        AND audience.site_id IS DISTINCT FROM strongest.except_site_id
    WHERE strongest.audience <> 'site' AND (strongest.table_name, strongest.record_id) IN (
        SELECT (table_name, record_id) FROM strongest WHERE audience = 'site'
    )
),
kept AS (
    SELECT strongest.*, action <> 'upsert' AND (table_name, record_id) IN (
        SELECT (table_name, record_id) FROM strongest WHERE action = 'upsert'
    ) AS moves
    FROM strongest
    ANTI JOIN shared
        ON shared.table_name = strongest.table_name AND shared.record_id = strongest.record_id
        AND shared.action = strongest.action
        AND shared.site_id
            = CASE WHEN strongest.audience = 'site' THEN strongest.destination_site_id END
)
SELECT
    $position + row_number() OVER (ORDER BY
        CASE WHEN moves THEN 0 WHEN action = 'upsert' THEN 1 ELSE 2 END,
        CASE WHEN action = 'upsert' THEN dependency ELSE -dependency END,
        change_no, table_name, record_id, audience, destination_site_id
    ) AS position,
    kept.*
FROM kept;

INSERT INTO sync.outgoing_log
SELECT
    position, $cycle_no, change_no, table_name, record_id, action, source_site_id,
    CASE WHEN audience <> 'site' THEN except_site_id END, audience, destination_site_id, reason
FROM going_out
ORDER BY position;
