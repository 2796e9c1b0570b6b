"""Passwords of users who log in to mSupply Mobile against the centre.

A user record carries no password here; one is given by `syncline user credentials`. Of what the
client sends (the SHA-256 of the password) only an argon2 hash is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from ingest.control import Control
from ingest.credentials import (
    NOBODYS_HASH,
    Fault,
    NotAdmitted,
    hash_of,
    is_right_for,
    new_password,
)
from ingest.lockout import count_failure, forget_failures, is_locked
from ingest.people_tables import USER_CREDENTIAL
from sync import lake
from sync.home import Home


@dataclass(frozen=True)
class User:
    """Who has logged in."""

    user_id: str
    is_admin: bool


def name_of_user(home: Home, user_id: str) -> str:
    """The name in a user's record. Raises `ValueError` where the centre has none."""
    connection = lake.connect(home)
    try:
        row = connection.execute("SELECT name FROM replica.user WHERE ID = ?", [user_id]).fetchone()
    finally:
        connection.close()
    if row is None or not row[0]:
        raise ValueError(f"the centre has no name of user {user_id}: give one with --name")
    return str(row[0])


def is_active_user(home: Home, user_id: str) -> bool:
    """False where the user's record says so; of one without a record the password is enough."""
    connection = lake.connect(home)
    try:
        row = connection.execute(
            "SELECT active FROM replica.user WHERE ID = ?", [user_id]
        ).fetchone()
    finally:
        connection.close()
    return row is None or row[0] is not False


def make_user_password(control: Control, user_id: str, user_name: str, *, is_admin: bool) -> str:
    """A new password for the user, shown this once. Raises `ValueError` where the name is taken."""
    password = new_password()
    with control.ledger() as ledger:
        other = ledger.connection.execute(
            sa.select(USER_CREDENTIAL.c.user_id).where(
                USER_CREDENTIAL.c.user_name == user_name, USER_CREDENTIAL.c.user_id != user_id
            )
        ).scalar()
        if other is not None:
            raise ValueError(f"user {other} logs in as {user_name} already")
        ledger.connection.execute(
            sa.delete(USER_CREDENTIAL).where(USER_CREDENTIAL.c.user_id == user_id)
        )
        ledger.insert_once(
            USER_CREDENTIAL, user_id=user_id, user_name=user_name, is_admin=is_admin, failures=0,
            password_hash=hash_of(password),
        )  # fmt: skip
    return password


def check_user(
    control: Control, user_name: str, password: str, on_hash: Callable[[], object] = lambda: None
) -> User:
    """The user who logs in so; `password` is what the client sends. Raises `NotAdmitted`.

    Who fails too often is locked for a while.
    """
    mine = USER_CREDENTIAL.c.user_name == user_name
    query = sa.select(USER_CREDENTIAL).where(mine)
    with control.ledger() as ledger:
        known = ledger.connection.execute(query).first()
    if known is not None and is_locked(known.locked_until):
        raise NotAdmitted(Fault.LOCKED, f"user {user_name} has failed too often; wait a while")
    is_right = is_right_for(known.password_hash if known else NOBODYS_HASH, password, on_hash)
    if known is None or not is_right:
        with control.ledger() as ledger:
            count_failure(ledger, USER_CREDENTIAL, mine)
        raise NotAdmitted(Fault.PASSWORD, "the user name or the password is wrong")
    if known.failures:
        with control.ledger() as ledger:
            forget_failures(ledger, USER_CREDENTIAL, mine)
    return User(known.user_id, known.is_admin)
