-- pending: everything behind the site's cursor.
CREATE OR REPLACE TEMP TABLE pending AS
SELECT position, cycle_no, table_name, record_id, action, source_site_id
FROM sync.outgoing
WHERE destination_site_id = $site_id AND position > $from_position;

-- wanted: each record once, in its latest state. First deletions of what is there again, then
-- upserts parents first, then what is gone, children first.
CREATE OR REPLACE TEMP TABLE wanted AS
WITH latest AS (
    SELECT
        table_name, record_id,
        max(position) FILTER (action = 'upsert') AS upsert_position,
        max(position) FILTER (action <> 'upsert') AS gone_position,
        max_by(action, position) FILTER (action <> 'upsert') AS gone_action,
        max_by(source_site_id, position) FILTER (action <> 'upsert') AS gone_source,
        max_by(source_site_id, position) FILTER (action = 'upsert') AS upsert_source
    FROM pending
    GROUP BY table_name, record_id
),
stepped AS (
    SELECT table_name, record_id, gone_action AS action, gone_source AS source_site_id,
        CASE WHEN upsert_position > gone_position THEN 0 ELSE 2 END AS step,
        gone_position AS position
    FROM latest
    WHERE gone_position IS NOT NULL
        AND NOT (gone_action <> 'delete' AND coalesce(upsert_position > gone_position, false))
    UNION ALL
    SELECT table_name, record_id, 'upsert', upsert_source, 1, upsert_position
    FROM latest
    WHERE upsert_position > coalesce(gone_position, 0)
)
SELECT
    row_number() OVER (ORDER BY
        step,
        CASE WHEN step = 1 THEN dependency.place ELSE -dependency.place END,
        position, table_name, record_id
    ) AS position,
    table_name, record_id, action, source_site_id
FROM stepped
JOIN dependency USING (table_name);
