-- too_deep: data nested deeper than most readers of JSON go. Few rows have so many brackets.
CREATE OR REPLACE TEMP TABLE too_deep AS
WITH suspect AS (
    SELECT
        change_no,
        regexp_extract_all(
            regexp_replace(data, '"(?:[^"\\]|\\.)*"', '', 'g'), '[\[\]{}]'
        ) AS brackets
    FROM candidate
    WHERE data LIKE repeat('%}', 51) || '%' OR data LIKE repeat('%]', 51) || '%'
),
bracket AS (
    SELECT change_no, unnest(brackets) AS sign, unnest(range(len(brackets))) AS place FROM suspect
),
nested AS (
    SELECT
        change_no,
        sum(CASE WHEN sign IN ('[', '{') THEN 1 ELSE -1 END)
            OVER (PARTITION BY change_no ORDER BY place) AS levels
    FROM bracket
)
SELECT DISTINCT change_no FROM nested WHERE levels > 100;

-- read_at_sight: each change with what makes it unreadable at first sight, and whom a merge keeps.
CREATE OR REPLACE TEMP TABLE at_sight AS
WITH readable AS (
    SELECT
        candidate.*,
        merge_row.keep_id,
        CASE
            WHEN contains(record_id, chr(65533))
                THEN 'the record id has a character that cannot be read'
            WHEN coalesce(action, '') NOT IN ('upsert', 'delete', 'merge')
                THEN 'unknown action ' || coalesce(action, '')
            WHEN action IN ('upsert', 'merge') AND data IS NULL
                THEN action || ' without data'
            WHEN action IN ('upsert', 'merge') AND NOT json_valid(data) THEN 'data is not JSON'
            WHEN action IN ('upsert', 'merge')
                AND NOT starts_with(ltrim(data, ' ' || chr(9) || chr(10) || chr(13)), '{')
                THEN 'data is not a JSON object'
            WHEN change_no IN (SELECT change_no FROM too_deep)
                THEN 'data is nested deeper than 100 levels'
            WHEN action = 'merge' AND NOT kind.is_mergeable
                THEN 'records of type ' || candidate.table_name || ' cannot be merged'
        END AS fault
    FROM candidate
    LEFT JOIN record_kind AS kind USING (table_name)
    LEFT JOIN merge_row USING (change_no)
    WHERE change_no NOT IN (SELECT change_no FROM decided)
)
SELECT
    change_no,
    CASE
        WHEN trim(record_id) = '' OR level IS NULL OR fault IS NOT NULL
            OR action = 'merge' AND keep_id IS NULL THEN 'rejected'
        WHEN default_owner = 'local' THEN 'ignored'
        ELSE 'rejected'
    END AS decision,
    CASE
        WHEN trim(record_id) = '' THEN 'missing_key'
        WHEN level IS NULL THEN 'unknown_table'
        WHEN fault IS NOT NULL THEN 'unreadable_data'
        WHEN action = 'merge' AND keep_id IS NULL THEN 'missing_key'
        WHEN default_owner = 'local' THEN 'local_data'
        ELSE 'not_central'
    END AS reason,
    CASE
        WHEN trim(record_id) = '' THEN 'the record id is empty'
        WHEN level IS NULL THEN 'no record type ' || table_name
        WHEN fault IS NULL AND action = 'merge' AND keep_id IS NULL
            THEN 'the merge does not say which record is kept'
        ELSE fault
    END::VARCHAR AS detail,
    NULL::VARCHAR AS store_id
FROM readable
WHERE trim(record_id) = '' OR level IS NULL OR fault IS NOT NULL
    OR default_owner IN ('local', 'sync')
    OR action = 'merge' AND keep_id IS NULL;

INSERT INTO decided FROM at_sight;
