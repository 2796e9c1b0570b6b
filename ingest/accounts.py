"""Accounts of the dashboard: who may log in, in which role, limited to which stores or regions.

Of a password only an argon2 hash is kept, of a session only the SHA-256 of its token. An account
that fails too often is locked for a while. What a role may do is `sync.access`; the tables are in
the control database, so that a rebuild of the lake changes nothing here (decision record 0009).
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from ingest.control import Control
from ingest.credentials import NOBODYS_HASH, hash_of, is_right_for, new_password, sent
from ingest.ledger import Ledger
from ingest.lockout import count_failure, forget_failures, is_locked
from ingest.people_tables import ACCOUNT, ACCOUNT_LIMIT, ACCOUNT_SESSION
from sync.access import NEED_A_LIMIT, NEVER_LIMITED, Right, Role, may
from sync.home import Home
from sync.settings import Settings

SEEN_AT_MOST_EVERY = timedelta(seconds=30)
SHORTEST_PASSWORD = 12
STORE, REGION = "store", "region"


class NotLoggedIn(PermissionError):
    """Name or password is wrong, or the account is locked: one sentence that says no more."""


class AccountFault(ValueError):
    """What an operator asked for cannot be."""


@dataclass(frozen=True)
class Account:
    """Somebody who may log in. Without stores and regions, no limit holds."""

    name: str
    role: Role
    email: str | None = None
    stores: frozenset[str] = field(default_factory=frozenset)
    regions: frozenset[str] = field(default_factory=frozenset)
    has_password: bool = False
    is_locked: bool = False

    @property
    def is_limited(self) -> bool:
        return bool(self.stores or self.regions)

    def may(self, right: Right) -> bool:
        return may(self.role, right, is_limited=self.is_limited)


class Accounts:
    """The accounts of a home."""

    def __init__(self, home: Home) -> None:
        self._control = Control(home)

    def exist(self) -> bool:
        with self._control.ledger() as ledger:
            return ledger.connection.execute(sa.select(ACCOUNT.c.name).limit(1)).first() is not None

    def every(self) -> list[Account]:
        with self._control.ledger() as ledger:
            rows = ledger.connection.execute(sa.select(ACCOUNT.c.name).order_by(ACCOUNT.c.name))
            found = [_account(ledger, ACCOUNT.c.name == row.name) for row in rows.all()]
        return [account for account in found if account]

    def add(self, account: Account, *, by: str, password: str | None = None) -> None:
        """Raises `AccountFault` where the name or the e-mail is taken, or the limits do not fit."""
        _check(account)
        with self._control.ledger() as ledger:
            if _account(ledger, ACCOUNT.c.name == account.name):
                raise AccountFault(f"there is a user {account.name} already")
            email = account.email.lower() if account.email else None
            if email and _account(ledger, ACCOUNT.c.email == email):
                raise AccountFault(f"another user has the e-mail {email}")
            ledger.connection.execute(
                sa.insert(ACCOUNT).values(
                    name=account.name, role=account.role.value, email=email, made_by=by,
                    made_at=_now(), failures=0, password_hash=password and hash_of(password),
                )
            )  # fmt: skip
            _write_limits(ledger, account)

    def set_password(self, name: str, password: str) -> None:
        """The old one, its sessions and a lock end."""
        kept = hash_of(password)
        with self._control.ledger() as ledger:
            _known(ledger, name)
            _update(ledger, name, password_hash=kept, failures=0, locked_until=None)
            ledger.connection.execute(
                sa.delete(ACCOUNT_SESSION).where(ACCOUNT_SESSION.c.name == name)
            )

    def unlock(self, name: str) -> None:
        with self._control.ledger() as ledger:
            _known(ledger, name)
            forget_failures(ledger, ACCOUNT, ACCOUNT.c.name == name)

    def set_role(self, name: str, role: Role) -> None:
        """It holds from the next page on."""
        self._check_change(name, role=role)
        with self._control.ledger() as ledger:
            _update(ledger, name, role=role.value)

    def set_limits(self, name: str, stores: Iterable[str], regions: Iterable[str]) -> None:
        """Instead of those it had, from the next page on; none at all is no limit."""
        account = self._check_change(name, stores=frozenset(stores), regions=frozenset(regions))
        with self._control.ledger() as ledger:
            _write_limits(ledger, account)

    def remove(self, name: str) -> None:
        with self._control.ledger() as ledger:
            _known(ledger, name)
            for table in (ACCOUNT, ACCOUNT_LIMIT, ACCOUNT_SESSION):
                ledger.connection.execute(sa.delete(table).where(table.c.name == name))

    def log_in(self, name: str, password: str) -> str:
        """The token of a new session. Raises `NotLoggedIn`."""
        query = sa.select(ACCOUNT).where(ACCOUNT.c.name == name)
        with self._control.ledger() as ledger:
            known = ledger.connection.execute(query).first()
        kept = known.password_hash if known else None
        is_right = is_right_for(kept or NOBODYS_HASH, sent(password)) and kept is not None
        if known is not None and is_locked(known.locked_until):
            is_right = False
        elif known is not None and not is_right:
            with self._control.ledger() as ledger:
                count_failure(ledger, ACCOUNT, ACCOUNT.c.name == name)
        if not is_right:
            raise NotLoggedIn("name or password is wrong, or the account is locked for a while")
        token = secrets.token_urlsafe(32)
        with self._control.ledger() as ledger:
            forget_failures(ledger, ACCOUNT, ACCOUNT.c.name == name)
            _begin(ledger, token, name, _now())
        return token

    def of_token(self, token: str) -> Account | None:
        """Whose session this is; None where it is unknown or has ended."""
        with self._control.ledger() as ledger:
            return _of_session(ledger, token)

    def of_identity(self, email: str, issued_at: datetime) -> Account | None:
        """The account of somebody whom an identity provider has named at this moment (naive UTC).

        None where no account has the e-mail, or the session that began then has ended.
        """
        token = f"{email.lower()} {issued_at.isoformat()}"
        with self._control.ledger() as ledger:
            account = _account(ledger, ACCOUNT.c.email == email.lower())
            is_new = _session(ledger, token) is None
            if account and is_new and _now() < issued_at + _longest():
                _begin(ledger, token, account.name, issued_at)
            return _of_session(ledger, token)

    def has_email(self, email: str) -> bool:
        with self._control.ledger() as ledger:
            return _account(ledger, ACCOUNT.c.email == email.lower()) is not None

    def log_out(self, token: str) -> None:
        with self._control.ledger() as ledger:
            ledger.connection.execute(
                sa.delete(ACCOUNT_SESSION).where(ACCOUNT_SESSION.c.sha256 == sent(token))
            )

    def _check_change(self, name: str, **changes: Any) -> Account:
        with self._control.ledger() as ledger:
            known = _known(ledger, name)
        account = replace(known, **changes)
        _check(account)
        return account


def checked_password(password: str) -> str:
    """Raises `AccountFault` for one that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise AccountFault(f"a password has at least {SHORTEST_PASSWORD} characters")
    return password


def made_password() -> str:
    return new_password()


def _check(account: Account) -> None:
    if not account.name.strip():
        raise AccountFault("a user needs a name")
    if account.role in NEED_A_LIMIT and not account.is_limited:
        raise AccountFault(f"a user of role {account.role} needs --store or --region")
    if account.role in NEVER_LIMITED and account.is_limited:
        raise AccountFault(f"a user of role {account.role} cannot be limited")


def _account(ledger: Ledger, where: sa.ColumnElement[bool]) -> Account | None:
    row = ledger.connection.execute(sa.select(ACCOUNT).where(where)).first()
    if row is None:
        return None
    limits = ledger.connection.execute(
        sa.select(ACCOUNT_LIMIT.c.kind, ACCOUNT_LIMIT.c.value).where(
            ACCOUNT_LIMIT.c.name == row.name
        )
    ).all()
    return Account(
        row.name, Role(row.role), row.email,
        frozenset(str(value) for kind, value in limits if kind == STORE),
        frozenset(str(value) for kind, value in limits if kind == REGION),
        row.password_hash is not None, is_locked(row.locked_until),
    )  # fmt: skip


def _known(ledger: Ledger, name: str) -> Account:
    account = _account(ledger, ACCOUNT.c.name == name)
    if account is None:
        raise AccountFault(f"there is no user {name}")
    return account


def _write_limits(ledger: Ledger, account: Account) -> None:
    ledger.connection.execute(
        sa.delete(ACCOUNT_LIMIT).where(ACCOUNT_LIMIT.c.name == account.name)
    )
    limits = [(STORE, value) for value in account.stores]
    limits += [(REGION, value) for value in account.regions]
    for kind, value in limits:
        ledger.connection.execute(
            sa.insert(ACCOUNT_LIMIT).values(name=account.name, kind=kind, value=value)
        )



def _update(ledger: Ledger, name: str, **values: object) -> None:
    ledger.connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.name == name).values(**values))


def _begin(ledger: Ledger, token: str, name: str, at: datetime) -> None:
    """A new session; those that cannot come back are forgotten."""
    over = ACCOUNT_SESSION.c.began_at < _now() - 2 * _longest()
    ledger.connection.execute(sa.delete(ACCOUNT_SESSION).where(over))
    ledger.insert_once(
        ACCOUNT_SESSION, sha256=sent(token), name=name, began_at=at, seen_at=_now()
    )


def _session(ledger: Ledger, token: str) -> sa.Row[tuple[str, str, datetime, datetime]] | None:
    query = sa.select(ACCOUNT_SESSION).where(ACCOUNT_SESSION.c.sha256 == sent(token))
    return ledger.connection.execute(query).first()


def _of_session(ledger: Ledger, token: str) -> Account | None:
    """Its account, and that it was seen now; None where it is over, which a clock that went back
    makes it too."""
    session, now = _session(ledger, token), _now()
    if session is None:
        return None
    idle = timedelta(minutes=Settings().session_idle_minutes)
    if not (now - idle < session.seen_at <= now + idle and session.began_at > now - _longest()):
        return None
    if now - session.seen_at > SEEN_AT_MOST_EVERY:
        ledger.connection.execute(
            sa.update(ACCOUNT_SESSION)
            .where(ACCOUNT_SESSION.c.sha256 == session.sha256)
            .values(seen_at=now)
        )
    return _account(ledger, ACCOUNT.c.name == session.name)


def _longest() -> timedelta:
    return timedelta(hours=Settings().session_hours)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
