"""What the centre knew when, and what it does not know: N1, N2, N3, N5, N9, N12, N14."""

import duckdb
import pytest

from tests.dbt_project.conftest import rows

Lake = duckdb.DuckDBPyConnection


@pytest.mark.parametrize(
    ("day", "known_at", "units"),
    [
        ("2026-01-31", "2026-01-20T12:00", 100),
        ("2026-01-31", "2026-01-25T12:00", 63),
        ("2026-01-31", "2026-02-10T12:00", 70),
        ("2026-01-31", "2026-02-28T12:00", 60),
        ("2026-01-31", "2026-03-02T12:00", 55),
        ("2026-01-10", "2026-03-02T12:00", 100),
    ],
)
def test_stock_on_a_day_as_known_on_another(
    reports: Lake, day: str, known_at: str, units: float
) -> None:
    [(found,)] = rows(
        reports,
        "SELECT sum(units) FROM reports.stock_as_known WHERE store_id = 'KNOWN' "
        f"AND moved_on <= DATE '{day}' AND known_from <= TIMESTAMP '{known_at}' "
        f"AND coalesce(known_until > TIMESTAMP '{known_at}', true)",
    )
    assert found == units


def test_what_is_known_now_is_what_the_ledger_says(reports: Lake) -> None:
    differing = rows(
        reports,
        "SELECT movement_id FROM marts.fct_stock_movement WHERE store_id = 'KNOWN' EXCEPT "
        "SELECT movement_id FROM marts.fct_stock_movement_version WHERE known_until IS NULL",
    )
    assert differing == []


def test_a_month_that_changed_after_it_was_due_says_by_how_much_and_why(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT published_units, units_now, restated_units, arrived_late_units, edited_units "
        "FROM reports.restatements WHERE store_id = 'KNOWN'",
    )
    assert found == [(70, 55, -15, -5, -10)]


def test_edits_of_what_was_in_the_figures_name_who_and_where(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT movement_id, cause, units_before, units, site, user_name "
        "FROM reports.edit_audit WHERE store_id = 'KNOWN' ORDER BY movement_id",
    )
    assert found == [
        ("GONE-L", "taken back", -7, None, None, None),
        ("LATE-L", "backdated", None, -5, "Centre", None),
        ("OUT-L", "quantity edited", -30, -40, "Centre", "pharmacist"),
    ]


def test_refused_and_waiting_rows_say_what_stock_may_be_off_by(reports: Lake) -> None:
    found = rows(
        reports,
        "SELECT decision, concerns, units_off FROM reports.refused_effect "
        "WHERE store_id = 'KNOWN' ORDER BY change_no",
    )
    assert found == [("waiting", "balance", 5), ("rejected", "movement", -4)]


def test_stock_with_no_history_is_an_orphan_and_stock_long_unmoved_a_phantom(
    reports: Lake,
) -> None:
    found = dict(rows(reports, "SELECT stock_line_id, flag FROM reports.phantom_stock"))
    assert found["P4"] == "orphan"
    assert "P1" not in found
    assert "l1" not in found or found["l1"] == "orphan"


def test_the_headline_says_how_much_of_it_is_known(reports: Lake) -> None:
    [network] = rows(
        reports,
        "SELECT stores = stores_fresh + stores_stale + stores_unknown, value >= fresh_value, "
        "silent_stores LIKE '%Store DISP%' FROM reports.network_headline WHERE is_network",
    )
    assert network == (True, True, True)


def test_the_headline_is_the_sum_of_the_stores(reports: Lake) -> None:
    [(headline, stores)] = rows(
        reports,
        "SELECT (SELECT value FROM reports.network_headline WHERE is_network), "
        "(SELECT sum(value) FROM reports.stock_value)",
    )
    assert headline == pytest.approx(stores)


def test_a_store_is_counted_once_wherever_it_exists_and_a_transfer_copy_never(
    reports: Lake,
) -> None:
    found = rows(
        reports,
        "SELECT store_id, copies, times_counted FROM reports.store_copies "
        "WHERE store_id IN ('HC', 'CMS', 'TRANSFER') ORDER BY ALL",
    )
    assert found == [
        ("CMS", "active at Centre", 1),
        ("HC", "active at Remote, collector at Centre", 1),
        ("TRANSFER", "active at Remote, transfer at Centre", 0),
    ]


def test_every_doubtful_record_is_in_one_list(reports: Lake) -> None:
    found = rows(reports, "SELECT DISTINCT check_name FROM reports.data_quality")
    checks = {name for (name,) in found}
    assert {"balance_mismatch", "orphan_stock", "negative_stock", "price_missing", "expiry_missing",
            "date_missing"} <= checks  # fmt: skip
