-- What was left out came from the site where the store was active then: that a store has moved since
-- does not make its earlier data a stranger's (R12, R25).
INSERT INTO overruled
SELECT change.change_no, 'active_site_edits_store'
FROM collected_now
JOIN sync.change AS change USING (change_no)
JOIN sync.store_setting AS setting USING (store_id)
LEFT JOIN (
    SELECT change_no, arg_min(move.from_site_id, move.cycle_no) AS site_id
    FROM collected_now
    JOIN sync.change AS change USING (change_no)
    JOIN sync.store_move AS move
        ON move.store_id = change.store_id AND move.cycle_no > change.cycle_no
    GROUP BY change_no
) AS earlier USING (change_no)
WHERE change.site_id = coalesce(earlier.site_id, setting.active_site_id);
