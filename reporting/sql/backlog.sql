-- Sites for which more has waited on each of the last three days, and the likely cause.
-- The occasion is that of the cause: while it lasts, it is told once.
WITH growing AS (
    SELECT
        site_id, site, last_contact_at,
        list(store_id) FILTER (store_id IS NOT NULL) AS store_ids,
        any_value(waiting_out) AS waiting, any_value(waiting_out_7d) AS days
    FROM reports.sync
    WHERE is_growing AND kind <> 'central'
    GROUP BY site_id, site, last_contact_at
),
acknowledged AS (
    SELECT destination_site_id AS site_id, max(acknowledged_at) AS acknowledged_at
    FROM sync.outgoing_batch
    GROUP BY ALL
),
judged AS (
    SELECT
        growing.*, acknowledged_at,
        [days[day] - days[day - 1] FOR day IN [5, 6, 7]] AS rises,
        list_max(rises) AS most,
        $now::DATE - 3 + CAST(list_position(rises, most) AS INTEGER) AS most_on,
        CASE
            WHEN coalesce(last_contact_at, '-infinity') < $now::TIMESTAMP - INTERVAL 3 DAYS
                THEN 'no_contact'
            WHEN coalesce(acknowledged_at, '-infinity') < $now::TIMESTAMP - INTERVAL 3 DAYS
                THEN 'no_acknowledgement'
            WHEN most * 3 >= list_sum(rises) * 2 THEN 'much_at_once'
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
    store_ids, site, waiting, cause, last_contact_at, acknowledged_at, most, most_on
FROM judged
ORDER BY waiting DESC
