"""The worked examples of use, stock-outs, expiry, orders and counts, on a lake that dbt built."""

from datetime import date

import duckdb
import pytest

from tests.dbt_project.conftest import rows

Lake = duckdb.DuckDBPyConnection


def amc(reports: Lake, item_id: str, definition: str) -> float | None:
    [(found,)] = rows(
        reports,
        "SELECT amc FROM reports.amc_definitions WHERE store_id = 'AMC' "
        f"AND item_id = '{item_id}' AND definition = '{definition}'",
    )
    return found  # type: ignore[no-any-return]


def test_e06_the_look_back_has_91_days_and_ends_where_the_data_ends(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT window_start, window_end, units, includes_transfers FROM reports.amc_definitions "
        "WHERE store_id = 'AMC' AND item_id = 'USED' AND definition = 'amc_oms'",
    )
    assert found == [(date(2025, 12, 31), date(2026, 3, 31), 1055, True)]


@pytest.mark.parametrize(
    ("item_id", "definition", "expected"),
    [
        ("USED", "amc_oms", 351.6667),
        ("OUT30", "amc_oms_dos", 10 / 3 * 91.3125 / (91.3125 - 30)),
        ("OUT90", "amc_oms", 3.3333),
        ("OUT90", "amc_oms_dos", None),
        ("ZEROMONTH", "amc_aggregator", 45),
        ("ZEROMONTH", "amc_real", 90 / (2 - 13 / 30.5)),
        ("ZEROMONTH", "amc_oms", 30),
        ("NEW", "amc_mobile", 30.4167),
        ("OUT30", "amc_openlmis", 4),
        ("ZEROMONTH", "amc_desktop_report", (60 + 0 + 30 * 31 / 18) / 3),
    ],
)
def test_e06_every_definition_gives_its_own_figure(
    reports: Lake, item_id: str, definition: str, expected: float | None
) -> None:
    found = amc(reports, item_id, definition)
    assert found == (None if expected is None else pytest.approx(expected, abs=0.001))


def test_e06_a_correction_on_too_few_days_is_refused_with_its_reason(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT days_out, reason FROM reports.amc_definitions WHERE store_id = 'AMC' "
        "AND item_id = 'OUT90' AND definition = 'amc_oms_dos'",
    )
    assert found == [(90, "too_few_days_in_stock")]


@pytest.mark.parametrize(
    ("item_id", "months", "band"),
    [
        ("OUT", 0, "stocked_out"),
        ("NOTHING", None, "no_stock_no_use"),
        ("UNUSED", None, "no_consumption"),
        ("UNDER", 2.99, "understocked"),
        ("LOWER", 3, "adequate"),
        ("UPPER", 6, "adequate"),
        ("OVER", 6.01, "overstocked"),
        ("TRAP", 2.96, "understocked"),
        ("BELOW", None, "data_error_negative_stock"),
    ],
)
def test_e08_bands_are_compared_unrounded(
    reports: Lake, item_id: str, months: float | None, band: str
) -> None:
    found = rows(
        reports,
        "SELECT months_of_stock, band FROM reports.stock_status "
        f"WHERE store_id = 'BANDS' AND item_id = '{item_id}'",
    )
    assert found == [(None if months is None else pytest.approx(months), band)]


def test_e08_an_order_is_suggested_up_to_the_maximum_once_at_the_minimum(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT item_id, suggested_order FROM reports.stock_status "
        "WHERE store_id = 'BANDS' AND item_id IN ('LOWER', 'UNDER', 'UPPER', 'UNUSED') ORDER BY 1",
    )
    assert found == [("LOWER", 300), ("UNDER", 301), ("UNUSED", 0), ("UPPER", 0)]


def test_stock_runs_out_at_the_average_use_from_the_last_complete_day(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT projected_out_on FROM reports.stock_status "
        "WHERE store_id = 'BANDS' AND item_id = 'LOWER'",
    )
    assert found == [(date(2026, 6, 30),)]


def test_e09_the_rate_rests_on_stores_that_offer_the_item_and_are_known_lately(
    reports: Lake,
) -> None:
    found = rows(
        reports,
        "SELECT stores_offering, stores_fresh, coverage_pct, stockout_rate_usable_pct, "
        "stockout_rate_total_pct, no_recent_data FROM reports.stock_out_rate "
        "WHERE item_id = 'TRACER' AND is_network",
    )
    assert found == [(6, 4, pytest.approx(66.6667), 50, 25, "Store E09C, Store E09D")]


def test_e07_only_full_days_after_the_item_was_there_are_days_out_of_stock(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT item_id, out_from, out_until, days_out FROM reports.stock_outs "
        "WHERE store_id = 'DOS' ORDER BY ALL",
    )
    assert found == [
        ("FILLED_AND_EMPTIED", date(2026, 1, 6), date(2026, 1, 7), 2),
        ("FILLED_AND_EMPTIED", date(2026, 1, 10), date(2026, 1, 11), 2),
        ("LASTING", date(2026, 3, 31), None, 1),
        ("THREE_DAYS", date(2026, 1, 11), date(2026, 1, 13), 3),
        ("TWICE", date(2026, 1, 6), date(2026, 1, 6), 1),
        ("TWICE", date(2026, 1, 21), date(2026, 2, 2), 13),
    ]


def test_days_out_of_stock_are_shared_out_to_their_months(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT month, days_out, days_in_month FROM reports.stock_out_days "
        "WHERE store_id = 'DOS' AND item_id = 'TWICE' ORDER BY month",
    )
    assert found == [(date(2026, 1, 1), 12, 31), (date(2026, 2, 1), 2, 28)]


def test_days_after_the_data_ends_are_unknown_and_not_out_of_stock(reports: Lake) -> None:
    [(unknown,)] = rows(
        reports,
        "SELECT days_unknown - (current_date - DATE '2026-03-31') FROM reports.stock_outs "
        "WHERE store_id = 'DOS' AND item_id = 'LASTING'",
    )
    assert abs(unknown) <= 1


def test_e10_two_batches_cannot_both_claim_the_same_use(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT stock_line_id, band, loss_by_line_units, round(loss_units, 6), loss_value "
        "FROM reports.expiry WHERE store_id = 'EXP' ORDER BY ALL",
    )
    assert found == [
        ("EXP_FIRST", "within 3 months", 30, 30, pytest.approx(60)),
        ("EXP_GONE", "expired", 10, 10, pytest.approx(20)),
        ("EXP_NO_DATE", "no expiry date", 0, 0, pytest.approx(0)),
        ("EXP_SECOND", "within 3 months", 0, 30, pytest.approx(60)),
        ("EXP_UNUSED", "within 12 months", None, None, None),
    ]


def test_what_one_store_has_too_much_of_goes_to_who_lacks_it_and_nothing_twice(
    reports: Lake,
) -> None:
    found = rows(
        reports,
        "SELECT from_store_id, to_store_id, units FROM reports.redistribution "
        "WHERE item_id = 'SHARED' ORDER BY ALL",
    )
    assert found == [("MUCH1", "LITTLE1", 300), ("MUCH2", "LITTLE1", 100)]


def test_what_will_expire_is_offered_to_who_uses_it_up_before(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT from_store_id, to_store_id, round(loss_units), units FROM reports.expiry_plan "
        "WHERE item_id = 'SHARED' ORDER BY ALL",
    )
    assert found == [
        ("MUCH2", "LITTLE1", 404, 295),
        ("MUCH2", "LITTLE2", 404, 95),
    ]


def test_e11_fill_rates_and_lead_time_rest_on_closed_orders(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT line_fill_full_pct, line_fill_any_pct, unit_fill_capped_pct, "
        "unit_fill_uncapped_pct, order_fill_pct, mean_lead_time_days, on_time_pct, otif_pct, "
        "orders, open_orders FROM reports.fill_rate "
        "WHERE store_id = 'SUPPLIER' AND month = DATE '2026-03-01'",
    )
    expected = (60, 80, 78.5714, 83.3333, 50, 15.5, 50, 50, 2, 1)
    assert found == [pytest.approx(expected)]


def test_e11_each_order_says_where_its_days_went(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT order_id, order_to_ship_days, in_transit_days, lead_time_days, is_open "
        "FROM reports.orders WHERE store_id = 'SUPPLIER' AND order_id <> 'R4' ORDER BY ALL",
    )
    assert found == [
        ("R1", 4, 13, 17, False),
        ("R2", 2, 12, 14, False),
        ("R3", None, None, None, True),
    ]


def test_what_was_issued_for_an_order_counts_and_outside_customers_close_it_when_shipped(
    reports: Lake,
) -> None:
    found = rows(
        reports,
        "SELECT supplied_units, lead_time_days, is_open FROM reports.orders WHERE order_id = 'R4'",
    )
    assert found == [(20, 2, False)]


def test_e13_a_line_that_was_not_counted_is_no_loss(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT counted_lines, coverage_pct, accurate_lines_pct, net_units, gross_units, "
        "net_value, gross_value, gross_error_pct, days_since FROM reports.stock_takes "
        "WHERE stock_take_id = 'TAKE'",
    )
    assert found == [pytest.approx((3, 75, 33.3333, 0, 40, 0, 8, 11.4286, 10), abs=0.001)]


def test_a_store_that_never_reports_does_not_vanish(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT store_id, state FROM reports.reporting_rate "
        "WHERE program_id = 'HIV' AND period_id = 'FEB' ORDER BY ALL",
    )
    assert found == [("PRG_INTIME", "on time"), ("PRG_SILENT", "missing"), ("PRG_TOOLATE", "late")]


def test_sql_written_for_msupplys_aggregator_goes_on_working(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT yearMonth, value FROM reports.aggregator WHERE dataElement = 'monthlyConsumption' "
        "AND storeID = 'AMC' AND itemID = 'ZEROMONTH' ORDER BY fullDate",
    )
    assert found == [("202601", 60), ("202603", 30)]
    history = rows(
        reports,
        "SELECT value FROM reports.aggregator WHERE dataElement = 'stockHistory' "
        "AND storeID = 'S' AND itemID = 'X' AND fullDate = DATE '2026-02-15'",
    )
    assert history == [(140,)]
