"""Who reads: the account that a session is logged in as, and what it may see.

This is the door to `ingest.accounts` (decision record 0009). Without any account the dashboard is
open to whoever sits at its machine, and to nobody else. How a person logs in is drawn by
`components.signing_in`; to what an account's limits keep a query is `sync.limits`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from ipaddress import ip_address

import streamlit as st

from ingest.accounts import Account, Accounts, NotLoggedIn
from sync.access import Right
from sync.home import Home

__all__ = ["NotLoggedIn", "Right"]

COOKIE = "syncline_session"
TOKEN = "session_token"
NEEDED = {
    "sync_status": Right.SYNC,
    "refused_and_waiting": Right.CHANGES,
    "explain": Right.CHANGES,
    "settings": Right.SETTINGS,
    "cycles": Right.SETTINGS,
}
"""What a page needs, by its name; every other needs `Right.REPORTS`."""


class LogInNeeded(PermissionError):
    """Nobody is logged in here. `is_closed`: nobody could, for there is no account yet."""

    def __init__(self, *, is_closed: bool = False, stranger: str | None = None) -> None:
        super().__init__("log in first")
        self.is_closed, self.stranger = is_closed, stranger


class NoAccess(PermissionError):
    """There is data, but not for this account."""


@dataclass(frozen=True)
class Reader:
    """An account, or whoever sits at the machine while there is none."""

    account: Account | None = None

    @property
    def name(self) -> str | None:
        return self.account.name if self.account else None

    @cached_property
    def limits(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The stores and the regions that it is limited to; None for no limit."""
        if self.account is None or not self.account.is_limited:
            return None
        return tuple(sorted(self.account.stores)), tuple(sorted(self.account.regions))

    def may(self, right: Right) -> bool:
        return self.account is None or self.account.may(right)

    def may_open(self, page: str) -> bool:
        return self.may(NEEDED.get(page, Right.REPORTS))


def reader(home: Home) -> Reader:
    """Who reads. Raises `LogInNeeded`."""
    accounts = Accounts(home)
    if not accounts.exist():
        if not is_at_this_machine():
            raise LogInNeeded(is_closed=True)
        return Reader()
    if account := accounts.of_token(_token()):
        return Reader(account)
    return Reader(_of_provider(accounts))


def log_in(home: Home, name: str, password: str) -> None:
    """Begin a session with a password. Raises `NotLoggedIn`."""
    st.session_state[TOKEN] = Accounts(home).log_in(name, password)


def log_out(home: Home) -> None:
    """End the session, wherever it is open."""
    Accounts(home).log_out(_token())
    st.session_state[TOKEN] = ""
    if is_offered() and st.user.is_logged_in:
        st.logout()


def is_offered() -> bool:
    """Whether `secrets.toml` names an identity provider."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False



def _token() -> str:
    """Of this session, else what the browser has kept of one."""
    if TOKEN in st.session_state:
        return str(st.session_state[TOKEN])
    return str(st.context.cookies.get(COOKIE, ""))


def _of_provider(accounts: Accounts) -> Account:
    if not (is_offered() and st.user.is_logged_in):
        raise LogInNeeded
    email, issued = str(st.user.get("email") or ""), st.user.get("iat")
    is_verified = st.user.get("email_verified") is not False
    if not (email and is_verified and isinstance(issued, int | float)):
        raise LogInNeeded(stranger=email or "?")
    account = accounts.of_identity(email, datetime.fromtimestamp(issued, UTC).replace(tzinfo=None))
    if account is None:
        raise LogInNeeded(stranger=None if accounts.has_email(email) else email)
    return account


def is_at_this_machine() -> bool:
    """Streamlit gives no address for this machine; behind a proxy nobody is known to be here."""
    address, headers = st.context.ip_address, st.context.headers
    if "X-Forwarded-For" in headers or "Forwarded" in headers:
        return False
    return address is None or ip_address(address).is_loopback
