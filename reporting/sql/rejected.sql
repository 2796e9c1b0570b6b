-- Refused rows that nobody has dealt with for long, a row per site and week of their receipt.
WITH old AS (
    SELECT site_id, strftime(received_at, '%G-W%V') AS week, reason
    FROM sync.change
    WHERE decision = 'rejected' AND received_at < $now::TIMESTAMP - to_days($rejected_days)
),
counted AS (
    SELECT site_id, week, count(*) AS rows, mode(reason) AS reason FROM old GROUP BY ALL
)
SELECT
    concat_ws('/', counted.site_id, week) AS occasion,
    list(setting.store_id) FILTER (setting.store_id IS NOT NULL) AS store_ids,
    coalesce(site.name, 'Site ' || counted.site_id) AS site, week, rows, reason
FROM counted
LEFT JOIN sync.site AS site USING (site_id)
LEFT JOIN sync.store_setting AS setting ON setting.active_site_id = counted.site_id
GROUP BY ALL
ORDER BY week, site
