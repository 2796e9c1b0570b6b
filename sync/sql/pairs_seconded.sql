-- seconded: pairs with a half that came after them, or of which the cycle deleted one (D9).
CREATE OR REPLACE TEMP TABLE seconded AS
WITH gone AS (
    SELECT table_name, record_id FROM settled_all WHERE NOT is_present
)
SELECT
    pair.initiating_table, pair.initiating_id, pair.responding_table, pair.responding_id,
    pair.second_id, late.record_id AS late_id,
    -- One that was taken back begins again of itself; one of this cycle has yet to be made.
    (pair.state = 'cancelled' AND pair.made_by_centre AND NOT pair.is_acknowledged)
        IS NOT TRUE AND NOT (pair.made_by_centre AND pair.state IS NULL) AS is_replaceable
FROM sync.transfer_pair AS pair
LEFT JOIN late_half AS late
    ON late.kind = pair.kind AND late.initiating_id = pair.initiating_id
    AND late.store_id = pair.responding_store_id
    AND late.record_id IS DISTINCT FROM pair.responding_id
WHERE late.record_id IS NOT NULL
    OR (pair.responding_table, pair.responding_id) IN (FROM gone)
    OR (pair.responding_table, pair.second_id) IN (FROM gone);
