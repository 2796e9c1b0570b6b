-- merging: each merge of the pass with what its kept record is after the pass.
DELETE FROM merging;
INSERT INTO merging
WITH last_state AS (
    SELECT
        table_name, record_id,
        max_by(after_present, k) AS is_present,
        max_by(after_owner, k) AS owner,
        max_by(after_store, k) AS store_id
    FROM verdict
    GROUP BY table_name, record_id
)
SELECT
    f.change_no,
    merge_row.keep_id,
    coalesce(last_state.is_present, held.record_id IS NOT NULL),
    coalesce(last_state.owner, held.owner),
    coalesce(last_state.store_id, held.store_id)
FROM judgeable AS f
JOIN merge_row USING (change_no)
LEFT JOIN last_state
    ON last_state.table_name = f.table_name AND last_state.record_id = merge_row.keep_id
LEFT JOIN parent AS held
    ON held.table_name = f.table_name AND held.record_id = merge_row.keep_id;
