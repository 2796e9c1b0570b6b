-- A half that came after its pair is the one that was missing, or that takes the place of one which
-- is gone; else it is listed beside it (D9). What is beside takes the place first.
CREATE OR REPLACE TEMP TABLE seconded AS
WITH held AS ({held}),
standing AS (
    SELECT
        seconded.*,
        second.record_id AS second_held_id,
        first.record_id IS NULL AND is_replaceable AS is_replaced
    FROM seconded
    LEFT JOIN held AS first
        ON first.table_name = seconded.responding_table
        AND first.record_id = seconded.responding_id
    LEFT JOIN held AS second
        ON second.table_name = seconded.responding_table
        AND second.record_id = seconded.second_id
),
now AS (
    SELECT
        *,
        CASE WHEN is_replaced THEN coalesce(second_held_id, late_id, responding_id)
            ELSE responding_id END AS responding_now
    FROM standing
)
SELECT
    *,
    list_filter(
        [second_held_id, late_id], lambda id: id IS NOT NULL AND id IS DISTINCT FROM responding_now
    )[1] AS second_now
FROM now;

-- The half that is replaced goes where it went, and the one in its place is new there (R34).
INSERT INTO replaced_half
SELECT pair.responding_table, pair.responding_id, pair.responding_store_id,
    pair.initiating_store_id
FROM seconded AS now
JOIN sync.transfer_pair AS pair USING (initiating_table, initiating_id)
WHERE now.responding_now <> now.responding_id;
INSERT INTO late_half
SELECT pair.kind, pair.initiating_id, pair.responding_store_id, pair.responding_table,
    now.responding_now
FROM seconded AS now
JOIN sync.transfer_pair AS pair USING (initiating_table, initiating_id)
WHERE now.responding_now = now.second_held_id;

UPDATE sync.transfer_pair AS pair SET
    responding_id = now.responding_now,
    second_id = now.second_now,
    made_by_centre = pair.made_by_centre AND now.responding_now = now.responding_id
FROM seconded AS now
WHERE pair.initiating_table = now.initiating_table AND pair.initiating_id = now.initiating_id
    AND (now.responding_now IS DISTINCT FROM pair.responding_id
        OR now.second_now IS DISTINCT FROM pair.second_id);
