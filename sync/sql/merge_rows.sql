-- The merges among the candidates with the record that each says to keep.
INSERT INTO merge_row
WITH said AS (
    SELECT
        candidate.change_no,
        CASE WHEN json_valid(data) THEN coalesce(
            nullif(trim(json_extract_string(data, '$.keep')), ''),
            nullif(trim(json_extract_string(data, '$.mergeIDtokeep')), '')
        ) END AS keep_id
    FROM candidate
    JOIN record_kind AS kind USING (table_name)
    WHERE action = 'merge' AND kind.is_mergeable
)
SELECT change_no, keep_id
FROM said
WHERE keep_id IS NOT NULL AND change_no NOT IN (SELECT change_no FROM merge_row);
