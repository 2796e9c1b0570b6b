-- The merges among the candidates with the record that each says to keep, in order.
WITH said AS (
    SELECT
        candidate.*,
        CASE WHEN json_valid(data) THEN coalesce(
            nullif(trim(json_extract_string(data, '$.keep')), ''),
            nullif(trim(json_extract_string(data, '$.mergeIDtokeep')), '')
        ) END AS keep_id
    FROM candidate
    WHERE action = 'merge'
)
SELECT
    change_no, table_name, record_id, site_id, keep_id,
    default_owner NOT IN ('patient', 'store') AND table_name <> 'name' AS is_central
FROM said
JOIN record_kind AS kind USING (table_name)
WHERE kind.is_mergeable AND keep_id IS NOT NULL
    AND change_no NOT IN (SELECT change_no FROM merge_row)
ORDER BY change_no;
