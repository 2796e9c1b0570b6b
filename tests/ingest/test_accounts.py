"""Accounts of the dashboard: who gets in, for how long, and what is kept of a password."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ingest.accounts import Account, AccountFault, Accounts, NotLoggedIn, checked_password
from ingest.control import Control
from ingest.lockout import FAILURES_UNTIL_LOCKED
from ingest.people_tables import ACCOUNT, ACCOUNT_SESSION
from sync.access import Role
from sync.home import Home

PASSWORD = "a-long-enough-password"
ROSA = Account("rosa", Role.DISTRICT, "rosa@example.org", regions=frozenset({"North"}))


@pytest.fixture
def accounts(home: Home) -> Accounts:
    made = Accounts(home)
    made.add(ROSA, by="a tester", password=PASSWORD)
    return made


def later(home: Home, **moments: timedelta) -> None:
    """As if a session had begun, or been seen, so long ago."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with Control(home).ledger() as ledger:
        values = {name: now - ago for name, ago in moments.items()}
        ledger.connection.execute(sa.update(ACCOUNT_SESSION).values(**values))


def test_nothing_that_lets_anybody_in_is_kept(home: Home, accounts: Accounts) -> None:
    token = accounts.log_in("rosa", PASSWORD)
    with Control(home).ledger() as ledger:
        kept = [
            str(value)
            for table in (ACCOUNT, ACCOUNT_SESSION)
            for row in ledger.connection.execute(sa.select(table))
            for value in row
        ]
    assert any(value.startswith("$argon2id$") for value in kept)
    assert not any(PASSWORD in value or token in value for value in kept)


def test_a_session_is_its_account_with_role_and_limits(accounts: Accounts) -> None:
    account = accounts.of_token(accounts.log_in("rosa", PASSWORD))
    assert account is not None
    assert (account.name, account.role, account.regions) == ("rosa", Role.DISTRICT, {"North"})
    assert accounts.of_token("another") is None


@pytest.mark.parametrize(("name", "password"), [("rosa", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    accounts: Accounts, name: str, password: str
) -> None:
    with pytest.raises(NotLoggedIn, match="name or password is wrong"):
        accounts.log_in(name, password)


def test_who_fails_too_often_is_locked_until_somebody_unlocks(accounts: Accounts) -> None:
    for _ in range(FAILURES_UNTIL_LOCKED):
        with pytest.raises(NotLoggedIn):
            accounts.log_in("rosa", "wrong")
    assert [account.is_locked for account in accounts.every()] == [True]
    with pytest.raises(NotLoggedIn):
        accounts.log_in("rosa", PASSWORD)
    accounts.unlock("rosa")
    assert accounts.of_token(accounts.log_in("rosa", PASSWORD))


@pytest.mark.parametrize(
    "ago",
    [
        {"seen_at": timedelta(minutes=31)},
        {"began_at": timedelta(hours=12, minutes=1)},
        {"seen_at": timedelta(minutes=-45)},
    ],
    ids=["idle", "long", "clock went back"],
)
def test_a_session_ends_when_idle_and_after_a_day_at_work(
    home: Home, accounts: Accounts, ago: dict[str, timedelta]
) -> None:
    token = accounts.log_in("rosa", PASSWORD)
    later(home, **ago)
    assert accounts.of_token(token) is None


def test_a_page_keeps_a_session_going(home: Home, accounts: Accounts) -> None:
    token = accounts.log_in("rosa", PASSWORD)
    for _ in range(3):
        later(home, seen_at=timedelta(minutes=20))
        assert accounts.of_token(token)


def test_logging_out_a_new_password_and_removal_end_a_session(accounts: Accounts) -> None:
    token = accounts.log_in("rosa", PASSWORD)
    accounts.log_out(token)
    assert accounts.of_token(token) is None
    token = accounts.log_in("rosa", PASSWORD)
    accounts.set_password("rosa", "another-long-password")
    assert accounts.of_token(token) is None
    token = accounts.log_in("rosa", "another-long-password")
    accounts.remove("rosa")
    assert accounts.of_token(token) is None
    assert not accounts.exist()


def test_role_and_limits_change_under_a_session(accounts: Accounts) -> None:
    token = accounts.log_in("rosa", PASSWORD)
    accounts.set_limits("rosa", ["store-2"], [])
    accounts.set_role("rosa", Role.STORE)
    account = accounts.of_token(token)
    assert account is not None
    assert (account.role, account.stores, account.regions) == (Role.STORE, {"store-2"}, set())


def test_an_identity_is_an_account_by_its_email_for_as_long_as_a_session(
    home: Home, accounts: Accounts
) -> None:
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    account = accounts.of_identity("Rosa@Example.org", now)
    assert account is not None and account.name == "rosa"
    assert accounts.of_identity("eve@example.org", now) is None
    assert accounts.of_identity("rosa@example.org", now - timedelta(hours=13)) is None
    later(home, seen_at=timedelta(minutes=31))
    assert accounts.of_identity("rosa@example.org", now) is None


def test_a_user_without_a_password_logs_in_by_no_password(home: Home) -> None:
    accounts = Accounts(home)
    accounts.add(Account("eva", Role.ANALYST, "eva@example.org"), by="a tester")
    with pytest.raises(NotLoggedIn):
        accounts.log_in("eva", "")


@pytest.mark.parametrize(
    ("account", "why"),
    [
        (Account("rosa", Role.ANALYST), "already"),
        (Account("eva", Role.ANALYST, "ROSA@example.org"), "another user has the e-mail"),
        (Account("eva", Role.STORE), "needs --store"),
        (Account("eva", Role.ADMINISTRATOR, regions=frozenset({"North"})), "cannot be limited"),
        (Account(" ", Role.ANALYST), "needs a name"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    accounts: Accounts, account: Account, why: str
) -> None:
    with pytest.raises(AccountFault, match=why):
        accounts.add(account, by="a tester", password=PASSWORD)


def test_a_limit_cannot_be_lifted_from_a_role_that_needs_one(accounts: Accounts) -> None:
    with pytest.raises(AccountFault, match="needs --store"):
        accounts.set_limits("rosa", [], [])
    assert accounts.every()[0].regions == {"North"}


def test_a_short_password_is_refused() -> None:
    with pytest.raises(AccountFault, match="12 characters"):
        checked_password("short")
