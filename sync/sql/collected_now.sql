-- collected_now: ignored changes of stores of which something that was left out is kept from now
-- on: the store is collected, its transactions are included, the other party is a store, or orders
-- have become the primary's (R19, R25, R26).
CREATE OR REPLACE TEMP TABLE collected_now AS
WITH opened AS (
    SELECT DISTINCT known.store_id
    FROM sync.known_record AS known
    JOIN store_fact AS now USING (store_id)
    JOIN record_kind AS kind ON kind.table_name = known.table_name
    LEFT JOIN merged
        ON merged.table_name = 'name' AND merged.deleted_id = known.other_party_id
    LEFT JOIN party
        ON party.name_id = coalesce(merged.kept_id, known.other_party_id)
        AND party.store_id <> known.store_id
    WHERE known.state = 'left_out' AND now.is_assigned AND (
        known.reason = 'not_collected' AND now.is_collected
        OR known.reason = 'transactions_not_included'
            AND (now.include_transactions OR NOT now.is_dispensary)
        OR party.store_id IS NOT NULL
        OR kind.owner = 'order' AND now.is_procured
    )
    UNION
    SELECT store_id FROM turned
)
SELECT change.change_no
FROM sync.change AS change
JOIN opened USING (store_id)
WHERE change.decision = 'ignored'
    AND change.reason IN ('not_collected', 'transactions_not_included')
    AND change.batch_no IS NOT NULL
    AND change.change_no NOT IN (SELECT change_no FROM candidate WHERE is_again);
