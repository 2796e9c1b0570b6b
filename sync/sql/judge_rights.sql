-- verdict: a row per change, judged in the order of its record's changes.
CREATE OR REPLACE TEMP TABLE verdict AS
WITH RECURSIVE
start AS (
    SELECT
        f.*,
        f.s_present AS present,
        coalesce(f.s_owner, CASE WHEN f.s_present THEN f.default_owner END) AS owner,
        coalesce(f.s_store, f.k_store) AS store,
        -- what was left out since the record was applied says who it is for now
        coalesce(f.k_other, f.s_other) AS other,
        f.s_parent AS parent,
        f.k_merged AS merged,
        0 AS epoch
    FROM open_fact AS f
    WHERE f.k = 1
),
step AS (
    {start}
-- further changes
    UNION ALL
    SELECT * FROM (
        WITH next AS (
            SELECT
                f.* REPLACE (step.after_k_state AS k_state),
                step.after_present AS present,
                step.after_owner AS owner,
                step.after_store AS store,
                step.after_other AS other,
                step.after_parent AS parent,
                step.after_merged AS merged,
                step.after_epoch AS epoch
            FROM step
            JOIN later_fact AS f
                ON step.table_name = f.table_name AND step.record_id = f.record_id
                AND f.k = step.k + 1
        )
        {next}
    )
)
FROM step;
