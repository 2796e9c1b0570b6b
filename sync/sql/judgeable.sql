-- judgeable: changes that are readable and have what they depend on.
CREATE OR REPLACE TEMP TABLE judgeable AS
SELECT fact.* EXCLUDE (c_parent, s_parent), NULL::VARCHAR AS c_person, NULL::VARCHAR AS s_person
FROM fact
JOIN record_kind AS kind USING (table_name)
WHERE fault IS NULL AND (kind.parent_table IS NULL OR fact.action = 'merge')
UNION ALL BY NAME
SELECT
    line.* EXCLUDE (
        parent_table, is_line, needs_parent, is_visibility, parent_id, parent_state,
        parent_reason, parent_store, c_parent, s_parent
    ),
    CASE WHEN NOT is_line THEN parent_id END AS c_person,
    CASE WHEN NOT is_line THEN s_parent END AS s_person
FROM line
ANTI JOIN parent_verdict USING (change_no)
WHERE line.fault IS NULL;
