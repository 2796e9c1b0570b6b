-- Of the lines whose link a row changes, those that the centre made; a receiver's own are its own.
DELETE FROM linked WHERE record_id NOT IN (
    SELECT log.record_id
    FROM sync.change AS log
    WHERE log.table_name = $table_name AND log.reason = 'made_by_centre'
        AND log.cycle_no >= (SELECT min(since) FROM linked)
        AND log.record_id IN (SELECT record_id FROM linked)
);
