-- open_pair: the pairs of made halves that may lack lines.
CREATE OR REPLACE TEMP TABLE open_pair AS
WITH
-- Halves that are there, and that the responding site has not confirmed.
unconfirmed AS ({unconfirmed})
SELECT kind, initiating_table, initiating_id, initiating_store_id, responding_table,
    responding_id, responding_store_id, true AS is_new, false AS is_back
FROM new_pair
WHERE made_by_centre
UNION ALL
SELECT kind, initiating_table, initiating_id, initiating_store_id, responding_table,
    responding_id, responding_store_id, false, is_back
FROM standing_half
WHERE (responding_table, responding_id) IN (FROM unconfirmed)
    AND (initiating_table, initiating_id) NOT IN (
        SELECT (initiating_table, initiating_id) FROM new_pair
    );

-- origin: the requisition and the order that the initiating documents answer.
CREATE OR REPLACE TEMP TABLE origin AS
WITH document AS (
    SELECT initiating_id FROM open_pair WHERE initiating_table = 'transact'
)
SELECT doc.ID AS document_id, doc.requisition_ID AS requisition_id, doc.original_PO_ID AS order_id
FROM replica.transact AS doc
WHERE doc._key IN (SELECT md5_number_lower(initiating_id) FROM document)
    AND doc.ID IN (SELECT initiating_id FROM document);
