-- at_sight: the changes that need no look at their record.
CREATE OR REPLACE TEMP TABLE at_sight AS
WITH readable AS (
    SELECT
        *,
        CASE
            WHEN coalesce(action, '') NOT IN ('upsert', 'delete', 'merge')
                THEN 'unknown action ' || coalesce(action, '')
            WHEN action = 'merge' THEN 'merges are not taken yet'
            WHEN action = 'upsert' AND data IS NULL THEN 'an upsert without data'
            WHEN action = 'upsert' AND NOT json_valid(data) THEN 'data is not JSON'
            WHEN action = 'upsert' AND NOT starts_with(ltrim(data, ' ' || chr(9) || chr(10) || chr(13)), '{')
                THEN 'data is not a JSON object'
        END AS fault
    FROM candidate
)
SELECT
    change_no,
    CASE
        WHEN trim(record_id) = '' OR level IS NULL OR fault IS NOT NULL THEN 'rejected'
        WHEN default_owner = 'local' THEN 'ignored'
        ELSE 'rejected'
    END AS decision,
    CASE
        WHEN trim(record_id) = '' THEN 'missing_key'
        WHEN level IS NULL THEN 'unknown_table'
        WHEN fault IS NOT NULL THEN 'unreadable_data'
        WHEN default_owner = 'local' THEN 'local_data'
        ELSE 'not_central'
    END AS reason,
    CASE
        WHEN trim(record_id) = '' THEN 'the record id is empty'
        WHEN level IS NULL THEN 'no record type ' || table_name
        ELSE fault
    END::VARCHAR AS detail,
    NULL::VARCHAR AS store_id
FROM readable
WHERE trim(record_id) = '' OR level IS NULL OR fault IS NOT NULL
    OR default_owner IN ('local', 'sync');

-- decided: the outcome of every change of the cycle, filled step by step.
CREATE OR REPLACE TEMP TABLE decided (
    change_no BIGINT, decision VARCHAR, reason VARCHAR, detail VARCHAR, store_id VARCHAR
);
INSERT INTO decided FROM at_sight;

CREATE OR REPLACE TEMP VIEW judged AS
SELECT candidate.*
FROM candidate
WHERE change_no NOT IN (SELECT change_no FROM at_sight);
