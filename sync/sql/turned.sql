-- turned: documents that were left out and whose other party a row of this cycle makes a store (R26).
CREATE OR REPLACE TEMP TABLE turned AS
SELECT DISTINCT known.store_id
FROM judged
JOIN sync.known_record AS known USING (table_name, record_id)
JOIN party
    ON party.name_id = CASE WHEN json_valid(judged.data)
        THEN said_in(judged.data, 'name_ID') END
    AND party.store_id <> known.store_id
WHERE known.state = 'left_out' AND judged.action = 'upsert'
    AND judged.table_name IN ('transact', 'requisition', 'purchase_order');
