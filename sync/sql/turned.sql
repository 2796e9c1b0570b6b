-- turned: documents that were left out and whose other party a row of this cycle makes a store (R26),
-- by whatever name it says it (R20).
CREATE OR REPLACE TEMP TABLE turned AS
WITH said AS (
    SELECT
        table_name,
        record_id,
        CASE WHEN json_valid(data) THEN said_in(data, 'name_ID') END AS name_id
    FROM judged
    WHERE action = 'upsert' AND table_name IN ('transact', 'requisition', 'purchase_order')
)
SELECT DISTINCT known.store_id
FROM said
JOIN sync.known_record AS known USING (table_name, record_id)
LEFT JOIN merged ON merged.table_name = 'name' AND merged.deleted_id = said.name_id
JOIN party
    ON party.name_id = coalesce(merged.kept_id, said.name_id)
    AND party.store_id <> known.store_id
WHERE known.state = 'left_out';
