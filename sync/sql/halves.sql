-- half: made halves that may lack lines, with what their columns are taken from.
CREATE OR REPLACE TEMP TABLE half AS
WITH on_hold AS (
    SELECT
        store_ID AS store_id,
        lower(json_extract_string(data, '$.stock_transfer_supplier_invoice_is_on_hold')) AS is_said
    FROM replica.pref
    WHERE item = 'store_preferences'
        AND store_ID IN (SELECT responding_store_id FROM open_pair)
),
asked AS ({asked})
SELECT
    open_pair.*,
    mine.name_id AS initiating_name_id,
    coalesce(bool_and(on_hold.is_said = 'true'), true) AS is_on_hold,
    any_value(asked.own_id) FILTER (
        asked.store_id = open_pair.responding_store_id
    ) AS own_requisition_id,
    any_value(origin.order_id) AS order_id
FROM open_pair
JOIN store_fact AS mine ON mine.store_id = open_pair.initiating_store_id
LEFT JOIN on_hold ON on_hold.store_id = open_pair.responding_store_id
LEFT JOIN origin
    ON open_pair.initiating_table = 'transact' AND origin.document_id = open_pair.initiating_id
LEFT JOIN asked ON asked.requisition_id = origin.requisition_id
GROUP BY ALL;
