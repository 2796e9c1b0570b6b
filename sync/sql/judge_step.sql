-- One step of judging: {source} gives a change with its record's state before it.
SELECT
    decided.* EXCLUDE (present, owner, store, other, epoch, judged_owner, new_owner, new_store,
        judged_other, needs_key, is_system_record),
    present,
    epoch,
    CASE
        WHEN NOT allowed THEN present
        ELSE action = 'upsert' AND NOT is_left_out
    END AS after_present,
    CASE WHEN allowed THEN new_owner ELSE owner END AS after_owner,
    CASE WHEN allowed THEN new_store ELSE store END AS after_store,
    CASE WHEN allowed THEN judged_other ELSE other END AS after_other,
    epoch + (allowed AND action = 'delete')::INTEGER AS after_epoch
FROM (
    SELECT
        * EXCLUDE (why),
        why AS reason,
        CASE
            WHEN why IS NULL THEN NULL
            WHEN why IN ('local_data', 'system_store', 'nothing_to_delete', 'not_collected',
                'transactions_not_included') THEN 'ignored'
            ELSE 'rejected'
        END AS decision,
        coalesce(why IN ('missing_key', 'local_data', 'system_store', 'nothing_to_delete'), false)
            AS is_early,
        coalesce(why IN ('not_collected', 'transactions_not_included'), false) AS is_left_out,
        why IS NULL OR why IN ('not_collected', 'transactions_not_included') AS allowed
    FROM (
        SELECT
            judged.*,
            r1.reason AS owner_code,
            CASE
                WHEN judged.needs_key THEN 'missing_key'
                WHEN judged.judged_owner = 'local'
                    OR judged.judged_owner = 'user' AND judged.present THEN 'local_data'
                WHEN s1.is_system OR judged.is_system_record THEN 'system_store'
                WHEN judged.action = 'delete' AND NOT judged.present AND judged.k_state IS NULL
                    THEN 'nothing_to_delete'
                WHEN judged.judged_owner IN ('store', 'central_store')
                    AND judged.judged_store IS NOT NULL AND NOT coalesce(s1.is_assigned, false)
                    THEN 'unknown_store'
                WHEN r1.owner IS NULL THEN 'not_home_site'
                WHEN r1.site_id IS NOT NULL AND r1.site_id <> judged.site_id
                    THEN CASE WHEN r1.refusal = 'not_active_site' AND moved.store_id IS NOT NULL
                        THEN 'store_moved' ELSE r1.refusal END
                WHEN judged.present AND (
                        judged.new_store IS DISTINCT FROM judged.judged_store
                        OR judged.new_owner IS DISTINCT FROM judged.judged_owner
                    )
                    AND (r2.owner IS NULL
                        OR r2.site_id IS NOT NULL AND r2.site_id <> judged.site_id)
                    THEN 'not_your_store'
                WHEN judged.judged_owner = 'store' AND NOT judged.is_line
                    AND NOT coalesce(party.store_id <> judged.new_store, false) THEN CASE
                    WHEN NOT s2.is_collected THEN 'not_collected'
                    WHEN judged.withheld_without_transactions AND s2.is_dispensary
                        AND NOT s2.include_transactions THEN 'transactions_not_included'
                END
            END AS why
        FROM (
            SELECT
                source.*,
                coalesce(c_other, other) AS judged_other,
                CASE WHEN present THEN owner ELSE coalesce(c_owner, default_owner) END
                    AS judged_owner,
                CASE WHEN present THEN store ELSE coalesce(c_store, store) END AS judged_store,
                coalesce(c_owner, CASE WHEN present THEN owner END, default_owner) AS new_owner,
                coalesce(c_store, store) AS new_store,
                needs_store AND action <> 'delete' AND coalesce(c_store, store) IS NULL
                    AS needs_key,
                default_owner = 'store_record' AND (
                    k_state = 'left_out' OR c_code IN (SELECT code FROM system_code)
                ) AS is_system_record
            FROM {source} AS source
        ) AS judged
        LEFT JOIN right_now AS r1
            ON r1.owner = judged.judged_owner AND r1.store_id = CASE
                WHEN judged.judged_owner IN ('store', 'patient', 'message')
                    THEN coalesce(judged.judged_store, '') ELSE '' END
        LEFT JOIN right_now AS r2
            ON r2.owner = judged.new_owner AND r2.store_id = CASE
                WHEN judged.new_owner IN ('store', 'patient', 'message')
                    THEN coalesce(judged.new_store, '') ELSE '' END
        LEFT JOIN store_fact AS s1 ON s1.store_id = judged.judged_store
        LEFT JOIN store_fact AS s2 ON s2.store_id = judged.new_store
        LEFT JOIN party ON party.name_id = judged.judged_other
        LEFT JOIN moved
            ON moved.store_id = judged.judged_store AND moved.site_id = judged.site_id
    )
) AS decided
