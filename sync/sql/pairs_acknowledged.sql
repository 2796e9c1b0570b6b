-- acknowledged_pair: pairs whose made half its site has by now (T5, D9). One that an earlier cycle
-- took back is no half that a site could have: its document may begin again.
CREATE OR REPLACE TEMP TABLE acknowledged_pair AS
WITH pushed AS (
    SELECT site_id, table_name, record_id
    FROM candidate
    WHERE batch_no IS NOT NULL AND NOT is_again
),
shown AS (
    FROM pushed
    {lines}
    UNION
    SELECT candidate.site_id, kind.parent_table, s.parent_before
    FROM settled_all AS s
    JOIN candidate USING (change_no)
    JOIN record_kind AS kind ON kind.table_name = s.table_name
    WHERE candidate.batch_no IS NOT NULL AND s.parent_before IS NOT NULL
),
come AS (
    SELECT store_id, to_site_id, max(cycle_no) AS cycle_no FROM sync.store_move GROUP BY ALL
)
SELECT
    pair.initiating_table, pair.initiating_id, pair.responding_table, pair.responding_id,
    theirs.active_site_id AS site_id, known.cycle_no AS known_cycle_no,
    shown.record_id IS NOT NULL
        OR known.cycle_no >= greatest(pair.recognised_in_cycle, coalesce(come.cycle_no, 0))
        AS is_seen
FROM sync.transfer_pair AS pair
JOIN store_fact AS theirs ON theirs.store_id = pair.responding_store_id
LEFT JOIN come
    ON come.store_id = pair.responding_store_id AND come.to_site_id = theirs.active_site_id
LEFT JOIN known_through AS known ON known.site_id = theirs.active_site_id
LEFT JOIN shown
    ON shown.table_name = pair.responding_table AND shown.record_id = pair.responding_id
    AND shown.site_id = theirs.active_site_id
WHERE pair.made_by_centre AND NOT pair.is_acknowledged AND pair.state <> 'cancelled' AND (
    known.cycle_no >= pair.recognised_in_cycle OR shown.record_id IS NOT NULL
);
