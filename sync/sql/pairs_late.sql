-- late_half: halves that the cycle changed, but for those that count for their pair already.
INSERT INTO late_half
SELECT kind, initiating_id, store_id, table_name, min(record_id)
FROM answer
WHERE (table_name, record_id) NOT IN (
    SELECT (responding_table, responding_id) FROM sync.transfer_pair
    WHERE responding_id IS NOT NULL
)
GROUP BY kind, initiating_id, store_id, table_name;
