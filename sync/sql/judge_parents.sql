-- line: facts with the parent that each change speaks of, and what the centre knows of it.
CREATE OR REPLACE TEMP TABLE line AS
WITH spoken AS (
    SELECT
        fact.*,
        kind.parent_table,
        kind.is_line,
        kind.needs_parent,
        coalesce(
            last_value(fact.c_parent IGNORE NULLS) OVER (
                PARTITION BY fact.table_name, fact.record_id ORDER BY fact.change_no
            ),
            fact.s_parent
        ) AS parent_id
    FROM fact
    JOIN record_kind AS kind USING (table_name)
)
SELECT
    spoken.* EXCLUDE (c_store, c_owner),
    parent.state AS parent_state,
    parent.reason AS parent_reason,
    CASE WHEN spoken.is_line THEN CASE WHEN spoken.action <> 'delete' THEN parent.store_id END
        WHEN spoken.default_owner = 'patient' AND spoken.c_owner IS NULL THEN parent.store_id
        ELSE spoken.c_store END AS c_store,
    CASE
        WHEN spoken.default_owner = 'patient' AND spoken.c_owner IS NULL AND spoken.table_name <> 'clinician'
            THEN coalesce(parent.owner, 'central')
        ELSE spoken.c_owner
    END AS c_owner
FROM spoken
LEFT JOIN parent
    ON spoken.parent_table = parent.table_name AND spoken.parent_id = parent.record_id;

CREATE OR REPLACE TEMP TABLE parent_verdict AS
WITH own AS (
    SELECT
        *,
        fault IS NULL AND action <> 'delete' AND parent_id IS NOT NULL
            AND parent_state IS NULL AS is_orphan
    FROM line
),
queued AS (
    SELECT
        own.*,
        bool_or(is_orphan) OVER (
            PARTITION BY own.site_id, own.table_name, own.record_id ORDER BY own.change_no
        ) OR queue.record_id IS NOT NULL AS is_behind
    FROM own
    LEFT JOIN blocked AS queue
        ON own.site_id = queue.site_id AND own.table_name = queue.table_name
        AND own.record_id = queue.record_id
)
SELECT
    change_no,
    CASE WHEN is_behind THEN 'waiting' WHEN parent_id IS NULL THEN 'rejected' ELSE 'ignored'
    END AS decision,
    CASE
        WHEN is_behind THEN 'missing_parent'
        WHEN parent_id IS NULL THEN 'missing_key'
        WHEN parent_state = 'deleted' THEN 'parent_deleted'
        ELSE parent_reason
    END AS reason,
    CASE
        WHEN is_orphan THEN 'waits for ' || parent_table || ' ' || parent_id
        WHEN is_behind THEN 'waits behind an earlier change of the same record'
        WHEN parent_id IS NULL THEN 'no ' || parent_table || ' is named'
        ELSE parent_table || ' ' || parent_id
    END AS detail,
    coalesce(c_store, s_store) AS store_id,
    parent_table,
    parent_id
FROM queued
WHERE fault IS NULL AND (
    is_behind
    OR (needs_parent AND parent_id IS NULL AND action <> 'delete')
    OR parent_state IN ('deleted', 'left_out')
);
