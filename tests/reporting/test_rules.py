"""What is worth an alert, and what is not."""

from contextlib import closing
from datetime import datetime, timedelta

import pytest

from reporting.kept import now
from reporting.rules import RULES, Alert, find_alerts
from sync import lake
from sync.home import Home
from tests.reporting import shelves
from tests.reporting.shelves import NOW


@pytest.fixture
def home(shelf_home: Home) -> Home:
    return shelf_home


def found(home: Home, rule: str, at: datetime = NOW) -> list[Alert]:
    with closing(lake.connect(home)) as connection:
        return [alert for alert in find_alerts(connection, at) if alert.rule == rule]


def sentences(home: Home, rule: str, at: datetime = NOW) -> list[str]:
    return [alert.sentence for alert in found(home, rule, at)]


def test_a_quiet_network_is_worth_no_alert(home: Home) -> None:
    assert [alert for rule in RULES for alert in found(home, rule.name)] == []


def test_a_vital_item_that_went_out_is_an_alert_with_the_day(home: Home) -> None:
    shelves.goes_out(home, "K", "AMOX", 4)
    (alert,) = found(home, "stock_out")
    assert alert.sentence == "Kerema store: Amoxicillin, none since 20 Nov 2026"
    assert alert.occasion == "stock_out: K/AMOX/2026-11-20"
    assert alert.store_ids == {"K"}


def test_the_day_is_right_where_the_store_began_with_some(home: Home) -> None:
    shelves.goes_out(home, "K", "AMOX", 4, opening=30)
    (alert,) = found(home, "stock_out")
    assert alert.occasion == "stock_out: K/AMOX/2026-11-20"


def test_the_same_stock_out_is_the_same_occasion_whatever_moves_later(home: Home) -> None:
    shelves.goes_out(home, "K", "AMOX", 4)
    before = found(home, "stock_out")
    with shelves.filling(home) as connection:
        connection.execute(
            "INSERT INTO marts.fct_stock_movement VALUES ('K', 'AMOX', '2026-11-22', 5), "
            "('K', 'AMOX', '2026-11-22', -5)"
        )
    assert found(home, "stock_out", NOW + timedelta(days=3)) == before


def test_other_items_old_news_and_silent_stores_are_no_stock_out(home: Home) -> None:
    shelves.goes_out(home, "K", "ZINC", 4)
    shelves.goes_out(home, "K", "AMOX", 31)
    shelves.goes_out(home, "W", "AMOX", 4)
    with shelves.filling(home) as connection:
        connection.execute("UPDATE marts.dim_store SET freshness = 'stale' WHERE store_id = 'W'")
    assert found(home, "stock_out") == []


def test_stock_that_expires_within_three_months_is_told_by_store_and_month(home: Home) -> None:
    shelves.expires(home, "K", "AMOX", "2027-02-05", 70)
    shelves.expires(home, "K", "ZINC", "2027-02-25", 30.5)
    shelves.expires(home, "W", "ZINC", "2026-11-24", 5)
    shelves.expires(home, "W", "ZINC", "2026-11-23", 99)
    shelves.expires(home, "W", "AMOX", "2027-03-01", 99)
    assert sentences(home, "expiry") == [
        "Wewak store: stock worth 5.00 expires in November 2026 (stock lines: 1; most of it Zinc)",
        "Kerema store: stock worth 100.50 expires in February 2027 "
        "(stock lines: 2; most of it Amoxicillin)",
    ]
    assert found(home, "expiry")[1].occasion == "expiry: K/2027-02"


def test_thresholds_are_settings(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shelves.expires(home, "K", "AMOX", "2027-02-05", 70)
    shelves.goes_out(home, "K", "AMOX", 31)
    shelves.refuses(home, 2, 10)
    monkeypatch.setenv("SYNCLINE_ALERT_EXPIRY_MONTHS", "2")
    monkeypatch.setenv("SYNCLINE_ALERT_STOCK_OUT_DAYS", "31")
    monkeypatch.setenv("SYNCLINE_ALERT_REJECTED_DAYS", "9")
    assert found(home, "expiry") == []
    assert len(found(home, "stock_out")) == 1
    assert len(found(home, "rejected")) == 1


def test_a_site_that_has_been_silent_for_over_a_month_is_an_alert(home: Home) -> None:
    shelves.contacts(home, 2, datetime(2026, 1, 2, 8, 15))
    shelves.contacts(home, 3, now() - timedelta(days=20))
    (alert,) = found(home, "site_stale")
    assert alert.sentence.startswith("Kerema: last heard of on 02 Jan 2026")
    assert alert.occasion == "site_stale: 2/2026-01-02T08:15"
    assert alert.store_ids == {"K"}


def test_rows_refused_long_ago_are_told_by_site_and_week(home: Home) -> None:
    shelves.refuses(home, 2, 20, 20, 20, 13)
    (alert,) = found(home, "rejected")
    assert alert.occasion == "rejected: 2/2026-W45"
    assert alert.sentence.startswith(
        "Kerema: 3 still refused of what came in week 2026-W45, most of them because: "
    )
    assert "active" in alert.sentence


GROWING = (40, 5, 6, 7)


def backlog(home: Home) -> Alert:
    (alert,) = found(home, "backlog", now())
    return alert


def test_a_backlog_that_grows_three_days_in_a_row_is_an_alert(home: Home) -> None:
    shelves.piles_up(home, 2, GROWING)
    alert = backlog(home)
    assert alert.sentence.startswith(
        "Kerema: 58 records wait for it, more on each of the last three days."
    )
    assert alert.store_ids == {"K"}


@pytest.mark.parametrize("rises", [(40, 5, 0, 7), (40, 0, 5, 6), (40, 5, 6, 0)])
def test_one_that_rests_for_a_day_is_not(home: Home, rises: tuple[int, ...]) -> None:
    shelves.piles_up(home, 2, rises)
    assert found(home, "backlog", now()) == []


def test_the_cause_of_a_site_without_contact_is_its_silence(home: Home) -> None:
    shelves.piles_up(home, 2, GROWING)
    assert "It has not been in contact so far" in backlog(home).sentence
    assert backlog(home).occasion == "backlog: 2/no_contact/never"
    heard = now() - timedelta(days=5)
    shelves.contacts(home, 2, heard)
    assert f"not been in contact since {heard:%d %b %Y}" in backlog(home).sentence
    assert backlog(home).occasion == f"backlog: 2/no_contact/{heard:%Y-%m-%dT%H:%M}"


def test_the_cause_of_a_site_that_only_calls_is_that_it_acknowledges_nothing(home: Home) -> None:
    shelves.piles_up(home, 2, GROWING)
    shelves.contacts(home, 2, now() - timedelta(hours=1))
    assert "has acknowledged nothing so far: look at its sync log" in backlog(home).sentence
    shelves.acknowledges(home, 2, now() - timedelta(days=4))
    assert backlog(home).occasion.startswith("backlog: 2/no_acknowledgement/20")


def test_the_cause_of_a_site_that_was_sent_much_at_once_is_that_day(home: Home) -> None:
    shelves.piles_up(home, 2, (40, 5, 9000, 7))
    shelves.contacts(home, 2, now() - timedelta(hours=1))
    shelves.acknowledges(home, 2, now() - timedelta(hours=2))
    yesterday = now() - timedelta(days=1)
    assert f"9,000 of them came at once on {yesterday:%d %b %Y}" in backlog(home).sentence
    assert backlog(home).occasion == f"backlog: 2/much_at_once/{yesterday:%Y-%m-%d}"


def test_else_the_site_needs_more_time_on_the_internet(home: Home) -> None:
    shelves.piles_up(home, 2, (40, 5, 6, 7))
    shelves.contacts(home, 2, now() - timedelta(hours=1))
    shelves.acknowledges(home, 2, now() - timedelta(hours=2))
    assert "more time on the internet, or faster internet" in backlog(home).sentence
    assert backlog(home).occasion == f"backlog: 2/too_little_time/{now():%Y-%m}"
