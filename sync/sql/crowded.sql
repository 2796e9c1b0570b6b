-- Tables with many small files, and the largest share of deleted rows in one of their large files.
SELECT
    spot.schema_name,
    tab.table_name,
    coalesce(
        max(gone.delete_count / data.record_count) FILTER (data.file_size_bytes >= $small), 0
    ) + 1e-9 AS lost_of_large
FROM __ducklake_metadata_central.ducklake_data_file AS data
JOIN __ducklake_metadata_central.ducklake_table AS tab
    ON tab.table_id = data.table_id AND tab.end_snapshot IS NULL
JOIN __ducklake_metadata_central.ducklake_schema AS spot
    ON spot.schema_id = tab.schema_id AND spot.end_snapshot IS NULL
LEFT JOIN __ducklake_metadata_central.ducklake_delete_file AS gone
    ON gone.data_file_id = data.data_file_id AND gone.end_snapshot IS NULL
WHERE data.end_snapshot IS NULL
GROUP BY spot.schema_name, tab.table_name
HAVING count(*) FILTER (data.file_size_bytes < $small) >= $many
ORDER BY ALL;
