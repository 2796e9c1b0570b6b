-- One step of judging: {source} gives a change with its record's state before it.
SELECT
    decided.* EXCLUDE (present, owner, store, other, parent, merged, epoch, judged_owner,
        new_owner, new_store, judged_other, needs_key, is_system_record, is_of_store, also_owner,
        also_store),
    present,
    epoch,
    CASE
        WHEN NOT allowed OR is_left_out THEN present
        ELSE action = 'upsert'
    END AS after_present,
    CASE WHEN is_left_out OR is_system_record AND NOT present THEN 'left_out'
        WHEN NOT allowed THEN k_state END AS after_k_state,
    CASE WHEN allowed THEN new_owner ELSE owner END AS after_owner,
    CASE WHEN allowed AND action = 'delete' AND NOT is_left_out THEN NULL
        WHEN allowed THEN new_store ELSE store END AS after_store,
    CASE WHEN allowed THEN judged_other ELSE other END AS after_other,
    CASE WHEN allowed AND action = 'delete' AND NOT is_left_out THEN NULL
        WHEN allowed THEN coalesce(c_parent, parent) ELSE parent END AS after_parent,
    CASE WHEN allowed AND NOT is_left_out AND action = 'merge' THEN keep_id ELSE merged
        END AS after_merged,
    epoch + (allowed AND NOT is_left_out AND action IN ('delete', 'merge'))::INTEGER AS after_epoch
FROM (
    SELECT
        * EXCLUDE (why),
        why AS reason,
        CASE
            WHEN why IS NULL THEN NULL
            WHEN why IN ('local_data', 'system_store', 'nothing_to_delete', 'not_collected',
                'transactions_not_included', 'merged_away') THEN 'ignored'
            WHEN why = 'missing_parent' THEN 'waiting'
            WHEN why IN ('same_merge', 'same_pair') THEN 'unchanged'
            ELSE 'rejected'
        END AS decision,
        coalesce(why IN ('missing_key', 'local_data', 'system_store', 'nothing_to_delete',
            'merged_away', 'same_merge', 'same_pair', 'missing_parent'), false) AS is_early,
        coalesce(why IN ('not_collected', 'transactions_not_included'), false) AS is_left_out,
        why IS NULL OR why IN ('not_collected', 'transactions_not_included') AS allowed
    FROM (
        SELECT
            judged.*,
            coalesce(
                CASE WHEN judged.merged IS NOT NULL THEN r3.reason END,
                r1.reason,
                CASE WHEN judged.judged_owner = 'store' THEN 'active_site_edits_store' END
            ) AS owner_code,
            coalesce(
                judged.overruling_code,
                CASE WHEN NOT coalesce(r1.site_id = judged.site_id, r1.owner IS NOT NULL)
                    OR judged.allowing_code = 'new_visibility_from_site' AND NOT judged.present
                    THEN judged.allowing_code END,
                r1.reason,
                r3.reason
            ) AS applied_code,
            CASE
                WHEN judged.needs_key THEN 'missing_key'
                WHEN judged.judged_owner = 'local'
                    OR judged.judged_owner = 'user' AND judged.present THEN 'local_data'
                WHEN judged.is_system_record OR s1.is_system AND (
                        judged.default_owner <> 'store_record'
                        -- held under a code that has become a system store's
                        OR judged.present AND judged.s_present AND judged.c_code IS NULL
                    ) THEN 'system_store'
                WHEN judged.merged IS NOT NULL
                    THEN CASE WHEN judged.action = 'merge' AND judged.keep_id = judged.merged
                        THEN 'same_merge' ELSE 'merged_away' END
                WHEN judged.action = 'merge' AND judged.keep_id = judged.record_id
                    THEN 'unreadable_data'
                WHEN judged.action = 'merge' AND NOT (judged.present AND judged.keep_present)
                    AND judged.k_state IS NULL AND CASE
                        WHEN judged.table_name <> 'name'
                            THEN judged.default_owner IN ('patient', 'store')
                        WHEN judged.present OR judged.keep_present
                            THEN 'patient' IN (judged.judged_owner, judged.keep_owner)
                        ELSE NOT coalesce(r1.site_id = judged.site_id, false)
                    END THEN 'missing_parent'
                WHEN judged.action = 'delete' AND NOT judged.present AND judged.k_state IS NULL
                    THEN 'nothing_to_delete'
                WHEN judged.special_refusal = 'same_pair' AND NOT judged.present THEN 'same_pair'
                WHEN judged.judged_owner IN ('store', 'order', 'central_store', 'patient',
                        'patient_at_store', 'person_visibility')
                    AND judged.judged_store IS NOT NULL AND NOT coalesce(s1.is_assigned, false)
                    THEN 'unknown_store'
                WHEN judged.overruling_code IS NULL AND NOT CASE
                        WHEN judged.action = 'merge' AND judged.keep_present
                            THEN coalesce(r1.site_id = judged.site_id, r1.owner IS NOT NULL)
                            AND coalesce(r3.site_id = judged.site_id, r3.owner IS NOT NULL)
                        ELSE coalesce(r1.site_id = judged.site_id, r1.owner IS NOT NULL)
                            OR judged.present AND judged.judged_owner = 'message'
                            AND coalesce(r3.site_id = judged.site_id, false)
                            OR judged.allowing_code IS NOT NULL
                            AND CASE judged.allowing_code
                                WHEN 'new_visibility_from_site' THEN NOT judged.present
                                -- of new persons only: one that was held has a home
                                WHEN 'home_site_edits_patient'
                                    THEN NOT (judged.s_present AND judged.epoch = 0)
                                ELSE true END
                    END
                    THEN CASE
                        WHEN moved.store_id IS NOT NULL
                            AND coalesce(r1.refusal, '') = 'not_active_site' THEN 'store_moved'
                        WHEN judged.judged_owner = 'message' THEN 'not_active_site'
                        WHEN coalesce(r1.site_id = judged.site_id, r1.owner IS NOT NULL)
                            THEN coalesce(r3.refusal, 'not_home_site')
                        ELSE coalesce(r1.refusal, 'not_home_site')
                    END
                WHEN judged.special_refusal IS NOT NULL AND judged.overruling_code IS NULL
                    AND judged.action = 'upsert' THEN judged.special_refusal
                WHEN judged.present AND judged.overruling_code IS NULL AND (
                        judged.new_store IS DISTINCT FROM judged.judged_store
                        OR judged.new_owner IS DISTINCT FROM judged.judged_owner
                    )
                    AND NOT coalesce(r2.site_id = judged.site_id, r2.owner IS NOT NULL)
                    THEN 'not_your_store'
                WHEN (judged.judged_owner = 'store' OR judged.judged_owner = 'order'
                        AND NOT coalesce(s2.is_procured, false))
                    AND NOT coalesce(party.store_id <> judged.new_store, false) THEN CASE
                    -- neither could be sent on otherwise
                    WHEN judged.allowing_code IN
                        ('responding_site_logs', 'centralised_procurement') THEN NULL
                    WHEN NOT s2.is_collected THEN 'not_collected'
                    WHEN judged.withheld_without_transactions AND s2.is_dispensary
                        AND NOT s2.include_transactions THEN 'transactions_not_included'
                END
            END AS why
        FROM (
            SELECT
                source.*,
                -- blank where the row takes the other party away, NULL where it says nothing
                nullif(coalesce(c_other, other), '') AS judged_other,
                CASE WHEN present THEN owner ELSE coalesce(c_owner, p_owner, default_owner) END
                    AS judged_owner,
                CASE WHEN present THEN store ELSE coalesce(c_store, p_store, store, c_found) END
                    AS judged_store,
                present AND owner = 'patient_at_store' AS is_of_store,
                coalesce(c_owner, CASE WHEN NOT is_of_store THEN p_owner END,
                    CASE WHEN present THEN owner END, default_owner) AS new_owner,
                coalesce(c_store, CASE WHEN NOT is_of_store THEN p_store END, store,
                    CASE WHEN NOT present THEN c_found END) AS new_store,
                action = 'upsert' AND (
                    needs_store AND coalesce(c_store, store) IS NULL
                    OR NOT names_parent AND parent IS NULL AND k_state IS NULL
                ) AS needs_key,
                -- the code that the row gives the store, else the one that it was left out for
                coalesce(default_owner = 'store_record' AND CASE
                    WHEN c_code IS NOT NULL THEN c_code IN (SELECT code FROM system_code)
                    ELSE k_state = 'left_out' AND NOT present END, false) AS is_system_record,
                -- Whose right counts beside the owner's: the other store of a message, the kept
                -- record of a merge.
                CASE WHEN judged_owner = 'message' THEN 'message'
                    WHEN action = 'merge' THEN keep_owner END AS also_owner,
                CASE WHEN judged_owner = 'message' THEN other
                    WHEN keep_owner IN ('store', 'patient') THEN coalesce(keep_store, '')
                    ELSE '' END AS also_store
            FROM {source} AS source
        ) AS judged
        LEFT JOIN right_now AS r1
            ON r1.owner = judged.judged_owner AND r1.store_id = CASE
                WHEN judged.judged_owner IN ('store', 'order', 'patient', 'patient_at_store',
                    'message') THEN coalesce(judged.judged_store, '') ELSE '' END
        LEFT JOIN right_now AS r2
            ON r2.owner = judged.new_owner AND r2.store_id = CASE
                WHEN judged.new_owner IN ('store', 'order', 'patient', 'patient_at_store',
                    'message') THEN coalesce(judged.new_store, '') ELSE '' END
        LEFT JOIN right_now AS r3
            ON r3.owner = judged.also_owner AND r3.store_id = judged.also_store
        LEFT JOIN store_fact AS s1 ON s1.store_id = judged.judged_store
        LEFT JOIN store_fact AS s2 ON s2.store_id = judged.new_store
        LEFT JOIN party ON party.name_id = judged.judged_other
        LEFT JOIN moved
            ON moved.store_id = judged.judged_store AND moved.site_id = judged.site_id
    )
) AS decided
