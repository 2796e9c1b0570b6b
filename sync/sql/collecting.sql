-- What the passes collect for the steps after them.
CREATE OR REPLACE TEMP TABLE settled_all (
    table_name VARCHAR, record_id VARCHAR, change_no BIGINT, site_id INTEGER, sites BIGINT,
    content_no BIGINT, content_epoch INTEGER, is_present BOOLEAN, owner VARCHAR,
    store_id VARCHAR, other_id VARCHAR, was_present BOOLEAN, owner_before VARCHAR,
    store_before VARCHAR, is_centres BOOLEAN DEFAULT false
);
CREATE OR REPLACE TEMP TABLE document_before (
    table_name VARCHAR, record_id VARCHAR, store_id VARCHAR, other_store_id VARCHAR,
    is_triggered BOOLEAN
);
CREATE OR REPLACE TEMP TABLE document_after (
    table_name VARCHAR, record_id VARCHAR, store_id VARCHAR, other_store_id VARCHAR,
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
