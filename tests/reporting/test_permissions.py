"""A mail holds what whoever arranged it may see on the day when it is made."""

import csv
from io import StringIO

import pytest

from ingest.accounts import Account, Accounts
from reporting import schedules
from reporting.mailing import send_due, send_test
from reporting.reading import NotAllowed
from reporting.schedules import Schedule, add_schedule
from sync.access import Role
from sync.home import Home
from tests.reporting.post_office import PostOffice
from tests.reporting.test_mailing import ANN, CLOSED_AT, MADE_AT


@pytest.fixture(autouse=True)
def made_in_the_middle_of_last_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "now", lambda: MADE_AT)


def arranged_by(home: Home, account: Account, report: str = "stock_value") -> Schedule:
    Accounts(home).add(account, by="a tester", password="a long enough password")
    return add_schedule(
        home, report, to=[ANN], format="csv", by=account.name, account=account.name
    )  # fmt: skip


def stores_sent(office: PostOffice) -> set[str]:
    (file,) = office.delivered[-1].files.values()
    return {row["Store"] for row in csv.DictReader(StringIO(file.decode("utf-8-sig")))}


def eva(**limits: frozenset[str]) -> Account:
    return Account("eva", Role.DISTRICT, **limits)


def test_who_is_limited_to_stores_sends_their_rows_alone(home: Home, office: PostOffice) -> None:
    arranged_by(home, eva(stores=frozenset({"store-2", "store-6"})))
    send_due(home, CLOSED_AT)
    assert len(stores_sent(office)) == 2


def test_limits_are_those_of_the_day_not_of_the_arrangement(
    home: Home, office: PostOffice
) -> None:
    schedule = arranged_by(home, eva(stores=frozenset({"store-2", "store-6"})))
    Accounts(home).set_limits("eva", ["store-2"], [])
    send_test(home, schedule, ANN)
    assert stores_sent(office) == {"Kerema Clinic"}


def test_who_has_no_limit_sends_every_row(home: Home, office: PostOffice) -> None:
    arranged_by(home, Account("boss", Role.SUPERVISOR))
    send_due(home, CLOSED_AT)
    assert len(stores_sent(office)) == 6


def test_a_figure_of_the_whole_network_is_not_for_who_is_limited(
    home: Home, office: PostOffice
) -> None:
    arranged_by(home, eva(stores=frozenset({"store-2"})), "network_stock")
    (posted,) = send_due(home, CLOSED_AT)
    assert posted.fault is not None and "there is no report 'network_stock'" in posted.fault
    assert office.delivered == []


def test_nothing_is_sent_for_who_is_gone_or_may_not_any_more(
    home: Home, office: PostOffice
) -> None:
    schedule = arranged_by(home, eva(stores=frozenset({"store-2"})))
    Accounts(home).set_role("eva", Role.STORE)
    with pytest.raises(NotAllowed, match="eva, who arranged it, may no longer"):
        send_test(home, schedule, ANN)
    Accounts(home).remove("eva")
    (posted,) = send_due(home, CLOSED_AT)
    assert posted.fault == "eva, who arranged it, may no longer have reports e-mailed"
    assert office.delivered == []
