-- settled_all holds a record once: as it stood before the cycle, and as the last pass left it.
CREATE OR REPLACE TEMP TABLE settled_all AS
SELECT
    table_name, record_id,
    max(change_no) AS change_no,
    arg_max_null(site_id, change_no) AS site_id,
    max(sites) AS sites,
    arg_max_null(content_no, change_no) AS content_no,
    arg_max_null(content_epoch, change_no) AS content_epoch,
    arg_max_null(is_present, change_no) AS is_present,
    arg_max_null(owner, change_no) AS owner,
    arg_max_null(store_id, change_no) AS store_id,
    arg_max_null(other_id, change_no) AS other_id,
    arg_max_null(parent_id, change_no) AS parent_id,
    arg_min_null(was_present, change_no) AS was_present,
    arg_min_null(owner_before, change_no) AS owner_before,
    arg_min_null(store_before, change_no) AS store_before,
    arg_min_null(other_before, change_no) AS other_before,
    arg_min_null(parent_before, change_no) AS parent_before,
    bool_or(is_merged) AS is_merged,
    bool_or(is_centres) AS is_centres
FROM settled_all
GROUP BY table_name, record_id;

-- A refused change of a record that the centre holds is answered with the centre's version (R23).
INSERT INTO to_repair
SELECT DISTINCT candidate.site_id, candidate.table_name, candidate.record_id, 'repair'
FROM decided
JOIN candidate USING (change_no)
JOIN record_kind AS kind ON kind.table_name = candidate.table_name
WHERE decided.decision = 'rejected' AND decided.reason <> 'store_moved' AND kind.is_kept
    AND candidate.change_no NOT IN (SELECT change_no FROM ordered);
