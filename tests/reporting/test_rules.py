"""What is worth an alert, and what is not."""

from contextlib import closing
from datetime import datetime, timedelta

import pytest

from reporting.rules import RULES, Alert, find_alerts
from sync import lake
from sync.home import Home
from tests.reporting import shelves
from tests.reporting.shelves import NOW, days_ago


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


def test_the_same_stock_out_is_the_same_occasion_on_every_day(home: Home) -> None:
    shelves.goes_out(home, "K", "AMOX", 4)
    assert found(home, "stock_out") == found(home, "stock_out", NOW + timedelta(days=3))


def test_other_items_old_news_and_silent_stores_are_no_stock_out(home: Home) -> None:
    shelves.goes_out(home, "K", "ZINC", 4, ven="E")
    shelves.goes_out(home, "K", "AMOX", 31)
    shelves.goes_out(home, "K", "AMOX", 9, is_lasting=False)
    shelves.goes_out(home, "W", "AMOX", 4, freshness="stale")
    assert found(home, "stock_out") == []


def test_stock_that_will_expire_unused_is_told_by_store_and_month(home: Home) -> None:
    shelves.expires(home, "K", "AMOX", "2027-02-05", 70, lost=10)
    shelves.expires(home, "K", "ZINC", "2027-02-25", 61, lost=5)
    shelves.expires(home, "W", "ZINC", "2026-11-24", 5, lost=None)
    assert sentences(home, "expiry") == [
        "Wewak store: stock worth 5.00 will expire in November 2026 "
        "(stock lines: 1; most of it Zinc)",
        "Kerema store: stock worth 100.50 will expire in February 2027 "
        "(stock lines: 2; most of it Amoxicillin)",
    ]
    assert found(home, "expiry")[1].occasion == "expiry: K/2027-02"


def test_what_is_used_in_time_expired_already_or_expires_much_later_is_not(home: Home) -> None:
    shelves.expires(home, "K", "AMOX", "2027-02-05", 70, lost=0)
    shelves.expires(home, "W", "ZINC", "2026-11-23", 99, lost=10)
    shelves.expires(home, "W", "AMOX", "2027-03-01", 99, lost=10)
    assert found(home, "expiry") == []


def test_thresholds_are_settings(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    shelves.expires(home, "K", "AMOX", "2027-02-05", 70, lost=10)
    shelves.goes_out(home, "K", "AMOX", 31)
    shelves.refuses(home, 2, 10)
    monkeypatch.setenv("SYNCLINE_ALERT_EXPIRY_MONTHS", "2")
    monkeypatch.setenv("SYNCLINE_ALERT_STOCK_OUT_DAYS", "31")
    monkeypatch.setenv("SYNCLINE_ALERT_REJECTED_DAYS", "9")
    assert found(home, "expiry") == []
    assert len(found(home, "stock_out")) == 1
    assert len(found(home, "rejected")) == 1


def test_a_site_that_has_been_silent_for_too_long_is_an_alert(home: Home) -> None:
    shelves.stands(home, "K", datetime(2026, 10, 2, 8, 15), is_stale=True)
    shelves.stands(home, "W", days_ago(20))
    (alert,) = found(home, "site_stale")
    assert alert.sentence == "Kerema: last heard of on 02 Oct 2026; 5 records wait for it"
    assert alert.occasion == "site_stale: 2/2026-10-02T08:15"
    assert alert.store_ids == {"K"}


def test_rows_refused_long_ago_are_told_by_site_and_week(home: Home) -> None:
    shelves.refuses(home, 2, 20, 20, 20, 13)
    (alert,) = found(home, "rejected")
    assert alert.occasion == "rejected: 2/2026-W45"
    assert alert.sentence.startswith(
        "Kerema: 3 still refused of what came in week 2026-W45, most of them because: "
    )
    assert "active" in alert.sentence


GROWING = (5, 6, 7)


def backlog(home: Home) -> Alert:
    (alert,) = found(home, "backlog")
    return alert


def test_a_backlog_that_grows_is_an_alert_and_one_that_rests_is_not(home: Home) -> None:
    shelves.stands(home, "K", None, rises=GROWING)
    shelves.stands(home, "W", None, rises=(5, 0, 7))
    assert backlog(home).store_ids == {"K"}
    assert backlog(home).sentence.startswith(
        "Kerema: 23 records wait for it, more on each of the last three days."
    )


def test_the_cause_of_a_site_without_contact_is_its_silence(home: Home) -> None:
    shelves.stands(home, "K", days_ago(5), rises=GROWING)
    assert "It has not been in contact since 19 Nov 2026" in backlog(home).sentence
    assert backlog(home).occasion == "backlog: 2/no_contact/2026-11-19T09:30"


def test_a_site_that_never_came_is_told_once(home: Home) -> None:
    shelves.stands(home, "K", None, rises=GROWING)
    assert "It has not been in contact so far" in backlog(home).sentence
    assert backlog(home).occasion == "backlog: 2/no_contact/never"


def test_the_cause_of_a_site_that_only_calls_is_that_it_acknowledges_nothing(home: Home) -> None:
    shelves.stands(home, "K", days_ago(0.1), rises=GROWING, acknowledged_at=days_ago(4))
    assert "has acknowledged nothing since 20 Nov 2026: look at its sync log" in (
        backlog(home).sentence
    )
    assert backlog(home).occasion == "backlog: 2/no_acknowledgement/2026-11-20T09:30"


def test_the_cause_of_a_site_that_was_sent_much_at_once_is_that_day(home: Home) -> None:
    shelves.stands(home, "K", days_ago(0.1), rises=(5, 9000, 7), acknowledged_at=days_ago(1))
    assert "9,000 of them came at once on 23 Nov 2026" in backlog(home).sentence
    assert backlog(home).occasion == "backlog: 2/much_at_once/2026-11-23"


def test_else_the_site_needs_more_time_on_the_internet(home: Home) -> None:
    shelves.stands(home, "K", days_ago(0.1), rises=GROWING, acknowledged_at=days_ago(1))
    assert "more time on the internet, or faster internet" in backlog(home).sentence
    assert backlog(home).occasion == "backlog: 2/too_little_time/2026-11"
