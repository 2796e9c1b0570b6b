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
