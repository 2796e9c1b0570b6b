-- Nobody edited these: they are before what they are after, but for what a merge rewrote.
DELETE FROM untouched WHERE (table_name, record_id) IN (
    SELECT (table_name, record_id) FROM settled_all
);
INSERT INTO subject_after SELECT DISTINCT * FROM untouched;
INSERT INTO subject_before
SELECT DISTINCT
    u.table_name, u.record_id, u.owner, u.store_id, u.other_id,
    coalesce(old.person_id, u.parent_id)
FROM untouched AS u
LEFT JOIN rewritten_person AS old USING (table_name, record_id);

-- What hangs on a name whose type has changed was of the other kind before (D5).
UPDATE subject_before AS s
SET owner = CASE turned.owner_before WHEN 'patient' THEN 'patient' ELSE 'central' END
FROM settled_all AS turned, record_kind AS kind
WHERE turned.table_name = 'name' AND turned.was_present AND turned.is_present
    AND turned.owner_before <> turned.owner
    AND s.parent_id = turned.record_id AND s.owner IN ('patient', 'central')
    AND kind.table_name = s.table_name AND kind.parent_table = 'name' AND NOT kind.is_visibility;
