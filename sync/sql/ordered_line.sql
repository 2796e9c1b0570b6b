-- ordered_line: invoice lines that the centre made of order lines, by the order line (T2).
CREATE OR REPLACE TEMP TABLE ordered_line AS
SELECT {made_id} AS line_id, ordered.ID AS order_line_id
FROM replica.purchase_order_line AS ordered
WHERE ordered.purchase_order_ID IN (SELECT order_id FROM half WHERE kind = 'goods_received');
