-- The records that the cycle's changes touched, before and after it.
INSERT INTO subject_before
SELECT
    s.table_name, s.record_id, s.owner_before, s.store_before, s.other_before,
    coalesce(old.person_id, s.parent_before)
FROM settled_all AS s
LEFT JOIN rewritten_person AS old USING (table_name, record_id)
WHERE s.was_present;
INSERT INTO subject_after
SELECT table_name, record_id, owner, store_id, other_id, parent_id
FROM settled_all
WHERE is_present;
CREATE OR REPLACE TEMP TABLE seeing_touched AS
SELECT table_name, record_id
FROM settled_all
WHERE table_name IN ('name_store_join', 'clinician_store_join')
UNION
SELECT table_name, record_id FROM visibility_before;

-- route_moved: owners and stores whose sites are others now than before.
CREATE OR REPLACE TEMP TABLE route_moved AS
SELECT DISTINCT owner, store_id,
    owner NOT IN ('patient_seen', 'prescriber_seen', 'patient_home', 'prescriber_home')
        AND store_id <> '' AS is_of_store
FROM (
    (SELECT owner, store_id, destination_site_id FROM route_now
    EXCEPT SELECT owner, store_id, destination_site_id FROM route_known)
    UNION ALL
    (SELECT owner, store_id, destination_site_id FROM route_before
    EXCEPT SELECT owner, store_id, destination_site_id FROM route_now)
);

-- store_moved: stores that other sites know as active or collector, or under another name.
CREATE OR REPLACE TEMP TABLE store_moved AS
SELECT DISTINCT store_id
FROM (
    (SELECT store_id, site_id FROM relation_now WHERE relation IN ('active', 'collector')
    EXCEPT SELECT store_id, site_id FROM relation_known
        WHERE relation IN ('active', 'collector'))
    UNION ALL
    (SELECT store_id, site_id FROM relation_before WHERE relation IN ('active', 'collector')
    EXCEPT SELECT store_id, site_id FROM relation_now
        WHERE relation IN ('active', 'collector'))
)
UNION
SELECT store_id FROM (
    (FROM party EXCEPT FROM party_before) UNION ALL (FROM party_before EXCEPT FROM party)
);
