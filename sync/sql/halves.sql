-- half: made halves that may lack lines, with what their columns are taken from.
CREATE OR REPLACE TEMP TABLE half AS
WITH standing AS (
    -- Standing ones with a line that came later (T3), and ones that are cancelled no longer.
    SELECT *, state = 'cancelled' AS is_back
    FROM sync.transfer_pair
    WHERE made_by_centre AND (
        state IN ('sent', 'numbered') AND initiating_id IN (
            SELECT parent_id FROM settled_all WHERE table_name IN ({lines}) AND is_present
        ) AND (initiating_table, initiating_id) NOT IN ({off})
        OR state = 'cancelled' AND (initiating_table, initiating_id) IN ({back})
    )
),
-- Halves that are there, and that the responding site has not confirmed.
unconfirmed AS ({unconfirmed}),
open_pair AS (
    SELECT kind, initiating_table, initiating_id, initiating_store_id, responding_table,
        responding_id, responding_store_id, true AS is_new, false AS is_back
    FROM new_pair
    WHERE made_by_centre
    UNION ALL
    SELECT kind, initiating_table, initiating_id, initiating_store_id, responding_table,
        responding_id, responding_store_id, false, is_back
    FROM standing
    WHERE (responding_table, responding_id) IN (FROM unconfirmed)
        AND (initiating_table, initiating_id) NOT IN (
            SELECT (initiating_table, initiating_id) FROM new_pair
        )
),
on_hold AS (
    SELECT
        store_ID AS store_id,
        lower(json_extract_string(data, '$.stock_transfer_supplier_invoice_is_on_hold')) AS is_said
    FROM replica.pref
    WHERE item = 'store_preferences'
        AND store_ID IN (SELECT responding_store_id FROM open_pair)
)
SELECT
    open_pair.*,
    mine.name_id AS initiating_name_id,
    coalesce(bool_and(on_hold.is_said = 'true'), true) AS is_on_hold,
    any_value(asked.linked_requisition_id) FILTER (
        own.store_ID = open_pair.responding_store_id
    ) AS own_requisition_id,
    any_value(doc.original_PO_ID) AS order_id
FROM open_pair
JOIN store_fact AS mine ON mine.store_id = open_pair.initiating_store_id
LEFT JOIN on_hold ON on_hold.store_id = open_pair.responding_store_id
LEFT JOIN replica.transact AS doc
    ON doc.ID = CASE WHEN open_pair.initiating_table = 'transact' THEN open_pair.initiating_id END
LEFT JOIN replica.requisition AS asked ON asked.ID = doc.requisition_ID
LEFT JOIN replica.requisition AS own ON own.ID = asked.linked_requisition_id
GROUP BY ALL;
