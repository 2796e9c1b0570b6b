INSERT INTO sync.waiting
SELECT DISTINCT
    candidate.change_no, candidate.site_id, candidate.table_name, candidate.record_id,
    candidate.action, waiting_now.parent_table, waiting_now.parent_id
FROM candidate
JOIN waiting_now USING (change_no)
ORDER BY ALL;
