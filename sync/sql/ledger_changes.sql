-- The change log; what the centre was not given to keep is not shown (R25).
INSERT INTO sync.change
SELECT
    candidate.change_no, $cycle_no, candidate.site_id, candidate.batch_no, candidate.seq,
    candidate.table_name, candidate.record_id, candidate.action, decided.store_id,
    candidate.changed_at, candidate.received_at, $ran_at, decided.decision, decided.reason,
    decided.detail,
    CASE WHEN decided.reason IN ('not_collected', 'transactions_not_included') THEN NULL
        ELSE candidate.data END
FROM candidate
LEFT JOIN decided USING (change_no)
WHERE NOT candidate.is_again;
