"""Who has been sent what: each recipient once for each occasion, whatever happens in between.

An occasion is a schedule's period, or what an alert is about. It is claimed for a recipient before
a mail is handed over and settled after. Only what was certainly not sent is released, to be tried
again; a claim that nobody settled (the process was killed, the server went away in the middle)
stays and is shown as unsure: nobody can know whether that mail arrived.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from reporting.kept import SENDING, now, transaction
from sync.home import Home

Claim = tuple[str, str]
"""An occasion and a recipient."""

OCCASIONS_PER_QUERY = 500
SURE_AFTER = timedelta(minutes=15)
"""By then a mail has been handed over or never will be."""


class Outcome(StrEnum):
    SENT = "sent"
    REFUSED = "refused"
    EMPTY = "empty"


@dataclass(frozen=True)
class Sending:
    """One occasion for one recipient; without an outcome it is under way, or unsure."""

    occasion: str
    recipient: str
    claimed_at: datetime
    outcome: Outcome | None
    detail: str | None

    @property
    def in_words(self) -> str:
        if self.outcome is not None:
            return f"{self.outcome.value}: {self.detail}" if self.detail else self.outcome.value
        return "unsure" if now() - self.claimed_at > SURE_AFTER else "being sent"


def claim(home: Home, wanted: Iterable[Claim]) -> list[Claim]:
    """Those that nobody has claimed before; they are ours now, and of no other process."""
    with transaction(home) as ledger:
        return [
            (occasion, recipient)
            for occasion, recipient in sorted(set(wanted))
            if ledger.insert_once(
                SENDING, occasion=occasion, recipient=recipient, claimed_at=now()
            )
        ]


def settle(
    home: Home, claims: Iterable[Claim], outcome: Outcome, detail: str | None = None
) -> None:
    with transaction(home) as ledger:
        for one in claims:
            ledger.connection.execute(
                sa.update(SENDING).where(_is(one)).values(outcome=outcome.value, detail=detail)
            )


def release(home: Home, claims: Iterable[Claim]) -> None:
    """They were certainly not sent: the next run may try again."""
    with transaction(home) as ledger:
        for one in claims:
            ledger.connection.execute(sa.delete(SENDING).where(_is(one)))


def unclaimed(home: Home, wanted: Sequence[Claim]) -> list[Claim]:
    """Those that nobody has claimed; another process may still be quicker."""
    known = {(s.occasion, s.recipient) for s in sendings(home, {o for o, _ in wanted})}
    return [one for one in wanted if one not in known]


def sendings(home: Home, occasions: Iterable[str]) -> list[Sending]:
    """What is known of these occasions."""
    wanted, rows = list(occasions), list[sa.RowMapping]()
    with transaction(home) as ledger:
        for start in range(0, len(wanted), OCCASIONS_PER_QUERY):
            chosen = SENDING.c.occasion.in_(wanted[start : start + OCCASIONS_PER_QUERY])
            rows += ledger.connection.execute(sa.select(SENDING).where(chosen)).mappings()
    return list(map(_read, rows))


def latest(home: Home, prefix: str) -> list[Sending]:
    """What is known of the last occasion whose name begins so."""
    query = (
        sa.select(SENDING)
        .where(SENDING.c.occasion.startswith(prefix, autoescape=True))
        .order_by(SENDING.c.claimed_at.desc(), SENDING.c.recipient)
    )
    with transaction(home) as ledger:
        found = [_read(row) for row in ledger.connection.execute(query).mappings()]
    return [sending for sending in found if sending.occasion == found[0].occasion]


def _read(row: sa.RowMapping) -> Sending:
    return Sending(**{**row, "outcome": Outcome(row["outcome"]) if row["outcome"] else None})


def _is(one: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(SENDING.c.occasion == one[0], SENDING.c.recipient == one[1])
