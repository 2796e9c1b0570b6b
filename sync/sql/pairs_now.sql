-- pair_now: the changed pairs with both halves as they are (T7).
CREATE OR REPLACE TEMP TABLE pair_now AS
WITH initiating AS ({initiating}),
responding AS ({responding}),
sent AS ({sent}),
received AS ({received}),
stood AS (
    SELECT
        pair.*,
        CASE
            WHEN initiating.record_id IS NULL OR initiating.is_cancelled THEN 'cancelled'
            WHEN responding.record_id IS NULL THEN 'missing_half'
            WHEN responding.status = 'fn' THEN 'finalised'
            WHEN responding.status = 'cn' AND pair.kind IN ({counting})
                AND abs(coalesce(received.units, 0) - coalesce(sent.units, 0)) > {loose}
                THEN 'received_with_difference'
            WHEN responding.status = 'cn' THEN 'received'
            WHEN responding.number >= 1 THEN 'numbered'
            ELSE 'sent'
        END AS state_now,
        initiating.number AS initiating_now, responding.number AS responding_now,
        initiating.day AS sent_day, responding.day AS received_day,
        coalesce(sent.lines, 0) AS sent_lines, coalesce(received.lines, 0) AS received_lines,
        pair.kind IN ({counting}) AS counts_units,
        sent.units AS sent_units, sent.value AS sent_value,
        received.units AS received_units, received.value AS received_value
    FROM changed_pair AS pair
    LEFT JOIN initiating
        ON initiating.table_name = pair.initiating_table
        AND initiating.record_id = pair.initiating_id
    LEFT JOIN responding
        ON responding.table_name = pair.responding_table
        AND responding.record_id = pair.responding_id
    LEFT JOIN sent
        ON sent.table_name = pair.initiating_table AND sent.record_id = pair.initiating_id
    LEFT JOIN received
        ON received.table_name = pair.responding_table
        AND received.record_id = pair.responding_id
),
counted AS (
    SELECT
        *,
        state_now IN ('finalised', 'received_with_difference', 'received') AS is_received,
        CASE WHEN NOT counts_units THEN NULL
            WHEN state_now = 'cancelled' THEN 0 ELSE coalesce(sent_units, 0) END AS units_out,
        CASE WHEN NOT counts_units THEN NULL
            WHEN state_now = 'cancelled' THEN 0 ELSE coalesce(sent_value, 0) END AS value_out
    FROM stood
)
SELECT
    kind, initiating_table, initiating_id, initiating_store_id, responding_table, responding_id,
    responding_store_id, same_site, made_by_centre, recognised_in_cycle, made_at,
    is_acknowledged, second_id,
    state_now AS state,
    initiating_now AS initiating_number,
    responding_now AS responding_number,
    sent_day AS sent_on,
    CASE WHEN is_received THEN received_day END AS received_on,
    sent_lines AS lines_sent,
    received_lines AS lines_received,
    units_out AS units_sent,
    CASE WHEN counts_units THEN CASE WHEN is_received THEN coalesce(received_units, 0) ELSE 0 END
    END AS units_received,
    CASE WHEN counts_units THEN CASE WHEN is_received THEN 0 ELSE units_out END
    END AS units_in_transit,
    CASE WHEN counts_units THEN CASE WHEN is_received
        THEN coalesce(received_units, 0) - units_out ELSE 0 END END AS units_difference,
    value_out AS value_sent,
    CASE WHEN counts_units THEN CASE WHEN is_received THEN coalesce(received_value, 0) ELSE 0 END
    END AS value_received
FROM counted;

DELETE FROM sync.transfer_pair WHERE (initiating_table, initiating_id) IN (
    SELECT (initiating_table, initiating_id) FROM pair_now
);
INSERT INTO sync.transfer_pair BY NAME
SELECT * FROM pair_now ORDER BY initiating_table, initiating_id;
