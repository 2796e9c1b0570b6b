-- pending: everything behind the site's cursor.
CREATE OR REPLACE TEMP TABLE pending AS
SELECT position, cycle_no, table_name, record_id, action, source_site_id
FROM sync.outgoing
WHERE destination_site_id = $site_id AND position > $from_position;

-- wanted: each record once, in its latest state, where it first came up; every deletion stays.
CREATE OR REPLACE TEMP TABLE wanted AS
WITH numbered AS (
    SELECT
        *,
        max(position) FILTER (action <> 'upsert') OVER (
            PARTITION BY table_name, record_id
        ) AS last_gone
    FROM pending
)
SELECT position, table_name, record_id, action, source_site_id
FROM numbered
WHERE action <> 'upsert'
UNION ALL
SELECT min(position), table_name, record_id, 'upsert', max_by(source_site_id, position)
FROM numbered
WHERE action = 'upsert' AND position > coalesce(last_gone, 0)
GROUP BY table_name, record_id;
