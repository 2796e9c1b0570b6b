-- Remote sites that were in contact once and have been silent for longer than the network allows.
SELECT
    concat_ws('/', site_id, strftime(last_contact_at, '%Y-%m-%dT%H:%M')) AS occasion,
    list(store_id) FILTER (store_id IS NOT NULL) AS store_ids,
    site, last_contact_at AS since, any_value(waiting_out) AS waiting
FROM reports.sync
WHERE is_stale AND last_contact_at IS NOT NULL AND kind <> 'central'
GROUP BY site_id, site, last_contact_at
ORDER BY since
