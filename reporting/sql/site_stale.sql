-- Remote sites that were in contact once and have been silent for longer than the network allows.
SELECT
    concat_ws('/', site_id, strftime(last_contact_at, '%Y-%m-%dT%H:%M')) AS occasion,
    list(setting.store_id) FILTER (setting.store_id IS NOT NULL) AS store_ids,
    status.name AS site, last_contact_at AS since, waiting_out AS waiting
FROM sync.site_status AS status
LEFT JOIN sync.store_setting AS setting ON setting.active_site_id = status.site_id
WHERE is_stale AND last_contact_at IS NOT NULL AND kind <> 'central'
GROUP BY ALL
ORDER BY since
