"""Made-up transfers, in the shape that dbt gives them: every kind and state, and what is wrong.

Twenty per store. Transfers 1 to 4 are special: one received with a difference (10 × 100 sent,
48 × 20 received), one overdue, one without its other half, one with a second half.
"""

TRANSFERS = """
CREATE TABLE marts.fct_transfer AS
WITH numbered AS (
    SELECT
        n, (hash(n) % 100000)::BIGINT AS h, 1 + (h % $stores) AS i,
        1 + ((h + 1 + h // 7 % ($stores - 1)) % $stores) AS j,
        CASE WHEN n < 5 THEN 1 ELSE n % 5 END AS kind_no,
        CASE n WHEN 1 THEN 'received_with_difference' WHEN 2 THEN 'numbered'
            WHEN 3 THEN 'missing_half' WHEN 4 THEN 'sent'
            ELSE ['sent', 'sent', 'numbered', 'numbered', 'received', 'finalised', 'finalised',
                'finalised', 'cancelled', 'received_with_difference'][h % 10 + 1] END AS state,
        CASE WHEN n = 2 THEN 45 ELSE h % 60 END::INTEGER AS age
    FROM range(1, $stores * 20 + 1) AS numbers(n)
),
sent AS (
    SELECT
        *, kind_no IN (0, 1, 4) AS is_stock,
        state IN ('sent', 'numbered', 'missing_half') AS is_open,
        CASE WHEN n = 1 THEN 1000 ELSE 10 * (1 + h % 400) END::DOUBLE AS units,
        CASE WHEN state <> 'received_with_difference' THEN 0 WHEN n = 1 THEN -40
            ELSE h % 9 - 4.5 END::DOUBLE AS difference,
        (now() AT TIME ZONE 'UTC')::DATE - age AS day
    FROM numbered
)
SELECT
    CASE WHEN kind_no = 2 THEN 'requisition' WHEN kind_no = 3 THEN 'purchase_order'
        ELSE 'transact' END AS initiating_table,
    'FIRST-' || n AS initiating_id,
    ['stock_transfer', 'stock_transfer', 'requisition', 'purchase_order', 'stock_return']
        [kind_no + 1] AS kind,
    'store-' || i AS initiating_store_id, 100 + n AS initiating_number,
    CASE WHEN state <> 'cancelled' THEN 'fn' END AS initiating_status,
    day - 1 AS initiating_entered_on, day AS initiating_confirmed_on,
    day AS initiating_finalised_on, NULL::VARCHAR AS initiating_reference,
    'urgent' AS initiating_comment,
    CASE WHEN kind_no = 2 THEN 'requisition' ELSE 'transact' END AS responding_table,
    CASE WHEN state <> 'missing_half' THEN 'OTHER-' || n END AS responding_id,
    'store-' || j AS responding_store_id,
    CASE WHEN state = 'sent' THEN -1 WHEN state <> 'missing_half' THEN 7000 + n END
        AS responding_number,
    CASE state WHEN 'missing_half' THEN NULL WHEN 'finalised' THEN 'fn' WHEN 'received' THEN 'cn'
        WHEN 'received_with_difference' THEN 'cn' ELSE 'nw' END AS responding_status,
    day AS responding_entered_on,
    CASE WHEN NOT is_open AND state <> 'cancelled' THEN day + 4 END AS responding_confirmed_on,
    CASE WHEN state = 'finalised' THEN day + 5 END AS responding_finalised_on,
    (100 + n)::VARCHAR AS responding_reference, NULL::VARCHAR AS responding_comment,
    is_open AND h % 2 = 0 AS is_on_hold,
    CASE WHEN n = 4 THEN 'SECOND-4' END AS second_id, state, is_stock, is_open,
    state = 'sent' AS is_unacknowledged, h % 2 = 0 AS is_acknowledged,
    state <> 'missing_half' AS is_made_by_centre, state = 'missing_half' AS is_same_site,
    day + INTERVAL 8 HOUR AS made_at, day AS sent_on, responding_confirmed_on AS received_on,
    1 + h % 3 AS lines_sent, CASE WHEN state <> 'missing_half' THEN 1 + h % 3 ELSE 0 END
        AS lines_received,
    CASE WHEN is_stock THEN CASE WHEN state = 'cancelled' THEN 0 ELSE units END END AS units_sent,
    CASE WHEN is_stock THEN CASE WHEN is_open THEN 0 ELSE units_sent + difference END END
        AS units_received,
    CASE WHEN is_stock THEN CASE WHEN is_open THEN units ELSE 0 END END AS units_in_transit,
    CASE WHEN is_stock THEN difference END AS units_difference,
    units_sent * 0.25 AS value_sent, units_received * 0.25 AS value_received,
    units_in_transit * 0.25 AS value_in_transit, units_difference * 0.25 AS value_difference,
    coalesce(units_difference <> 0, false) AS has_difference
FROM sent;
CREATE TABLE marts.fct_transfer_line AS
SELECT
    initiating_table, initiating_id, initiating_id || '-L' || line_no AS initiating_line_id,
    CASE WHEN responding_id IS NOT NULL AND NOT (initiating_id = 'FIRST-2' AND line_no = 2)
        THEN responding_id || '-L' || line_no END AS responding_line_id,
    line_no AS line_number, 'item-' || (1 + hash(initiating_id || line_no) % $items) AS item_id,
    'B' || line_no AS initiating_batch,
    CASE WHEN responding_line_id IS NOT NULL THEN 'B' || line_no END AS responding_batch,
    NULL::DATE AS initiating_expiry_on, NULL::DATE AS responding_expiry_on,
    coalesce(units_sent, 100) / lines_sent / 100 AS initiating_packs,
    100.0::DOUBLE AS initiating_pack_size,
    CASE WHEN responding_line_id IS NOT NULL THEN
        CASE WHEN is_stock THEN (units_sent + units_difference) / lines_sent / 20 ELSE 0 END END
        AS responding_packs,
    CASE WHEN responding_line_id IS NOT NULL THEN 20.0 END::DOUBLE AS responding_pack_size,
    initiating_packs * initiating_pack_size AS initiating_units,
    responding_packs * responding_pack_size AS responding_units,
    value_sent / lines_sent AS initiating_value, value_received / lines_sent AS responding_value,
    CASE WHEN is_stock AND is_open THEN units_in_transit / lines_sent END AS units_in_transit,
    CASE WHEN is_stock AND is_open THEN value_in_transit / lines_sent END AS value_in_transit,
    CASE WHEN is_stock AND NOT is_open AND state <> 'cancelled'
        THEN units_difference / lines_sent END AS units_difference
FROM marts.fct_transfer, LATERAL (SELECT unnest(range(1, lines_sent + 1)) AS line_no);
CREATE TABLE reports.transfer_reconciliation AS
SELECT
    kind, initiating_table, initiating_id, initiating_store_id AS from_store_id,
    sender.store AS from_store, initiating_number, initiating_status, responding_table,
    responding_id, responding_store_id AS to_store_id, receiver.store AS to_store,
    responding_number, responding_status, state,
    state IN ('sent', 'numbered') AND made_at < now() AT TIME ZONE 'UTC' - INTERVAL 30 DAY
        AS is_overdue,
    CASE WHEN is_overdue THEN 'overdue: ' ELSE '' END || CASE state
        WHEN 'sent' THEN CASE WHEN is_acknowledged THEN 'sent, not yet numbered'
            ELSE 'sent, not yet fetched' END
        WHEN 'numbered' THEN 'numbered, not yet received'
        WHEN 'received_with_difference' THEN 'received with a difference'
        WHEN 'missing_half' THEN 'the other half is missing'
        WHEN 'finalised' THEN 'received and finalised'
        ELSE state END AS state_in_words,
    is_stock, is_open, is_unacknowledged, is_acknowledged,
    has_difference, is_same_site, made_at, sent_on, received_on,
    CASE WHEN is_open THEN date_diff('day', sent_on, (now() AT TIME ZONE 'UTC')::DATE) END
        AS age_days,
    CASE WHEN age_days <= 7 THEN '0–7 days' WHEN age_days <= 14 THEN '8–14 days'
        WHEN age_days <= 30 THEN '15–30 days' WHEN is_open THEN 'over 30 days' END AS age_band,
    lines_sent, lines_received, units_sent, units_received, units_in_transit, units_difference,
    value_sent, value_received, value_in_transit, value_difference, second_id,
    receiver.complete_through,
    CASE WHEN receiver.freshness = 'not_synced' THEN 'fresh' ELSE receiver.freshness END
        AS freshness
FROM marts.fct_transfer
JOIN marts.dim_store AS sender ON sender.store_id = initiating_store_id
JOIN marts.dim_store AS receiver ON receiver.store_id = responding_store_id;
CREATE TABLE reports.transfers_in_transit AS
SELECT
    from_store_id, from_store, to_store_id, to_store, kind, age_band, count(*) AS pairs,
    sum(lines_sent)::BIGINT AS lines, sum(units_in_transit) AS units,
    sum(value_in_transit) AS value, count(*) FILTER (is_unacknowledged) AS unacknowledged,
    count(*) FILTER (is_overdue) AS overdue, count(*) FILTER (state = 'missing_half')
        AS missing_half,
    min(age_days) AS youngest_days, max(age_days) AS oldest_days, complete_through, freshness
FROM reports.transfer_reconciliation WHERE is_open GROUP BY ALL;
CREATE TABLE marts.dim_age_band AS
FROM (VALUES ('0–7 days', 0, 7), ('8–14 days', 8, 14), ('15–30 days', 15, 30),
    ('over 30 days', 31, NULL)) AS bands(age_band, first_day, last_day);
CREATE TABLE reports.data_quality_transfer (
    flag VARCHAR, table_name VARCHAR, record_id VARCHAR, store_id VARCHAR, store VARCHAR,
    answers_table VARCHAR, answers_id VARCHAR, other_half_id VARCHAR
);
INSERT INTO reports.data_quality_transfer VALUES
    ('missing_half', 'transact', 'FIRST-3', 'store-1', 'Central Medical Store', NULL, NULL, NULL),
    ('second_half', 'transact', 'SECOND-4', 'store-2', 'Kerema Clinic', 'transact', 'FIRST-4',
     'OTHER-4'),
    ('points_at_nothing', 'transact', 'ALONE', 'store-2', 'Kerema Clinic', 'transact', 'NEVER',
     NULL);
CREATE TABLE reports.network_stock AS
WITH held AS (
    SELECT item_id, sum(units) AS units, sum(value) AS value,
        count(*) FILTER (units > 0) AS stores_with_stock
    FROM reports.stock_on_hand GROUP BY ALL
),
moving AS (
    SELECT item_id, sum(units_in_transit) AS units, sum(value_in_transit) AS value
    FROM marts.fct_transfer_line GROUP BY ALL
)
SELECT
    item_id, item, code AS item_code, unit, coalesce(held.units, 0) AS on_hand_units,
    coalesce(held.value, 0) AS on_hand_value, coalesce(moving.units, 0) AS in_transit_units,
    coalesce(moving.value, 0) AS in_transit_value,
    on_hand_units + in_transit_units AS network_units,
    on_hand_value + in_transit_value AS network_value, on_hand_units AS fresh_on_hand_units,
    on_hand_value AS fresh_on_hand_value, coalesce(stores_with_stock, 0) AS stores_with_stock,
    0::BIGINT AS stores_unknown
FROM marts.dim_item LEFT JOIN held USING (item_id) LEFT JOIN moving USING (item_id);
"""
