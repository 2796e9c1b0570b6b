-- acknowledged_pair: pairs whose made half its site has by now.
CREATE OR REPLACE TEMP TABLE acknowledged_pair AS
SELECT pair.initiating_table, pair.initiating_id
FROM sync.transfer_pair AS pair
JOIN store_fact AS theirs ON theirs.store_id = pair.responding_store_id
LEFT JOIN known_through AS known ON known.site_id = theirs.active_site_id
LEFT JOIN (
    SELECT DISTINCT table_name, record_id
    FROM candidate
    WHERE batch_no IS NOT NULL AND NOT is_again
) AS pushed ON pushed.table_name = pair.responding_table AND pushed.record_id = pair.responding_id
WHERE pair.made_by_centre AND NOT pair.is_acknowledged
    AND (known.cycle_no >= pair.recognised_in_cycle OR pushed.record_id IS NOT NULL);
