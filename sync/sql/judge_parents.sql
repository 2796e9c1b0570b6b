-- line: facts of record types with a parent, with the parent that each change speaks of.
CREATE OR REPLACE TEMP TABLE line AS
WITH child AS (
    SELECT fact.*, kind.parent_table, kind.is_line, kind.needs_parent, kind.is_visibility,
        kind.needs_store AND NOT kind.is_line AND c_store IS NULL AND s_store IS NULL
            AS lacks_store,
        known.reason AS left_out_reason, known.store_id AS left_out_store
    FROM fact
    JOIN record_kind AS kind USING (table_name)
    LEFT JOIN known_now AS known
        ON known.table_name = fact.table_name AND known.record_id = fact.record_id
        AND known.state = 'left_out' AND fact.c_parent IS NULL
    WHERE kind.parent_table IS NOT NULL AND fact.action <> 'merge'
),
unnamed AS (
    SELECT table_name, record_id
    FROM child
    WHERE c_parent IS NULL
),
-- A change that names no parent means the one that an earlier change of the cycle named, if that
-- is known; one that is deleted left no record behind that could have named it (R8b).
named_earlier AS (
    SELECT
        change_no,
        last_value(parent.record_id IGNORE NULLS) OVER (
            PARTITION BY child.table_name, child.record_id ORDER BY change_no
        ) AS parent_id
    FROM child
    SEMI JOIN unnamed USING (table_name, record_id)
    LEFT JOIN parent
        ON parent.table_name = child.parent_table AND parent.record_id = child.c_parent
        AND parent.state <> 'deleted'
),
spoken AS (
    SELECT
        child.*,
        coalesce(child.c_parent, named_earlier.parent_id, child.s_parent) AS parent_id,
        CASE WHEN NOT child.is_line THEN child.s_parent END AS held_parent_id
    FROM child
    LEFT JOIN named_earlier USING (change_no)
)
SELECT
    spoken.* EXCLUDE (c_store, c_other, c_owner, s_owner, s_store, held_parent_id),
    parent.state AS parent_state,
    parent.reason AS parent_reason,
    parent.store_id AS parent_store,
    CASE
        WHEN spoken.is_line THEN CASE WHEN spoken.action <> 'delete' THEN parent.store_id END
        ELSE spoken.c_store
    END AS c_store,
    -- Whose it is by the person that it hangs on, unless it is of a store of its own (R13).
    CASE WHEN spoken.default_owner = 'patient' AND spoken.c_owner IS NULL THEN parent.store_id END
        AS p_store,
    CASE WHEN spoken.default_owner = 'patient' AND spoken.c_owner IS NULL
        THEN coalesce(parent.owner, 'central') END AS p_owner,
    CASE WHEN spoken.is_line THEN parent.other_id ELSE spoken.c_other END AS c_other,
    CASE
        WHEN spoken.is_visibility AND parent.owner = 'patient' THEN 'person_visibility'
        ELSE spoken.c_owner
    END AS c_owner,
    CASE
        WHEN spoken.default_owner = 'patient' AND spoken.s_owner IS NULL AND spoken.s_present
            THEN coalesce(held.owner, 'central')
        WHEN spoken.is_visibility AND held.owner = 'patient' THEN 'person_visibility'
        ELSE spoken.s_owner
    END AS s_owner,
    CASE
        WHEN spoken.default_owner = 'patient' AND spoken.s_owner IS NULL THEN held.store_id
        ELSE spoken.s_store
    END AS s_store
FROM spoken
LEFT JOIN parent
    ON spoken.parent_table = parent.table_name AND spoken.parent_id = parent.record_id
LEFT JOIN parent AS held
    ON spoken.parent_table = held.table_name AND spoken.held_parent_id = held.record_id;

CREATE OR REPLACE TEMP TABLE parent_verdict AS
WITH own AS (
    SELECT
        *,
        fault IS NULL AND action <> 'delete' AND parent_id IS NOT NULL
            AND parent_state IS NULL AND NOT lacks_store AS is_orphan
    FROM line
),
held_up AS (
    SELECT site_id, table_name, record_id, min(change_no) AS since_no
    FROM own
    WHERE is_orphan
    GROUP BY ALL
    UNION ALL
    SELECT site_id, table_name, record_id, 0 FROM blocked
),
queued AS (
    SELECT own.*, held_up.since_no IS NOT NULL AS is_behind,
        CASE WHEN own.parent_id IS NULL THEN own.left_out_reason END AS own_reason
    FROM own
    LEFT JOIN (
        SELECT site_id, table_name, record_id, min(since_no) AS since_no FROM held_up GROUP BY ALL
    ) AS held_up
        ON own.site_id = held_up.site_id AND own.table_name = held_up.table_name
        AND own.record_id = held_up.record_id AND own.change_no >= held_up.since_no
)
SELECT
    change_no,
    CASE
        WHEN is_behind THEN 'waiting'
        WHEN parent_id IS NULL AND own_reason IS NULL THEN 'rejected'
        ELSE 'ignored'
    END AS decision,
    CASE
        WHEN is_behind THEN 'missing_parent'
        WHEN own_reason IS NOT NULL THEN own_reason
        WHEN parent_id IS NULL THEN 'missing_key'
        WHEN parent_state = 'deleted' THEN 'parent_deleted'
        ELSE parent_reason
    END AS reason,
    CASE
        WHEN is_orphan THEN 'waits for ' || parent_table || ' ' || parent_id
        WHEN is_behind THEN 'waits behind an earlier change of the same record'
        WHEN own_reason IS NOT NULL THEN NULL
        WHEN parent_id IS NULL THEN 'no ' || parent_table || ' is named'
        ELSE parent_table || ' ' || parent_id
    END AS detail,
    coalesce(c_store, s_store, left_out_store) AS store_id,
    parent_table,
    parent_id
FROM queued
WHERE fault IS NULL AND (
    is_behind
    OR own_reason IS NOT NULL
    OR needs_parent AND parent_id IS NULL AND action <> 'delete'
    OR parent_state IN ('deleted', 'left_out')
);

INSERT INTO decided SELECT change_no, decision, reason, detail, store_id FROM parent_verdict;
INSERT INTO waiting_now
SELECT change_no, parent_table, parent_id FROM parent_verdict WHERE decision = 'waiting';
