-- Pairs that stand are not found anew; one cancelled before its half was seen may begin again.
DELETE FROM found_pair WHERE (initiating_table, initiating_id) IN (
    SELECT (initiating_table, initiating_id)
    FROM sync.transfer_pair
    WHERE NOT (state = 'cancelled' AND made_by_centre AND NOT is_acknowledged)
);
-- Nor are halves that answer another.
DELETE FROM found_pair WHERE kind IN ({alike}) AND initiating_id IN ({answers});
