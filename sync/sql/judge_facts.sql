-- often: the records with more than one change; only these need their order worked out.
CREATE OR REPLACE TEMP TABLE often AS
SELECT table_name, record_id, count(*) AS n
FROM judgeable
GROUP BY table_name, record_id
HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE place AS
SELECT
    change_no,
    row_number() OVER (PARTITION BY f.table_name, f.record_id ORDER BY f.change_no) AS k,
    often.n
FROM judgeable AS f
JOIN often USING (table_name, record_id);

-- open_fact: changes that only rights and collection still decide, numbered per record.
CREATE OR REPLACE TEMP TABLE open_fact AS
SELECT
    f.change_no, f.site_id, f.table_name, f.record_id, f.action, f.default_owner,
    f.c_owner, f.c_store, f.p_owner, f.p_store, f.c_other, f.c_code, f.c_parent, f.c_found,
    f.names_parent, f.s_present, f.s_owner, f.s_store, f.s_other, f.s_parent,
    kind.withheld_without_transactions,
    kind.is_line,
    kind.needs_store,
    known.store_id AS k_store,
    -- who it is for, where it was left out since it was applied
    CASE WHEN f.s_change_no IS NULL OR known.change_no > f.s_change_no
        THEN known.other_party_id END AS k_other,
    known.state AS k_state,
    merged.kept_id AS k_merged,
    merging.keep_id,
    coalesce(merging.keep_present, false) AS keep_present,
    merging.keep_owner,
    merging.keep_store,
    special.allowing_code,
    special.refusal AS special_refusal,
    overruled.code AS overruling_code,
    coalesce(place.k, 1) AS k,
    coalesce(place.n, 1) AS n
FROM judgeable AS f
JOIN record_kind AS kind USING (table_name)
LEFT JOIN place ON place.change_no = f.change_no
LEFT JOIN known_now AS known
    ON f.table_name = known.table_name AND f.record_id = known.record_id
    AND known.state = 'left_out'
    -- a merge that has waited knows nothing of what came after it
    AND NOT (f.action = 'merge' AND known.change_no > f.change_no)
LEFT JOIN merged ON f.table_name = merged.table_name AND f.record_id = merged.deleted_id
LEFT JOIN merging ON f.change_no = merging.change_no
LEFT JOIN special ON f.change_no = special.change_no
LEFT JOIN overruled ON f.change_no = overruled.change_no;

CREATE OR REPLACE TEMP TABLE later_fact AS FROM open_fact WHERE k > 1;
