CREATE SCHEMA IF NOT EXISTS sync;
CREATE SCHEMA IF NOT EXISTS replica;

-- One row per settings that a cycle took into force.
CREATE TABLE IF NOT EXISTS sync.network (
    network_no BIGINT, cycle_no BIGINT, central_site_id INTEGER, primary_site_id INTEGER,
    stale_after VARCHAR, time_zone VARCHAR, system_store_codes VARCHAR[],
    applied_by VARCHAR, applied_at TIMESTAMP
);
CREATE TABLE IF NOT EXISTS sync.site (
    site_id INTEGER, name VARCHAR, kind VARCHAR, time_zone VARCHAR, local_procurement BOOLEAN
);
CREATE TABLE IF NOT EXISTS sync.store_setting (
    store_id VARCHAR, active_site_id INTEGER, collectors INTEGER[], include_transactions BOOLEAN
);
-- Everything but plain none; the view sync.store_relation fills the rest.
CREATE TABLE IF NOT EXISTS sync.relation (
    store_id VARCHAR, site_id INTEGER, relation VARCHAR, reason VARCHAR
);
CREATE TABLE IF NOT EXISTS sync.edit_right (
    owner VARCHAR, store_id VARCHAR, site_id INTEGER, reason VARCHAR, refusal VARCHAR
);
CREATE TABLE IF NOT EXISTS sync.route (
    owner VARCHAR, store_id VARCHAR, audience VARCHAR, destination_site_id INTEGER, reason VARCHAR
);
CREATE TABLE IF NOT EXISTS sync.store_move (
    store_id VARCHAR, from_site_id INTEGER, to_site_id INTEGER, cycle_no BIGINT
);

CREATE TABLE IF NOT EXISTS sync.cycle (
    cycle_no BIGINT, ran_at TIMESTAMP, network_no BIGINT, batches BIGINT, rows BIGINT,
    last_change_no BIGINT, last_position BIGINT
);
-- How far each site's stream is applied.
CREATE TABLE IF NOT EXISTS sync.stream (
    site_id INTEGER, generation VARCHAR, batch_no BIGINT, last_seq BIGINT, sha256 VARCHAR
);
CREATE TABLE IF NOT EXISTS sync.batch (
    site_id INTEGER, batch_no BIGINT, generation VARCHAR, first_seq BIGINT, last_seq BIGINT,
    rows BIGINT, sha256 VARCHAR, created_at TIMESTAMP, received_at TIMESTAMP,
    applied_at TIMESTAMP, status VARCHAR, cycle_no BIGINT, first_change_no BIGINT,
    last_change_no BIGINT
);
CREATE TABLE IF NOT EXISTS sync.change (
    change_no BIGINT, cycle_no BIGINT, site_id INTEGER, batch_no BIGINT, seq BIGINT,
    table_name VARCHAR, record_id VARCHAR, action VARCHAR, store_id VARCHAR,
    changed_at TIMESTAMP, received_at TIMESTAMP, decided_at TIMESTAMP,
    decision VARCHAR, reason VARCHAR, detail VARCHAR, data VARCHAR
);
-- Rows that wait, with what it takes to release them (a merge may wait for either record).
CREATE TABLE IF NOT EXISTS sync.waiting (
    change_no BIGINT, site_id INTEGER, table_name VARCHAR, record_id VARCHAR, action VARCHAR,
    parent_table VARCHAR, parent_id VARCHAR
);
-- Records that were merged into another, each with the end of its chain (R20).
CREATE TABLE IF NOT EXISTS sync.merged (
    table_name VARCHAR, deleted_id VARCHAR, kept_id VARCHAR, cycle_no BIGINT
);
-- Stores in which a prescriber has prescribed (R35).
CREATE TABLE IF NOT EXISTS sync.prescribed (prescriber_id VARCHAR, store_id VARCHAR);
-- Pairs of halves, by the initiating half; sync.transfer adds what is judged when read.
CREATE TABLE IF NOT EXISTS sync.transfer_pair (
    kind VARCHAR, initiating_table VARCHAR, initiating_id VARCHAR, initiating_store_id VARCHAR,
    responding_table VARCHAR, responding_id VARCHAR, responding_store_id VARCHAR,
    same_site BOOLEAN, made_by_centre BOOLEAN, recognised_in_cycle BIGINT, made_at TIMESTAMP,
    is_acknowledged BOOLEAN, second_id VARCHAR, state VARCHAR,
    initiating_number BIGINT, responding_number BIGINT, sent_on DATE, received_on DATE,
    lines_sent BIGINT, lines_received BIGINT, units_sent DOUBLE, units_received DOUBLE,
    units_in_transit DOUBLE, units_difference DOUBLE, value_sent DOUBLE, value_received DOUBLE
);
-- What a person ordered, and the cycle that did it (retry, accept, dismiss, load, resync).
CREATE TABLE IF NOT EXISTS sync."order" (
    order_no BIGINT, kind VARCHAR, subject VARCHAR, ordered_by VARCHAR, ordered_at TIMESTAMP,
    why VARCHAR, cycle_no BIGINT, outcome VARCHAR
);
-- Shared data that a site got as a whole, up to a position of the log (R38, R39, resync).
CREATE TABLE IF NOT EXISTS sync.load (
    site_id INTEGER, audience VARCHAR, cycle_no BIGINT, made_at TIMESTAMP, reason VARCHAR,
    position BIGINT
);
-- Records that the centre knows of and does not hold: deleted, or left out by a rule.
CREATE TABLE IF NOT EXISTS sync.known_record (
    table_name VARCHAR, record_id VARCHAR, state VARCHAR, reason VARCHAR, store_id VARCHAR,
    other_party_id VARCHAR, change_no BIGINT
);

-- One row per record, cycle and audience; position is the order of commitment.
CREATE TABLE IF NOT EXISTS sync.outgoing_log (
    position BIGINT, cycle_no BIGINT, change_no BIGINT, table_name VARCHAR, record_id VARCHAR,
    action VARCHAR, source_site_id INTEGER, except_site_id INTEGER, audience VARCHAR,
    destination_site_id INTEGER, reason VARCHAR
);
-- How many log rows a cycle made for whom: backlogs without reading the log.
CREATE TABLE IF NOT EXISTS sync.outgoing_tally (
    cycle_no BIGINT, made_at TIMESTAMP, audience VARCHAR, destination_site_id INTEGER,
    except_site_id INTEGER, first_position BIGINT, last_position BIGINT, rows BIGINT
);
CREATE TABLE IF NOT EXISTS sync.audience (
    audience VARCHAR, site_id INTEGER, since_position BIGINT, until_position BIGINT
);
-- Copies of the control database, refreshed by every cycle.
CREATE TABLE IF NOT EXISTS sync.outgoing_batch (
    destination_site_id INTEGER, batch_no BIGINT, from_position BIGINT, through_position BIGINT,
    through_cycle_no BIGINT, rows BIGINT, packed_at TIMESTAMP, acknowledged_at TIMESTAMP
);
CREATE TABLE IF NOT EXISTS sync.contact (site_id INTEGER, last_contact_at TIMESTAMP);
-- What sites said of themselves by then: records that still wait there, and their software.
CREATE TABLE IF NOT EXISTS sync.heartbeat (
    site_id INTEGER, said_at TIMESTAMP, waiting BIGINT, version VARCHAR
);
CREATE TABLE IF NOT EXISTS sync.held_batch (site_id INTEGER, batches BIGINT, rows BIGINT);
