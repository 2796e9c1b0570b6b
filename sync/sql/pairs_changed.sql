-- changed_pair: pairs of which the cycle touched a half, or a line of one, or which have another.
CREATE OR REPLACE TEMP TABLE touched_document AS
SELECT table_name, record_id FROM settled_all WHERE table_name IN ({documents})
UNION
SELECT kind.parent_table, unnest([s.parent_id, s.parent_before])
FROM settled_all AS s
JOIN record_kind AS kind USING (table_name)
WHERE kind.is_line AND kind.parent_table IN ({documents});

CREATE OR REPLACE TEMP TABLE changed_pair AS
SELECT *
FROM sync.transfer_pair
WHERE recognised_in_cycle = $cycle_no
    OR (initiating_table, initiating_id) IN (
        SELECT (table_name, record_id) FROM touched_document
    )
    OR (responding_table, responding_id) IN (
        SELECT (table_name, record_id) FROM touched_document
    )
    OR (kind, initiating_id) IN (SELECT (kind, initiating_id) FROM late_half);
