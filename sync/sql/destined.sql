-- item: one row per subject, as it goes out: what the cycle touched, and what only moved.
CREATE OR REPLACE TEMP TABLE item AS
SELECT
    s.table_name, s.record_id, s.change_no, s.site_id AS source_site_id,
    CASE WHEN s.sites = 1 AND NOT s.is_centres THEN s.site_id END AS except_site_id,
    CASE WHEN s.is_present THEN 'upsert' WHEN s.is_merged THEN 'merge' ELSE 'delete' END AS action,
    coalesce(s.store_id, s.store_before) AS store_id,
    s.was_present,
    true AS is_touched,
    kind.dependency
FROM settled_all AS s
JOIN record_kind AS kind USING (table_name)
WHERE s.is_present OR s.was_present OR s.is_merged
UNION ALL
SELECT DISTINCT u.table_name, u.record_id, NULL, NULL, NULL, 'upsert', u.store_id, true, false,
    kind.dependency
FROM untouched AS u
JOIN record_kind AS kind USING (table_name);

-- known: who held each subject before, as the sites that get everything know it.
CREATE OR REPLACE TEMP TABLE known AS
SELECT table_name, record_id, audience, site_id
FROM entitled_before
WHERE site_id IS NULL OR site_id NOT IN (SELECT site_id FROM loading);

-- Upserts: to every site entitled now; what nobody touched, only where it is new.
INSERT INTO destined
WITH now AS (
    SELECT now.*, known.table_name IS NULL AND item.was_present AS is_new
    FROM entitled_after AS now
    JOIN item USING (table_name, record_id)
    LEFT JOIN (SELECT DISTINCT * FROM known) AS known
        ON known.table_name = now.table_name AND known.record_id = now.record_id
        AND known.audience = now.audience
        AND known.site_id IS NOT DISTINCT FROM now.site_id
),
named AS (
    SELECT
        item.*, now.audience, now.site_id,
        now.is_new AND now.reason <> 'transfer_both_halves' AS is_new,
        loading.reason IS NOT NULL AS is_loading,
        CASE
            WHEN loading.reason IS NOT NULL THEN loading.reason
            WHEN now.reason = 'store_record' AND gained.was_none THEN gained.reason
            WHEN NOT now.is_new OR now.audience <> 'site' THEN now.reason
            WHEN now.reason IN ('patient_visible', 'patient_home', 'prescriber_visible')
                THEN coalesce(by_sight.reason, 'became_visible')
            WHEN now.reason = 'transfer_both_halves' THEN now.reason
            ELSE coalesce(gained.reason, now.reason)
        END AS reason
    FROM now
    JOIN item USING (table_name, record_id)
    LEFT JOIN loading ON loading.site_id = now.site_id
    LEFT JOIN gained ON gained.store_id = item.store_id AND gained.site_id = now.site_id
    LEFT JOIN (
        SELECT person.person_table, person.person_id, gained.site_id, min(gained.reason) AS reason
        FROM seen_after AS person
        JOIN gained USING (store_id)
        WHERE gained.reason <> 'became_visible'
        GROUP BY ALL
    ) AS by_sight
        ON by_sight.person_table = item.table_name AND by_sight.person_id = item.record_id
        AND by_sight.site_id = now.site_id
    WHERE item.is_touched OR now.is_new
)
SELECT
    table_name, record_id, change_no, source_site_id,
    CASE WHEN NOT is_new AND NOT is_loading AND except_site_id NOT IN (SELECT site_id FROM loading)
        THEN except_site_id END,
    'upsert', audience, site_id, reason, dependency
FROM named
WHERE action = 'upsert';

-- The name goes with its store, on purpose again: a device may have dropped it (R38).
INSERT INTO destined
SELECT 'name', held.ID, held._change_no, held._site_id, NULL, 'upsert', 'site', gained.site_id,
    gained.reason, kind.dependency
FROM gained
JOIN store_fact USING (store_id)
JOIN replica.name AS held ON held.ID = store_fact.name_id
JOIN record_kind AS kind ON kind.table_name = 'name'
WHERE gained.was_none AND gained.site_id NOT IN (SELECT site_id FROM loading)
    AND held.ID NOT IN (SELECT record_id FROM item WHERE table_name = 'name');

-- Deletions: who held it before is told, and nobody else (R21).
INSERT INTO destined
SELECT item.table_name, item.record_id, item.change_no, item.source_site_id, item.except_site_id,
    'delete', old.audience, old.site_id, old.reason, item.dependency
FROM item
JOIN entitled_before AS old USING (table_name, record_id)
WHERE item.action = 'delete';

-- Merges: every site entitled to either record (R20); one of records that the centre does not know
-- yet is remembered, and goes where central data goes, because sites may name them already.
INSERT INTO destined
WITH told AS (
    SELECT table_name, record_id, audience, site_id, reason FROM entitled_before
    UNION
    SELECT merged.table_name, merged.deleted_id, kept.audience, kept.site_id, kept.reason
    FROM newly_merged AS merged
    JOIN (FROM entitled_after UNION FROM entitled_before) AS kept
        ON kept.table_name = merged.table_name AND kept.record_id = merged.kept_id
),
remembered AS (
    SELECT item.table_name, item.record_id, route.audience, route.destination_site_id, route.reason
    FROM item
    ANTI JOIN told USING (table_name, record_id)
    JOIN route_now AS route ON route.owner = 'central' AND route.store_id = ''
    WHERE item.action = 'merge' AND NOT item.was_present
)
SELECT item.table_name, item.record_id, item.change_no, item.source_site_id, item.except_site_id,
    'merge', told.audience, told.site_id, told.reason, item.dependency
FROM item
JOIN (FROM told UNION ALL FROM remembered) AS told USING (table_name, record_id)
WHERE item.action = 'merge';

-- owner_site: the site that may edit each subject; it holds what it owns, wherever that goes.
-- What any site may edit is nobody's own.
CREATE OR REPLACE TEMP TABLE owner_site AS
SELECT DISTINCT s.table_name, s.record_id, mine.site_id
FROM subject_after AS s
JOIN record_kind AS kind USING (table_name)
LEFT JOIN home_after AS home
    ON home.person_table = CASE WHEN s.owner <> 'patient' THEN NULL
        WHEN s.table_name IN ('name', 'clinician') THEN s.table_name ELSE kind.parent_table END
    AND home.person_id = CASE WHEN s.table_name IN ('name', 'clinician') THEN s.record_id
        ELSE s.parent_id END
JOIN right_now AS mine
    ON mine.owner = s.owner AND mine.store_id = CASE
        WHEN s.owner = 'patient' THEN coalesce(home.store_id, '')
        WHEN s.owner IN ('store', 'order', 'patient_at_store', 'message')
            THEN coalesce(s.store_id, '')
        ELSE '' END
WHERE mine.site_id IS NOT NULL;

-- Leaving: who held it before and is no longer entitled loses it (R38).
INSERT INTO destined
WITH lost AS (
    SELECT DISTINCT old.table_name, old.record_id, old.audience, old.site_id
    FROM entitled_before AS old
    JOIN item USING (table_name, record_id)
    ANTI JOIN entitled_after AS now
        ON now.table_name = old.table_name AND now.record_id = old.record_id
        AND now.audience = old.audience AND now.site_id IS NOT DISTINCT FROM old.site_id
    WHERE item.action = 'upsert'
),
shared_now AS (
    SELECT now.table_name, now.record_id, audience.site_id
    FROM entitled_after AS now
    JOIN audience_now AS audience ON audience.audience = now.audience
    WHERE now.audience <> 'site' AND (now.table_name, now.record_id) IN (
        SELECT (table_name, record_id) FROM lost
    )
)
SELECT item.table_name, item.record_id, item.change_no, item.source_site_id, NULL, 'remove',
    lost.audience, lost.site_id, 'left_subset', item.dependency
FROM lost
JOIN item USING (table_name, record_id)
WHERE lost.audience <> 'site' OR (
    (lost.table_name, lost.record_id, lost.site_id) NOT IN (
        SELECT (table_name, record_id, site_id) FROM owner_site
    )
    AND lost.site_id IN (SELECT site_id FROM sync.site)
    AND (lost.table_name, lost.record_id, lost.site_id) NOT IN (
        SELECT (table_name, record_id, site_id) FROM shared_now
    )
);
