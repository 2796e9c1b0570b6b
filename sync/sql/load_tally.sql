-- Backlogs count a load like any other rows that wait for the site.
INSERT INTO sync.outgoing_tally
SELECT load.cycle_no, load.made_at, 'site', load.site_id, NULL, load.position, load.position,
    count(DISTINCT (log.table_name, log.record_id))
FROM sync.load AS load
JOIN sync.outgoing_log AS log
    ON log.audience = load.audience AND log.position < load.position AND log.action = 'upsert'
WHERE load.cycle_no = $cycle_no
GROUP BY ALL;
