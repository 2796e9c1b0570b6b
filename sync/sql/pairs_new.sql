-- new_pair: what is recognised in this cycle; the centre makes a half where none was pushed (T1).
INSERT INTO new_pair BY NAME
SELECT
    found.* EXCLUDE (same_site),
    coalesce(
        pushed.record_id,
        CASE WHEN NOT found.same_site THEN {made_id} END
    ) AS responding_id,
    pushed.second_id,
    coalesce(found.same_site, false) AS same_site,
    pushed.record_id IS NULL AND NOT coalesce(found.same_site, false) AS made_by_centre
FROM found_pair AS found
LEFT JOIN pushed_half AS pushed
    ON pushed.kind = found.kind AND pushed.initiating_id = found.initiating_id;

DELETE FROM sync.transfer_pair WHERE (initiating_table, initiating_id) IN (
    SELECT (initiating_table, initiating_id) FROM new_pair
);
INSERT INTO sync.transfer_pair BY NAME
SELECT *, $cycle_no AS recognised_in_cycle, $ran_at AS made_at, false AS is_acknowledged
FROM new_pair
ORDER BY initiating_table, initiating_id;
