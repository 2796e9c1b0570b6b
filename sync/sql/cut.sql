-- cut: the packed rows in the order of sending, each with the number of its file.
CREATE OR REPLACE TEMP TABLE cut AS
WITH half AS (
    SELECT initiating_id AS document_id FROM sync.transfer_pair
    UNION
    SELECT responding_id FROM sync.transfer_pair WHERE responding_id IS NOT NULL
),
placed AS (
    SELECT
        packed.*,
        CASE WHEN half.document_id IS NULL THEN packed.position
            ELSE max(packed.position) OVER (PARTITION BY packed.document_id) END AS place
    FROM packed
    LEFT JOIN half USING (document_id)
),
sized AS (
    SELECT
        *,
        sum(200 + coalesce(strlen(data), 0)) OVER (ORDER BY place, position) AS through_bytes
    FROM placed
)
SELECT
    row_number() OVER (ORDER BY place, position) AS position,
    table_name, record_id, action, changed_at, data, source_site_id,
    CAST(floor(min(through_bytes) OVER (PARTITION BY place) / $max_bytes) AS BIGINT) AS part
FROM sized;
