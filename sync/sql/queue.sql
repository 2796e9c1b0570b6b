-- blocked: records whose earlier change of the same site still waits (R24, D2).
CREATE OR REPLACE TEMP TABLE blocked AS
SELECT DISTINCT waiting.site_id, waiting.table_name, waiting.record_id
FROM waiting_before AS waiting
WHERE waiting.action <> 'merge'
    AND waiting.change_no NOT IN (SELECT change_no FROM candidate WHERE is_again);
