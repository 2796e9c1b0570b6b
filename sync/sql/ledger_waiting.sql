DELETE FROM sync.waiting
WHERE change_no IN (SELECT change_no FROM candidate WHERE is_again);
INSERT INTO sync.waiting
SELECT
    candidate.change_no, candidate.site_id, candidate.table_name, candidate.record_id,
    verdict.parent_table, verdict.parent_id
FROM candidate
JOIN parent_verdict AS verdict USING (change_no)
WHERE verdict.decision = 'waiting'
ORDER BY candidate.change_no;
