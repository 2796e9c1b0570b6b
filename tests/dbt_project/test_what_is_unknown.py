"""What reports say of stores that are silent, new, left out or only transferred to."""

from datetime import date

import duckdb

from tests.dbt_project.conftest import rows

Lake = duckdb.DuckDBPyConnection


def test_every_reported_store_stands_once_with_its_freshness(reports: Lake) -> None:
    found = dict(rows(reports, "SELECT store_id, freshness FROM marts.dim_store"))
    expected = {
        "S": "fresh",
        "S2": "stale",
        "LISTING": "fresh",
        "DISP": "not_synced",
        "BARE": "not_synced",
        "NEW": "never",
    }
    assert {store_id: found[store_id] for store_id in expected} == expected
    assert "TRANSFER" not in found
    assert rows(reports, "SELECT count(*) FROM marts.dim_store") == [(len(found),)]


def test_a_transfer_store_is_in_no_report_of_stock(reports: Lake) -> None:
    for table in ("stock_on_hand", "stock_value", "monthly_usage", "data_quality_stock"):
        assert rows(reports, f"FROM reports.{table} WHERE store_id = 'TRANSFER'") == []


def test_a_dispensary_without_transactions_has_null_figures_and_never_zero(reports: Lake) -> None:
    for store_id in ("DISP", "BARE", "NEW"):
        value = rows(
            reports,
            "SELECT value, fresh_value, share_fresh, negative_value, lines "
            f"FROM reports.stock_value WHERE store_id = '{store_id}'",
        )
        assert value == [(None,) * 5]
        used = rows(
            reports,
            "SELECT DISTINCT units, issued_to_patients, issued_to_stores, issued_to_others "
            f"FROM reports.monthly_usage WHERE store_id = '{store_id}'",
        )
        assert used == [(None,) * 4]


def test_an_unknown_store_lists_its_items_without_figures(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT store_id, item_id, units, value, freshness FROM reports.stock_on_hand "
        "WHERE freshness IN ('never', 'not_synced') ORDER BY ALL",
    )
    assert found == [
        ("BARE", None, None, None, "not_synced"),
        ("DISP", "V", None, None, "not_synced"),
        ("E09D", "TRACER", None, None, "not_synced"),
        ("NEW", "V", None, None, "never"),
    ]


def test_a_known_store_shows_zero_for_what_it_lists_and_does_not_hold(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT item_id, units, value FROM reports.stock_on_hand WHERE store_id = 'LISTING'",
    )
    assert found == [("V", 0, 0)]


def test_value_of_a_stale_store_is_no_part_of_the_fresh_value(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT store_id, fresh_value, share_fresh FROM reports.stock_value "
        "WHERE store_id IN ('S1', 'S2') ORDER BY ALL",
    )
    assert found == [("S1", 340.0, 1), ("S2", 0, 0)]


def test_a_month_is_complete_once_its_last_local_day_has_come(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT store_id, month, is_complete FROM reports.monthly_usage "
        "WHERE store_id IN ('HC', 'S') ORDER BY ALL",
    )
    assert found == [
        ("HC", date(2026, 1, 1), True),
        ("S", date(2026, 1, 1), True),
        ("S", date(2026, 2, 1), True),
        ("S", date(2026, 3, 1), True),
    ]


def test_the_sync_report_says_in_words_when_each_site_connected(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT DISTINCT site_id, is_stale, days_since, freshness_in_words "
        "FROM reports.sync WHERE site_id <= 5 ORDER BY site_id",
    )
    assert found == [
        (1, False, 0, "fresh: connected within a day"),
        (2, False, 8, "quiet: last connected 8 days ago"),
        (3, True, 40, "stale: last connected 40 days ago"),
        (4, True, None, "never connected"),
        (5, False, 0, "fresh: connected within a day"),
    ]


def test_the_sync_report_has_every_active_store_and_no_site_is_left_out(reports: Lake) -> None:
    found = rows(reports, "SELECT store_id, site_id FROM reports.sync ORDER BY ALL")
    assert ("TRANSFER", 2) in found
    assert (None, 5) in found
    active = rows(reports, "SELECT count(*) FROM sync.store_setting")
    assert len(found) == active[0][0] + 1


def test_what_depends_on_today_is_judged_when_a_report_is_read(reports: Lake) -> None:
    kept = rows(
        reports,
        "SELECT table_schema || '.' || table_name FROM information_schema.tables "
        "WHERE table_catalog = 'central' AND table_type <> 'VIEW' "
        "AND (table_schema = 'reports' OR table_name IN ('dim_site', 'dim_store', 'int_expiry'))",
    )
    assert kept == []


def test_no_patient_can_be_told_from_the_marts(reports: Lake) -> None:
    parties = rows(
        reports,
        "SELECT DISTINCT other_party_id FROM marts.fct_stock_movement "
        "WHERE kind = 'issue_to_patient'",
    )
    assert parties == [(None,)]
