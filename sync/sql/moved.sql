-- moved: stores that a site has lost and does not know it yet (R12, D5).
CREATE OR REPLACE TEMP TABLE moved AS
SELECT move.store_id, move.from_site_id AS site_id
FROM sync.store_move AS move
JOIN store_fact AS setting ON setting.store_id = move.store_id AND setting.is_assigned
LEFT JOIN known_through AS known ON known.site_id = move.from_site_id
WHERE setting.active_site_id <> move.from_site_id
GROUP BY ALL
HAVING max(move.cycle_no) > coalesce(max(known.cycle_no), 0);
