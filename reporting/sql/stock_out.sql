-- Vital items that a store had and has none of, since which day.
SELECT
    concat_ws('/', store_id, item_id, emptied_on) AS occasion,
    [store_id] AS store_ids, store, item, emptied_on AS since
FROM reports.stock_outs
WHERE is_lasting AND upper(ven) = 'V' AND freshness = 'fresh'
    AND emptied_on >= $now::DATE - to_days($stock_out_days)
ORDER BY store, item
