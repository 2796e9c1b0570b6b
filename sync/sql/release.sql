-- released: waiting changes whose parent was touched, and all that wait behind them.
CREATE OR REPLACE TEMP TABLE released AS
WITH reached AS (
    SELECT DISTINCT waiting.site_id, waiting.table_name, waiting.record_id
    FROM waiting_before AS waiting
    SEMI JOIN (
        SELECT table_name, record_id FROM judged
        UNION ALL
        SELECT table_name, '' FROM record_kind  -- what it waits for has come
    ) AS parent
        ON waiting.parent_table = parent.table_name AND waiting.parent_id = parent.record_id
)
SELECT DISTINCT waiting.change_no
FROM waiting_before AS waiting
JOIN reached USING (site_id, table_name, record_id)
WHERE waiting.change_no NOT IN (SELECT change_no FROM candidate WHERE is_again);
