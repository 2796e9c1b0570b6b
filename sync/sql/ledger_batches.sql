INSERT INTO sync.batch
SELECT
    site_id, batch_no, generation, first_seq, last_seq, rows, sha256, created_at, received_at,
    $ran_at, 'applied', $cycle_no, first_change_no, first_change_no + rows - 1
FROM taken
ORDER BY first_change_no;

CREATE OR REPLACE TEMP TABLE reached AS
SELECT
    site_id,
    max_by(generation, first_change_no) AS generation,
    max_by(batch_no, first_change_no) AS batch_no,
    max_by(last_seq, first_change_no) AS last_seq,
    max_by(sha256, first_change_no) AS sha256
FROM taken
GROUP BY site_id;
DELETE FROM sync.stream WHERE site_id IN (SELECT site_id FROM reached);
INSERT INTO sync.stream SELECT * FROM reached ORDER BY site_id;
