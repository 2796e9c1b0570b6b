-- Sites for which more has waited at the end of each of the last three days, and the likely cause.
-- The occasion is that of the cause: while it lasts, it is told once.
WITH growing AS (
    SELECT
        site_id, name AS site, last_contact_at, waiting_out AS waiting,
        [waiting_out_7d[day] - waiting_out_7d[day - 1] FOR day IN [5, 6, 7]] AS rises
    FROM sync.site_status
    WHERE kind <> 'central' AND list_min(rises) > 0
),
acknowledged AS (
    SELECT destination_site_id AS site_id, max(acknowledged_at) AS acknowledged_at
    FROM sync.outgoing_batch
    GROUP BY ALL
),
judged AS (
    SELECT
        growing.*, acknowledged_at, list_max(rises) AS most,
        $now::DATE - 3 + CAST(list_position(rises, list_max(rises)) AS INTEGER) AS most_on,
        CASE
            WHEN coalesce(last_contact_at, '-infinity') < $now::TIMESTAMP - INTERVAL 3 DAYS
                THEN 'no_contact'
            WHEN coalesce(acknowledged_at, '-infinity') < $now::TIMESTAMP - INTERVAL 3 DAYS
                THEN 'no_acknowledgement'
            WHEN list_max(rises) * 3 >= list_sum(rises) * 2 THEN 'much_at_once'
            ELSE 'too_little_time'
        END AS cause
    FROM growing
    LEFT JOIN acknowledged USING (site_id)
)
SELECT
    concat_ws('/', site_id, cause, CASE cause
        WHEN 'no_contact' THEN coalesce(strftime(last_contact_at, '%Y-%m-%dT%H:%M'), 'never')
        WHEN 'no_acknowledgement'
            THEN coalesce(strftime(acknowledged_at, '%Y-%m-%dT%H:%M'), 'never')
        WHEN 'much_at_once' THEN strftime(most_on, '%Y-%m-%d')
        ELSE strftime($now::TIMESTAMP, '%Y-%m')
    END) AS occasion,
    list(setting.store_id) FILTER (setting.store_id IS NOT NULL) AS store_ids,
    site, waiting, cause, last_contact_at, acknowledged_at, most, most_on
FROM judged
LEFT JOIN sync.store_setting AS setting ON setting.active_site_id = judged.site_id
GROUP BY ALL
ORDER BY waiting DESC
