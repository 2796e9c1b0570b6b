-- Stock that will expire within the coming months before it is used, by store and month of expiry.
-- Where nothing is known of its use, all of it is at risk.
WITH at_risk AS (
    SELECT
        store_id, store, item, date_trunc('month', expiry_on)::DATE AS month,
        coalesce(loss_units, units) AS units, coalesce(loss_value, value, 0) AS value
    FROM reports.expiry
    WHERE expiry_on >= $now::DATE
)
SELECT
    concat_ws('/', store_id, strftime(month, '%Y-%m')) AS occasion,
    [store_id] AS store_ids, store, month, count(*) AS lines, sum(value)::DOUBLE AS value,
    max_by(item, value) AS item
FROM at_risk
WHERE units > 0 AND month <= $now::DATE + to_months($expiry_months)
GROUP BY store_id, store, month
ORDER BY month, value DESC
