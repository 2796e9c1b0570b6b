"""Everybody hears of an occasion once, in one digest, and of nothing when there is nothing."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import duckdb
import pytest

from reporting import alerts, schedules
from reporting.filters import FilterRefused
from reporting.schedules import ScheduleRefused, add_schedule
from sync import lake
from sync.home import Home
from tests.centre import Centre
from tests.reporting import shelves
from tests.reporting.post_office import PostOffice
from tests.reporting.shelves import NOW

ANN, BOB = "ann@example.org", "bob@example.org"


@pytest.fixture
def home(shelf_home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(schedules, "now", lambda: NOW)
    return shelf_home


@pytest.fixture
def connection(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(lake.connect(home)) as connection:
        yield connection


def subscribe(home: Home, *who: str, **filters: list[str]) -> None:
    add_schedule(home, "alerts", to=who, parameters=filters, by="Rosa")


def told(office: PostOffice) -> list[tuple[str, str]]:
    """(recipient, text) of each mail."""
    return [(mail.recipients[0], mail.text) for mail in office.delivered]


def test_a_person_gets_one_digest_of_everything_that_is_new(
    home: Home, office: PostOffice
) -> None:
    subscribe(home, ANN)
    shelves.goes_out(home, "K", "AMOX", 4)
    shelves.refuses(home, 3, 20)
    alerts.send(home, NOW)
    ((recipient, text),) = told(office)
    assert recipient == ANN
    assert "Vital items out of stock\n- Kerema store: Amoxicillin, none since 20 Nov 2026" in text
    assert "Refused rows that nobody has dealt with\n- Wewak: 1 still refused" in text
    assert office.delivered[0].message["Subject"] == "Syncline: 2 new alerts"


def test_nothing_new_means_no_mail(home: Home, office: PostOffice) -> None:
    subscribe(home, ANN)
    assert alerts.send(home, NOW) == []
    assert office.delivered == []


def test_an_occasion_is_told_once_and_a_new_one_alone(home: Home, office: PostOffice) -> None:
    subscribe(home, ANN)
    shelves.goes_out(home, "K", "AMOX", 4)
    alerts.send(home, NOW)
    assert alerts.send(home, NOW) == []
    shelves.goes_out(home, "W", "AMOX", 2)
    alerts.send(home, NOW)
    _, (_, second) = told(office)
    assert "Wewak store" in second and "Kerema store" not in second


def test_people_hear_of_their_own_stores_and_kinds(home: Home, office: PostOffice) -> None:
    subscribe(home, ANN, region=["Gulf"])
    subscribe(home, BOB, kind=["rejected"])
    shelves.goes_out(home, "K", "AMOX", 4)
    shelves.goes_out(home, "W", "AMOX", 4)
    shelves.refuses(home, 3, 20)
    alerts.send(home, NOW)
    texts = dict(told(office))
    assert "Kerema store" in texts[ANN] and "Wewak" not in texts[ANN]
    assert "Refused rows" in texts[BOB] and "Vital" not in texts[BOB]


def test_who_is_in_two_lists_hears_it_once(home: Home, office: PostOffice) -> None:
    subscribe(home, ANN, BOB)
    subscribe(home, ANN, kind=["stock_out"])
    shelves.goes_out(home, "K", "AMOX", 4)
    alerts.send(home, NOW)
    assert office.who_got() == [ANN, BOB]


def test_nobody_sees_who_else_is_told(home: Home, office: PostOffice) -> None:
    subscribe(home, ANN, BOB)
    shelves.goes_out(home, "K", "AMOX", 4)
    alerts.send(home, NOW)
    assert sorted(mail.message["To"] for mail in office.delivered) == [ANN, BOB]


def test_who_is_refused_for_now_hears_it_at_the_next_run(home: Home, office: PostOffice) -> None:
    subscribe(home, ANN, BOB)
    shelves.goes_out(home, "K", "AMOX", 4)
    office.refused = {BOB: "451 busy"}
    assert any(posted.fault for posted in alerts.send(home, NOW))
    office.refused = {}
    alerts.send(home, NOW)
    assert office.who_got() == [ANN, BOB]


def test_an_expired_list_hears_nothing(home: Home, office: PostOffice) -> None:
    add_schedule(home, "alerts", to=[ANN], expires_on=NOW.date(), by="Rosa")
    shelves.goes_out(home, "K", "AMOX", 4)
    alerts.send(home, NOW.replace(day=25))
    assert office.delivered == []
    alerts.send(home, NOW)
    assert office.who_got() == [ANN]


def test_a_list_whose_region_is_gone_is_said_and_holds_nobody_up(
    home: Home, office: PostOffice
) -> None:
    subscribe(home, ANN, region=["Moon"])
    subscribe(home, BOB)
    shelves.goes_out(home, "K", "AMOX", 4)
    first, second = alerts.send(home, NOW)
    assert first.fault == "no store has region 'Moon'"
    assert second.sent == (BOB,)


def test_a_flood_is_cut_with_a_count(home: Home, office: PostOffice) -> None:
    subscribe(home, ANN)
    shelves.refuses(home, 3, *(20 + 7 * week for week in range(alerts.MOST_OF_A_KIND + 2)))
    alerts.send(home, NOW)
    ((_, text),) = told(office)
    assert text.count("Wewak: 1 still refused") == alerts.MOST_OF_A_KIND
    assert "- and 2 more" in text
    assert alerts.send(home, NOW) == []


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"kind": ["news"]}, "'news' is no kind of alert: there are stock_out, expiry"),
        ({"item": ["AMOX"]}, "alerts cannot be filtered by item"),
    ],
)
def test_lists_that_cannot_be_are_refused(
    connection: duckdb.DuckDBPyConnection, filters: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ScheduleRefused, match=sentence):
        alerts.check(connection, filters)
    with pytest.raises(FilterRefused, match="no store has region"):
        alerts.check(connection, {"region": ["Moon"]})


def test_where_no_reports_are_built_the_sentence_says_so(centre: Centre) -> None:
    with pytest.raises(alerts.AlertsUnknown, match="syncline reports"):
        alerts.find(centre.home)
