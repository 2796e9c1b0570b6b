"""Who a caller is: the credentials of sites, their hardware, and the tokens that follow a log-in.

What a client sends as its password is the lower-case SHA-256 of the password as hexadecimal, in
every protocol (mSupply's clients do so); of that, only an argon2 hash is kept. A site that fails
too often is locked for a while, so that guessing does not pay. HTTP is `ingest.gateway`'s.
"""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ingest.control import Control
from ingest.control_tables import CREDENTIAL, TOKEN
from ingest.ledger import Ledger
from ingest.lockout import count_failure, forget_failures, is_locked
from sync.home import Home

TOKEN_LIFE = timedelta(hours=12)
WORD_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for each other

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODYS_HASH = _hasher.hash(secrets.token_hex(32))
"""Checked for an unknown name, so that the answer takes as long as for a known one."""

_known_right: OrderedDict[str, str] = OrderedDict()
"""Kept hash → SHA-256 of what was sent and right, in this process alone."""
KNOWN_AT_MOST = 20_000


WHOSE_TOKENS = sa.select(TOKEN.c.sha256, TOKEN.c.site_id).where(
    TOKEN.c.sha256.in_(sa.bindparam("hashes", expanding=True)),
    TOKEN.c.expires_at > sa.bindparam("now"),
    TOKEN.c.expires_at <= sa.bindparam("latest"),  # else the clock has gone back since
)


class Fault(StrEnum):
    """Why a caller is not let in."""

    UNKNOWN = "site_name_not_found"
    PASSWORD = "site_incorrect_password"
    HARDWARE = "site_incorrect_hardware_id"
    LOCKED = "site_locked"


class NotAdmitted(PermissionError):
    """The caller is not who it says; the message is one sentence for whoever runs the site."""

    def __init__(self, fault: Fault, why: str) -> None:
        super().__init__(why)
        self.fault = fault


class Credentials:
    """The credentials of a home's sites."""

    def __init__(self, home: Home) -> None:
        self._control = Control(home)

    def make(self, site_id: int, user_name: str, *, by: str) -> str:
        """A new password for the site, shown this once; an old one and its tokens end.

        Raises `ValueError` where another site has the name, or it cannot be sent.
        """
        if ":" in user_name:
            raise ValueError("a name to log in under has no colon: give another one with --user")
        password = new_password()
        with self._control.turn(site_id) as ledger:
            known = self._find(ledger, CREDENTIAL.c.user_name == user_name)
            if known is not None and known.site_id != site_id:
                raise ValueError(f"site {known.site_id} logs in as {user_name} already")
            mine = self._find(ledger, CREDENTIAL.c.site_id == site_id)
            ledger.connection.execute(_of(CREDENTIAL, site_id))
            ledger.connection.execute(_of(TOKEN, site_id))
            ledger.connection.execute(
                sa.insert(CREDENTIAL).values(
                    site_id=site_id, user_name=user_name, made_by=by,
                    password_hash=hash_of(password),
                    made_at=_now(), failures=0, locked_until=None,
                    hardware_id=mine.hardware_id if mine else None,
                )
            )  # fmt: skip
        return password

    def release_hardware(self, site_id: int) -> bool:
        """Let the site come from another machine; its tokens end. False where none was bound."""
        with self._control.turn(site_id) as ledger:
            ledger.connection.execute(_of(TOKEN, site_id))
            return self._update(ledger, site_id, CREDENTIAL.c.hardware_id, hardware_id=None)

    def unlock(self, site_id: int) -> bool:
        """Let a locked site try again at once. False where it was not locked."""
        with self._control.turn(site_id) as ledger:
            column = CREDENTIAL.c.locked_until
            return self._update(ledger, site_id, column, locked_until=None, failures=0)

    def check(
        self, user_name: str, password: str, hardware_id: str,
        on_hash: Callable[[], object] = lambda: None,
    ) -> int:  # fmt: skip
        """The site that logs in so; `password` is what the client sends. Raises `NotAdmitted`.

        The first machine that a site comes from is bound to it, and is let in with the right
        password while others have locked the site by guessing. `on_hash` is called before the
        password is hashed, which costs; not for one that was right a moment ago.
        """
        with self._control.ledger() as ledger:
            known = self._find(ledger, CREDENTIAL.c.user_name == user_name)
        locked = known is not None and is_locked(known.locked_until)
        if known is not None and locked and not _is_same(known.hardware_id, hardware_id):
            raise _locked(known.site_id)
        is_right = is_right_for(known.password_hash if known else NOBODYS_HASH, password, on_hash)
        if known is None:
            raise NotAdmitted(Fault.UNKNOWN, "no site logs in under this name")
        if locked and is_right:  # it stays locked for the others
            return int(known.site_id)
        mine = CREDENTIAL.c.site_id == known.site_id
        if not is_right:
            with self._control.turn(known.site_id) as ledger:
                count_failure(ledger, CREDENTIAL, mine)
            if locked:
                raise _locked(known.site_id)
            raise NotAdmitted(Fault.PASSWORD, f"the password of site {known.site_id} is wrong")
        if known.failures or known.hardware_id != hardware_id:
            with self._control.turn(known.site_id) as ledger:
                forget_failures(ledger, CREDENTIAL, mine)
                self._bind(ledger, known.site_id, hardware_id)
        return int(known.site_id)

    def issue_token(self, site_id: int) -> tuple[str, datetime]:
        """A token for the site and when it ends (naive UTC); the centre keeps its hash alone."""
        token, expires_at = secrets.token_urlsafe(32), _now() + TOKEN_LIFE
        with self._control.ledger() as ledger:
            ledger.connection.execute(sa.delete(TOKEN).where(TOKEN.c.expires_at < _now()))
            ledger.connection.execute(
                sa.insert(TOKEN).values(sha256=sent(token), site_id=site_id, expires_at=expires_at)
            )
        return token, expires_at

    def sites_of(self, tokens: Collection[str]) -> dict[str, int]:
        """Whose tokens these are; one that is unknown or has ended is left out."""
        by_hash = {sent(token): token for token in tokens}
        now = _now()
        asked = {"hashes": list(by_hash), "now": now, "latest": now + TOKEN_LIFE}
        with self._control.ledger() as ledger:
            rows = ledger.connection.execute(WHOSE_TOKENS, asked).all()
        return {by_hash[row.sha256]: row.site_id for row in rows}

    def _find(
        self, ledger: Ledger, where: sa.ColumnElement[bool]
    ) -> sa.Row[tuple[Any, ...]] | None:
        return ledger.connection.execute(sa.select(CREDENTIAL).where(where)).first()

    def _update(
        self,
        ledger: Ledger,
        site_id: int,
        is_set: sa.Column[object] | None = None,
        **values: object,
    ) -> bool:
        where = [CREDENTIAL.c.site_id == site_id]
        where += [] if is_set is None else [is_set.is_not(None)]
        done = ledger.connection.execute(sa.update(CREDENTIAL).where(*where).values(**values))
        return bool(done.rowcount)

    def _bind(self, ledger: Ledger, site_id: int, hardware_id: str) -> None:
        known = self._find(ledger, CREDENTIAL.c.site_id == site_id)
        if known is None or known.hardware_id is None:
            self._update(ledger, site_id, hardware_id=hardware_id)
        elif not _is_same(known.hardware_id, hardware_id):
            raise NotAdmitted(
                Fault.HARDWARE,
                f"site {site_id} has come from another machine before; "
                "if it was replaced, let an operator release it",
            )


def _is_same(bound: str | None, hardware_id: str) -> bool:
    return bound is not None and secrets.compare_digest(bound.encode(), hardware_id.encode())


def _locked(site_id: int) -> NotAdmitted:
    return NotAdmitted(
        Fault.LOCKED, f"site {site_id} has failed too often and is locked for a while"
    )


def sent(password: str) -> str:
    """What a client sends for a password, and how a token is kept: SHA-256, lower-case hex."""
    return hashlib.sha256(password.encode()).hexdigest()


def new_password() -> str:
    """Four words of five characters, to be typed once."""
    words = ("".join(secrets.choice(WORD_CHARACTERS) for _ in range(5)) for _ in range(4))
    return "-".join(words)


def hash_of(password: str) -> str:
    """The hash to keep of a password, as a person types it."""
    return _hasher.hash(sent(password))


def is_right_for(
    password_hash: str, password: str, on_hash: Callable[[], object] = lambda: None
) -> bool:
    """Whether what a client sends is right; one that was right is known again without hashing."""
    key, digest = password_hash, sent(password)
    if secrets.compare_digest(_known_right.get(key, ""), digest):
        return True
    on_hash()
    try:
        is_right = _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
    _known_right[key] = digest
    while len(_known_right) > KNOWN_AT_MOST:
        _known_right.popitem(last=False)
    return is_right


def _of(table: sa.Table, site_id: int) -> sa.Delete:
    return sa.delete(table).where(table.c.site_id == site_id)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
