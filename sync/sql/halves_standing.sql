-- standing_half: pairs whose half may lack lines: of those with a line that came later (T3), and of
-- ones that are cancelled no longer.
CREATE OR REPLACE TEMP TABLE standing_half AS
SELECT *, state = 'cancelled' AS is_back
FROM sync.transfer_pair
WHERE made_by_centre AND (
    state IN ('sent', 'numbered') AND initiating_id IN (
        SELECT parent_id FROM settled_all WHERE table_name IN ({lines}) AND is_present
    ) AND (initiating_table, initiating_id) NOT IN ({off})
    OR state = 'cancelled' AND (initiating_table, initiating_id) IN ({back})
);
