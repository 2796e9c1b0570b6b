"""A lake with made-up reports, in the shape that dbt gives them: for looking and for tests.

The `sync` tables and views are the real ones; `marts` and `reports` are plain tables.
Stores 1 to 4 are special: held at the centre, silent for forty days, a dispensary whose
transactions are not synced, and never in contact.
"""

import duckdb

from sync import lake
from sync.home import Home
from sync.schema import init_home
from tests.dashboard import made_up_reports
from tests.dashboard.made_up_ledger import LEDGER
from tests.dashboard.made_up_transfers import TRANSFERS

CENTRE, SILENT, NOT_SYNCED, NEVER = range(1, 5)

NETWORK = """
INSERT INTO sync.network
VALUES (1, 1, 1, 1, '1 month', 'UTC', [], 'test', now() AT TIME ZONE 'UTC' - INTERVAL 90 DAYS);
INSERT INTO sync.cycle VALUES (12, now() AT TIME ZONE 'UTC', 1, 40, 4000, 4000, 4000);
INSERT INTO sync.site (site_id, name, kind)
SELECT i, CASE WHEN i = 1 THEN 'Sync server' ELSE 'Site of ' || place(i) END,
    CASE WHEN i = 1 THEN 'central' ELSE ['server', 'desktop', 'mobile'][i % 3 + 1] END
FROM range(1, $stores + 1) AS sites(i);
INSERT INTO sync.contact
SELECT site_id, now() AT TIME ZONE 'UTC' - CASE
    WHEN site_id = 2 THEN INTERVAL 40 DAYS
    ELSE to_hours(CAST(1 + site_id * 7 % 60 AS INTEGER)) END
FROM sync.site WHERE site_id <> 4;
INSERT INTO sync.batch (site_id, batch_no, first_change_no, created_at, status)
SELECT site_id, 9, site_id, last_contact_at, 'applied' FROM sync.contact;
INSERT INTO sync.outgoing_tally
SELECT 12, now() AT TIME ZONE 'UTC' - to_days(CAST(day_ago AS INTEGER)), 'site', site_id, NULL,
    day_ago * 1000 + 1, day_ago * 1000 + 900, 1 + hash(site_id * 10 + day_ago) % 90
FROM sync.site, range(8) AS days(day_ago) WHERE site_id % 4 = 2;
"""

MARTS = """
CREATE SCHEMA marts;
CREATE SCHEMA reports;
CREATE TABLE marts.dim_store AS
SELECT
    'store-' || i AS store_id, 'S' || lpad(i::VARCHAR, 4, '0') AS code, place(i) AS store,
    CASE WHEN i % 9 = 3 THEN 'dispensary' ELSE 'store' END AS store_mode,
    ['North', 'Central', 'Islands'][i % 3 + 1] AS region, i AS active_site_id,
    i <> 3 AS is_synced, status.complete_through, -2.0 - i % 7 AS latitude,
    141.0 + i % 11 AS longitude,
    status.complete_through::DATE - 1 AS complete_through_on,
    CASE WHEN i = 3 THEN 'not_synced' WHEN status.complete_through IS NULL THEN 'never'
        WHEN status.is_stale THEN 'stale' ELSE 'fresh' END AS freshness
FROM range(1, $stores + 1) AS numbers(i)
JOIN sync.site_status AS status ON status.site_id = i;
CREATE TABLE marts.dim_item AS
SELECT
    'item-' || i AS item_id, lpad((i * 37)::VARCHAR, 6, '0') AS code,
    ['Amoxicillin', 'Paracetamol', 'Zinc sulfate', 'Artemether + lumefantrine', 'Oxytocin',
     'Ferrous sulfate', 'Metformin', 'Cotrimoxazole', 'Ibuprofen', 'Salbutamol'][i % 10 + 1]
    || ' ' || (25 * (1 + i // 10)) || ' mg' AS item,
    ['tablet', 'capsule', 'vial'][i % 3 + 1] AS unit, ['V', 'E', 'N'][i % 3 + 1] AS ven,
    ['Antibiotics', 'Analgesics'][i % 2 + 1] AS category
FROM range(1, $items + 1) AS numbers(i);
"""

SETTINGS = """
INSERT INTO sync.cycle VALUES (1, now() AT TIME ZONE 'UTC' - INTERVAL 90 DAYS, 1, 1, 1, 1, 1);
INSERT INTO sync.network
VALUES (2, 12, 1, 1, '1 month', 'UTC', [], 'a second person', now() AT TIME ZONE 'UTC');
INSERT INTO replica.name (ID, name)
SELECT 'name-' || i, place(i) FROM range(1, $stores + 1) AS n(i);
INSERT INTO replica.store (ID, name_ID, code)
SELECT 'store-' || i, 'name-' || i, 'S' || lpad(i::VARCHAR, 4, '0')
FROM range(1, $stores + 1) AS n(i) UNION ALL SELECT 'store-new', NULL, 'NEW';
INSERT INTO sync.store_setting
SELECT
    'store-' || i, i, CASE i WHEN 1 THEN [] WHEN 5 THEN [] WHEN 6 THEN [1, 2] ELSE [1] END, i <> 3
FROM range(1, $stores + 1) AS n(i);
INSERT INTO sync.relation
SELECT store_id, active_site_id, 'active', 'configured_active' FROM sync.store_setting
UNION ALL
SELECT store_id, 1, CASE WHEN store_id = 'store-5' THEN 'transfer' ELSE 'collector' END,
    CASE WHEN store_id = 'store-5' THEN 'always_at_centre' ELSE 'configured_collector' END
FROM sync.store_setting WHERE active_site_id <> 1
UNION ALL
SELECT 'store-' || i, i + 1, 'transfer', 'visible_to_active_store'
FROM range(1, $stores) AS n(i)
UNION ALL SELECT 'store-6', 2, 'none', 'collector_without_visibility'
UNION ALL SELECT 'store-new', 1, 'transfer', 'unassigned';
INSERT INTO sync.change
    (change_no, cycle_no, site_id, received_at, table_name, record_id, action, decision, reason,
    data)
SELECT active_site_id, 1, 1, now() AT TIME ZONE 'UTC', 'store_sync_setting', store_id, 'upsert',
    'applied',
    'central_edits_sync', to_json({'store_id': store_id, 'active_site_id': active_site_id,
    'collectors': CASE WHEN store_id = 'store-6' THEN [1] ELSE collectors END,
    'include_transactions': include_transactions})
FROM sync.store_setting;
INSERT INTO sync.change
    (change_no, cycle_no, site_id, received_at, table_name, record_id, action, decision, reason,
    data)
SELECT 1000000, 12, 1, now() AT TIME ZONE 'UTC', 'store_sync_setting', store_id, 'upsert',
    'applied',
    'central_edits_sync', to_json({'store_id': store_id, 'active_site_id': active_site_id,
    'collectors': collectors, 'include_transactions': include_transactions})
FROM sync.store_setting WHERE store_id = 'store-6';
"""

REPORTS = """
CREATE TABLE reports.stock_on_hand AS
SELECT
    store_id, store, item_id, item, dim_item.code AS item_code, unit,
    CASE WHEN h % 11 = 0 THEN 0 ELSE h % 5000 END::DOUBLE AS units,
    CASE WHEN h % 11 = 0 THEN 0 ELSE (h % 5000) * 0.9 END AS available_units,
    CASE WHEN h % 11 <> 0 THEN (h % 5000) // 100 || ' × 100 + ' || (h % 100) || ' × 1' END
        AS packs_detail,
    CASE WHEN h % 11 = 0 THEN 0 ELSE (h % 5000) * (1 + h % 7) / 100 END AS value,
    CASE WHEN h % 97 = 0 THEN -4.0 ELSE 0 END AS negative_units,
    CASE WHEN h % 97 = 0 THEN -0.4 ELSE 0 END AS negative_value,
    complete_through, freshness
FROM marts.dim_store AS dim_store, marts.dim_item AS dim_item,
    LATERAL (SELECT (hash(store_id || item_id) % 100000)::BIGINT AS h)
WHERE freshness IN ('fresh', 'stale') AND h % 5 <> 1;
CREATE TABLE reports.stock_value AS
SELECT
    store_id, any_value(dim.store) AS store, sum(value) AS value,
    sum(negative_value) AS negative_value,
    CASE any_value(dim.freshness) WHEN 'fresh' THEN sum(value) WHEN 'stale' THEN 0 END
        AS fresh_value,
    CASE any_value(dim.freshness) WHEN 'fresh' THEN 1.0 WHEN 'stale' THEN 0.0 END AS share_fresh,
    count(value) FILTER (units > 0) AS lines, any_value(dim.complete_through) AS complete_through,
    any_value(dim.freshness) AS freshness
FROM marts.dim_store AS dim LEFT JOIN reports.stock_on_hand USING (store_id) GROUP BY store_id;
CREATE TABLE reports.monthly_usage AS
SELECT
    store_id, store, item_id, item, month,
    (h % 400)::DOUBLE AS issued_to_patients,
    CASE WHEN h % 6 = 0 THEN (h % 300) ELSE 0 END::DOUBLE AS issued_to_stores,
    (h % 50)::DOUBLE AS issued_to_others,
    issued_to_patients + issued_to_stores + issued_to_others AS units,
    last_day(month) <= complete_through_on AS is_complete, complete_through, freshness
FROM marts.dim_store, marts.dim_item, LATERAL (
    SELECT (date_trunc('month', now() AT TIME ZONE 'UTC') - to_months(ago::INTEGER))::DATE AS month
    FROM range($months) AS back(ago)),
    LATERAL (SELECT (hash(store_id || item_id || month) % 100000)::BIGINT AS h)
WHERE freshness IN ('fresh', 'stale') AND month <= complete_through_on AND h % 7 <> 2;
CREATE VIEW reports.sync AS
WITH status AS (
    SELECT *, date_sub('day', last_contact_at, now() AT TIME ZONE 'UTC') AS days_since
    FROM central.sync.site_status
)
SELECT
    store_id, store, site_id, name AS site, kind, last_contact_at, days_since, is_stale,
    CASE WHEN last_contact_at IS NULL THEN 'never connected'
        WHEN is_stale THEN 'stale: last connected ' || days_since || ' days ago'
        ELSE 'fresh: last connected ' || days_since || ' days ago' END AS freshness_in_words,
    waiting_in, waiting_out, waiting_out_7d, false AS is_growing, status.complete_through
FROM status LEFT JOIN central.marts.dim_store AS dim ON dim.active_site_id = status.site_id;
"""

LETTERS = """
INSERT INTO replica.item_line (ID, store_ID, item_ID, quantity, pack_size, batch)
VALUES ('LINE-1', 'store-2', 'item-1', 5, 10, 'B-77');
INSERT INTO sync.change
SELECT 4000 + no, 12, site_id, 9, no, table_name, record_id, 'upsert', store_id,
    now() AT TIME ZONE 'UTC' - to_days(CAST(days AS INTEGER)) - INTERVAL 2 HOURS,
    now() AT TIME ZONE 'UTC' - to_days(CAST(days AS INTEGER)) - INTERVAL 1 HOUR,
    now() AT TIME ZONE 'UTC' - to_days(CAST(days AS INTEGER)),
    decision, reason, detail, data
FROM (VALUES
    (1, 3, 'item_line', 'LINE-1', 'store-2', 2, 'rejected', 'not_active_site', NULL,
     '{"quantity": "9", "pack_size": 10, "batch": "B-77", "note": "counted again"}'),
    (2, 5, 'trans_line', 'TL-8', NULL, 41, 'waiting', 'missing_parent',
     'waits for transact INV-8', '{"transaction_ID": "INV-8", "quantity": 4}'),
    (3, 5, 'trans_line', 'TL-9', NULL, 1, 'waiting', 'missing_parent',
     'waits for transact INV-9', '{"transaction_ID": "INV-9", "quantity": 1}'),
    (4, 6, 'item_line', 'LINE-2', 'store-6', 7, 'rejected', 'unreadable_data',
     'quantity cannot be read', '{"quantity": "many"}')
) AS made(no, site_id, table_name, record_id, store_id, days, decision, reason, detail, data);
"""

PLACES = """
CREATE MACRO memory.main.place(i) AS
    ['Central Medical Store', 'Kerema', 'Wewak', 'Alotau', 'Daru', 'Goroka', 'Kainantu', 'Lorengau',
     'Madang', 'Mendi', 'Vanimo', 'Tari', 'Popondetta', 'Bulolo', 'Finschhafen'][(i - 1) % 15 + 1]
    || CASE WHEN i = 1 THEN '' ELSE
        [' General Hospital', ' Health Centre', ' Clinic', ' Dispensary'][i % 4 + 1] END
    || CASE WHEN i > 15 THEN ' ' || ((i - 1) // 15 + 1) ELSE '' END
"""


def made_up_lake(home: Home, *, stores: int = 30, items: int = 50, months: int = 13) -> None:
    """Fill a new home: every store × item, and that × months of use."""
    init_home(home)
    with lake.writer(home) as connection:
        connection.execute(PLACES)
        connection.execute("BEGIN")
        rest = made_up_reports.script()
        for script in (NETWORK, SETTINGS, MARTS, REPORTS, TRANSFERS, LEDGER, LETTERS, rest):
            run_script(connection, script, stores=stores, items=items, months=months)
        connection.execute("COMMIT")


def run_script(connection: duckdb.DuckDBPyConnection, script: str, **numbers: int) -> None:
    for name, number in numbers.items():
        script = script.replace(f"${name}", str(number))
    connection.execute(script.replace("place(i)", "memory.main.place(i)"))
