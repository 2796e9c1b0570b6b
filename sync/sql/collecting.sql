-- What a row says in a column, however the column is spelled.
CREATE OR REPLACE TEMP MACRO said_in(json_data, column_name) AS nullif(coalesce(
    json_extract_string(json_data, column_name),
    json_extract_string(
        json_data, list_filter(json_keys(json_data), lambda k: lower(k) = lower(column_name))[1]
    )
), '');

-- decided: the outcome of every change of the cycle, filled step by step.
CREATE OR REPLACE TEMP TABLE decided (
    change_no BIGINT, decision VARCHAR, reason VARCHAR, detail VARCHAR, store_id VARCHAR
);
CREATE OR REPLACE TEMP VIEW judged AS
SELECT candidate.*
FROM candidate
WHERE change_no NOT IN (SELECT change_no FROM decided);

-- What the passes collect for the steps after them.
CREATE OR REPLACE TEMP TABLE settled_all (
    table_name VARCHAR, record_id VARCHAR, change_no BIGINT, site_id INTEGER, sites BIGINT,
    content_no BIGINT, content_epoch INTEGER, is_present BOOLEAN, owner VARCHAR,
    store_id VARCHAR, other_id VARCHAR, parent_id VARCHAR, was_present BOOLEAN,
    owner_before VARCHAR, store_before VARCHAR, other_before VARCHAR, parent_before VARCHAR,
    is_merged BOOLEAN, is_centres BOOLEAN
);
-- Transfer documents as they stood before the cycle touched them.
CREATE OR REPLACE TEMP TABLE document_was (
    table_name VARCHAR, record_id VARCHAR, store_id VARCHAR, other_name_id VARCHAR,
    is_triggered BOOLEAN
);
CREATE OR REPLACE TEMP TABLE destined (
    table_name VARCHAR, record_id VARCHAR, change_no BIGINT, source_site_id INTEGER,
    except_site_id INTEGER, action VARCHAR, audience VARCHAR, destination_site_id INTEGER,
    reason VARCHAR, dependency BIGINT
);
CREATE OR REPLACE TEMP TABLE parent_verdict (
    change_no BIGINT, decision VARCHAR, reason VARCHAR, detail VARCHAR, store_id VARCHAR,
    parent_table VARCHAR, parent_id VARCHAR
);
-- Everything that waits after this cycle's passes, with what it waits for.
CREATE OR REPLACE TEMP TABLE waiting_now (
    change_no BIGINT, parent_table VARCHAR, parent_id VARCHAR
);
-- Visibility rows of persons as they stood before this cycle touched them.
CREATE OR REPLACE TEMP TABLE visibility_before (
    table_name VARCHAR, record_id VARCHAR, person_id VARCHAR, store_id VARCHAR,
    is_inactive BOOLEAN
);
-- Rows that a rule of their own allows or forbids, whoever the owner is.
CREATE OR REPLACE TEMP TABLE special (
    change_no BIGINT, allowing_code VARCHAR, refusal VARCHAR
);
-- Rows that no right can refuse: the centre's own, and what a person has accepted.
CREATE OR REPLACE TEMP TABLE overruled (change_no BIGINT, code VARCHAR);
-- own_change: what the centre is about to change itself (D1).
CREATE OR REPLACE TEMP TABLE own_change (
    table_name VARCHAR, record_id VARCHAR, action VARCHAR, data VARCHAR
);
-- late_half: halves that came after their pair: the missing one, or one beside it (D9).
CREATE OR REPLACE TEMP TABLE late_half (
    kind VARCHAR, initiating_id VARCHAR, store_id VARCHAR, table_name VARCHAR, record_id VARCHAR
);
-- replaced_half: halves that are gone, of pairs that have another in their place (D9).
CREATE OR REPLACE TEMP TABLE replaced_half (
    responding_table VARCHAR, responding_id VARCHAR, responding_store_id VARCHAR,
    initiating_store_id VARCHAR
);
-- put_back: columns that a row would have blanked or changed and may not, with the reason (R22).
CREATE OR REPLACE TEMP TABLE put_back (change_no BIGINT, column_name VARCHAR, why VARCHAR);
-- received_was: order lines that goods-received lines spoke of before the cycle (T6).
CREATE OR REPLACE TEMP TABLE received_was (order_line_id VARCHAR);
-- merge_row: whom each merge of the cycle keeps, as it says and as earlier merges resolve it.
CREATE OR REPLACE TEMP TABLE merge_row (change_no BIGINT, keep_id VARCHAR);
-- merging: the same with what is known of the kept record.
CREATE OR REPLACE TEMP TABLE merging (
    change_no BIGINT, keep_id VARCHAR, keep_present BOOLEAN, keep_owner VARCHAR,
    keep_store VARCHAR
);
-- home_found: the home store that a new patient or prescriber gets, because it names none (R13a).
CREATE OR REPLACE TEMP TABLE home_found (
    table_name VARCHAR, record_id VARCHAR, change_no BIGINT, store_id VARCHAR
);
-- Records to answer with the centre's version: refused edits, and columns put back (R23, R22).
CREATE OR REPLACE TEMP TABLE to_repair (
    site_id INTEGER, table_name VARCHAR, record_id VARCHAR, reason VARCHAR
);
-- Joins whose records a merge has changed: where two become equal, the other survives (R20).
CREATE OR REPLACE TEMP TABLE rewritten_join (table_name VARCHAR, record_id VARCHAR);
-- What hung on a record that was merged into another, with whom it hung on.
CREATE OR REPLACE TEMP TABLE rewritten_person (
    table_name VARCHAR, record_id VARCHAR, person_id VARCHAR
);
CREATE OR REPLACE TEMP TABLE newly_merged (
    table_name VARCHAR, deleted_id VARCHAR, kept_id VARCHAR
);
CREATE OR REPLACE TEMP TABLE prescribed_new (prescriber_id VARCHAR, store_id VARCHAR);
