-- final_verdict: the pass's verdicts with what comparison found (R8c: unchanged before rights).
CREATE OR REPLACE TEMP TABLE final_verdict AS
SELECT
    v.change_no, v.site_id, v.table_name, v.record_id, v.action, v.default_owner, v.k, v.n,
    v.epoch, v.allowed, v.judged_store, v.s_present, v.s_owner, v.s_store, v.s_other, v.s_parent,
    v.after_present, v.after_owner, v.after_store, v.after_other, v.after_parent, v.keep_id,
    v.overruling_code,
    CASE
        WHEN v.is_early THEN v.decision
        WHEN same.change_no IS NOT NULL THEN 'unchanged'
        ELSE coalesce(v.decision, 'applied')
    END AS final_decision,
    CASE
        WHEN v.reason IN ('same_merge', 'same_pair') THEN v.owner_code
        WHEN v.is_early THEN v.reason
        WHEN same.change_no IS NOT NULL THEN coalesce(v.owner_code, v.reason)
        ELSE coalesce(v.reason, v.applied_code)
    END AS final_reason
FROM verdict AS v
LEFT JOIN identical AS same USING (change_no);

INSERT INTO decided
SELECT change_no, final_decision, final_reason, NULL, coalesce(after_store, judged_store)
FROM final_verdict;

-- settled: one row per record that an applied change of this pass touched.
CREATE OR REPLACE TEMP TABLE settled AS
SELECT
    table_name, record_id, change_no, site_id, 1::BIGINT AS sites,
    CASE WHEN action = 'upsert' THEN change_no END AS content_no, epoch AS content_epoch,
    after_present AS is_present, after_owner AS owner, after_store AS store_id,
    after_other AS other_id, after_parent AS parent_id, s_present AS was_present,
    coalesce(s_owner, default_owner) AS owner_before, s_store AS store_before,
    s_other AS other_before, s_parent AS parent_before,
    action = 'merge' AS is_merged, coalesce(overruling_code = 'made_by_centre', false) AS is_centres
FROM final_verdict
WHERE n = 1 AND final_decision = 'applied'
UNION ALL
SELECT * FROM (
    SELECT
        table_name,
        record_id,
        max(change_no) FILTER (final_decision = 'applied') AS change_no,
        max_by(site_id, change_no) FILTER (final_decision = 'applied') AS site_id,
        count(DISTINCT site_id) FILTER (final_decision = 'applied') AS sites,
        max(change_no) FILTER (
            allowed AND action = 'upsert' AND final_decision IN ('applied', 'unchanged')
        ) AS content_no,
        max_by(epoch, change_no) FILTER (
            allowed AND action = 'upsert' AND final_decision IN ('applied', 'unchanged')
        ) AS content_epoch,
        arg_max_null(after_present, k) AS is_present,
        arg_max_null(after_owner, k) AS owner,
        arg_max_null(after_store, k) AS store_id,
        arg_max_null(after_other, k) AS other_id,
        arg_max_null(after_parent, k) AS parent_id,
        any_value(s_present) AS was_present,
        any_value(coalesce(s_owner, default_owner)) AS owner_before,
        any_value(s_store) AS store_before,
        any_value(s_other) AS other_before,
        any_value(s_parent) AS parent_before,
        bool_or(action = 'merge' AND final_decision = 'applied') AS is_merged,
        coalesce(bool_or(overruling_code = 'made_by_centre'), false) AS is_centres
    FROM final_verdict
    WHERE n > 1
    GROUP BY table_name, record_id
)
WHERE change_no IS NOT NULL;

-- Merges that wait for a record are released when either record is touched (R20); where both have
-- come later in the same cycle, or another merge has, they are released in the next: the empty id
-- says so.
INSERT INTO waiting_now
SELECT
    change_no, table_name,
    unnest([record_id, keep_id]
        || CASE WHEN is_merged_now OR is_there_now AND keep_present THEN [''] ELSE [] END)
FROM (
    SELECT *,
        max_by(after_present, k) OVER of_record AS is_there_now,
        bool_or(action = 'merge' AND final_decision = 'applied') OVER of_record AS is_merged_now
    FROM final_verdict
    WINDOW of_record AS (PARTITION BY table_name, record_id)
)
JOIN (SELECT change_no, keep_present FROM merging) USING (change_no)
WHERE final_decision = 'waiting';

INSERT INTO settled_all BY NAME SELECT * FROM settled;

-- left_now: what the pass has deleted or left out: known from now on, without being held.
CREATE OR REPLACE TEMP TABLE left_now AS
SELECT
    table_name, record_id,
    CASE WHEN max_by(final_decision, k) = 'applied' THEN 'deleted' ELSE 'left_out' END AS state,
    max_by(CASE WHEN final_decision <> 'applied' THEN final_reason END, k) AS reason,
    arg_max_null(after_store, k) AS store_id,
    arg_max_null(after_other, k) AS other_party_id,
    max(change_no) AS change_no
FROM final_verdict
WHERE NOT after_present AND final_decision = 'applied' AND action <> 'merge' OR (
    final_reason IN ('not_collected', 'transactions_not_included')
    OR final_reason = 'system_store' AND default_owner = 'store_record'
)
GROUP BY table_name, record_id
HAVING max_by(after_present AND final_decision = 'applied', k) IS DISTINCT FROM true
UNION ALL
-- and lines that were left out with their header (D3)
SELECT
    line.table_name, line.record_id, 'left_out', max_by(own.reason, change_no),
    max_by(line.parent_store, change_no), max_by(line.c_other, change_no), max(change_no)
FROM parent_verdict AS own
JOIN line USING (change_no)
ANTI JOIN settled USING (table_name, record_id)
WHERE own.reason IN ('not_collected', 'transactions_not_included') AND NOT line.s_present
    AND line.parent_state = 'left_out'
GROUP BY ALL;

-- forgotten: what was known of these records without holding them, and is no longer so.
CREATE OR REPLACE TEMP TABLE forgotten AS
SELECT known.table_name, known.record_id
FROM known_now AS known
SEMI JOIN (
    SELECT table_name, record_id FROM settled
    UNION ALL
    SELECT table_name, record_id FROM left_now
) AS now USING (table_name, record_id);
