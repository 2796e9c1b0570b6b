-- Halves that came after their pair: the one that was missing, or one beside it (D9).
UPDATE sync.transfer_pair AS pair SET
    responding_id = coalesce(pair.responding_id, late.record_id),
    second_id = CASE WHEN pair.responding_id <> late.record_id THEN late.record_id
        ELSE pair.second_id END
FROM late_half AS late
WHERE pair.kind = late.kind AND pair.initiating_id = late.initiating_id
    AND pair.responding_store_id = late.store_id
    AND pair.responding_id IS DISTINCT FROM late.record_id
    AND pair.second_id IS DISTINCT FROM late.record_id;
