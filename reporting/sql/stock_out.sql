-- Vital items that a store lists, has none of, and had before; with the day on which they went out.
WITH vital AS (
    SELECT item_id, item FROM marts.dim_item WHERE upper(ven) = 'V' AND is_stocked
),
none_left AS (
    SELECT stock.store_id, store.store, stock.item_id, vital.item
    FROM marts.fct_stock_on_hand AS stock
    JOIN vital USING (item_id)
    JOIN marts.dim_store AS store USING (store_id)
    WHERE stock.units = 0 AND store.freshness = 'fresh'
),
opening AS (
    SELECT store_id, item_id, sum(initial_units) AS units FROM marts.fct_stock GROUP BY ALL
),
daily AS (
    SELECT store_id, item_id, moved_on, sum(movement.units) AS units,
        coalesce(any_value(opening.units), 0) AS opening_units
    FROM marts.fct_stock_movement AS movement
    SEMI JOIN none_left USING (store_id, item_id)
    LEFT JOIN opening USING (store_id, item_id)
    GROUP BY ALL
),
running AS (
    SELECT *, opening_units
        + sum(units) OVER (PARTITION BY store_id, item_id ORDER BY moved_on) AS balance
    FROM daily
),
-- Where the books never come to nothing, the last issue is the best that is known.
went_out AS (
    SELECT store_id, item_id, coalesce(
        max(moved_on) FILTER (balance < 0.001 AND balance - units >= 0.001),
        max(moved_on) FILTER (units < 0)
    ) AS since
    FROM running
    GROUP BY ALL
)
SELECT
    concat_ws('/', store_id, item_id, since) AS occasion,
    [store_id] AS store_ids, store, item, since
FROM none_left
JOIN went_out USING (store_id, item_id)
WHERE since >= $now::DATE - to_days($stock_out_days)
ORDER BY store, item
