-- Tables with many small files that can be folded, and the share of deleted rows from which a file
-- is written anew for it: what a cycle writes anew is to follow what changed, so a share below $lost
-- counts only where there are too many small files, or at night; and a large file is spared while it
-- is day, or the small ones are not too many.
WITH held AS (
    SELECT
        data.table_id,
        data.file_size_bytes < $small AS is_small,
        coalesce(gone.delete_count / data.record_count, 0) AS lost
    FROM __ducklake_metadata_central.ducklake_data_file AS data
    LEFT JOIN __ducklake_metadata_central.ducklake_delete_file AS gone
        ON gone.data_file_id = data.data_file_id AND gone.end_snapshot IS NULL
    WHERE data.end_snapshot IS NULL
),
spread AS (
    SELECT
        table_id,
        count(*) FILTER (is_small) AS small_files,
        count(*) FILTER (is_small AND (lost = 0 OR lost >= $lost)) AS ready_files,
        coalesce(max(lost) FILTER (NOT is_small), 0) AS lost_of_large
    FROM held
    GROUP BY table_id
)
SELECT
    spot.schema_name,
    tab.table_name,
    greatest(
        CASE WHEN small_files < $too_many AND NOT $is_night THEN $lost ELSE 0 END,
        CASE WHEN small_files < $too_many OR NOT $is_night THEN lost_of_large ELSE 0 END
    ) + 1e-9 AS threshold
FROM spread
JOIN __ducklake_metadata_central.ducklake_table AS tab
    ON tab.table_id = spread.table_id AND tab.end_snapshot IS NULL
JOIN __ducklake_metadata_central.ducklake_schema AS spot
    ON spot.schema_id = tab.schema_id AND spot.end_snapshot IS NULL
WHERE ready_files >= $many OR small_files >= CASE WHEN $is_night THEN $many ELSE $too_many END
ORDER BY ALL;
