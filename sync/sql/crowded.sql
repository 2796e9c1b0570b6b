-- Tables with many small files that can be folded, and the share of deleted rows from which a file
-- is written anew for it: what a cycle writes anew is to follow what changed, so a share below $lost
-- counts only where there are too many small files, or at night; and a large file is spared while it
-- is day, or the small ones are not too many.
WITH spread AS (
    SELECT
        data.table_id,
        count(*) AS small_files,
        count(*) FILTER (
            gone.delete_count IS NULL OR gone.delete_count >= $lost * data.record_count
        ) AS ready_files
    FROM __ducklake_metadata_central.ducklake_data_file AS data
    LEFT JOIN __ducklake_metadata_central.ducklake_delete_file AS gone
        ON gone.data_file_id = data.data_file_id AND gone.end_snapshot IS NULL
    WHERE data.end_snapshot IS NULL AND data.file_size_bytes < $small
    GROUP BY data.table_id
),
large AS (
    SELECT data.table_id, max(gone.delete_count / data.record_count) AS lost
    FROM __ducklake_metadata_central.ducklake_data_file AS data
    JOIN __ducklake_metadata_central.ducklake_delete_file AS gone
        ON gone.data_file_id = data.data_file_id AND gone.end_snapshot IS NULL
    WHERE data.end_snapshot IS NULL AND data.file_size_bytes >= $small
    GROUP BY data.table_id
)
SELECT
    spot.schema_name,
    tab.table_name,
    greatest(
        CASE WHEN small_files < $too_many AND NOT $is_night THEN $lost ELSE 0 END,
        CASE WHEN small_files < $too_many OR NOT $is_night THEN coalesce(large.lost, 0) ELSE 0 END
    ) + 1e-9 AS threshold
FROM spread
LEFT JOIN large USING (table_id)
JOIN __ducklake_metadata_central.ducklake_table AS tab
    ON tab.table_id = spread.table_id AND tab.end_snapshot IS NULL
JOIN __ducklake_metadata_central.ducklake_schema AS spot
    ON spot.schema_id = tab.schema_id AND spot.end_snapshot IS NULL
WHERE ready_files >= $many OR small_files >= CASE WHEN $is_night THEN $many ELSE $too_many END
ORDER BY ALL;
