-- Stock that expires within the coming months, a row per store and month of expiry.
WITH line AS (
    SELECT
        stock.store_id, store.store, item.item, stock.value,
        date_trunc('month', stock.expiry_on)::DATE AS month
    FROM marts.fct_stock AS stock
    JOIN marts.dim_store AS store USING (store_id)
    LEFT JOIN marts.dim_item AS item USING (item_id)
    WHERE store.has_figures AND stock.units > 0 AND stock.expiry_on >= $now::DATE
        AND date_trunc('month', stock.expiry_on) <= $now::DATE + to_months($expiry_months)
)
SELECT
    concat_ws('/', store_id, strftime(month, '%Y-%m')) AS occasion,
    [store_id] AS store_ids, store, month, count(*) AS lines,
    coalesce(sum(value), 0)::DOUBLE AS value, max_by(item, coalesce(value, 0)) AS item
FROM line
GROUP BY store_id, store, month
ORDER BY month, value DESC
