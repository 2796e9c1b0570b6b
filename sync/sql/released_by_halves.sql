-- released: changes that wait for a half that the centre has just made, and all that wait behind
-- them, from this cycle and from earlier ones (R24).
CREATE OR REPLACE TEMP TABLE released AS
WITH waiting AS (
    SELECT change_no, site_id, table_name, record_id, parent_table, parent_id
    FROM waiting_before
    WHERE change_no NOT IN (SELECT change_no FROM candidate)
    UNION ALL
    SELECT
        change_no, candidate.site_id, candidate.table_name, candidate.record_id,
        waiting_now.parent_table, waiting_now.parent_id
    FROM waiting_now
    JOIN candidate USING (change_no)
),
reached AS (
    SELECT DISTINCT waiting.site_id, waiting.table_name, waiting.record_id
    FROM waiting
    JOIN candidate AS half
        ON waiting.parent_table = half.table_name AND waiting.parent_id = half.record_id
    WHERE half.level = $halves
)
SELECT DISTINCT waiting.change_no
FROM waiting
SEMI JOIN reached USING (site_id, table_name, record_id);
