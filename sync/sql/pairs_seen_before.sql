-- A site that took the store over since may have had the half before, as a collector say (T5).
UPDATE acknowledged_pair SET is_seen = true
FROM sync.outgoing AS sent
WHERE NOT acknowledged_pair.is_seen
    AND sent.destination_site_id = acknowledged_pair.site_id
    AND sent.table_name = acknowledged_pair.responding_table
    AND sent.record_id = acknowledged_pair.responding_id
    AND sent.cycle_no <= acknowledged_pair.known_cycle_no;
