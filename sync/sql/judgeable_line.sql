INSERT INTO decided
SELECT change_no, decision, reason, detail, store_id FROM parent_verdict;

CREATE OR REPLACE TEMP TABLE judgeable AS
SELECT line.* EXCLUDE (
    parent_table, is_line, needs_parent, parent_id, parent_state, parent_reason, c_parent, s_parent
)
FROM line
ANTI JOIN parent_verdict USING (change_no)
WHERE line.fault IS NULL;
