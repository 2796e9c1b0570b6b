-- collected_now: ignored changes of stores whose collection was switched on by new settings (R25).
CREATE OR REPLACE TEMP TABLE collected_now AS
WITH opened AS (
    SELECT now.store_id
    FROM store_fact AS now
    JOIN settings_before AS old USING (store_id)
    WHERE now.is_assigned AND (
        (now.is_collected AND NOT (
            old.active_site_id = $central OR list_contains(old.collectors, $central)
        ))
        OR (now.include_transactions AND NOT old.include_transactions)
    )
)
SELECT change.change_no
FROM sync.change AS change
JOIN opened USING (store_id)
WHERE change.decision = 'ignored'
    AND change.reason IN ('not_collected', 'transactions_not_included')
    AND change.batch_no IS NOT NULL;
