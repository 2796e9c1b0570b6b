-- item: one row per record that goes out for having changed (R41), parents in `dependency`.
CREATE OR REPLACE TEMP TABLE item AS
SELECT
    settled.table_name,
    settled.record_id,
    settled.change_no,
    settled.site_id AS source_site_id,
    CASE WHEN settled.sites = 1 AND NOT settled.is_centres THEN settled.site_id END
        AS except_site_id,
    CASE WHEN settled.is_present THEN 'upsert' ELSE 'delete' END AS action,
    CASE WHEN settled.is_present THEN settled.owner ELSE settled.owner_before END AS owner,
    CASE WHEN settled.is_present THEN settled.store_id ELSE settled.store_before END AS store_id,
    kind.dependency
FROM settled_all AS settled
JOIN record_kind AS kind USING (table_name)
WHERE settled.is_present OR settled.was_present;

-- destined: a row per record, destination and reason; the strongest reason is kept later.
INSERT INTO destined
WITH keyed AS (
    SELECT
        item.*,
        CASE WHEN owner IN ('store', 'patient', 'message', 'store_record', 'central_store')
            THEN coalesce(store_id, '') ELSE '' END AS route_store
    FROM item
),
by_route AS (
    SELECT keyed.*, route.audience, route.destination_site_id, route.reason
    FROM keyed
    JOIN sync.route AS route
        ON keyed.action = 'upsert' AND route.owner = keyed.owner
        AND route.store_id = keyed.route_store
    UNION ALL
    SELECT keyed.*, route.audience, route.destination_site_id, route.reason
    FROM keyed
    JOIN route_before AS route
        ON keyed.action = 'delete' AND route.owner = keyed.owner
        AND route.store_id = keyed.route_store
)
SELECT
    table_name, record_id, change_no, source_site_id, except_site_id, action, audience,
    destination_site_id, reason, dependency
FROM by_route;

-- document_share: the sites that see a transfer document, and whether they see it from now (R34).
CREATE OR REPLACE TEMP TABLE document_share AS
WITH document AS (
    SELECT table_name, record_id, store_id, other_store_id, is_triggered, true AS is_after
    FROM document_after
    UNION ALL
    SELECT table_name, record_id, store_id, other_store_id, is_triggered, false
    FROM document_before
    WHERE record_id NOT IN (SELECT record_id FROM document_after)
)
SELECT DISTINCT
    document.table_name,
    document.record_id,
    relation.site_id,
    NOT EXISTS (
        SELECT 1 FROM document_before AS old
        WHERE old.table_name = document.table_name AND old.record_id = document.record_id
            AND old.is_triggered
    ) AND EXISTS (
        SELECT 1 FROM item
        WHERE item.table_name = document.table_name AND item.record_id = document.record_id
    ) AS is_new
FROM document
JOIN sync.relation AS relation
    ON relation.store_id IN (document.store_id, document.other_store_id)
    AND relation.relation IN ('active', 'collector')
WHERE document.is_triggered;

INSERT INTO destined
SELECT
    item.table_name, item.record_id, item.change_no, item.source_site_id, item.except_site_id,
    item.action, 'site', share.site_id, 'transfer_both_halves', item.dependency
FROM item
JOIN document_share AS share USING (table_name, record_id);
