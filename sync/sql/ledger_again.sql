-- A change that was judged again keeps its place; decision, reason, detail and time are replaced.
CREATE OR REPLACE TEMP TABLE judged_again AS
SELECT log.* REPLACE (
    decided.store_id AS store_id, $ran_at AS decided_at, decided.decision AS decision,
    decided.reason AS reason, decided.detail AS detail,
    CASE WHEN decided.reason IN ('not_collected', 'transactions_not_included') THEN NULL
        ELSE candidate.data END AS data
)
FROM sync.change AS log
JOIN candidate ON candidate.change_no = log.change_no AND candidate.is_again
JOIN decided ON decided.change_no = log.change_no
WHERE (log.decision, log.reason) IS DISTINCT FROM (decided.decision, decided.reason)
    OR log.change_no IN (SELECT change_no FROM ordered);

DELETE FROM sync.change WHERE change_no IN (SELECT change_no FROM judged_again);
INSERT INTO sync.change SELECT * FROM judged_again ORDER BY change_no;
