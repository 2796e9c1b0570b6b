-- new_party: names that are another store now than before, or stand for a merged name (T8).
CREATE OR REPLACE TEMP TABLE new_party AS
SELECT name_id FROM (FROM party EXCEPT FROM party_before)
UNION
SELECT kept_id FROM newly_merged WHERE table_name = 'name';

-- found_pair: documents that may begin a pair, as far as they say themselves.
CREATE OR REPLACE TEMP TABLE found_pair (
    kind VARCHAR, initiating_table VARCHAR, initiating_id VARCHAR, initiating_store_id VARCHAR,
    responding_table VARCHAR, responding_store_id VARCHAR, same_site BOOLEAN
);
CREATE OR REPLACE TEMP TABLE pushed_half (
    kind VARCHAR, initiating_id VARCHAR, record_id VARCHAR, second_id VARCHAR
);
CREATE OR REPLACE TEMP TABLE new_pair (
    kind VARCHAR, initiating_table VARCHAR, initiating_id VARCHAR, initiating_store_id VARCHAR,
    responding_table VARCHAR, responding_store_id VARCHAR, responding_id VARCHAR,
    second_id VARCHAR, same_site BOOLEAN, made_by_centre BOOLEAN
);
