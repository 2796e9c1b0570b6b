-- What was put back is said beside the decision, and the record goes back as it stands (R22).
UPDATE decided SET detail = said.columns || ' was put back: ' || said.why
FROM (
    SELECT
        change_no, string_agg(column_name, ', ' ORDER BY column_name) AS columns,
        min(why) AS why
    FROM put_back
    GROUP BY change_no
) AS said
WHERE said.change_no = decided.change_no AND decided.decision IN ('applied', 'unchanged');
INSERT INTO to_repair
SELECT DISTINCT candidate.site_id, candidate.table_name, candidate.record_id, 'returned_to_owner'
FROM put_back
JOIN candidate USING (change_no)
JOIN decided USING (change_no)
WHERE decided.decision IN ('applied', 'unchanged');
