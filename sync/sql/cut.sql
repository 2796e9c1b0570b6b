-- cut: the packed rows in the order of sending, each with the number of its file.
CREATE OR REPLACE TEMP TABLE cut AS
WITH half AS (
    SELECT initiating_id AS document_id FROM sync.transfer_pair
    UNION
    SELECT responding_id FROM sync.transfer_pair WHERE responding_id IS NOT NULL
),
weighed AS (
    SELECT *, sum(200 + coalesce(strlen(data), 0)) OVER () > $max_bytes AS is_split
    FROM packed
),
-- Where all fits into one file, nothing need move.
placed AS (
    SELECT
        weighed.*,
        CASE WHEN half.document_id IS NULL OR NOT weighed.is_split THEN weighed.position
            ELSE max(weighed.position) OVER (PARTITION BY weighed.document_id) END AS place
    FROM weighed
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
