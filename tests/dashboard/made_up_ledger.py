"""Stock lines and movements beneath the made-up stock, and the changes of one store's line.

Each line received 40 units more than it holds and issued them; line LINE-A of store 6 is the
one whose records are in the log.
"""

LEDGER = """
CREATE TABLE marts.fct_stock AS
SELECT
    CASE WHEN store_id = 'store-6' AND item_id = 'item-1' THEN 'LINE-A'
        ELSE 'line-' || store_id || '-' || item_id END AS stock_line_id,
    store_id, item_id, 'B-' || (units % 90)::INTEGER AS batch, current_date + 200 AS expiry_on,
    NULL::VARCHAR AS location_id, false AS is_on_hold, 10.0 AS pack_size, units / 10 AS packs,
    available_units / 10 AS available_packs, units, available_units, 1.0 AS cost_price, value,
    false AS is_negative, 5.0 AS initial_units, NULL::VARCHAR AS donor_id,
    NULL::VARCHAR AS supplier_id
FROM reports.stock_on_hand;
CREATE TABLE marts.fct_stock_movement AS
SELECT
    stock_line_id || '/' || kind AS movement_id, stock_line_id || '/doc-' || kind AS transaction_id,
    store_id, item_id, stock_line_id, current_date - day_ago AS moved_on, moved AS units,
    moved / 10 AS packs, 10.0 AS pack_size, moved * 0.1 AS value, 'si' AS transaction_type,
    'fn' AS transaction_status, kind, NULL::VARCHAR AS other_party_id,
    CASE kind WHEN 'issue_to_store' THEN 'store-2' END AS other_store_id,
    false AS is_date_imputed, NULL::VARCHAR AS option_id
FROM marts.fct_stock, LATERAL (VALUES
    ('receipt', 30, units + 35), ('issue_to_store', 9, -40.0)) AS made(kind, day_ago, moved);
CREATE TABLE marts.fct_stock_line_ledger AS
SELECT
    stock_line_id, store_id, item_id, units AS balance_units, initial_units,
    units AS ledger_units, 0.0 AS lowest_units, 2 AS movements, available_units,
    0.0 AS allocated_units
FROM marts.fct_stock;
INSERT INTO sync.batch
    (site_id, batch_no, first_seq, last_seq, rows, created_at, status, cycle_no, first_change_no,
    last_change_no)
SELECT 6, 8, 1, 3, 3, last_contact_at - INTERVAL 9 DAYS, 'applied', 12, 5001, 5003
FROM sync.contact WHERE site_id = 6;
INSERT INTO replica."user" (ID, name) VALUES ('user-1', 'Maria');
INSERT INTO sync.change
SELECT 5000 + no, 12, 6, 8, no, table_name, record_id, 'upsert', 'store-6',
    TIMESTAMP '2026-10-01 08:00', TIMESTAMP '2026-10-02 09:00', TIMESTAMP '2026-10-03 10:00',
    'applied', 'active_site_edits_store', NULL, data
FROM (VALUES
    (1, 'item_line', 'LINE-A', '{"quantity": 1}'),
    (2, 'transact', 'LINE-A/doc-receipt', '{"user_ID": "user-1"}'),
    (3, 'trans_line', 'LINE-A/receipt', '{"quantity": 4}')
) AS made(no, table_name, record_id, data);
"""
