-- Units in the goods-received lines of each order line, packs × pack size (T6, D9).
INSERT INTO own_change
WITH asked AS (
    SELECT order_line_id FROM received_was
    UNION
    SELECT line.order_line_ID
    FROM replica.Goods_received_line AS line
    SEMI JOIN settled_all AS s
        ON s.table_name = 'Goods_received_line' AND s.record_id = line.ID
        AND s.change_no = line._change_no
    UNION
    SELECT record_id FROM settled_all WHERE table_name = 'purchase_order_line' AND is_present
    UNION
    SELECT order_line_ID FROM replica.Goods_received_line WHERE {is_anew}
),
known AS (
    SELECT asked.order_line_id
    FROM asked
    WHERE asked.order_line_id IN (FROM received_was)
        OR asked.order_line_id IN (SELECT order_line_ID FROM replica.Goods_received_line)
),
total AS (
    SELECT
        asked.order_line_id,
        coalesce(
            sum(line.quantity_received * coalesce(nullif(line.pack_received, 0), 1)), 0
        ) AS units
    FROM known AS asked
    LEFT JOIN replica.Goods_received_line AS line ON line.order_line_ID = asked.order_line_id
    WHERE asked.order_line_id IS NOT NULL
    GROUP BY asked.order_line_id
)
SELECT 'purchase_order_line', held.ID, 'upsert', json_object('quan_rec_to_date', total.units)::VARCHAR
FROM total
JOIN replica.purchase_order_line AS held ON held.ID = total.order_line_id
JOIN store_fact AS store ON store.store_id = held._store_id AND store.is_procured
WHERE coalesce(held.quan_rec_to_date, 0) <> total.units;
