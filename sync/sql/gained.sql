-- gained: what stores have become to sites in this cycle, where that entitles to more (R38).
CREATE OR REPLACE TEMP TABLE gained AS
SELECT
    now.store_id,
    now.site_id,
    coalesce(old.relation, 'none') = 'none' AS was_none,
    coalesce(
        loading.reason,
        CASE now.relation
            WHEN 'active' THEN 'became_active'
            WHEN 'collector' THEN 'became_collector'
            ELSE 'became_visible'
        END
    ) AS reason
FROM relation_now AS now
LEFT JOIN relation_known AS old USING (store_id, site_id)
LEFT JOIN loading USING (site_id)
WHERE now.relation <> 'none' AND now.relation IS DISTINCT FROM coalesce(old.relation, 'none');
