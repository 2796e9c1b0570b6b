"""The worked examples, on a lake that dbt really built."""

from datetime import date

import duckdb
import pytest

from tests.dbt_project.conftest import rows

Lake = duckdb.DuckDBPyConnection


def test_e01_the_ledger_adds_up_to_what_lies_on_the_shelf(reports: Lake) -> None:
    by_line = rows(
        reports,
        "SELECT stock_line_id, sum(units) FROM marts.fct_stock_movement "
        "WHERE store_id = 'S' GROUP BY ALL ORDER BY ALL",
    )
    assert by_line == [("L1", 60), ("L2", 50)]


def test_e01_stock_on_hand_is_in_units_and_apart_from_what_is_allocated(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT units, available_units, value, packs_detail, unit "
        "FROM reports.stock_on_hand WHERE store_id = 'S'",
    )
    assert found == [(110, 90, 55.0, "6 × 10 + 50 × 1", "tablet")]


@pytest.mark.parametrize(
    ("day", "units"),
    [
        ("2026-01-04", 0),
        ("2026-01-05", 200),
        ("2026-01-20", 150),
        ("2026-01-24", 150),
        ("2026-02-01", 160),
        ("2026-02-10", 130),
        ("2026-02-15", 140),
        ("2026-02-20", 160),
        ("2026-03-02", 120),
        ("2026-03-05", 110),
    ],
)
def test_e01_stock_on_a_past_day_follows_the_confirm_date(
    reports: Lake, day: str, units: float
) -> None:
    [(found,)] = rows(
        reports,
        "SELECT coalesce(sum(units), 0) FROM marts.fct_stock_movement "
        f"WHERE store_id = 'S' AND moved_on <= DATE '{day}'",
    )
    assert found == units


def test_e01_only_a_movement_with_no_confirm_or_finalise_date_has_an_imputed_day(
    reports: Lake,
) -> None:
    imputed = rows(
        reports,
        "SELECT transaction_id, moved_on FROM marts.fct_stock_movement "
        "WHERE store_id = 'S' AND is_date_imputed",
    )
    assert imputed == [("T13", date(2026, 3, 5))]


def test_e01_use_is_net_of_the_cancelled_issue(reports: Lake) -> None:
    [(units,)] = rows(reports, "SELECT sum(units) FROM reports.monthly_usage WHERE store_id = 'S'")
    assert units == 50


def test_e01_a_ledger_that_agrees_raises_no_flag(reports: Lake) -> None:
    assert rows(reports, "FROM reports.data_quality_stock WHERE store_id = 'S'") == []


def test_e02_use_keeps_patients_stores_and_others_apart(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT store_id, month, issued_to_patients, issued_to_stores, issued_to_others, units "
        "FROM reports.monthly_usage WHERE item_id = 'Y' ORDER BY store_id",
    )
    assert found == [
        ("CMS", date(2026, 1, 1), 0, 100, 20, 120),
        ("HC", date(2026, 1, 1), 80, 0, 0, 80),
    ]


def test_e02_the_network_does_not_count_a_transferred_unit_twice(reports: Lake) -> None:
    [(network, naive)] = rows(
        reports,
        "SELECT sum(issued_to_patients + issued_to_others), sum(units) "
        "FROM reports.monthly_usage WHERE item_id = 'Y'",
    )
    assert (network, naive) == (100, 200)


def test_e03_value_is_packs_times_cost_and_leaves_lines_below_zero_out(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT store_id, value, negative_value, lines FROM reports.stock_value "
        "WHERE store_id IN ('S1', 'S2') ORDER BY ALL",
    )
    assert found == [("S1", 340.0, 0.0, 2), ("S2", 0.0, -6.0, 0)]


def test_e03_each_line_has_its_own_value_in_home_currency(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT stock_line_id, value FROM marts.fct_stock "
        "WHERE store_id IN ('S1', 'S2') ORDER BY ALL",
    )
    assert found == [("A", 300.0), ("B", 40.0), ("C", 0.0), ("D", -6.0)]


def test_e03_units_are_never_packs_added_over_pack_sizes(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT store_id, units, negative_units, packs_detail FROM reports.stock_on_hand "
        "WHERE item_id = 'Z' AND store_id IN ('S1', 'S2') ORDER BY ALL",
    )
    assert found == [("S1", 2250, 0, "20 × 100 + 250 × 1"), ("S2", 0, -20, None)]


def test_e05_every_line_that_is_wrong_is_flagged_with_what_is_wrong(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT stock_line_id, flag, difference_units FROM reports.data_quality_stock "
        "WHERE store_id = 'Q' ORDER BY ALL",
    )
    assert found == [
        ("P2", "balance_mismatch", 10),
        ("P3", "negative_running_balance", 0),
        ("P4", "orphan_stock", 15),
        ("P6", "available_mismatch", 0),
    ]


def test_e05_the_differences_of_all_lines_are_known(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT stock_line_id, balance_units - ledger_units FROM marts.fct_stock_line_ledger "
        "WHERE store_id = 'Q' ORDER BY ALL",
    )
    assert found == [("P1", 0), ("P2", 10), ("P3", 0), ("P4", 15), ("P5", 0), ("P6", 0)]


def test_a_line_below_zero_is_listed_as_such(reports: Lake) -> None:
    flags = rows(
        reports,
        "SELECT flag FROM reports.data_quality_stock WHERE stock_line_id = 'D' ORDER BY ALL",
    )
    assert ("negative_stock",) in flags
