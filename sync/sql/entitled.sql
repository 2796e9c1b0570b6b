-- entitled_{moment}: where each subject belongs: a site, or an audience that many share.
CREATE OR REPLACE TEMP TABLE entitled_{moment} AS
WITH keyed AS (
    SELECT
        s.*,
        CASE WHEN s.table_name IN ('name', 'clinician') THEN s.table_name
            ELSE kind.parent_table END AS person_table,
        CASE WHEN s.table_name IN ('name', 'clinician') THEN s.record_id
            ELSE s.parent_id END AS person_id,
        CASE WHEN s.owner IN ('store', 'order', 'message', 'store_record', 'central_store',
            'person_visibility', 'patient_at_store') THEN coalesce(s.store_id, '') ELSE '' END AS route_store,
        CASE WHEN kind.is_line THEN kind.parent_table ELSE s.table_name END AS document_table,
        CASE WHEN kind.is_line THEN s.parent_id ELSE s.record_id END AS document_id
    FROM subject_{moment} AS s
    JOIN record_kind AS kind USING (table_name)
)
-- what a kind of owner and a store lead to; a message to nobody is the centre's only
SELECT keyed.table_name, keyed.record_id, route.audience, route.destination_site_id AS site_id,
    route.reason
FROM keyed
JOIN {route} AS route ON route.owner = keyed.owner AND route.store_id = keyed.route_store
WHERE NOT (keyed.owner = 'message' AND keyed.other_id IS NULL)
UNION
-- what hangs on a name that is no patient goes where central data goes
SELECT keyed.table_name, keyed.record_id, route.audience, route.destination_site_id, route.reason
FROM keyed
ANTI JOIN home_{moment} AS home USING (person_table, person_id)
JOIN {route} AS route ON route.owner = 'central' AND route.store_id = ''
WHERE keyed.owner = 'patient_at_store'
    AND keyed.person_id IN (SELECT ID FROM replica.name)
UNION
-- a message goes to the other of its two stores too
SELECT keyed.table_name, keyed.record_id, route.audience, route.destination_site_id, route.reason
FROM keyed
JOIN {route} AS route ON route.owner = 'message' AND route.store_id = keyed.other_id
WHERE keyed.owner = 'message'
UNION
-- persons and what hangs on them: the home site and the primary
SELECT keyed.table_name, keyed.record_id, route.audience, route.destination_site_id, route.reason
FROM keyed
JOIN home_{moment} AS home USING (person_table, person_id)
JOIN {route} AS route
    ON route.owner = CASE WHEN keyed.person_table = 'clinician' THEN 'prescriber_home'
        ELSE 'patient_home' END
    AND route.store_id IN ('', coalesce(home.store_id, ''))
WHERE keyed.owner IN ('patient', 'patient_at_store')
UNION
-- and the sites of the stores that see them
SELECT keyed.table_name, keyed.record_id, route.audience, route.destination_site_id, route.reason
FROM keyed
JOIN seen_{moment} AS seen USING (person_table, person_id)
JOIN {route} AS route
    ON route.owner = CASE WHEN keyed.person_table = 'clinician' THEN 'prescriber_seen'
        ELSE 'patient_seen' END
    AND route.store_id = seen.store_id
WHERE keyed.owner IN ('patient', 'patient_at_store')
UNION
-- transfer documents, whole: the sites of both stores and their collectors
SELECT keyed.table_name, keyed.record_id, 'site', relation.site_id, 'transfer_both_halves'
FROM keyed
JOIN document_{moment} AS document
    ON document.table_name = keyed.document_table AND document.record_id = keyed.document_id
JOIN {relation} AS relation
    ON relation.store_id IN (document.store_id, document.other_store_id)
    AND relation.relation IN ('active', 'collector');
