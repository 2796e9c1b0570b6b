CREATE OR REPLACE VIEW sync.store_relation AS
WITH stores AS (
    SELECT store_id FROM sync.store_setting
    UNION
    SELECT store_id FROM sync.relation
)
SELECT
    stores.store_id,
    site.site_id,
    coalesce(relation.relation, 'none') AS relation,
    coalesce(relation.reason, 'not_visible') AS reason
FROM stores
CROSS JOIN sync.site AS site
LEFT JOIN sync.relation AS relation
    ON stores.store_id = relation.store_id AND site.site_id = relation.site_id;

-- Which sites each log row is for: its own destination, or the audience of its time.
CREATE OR REPLACE VIEW sync.outgoing AS
WITH destined AS (
    SELECT log.*, log.destination_site_id AS site_id
    FROM sync.outgoing_log AS log
    WHERE log.audience = 'site'
    UNION ALL
    SELECT log.*, audience.site_id
    FROM sync.outgoing_log AS log
    JOIN sync.audience AS audience
        ON log.audience = audience.audience
        AND log.position > audience.since_position
        AND log.position <= coalesce(audience.until_position, 9223372036854775807)
    WHERE log.except_site_id IS NULL OR log.except_site_id <> audience.site_id
    UNION ALL
    -- A load: all of the audience's data, each record as the log last speaks of it.
    SELECT
        load.position, load.cycle_no, max_by(log.change_no, log.position), log.table_name,
        log.record_id, 'upsert', max_by(log.source_site_id, log.position), NULL, load.audience,
        NULL, load.reason, load.site_id
    FROM sync.load AS load
    JOIN sync.outgoing_log AS log
        ON log.audience = load.audience AND log.cycle_no <= load.cycle_no
    GROUP BY ALL
    HAVING max(log.cycle_no) < load.cycle_no AND max_by(log.action, log.position) = 'upsert'
)
SELECT
    destined.site_id AS destination_site_id,
    destined.cycle_no,
    destined.change_no,
    destined.table_name,
    destined.record_id,
    destined.action,
    destined.source_site_id,
    destined.reason,
    batch.batch_no,
    batch.acknowledged_at,
    destined.position
FROM destined
LEFT JOIN sync.outgoing_batch AS batch
    ON destined.site_id = batch.destination_site_id
    AND destined.position > batch.from_position
    AND destined.position <= batch.through_position;

-- Rows still to be acknowledged, counted from the tallies: now and at the end of seven days.
CREATE OR REPLACE VIEW sync.backlog AS
WITH days AS (
    SELECT day_ago, now() AT TIME ZONE 'UTC' - to_days(CAST(day_ago AS INTEGER)) AS moment
    FROM range(7) AS days(day_ago)
),
tally AS (
    SELECT destination_site_id AS site_id, made_at, last_position, first_position, rows
    FROM sync.outgoing_tally
    WHERE audience = 'site'
    UNION ALL
    SELECT audience.site_id, tally.made_at, tally.last_position, tally.first_position, tally.rows
    FROM sync.outgoing_tally AS tally
    JOIN sync.audience AS audience
        ON tally.audience = audience.audience
        AND tally.first_position > audience.since_position
        AND tally.last_position <= coalesce(audience.until_position, 9223372036854775807)
    WHERE tally.except_site_id IS NULL OR tally.except_site_id <> audience.site_id
),
reached AS (
    SELECT destination_site_id AS site_id, day_ago, max(through_position) AS position
    FROM sync.outgoing_batch, days
    WHERE acknowledged_at <= moment
    GROUP BY ALL
)
SELECT
    site.site_id,
    days.day_ago,
    coalesce(sum(tally.rows) FILTER (
        tally.made_at <= days.moment AND tally.last_position > coalesce(reached.position, 0)
    ), 0)::BIGINT AS waiting_out
FROM sync.site AS site
CROSS JOIN days
LEFT JOIN tally ON tally.site_id = site.site_id
LEFT JOIN reached ON reached.site_id = site.site_id AND reached.day_ago = days.day_ago
GROUP BY ALL;

CREATE OR REPLACE VIEW sync.site_status AS
WITH in_force AS (
    SELECT stale_after FROM sync.network ORDER BY network_no DESC LIMIT 1
),
applied AS (
    SELECT site_id, max_by(batch_no, first_change_no) AS last_batch_no,
        max(created_at) AS complete_through
    FROM sync.batch
    GROUP BY site_id
),
waiting AS (
    SELECT site_id, count(DISTINCT change_no) AS rows FROM sync.waiting GROUP BY site_id
),
backlog AS (
    SELECT site_id, any_value(waiting_out) FILTER (day_ago = 0) AS waiting_out,
        list(waiting_out ORDER BY day_ago DESC) AS waiting_out_7d
    FROM sync.backlog
    GROUP BY site_id
)
SELECT
    site.site_id,
    site.name,
    site.kind,
    contact.last_contact_at,
    applied.last_batch_no,
    (coalesce(waiting.rows, 0) + coalesce(held.rows, 0))::BIGINT AS waiting_in,
    coalesce(backlog.waiting_out, 0)::BIGINT AS waiting_out,
    backlog.waiting_out_7d,
    contact.last_contact_at IS NULL
        OR contact.last_contact_at
            < now() AT TIME ZONE 'UTC' - CAST(in_force.stale_after AS INTERVAL) AS is_stale,
    applied.complete_through,
    heartbeat.waiting AS waiting_at_site,
    heartbeat.said_at AS heartbeat_at,
    heartbeat.version
FROM sync.site AS site
CROSS JOIN in_force
LEFT JOIN sync.heartbeat AS heartbeat ON heartbeat.site_id = site.site_id
LEFT JOIN sync.contact AS contact ON contact.site_id = site.site_id
LEFT JOIN applied ON applied.site_id = site.site_id
LEFT JOIN waiting ON waiting.site_id = site.site_id
LEFT JOIN sync.held_batch AS held ON held.site_id = site.site_id
LEFT JOIN backlog ON backlog.site_id = site.site_id;

-- Overdue: not received thirty days after the responding half was made (T7).
CREATE OR REPLACE VIEW sync.transfer AS
SELECT
    kind, initiating_table, initiating_id, responding_table, responding_id, initiating_store_id,
    responding_store_id, state,
    state IN ('sent', 'numbered') AND made_at < now() AT TIME ZONE 'UTC' - INTERVAL 30 DAY
        AS is_overdue,
    same_site, made_by_centre, is_acknowledged, recognised_in_cycle, made_at, initiating_number,
    responding_number, sent_on, received_on, lines_sent, lines_received, units_sent,
    units_received, units_in_transit, units_difference, value_sent, value_received, second_id
FROM sync.transfer_pair;
