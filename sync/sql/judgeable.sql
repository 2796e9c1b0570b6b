-- judgeable: changes that are readable and have what they depend on. A change that names no parent
-- itself has the one that an earlier change named; whether that one counts, judging tells.
CREATE OR REPLACE TEMP TABLE judgeable AS
SELECT fact.* REPLACE (NULL::VARCHAR AS c_parent, NULL::VARCHAR AS s_parent), true AS names_parent
FROM fact
JOIN record_kind AS kind USING (table_name)
WHERE fault IS NULL AND (kind.parent_table IS NULL OR fact.action = 'merge')
UNION ALL BY NAME
SELECT
    line.* EXCLUDE (
        parent_table, is_line, needs_parent, is_visibility, parent_id, parent_state,
        parent_reason, parent_store, lacks_store
    ) REPLACE (parent_id AS c_parent),
    NOT line.needs_parent OR line.c_parent IS NOT NULL AS names_parent
FROM line
ANTI JOIN parent_verdict USING (change_no)
WHERE line.fault IS NULL;
