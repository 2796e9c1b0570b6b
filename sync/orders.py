"""What a person orders the next cycle to do: the values that the front door and the cycle share.

Orders wait in the control database until a cycle takes them; the cycle's record in the archive
keeps them, so that a rebuild does them again. Keeping and showing them is `ingest`'s work, what
they do is `sync.cycle`'s.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sync.reasons import Reason


class OrderKind(StrEnum):
    """`subject` is a change number for the first three, a site, and a store for the last."""

    RETRY = "retry"
    ACCEPT = "accept"
    DISMISS = "dismiss"
    INITIAL_LOAD = "initial_load"
    RESYNC = "resync"
    RESYNC_PATIENTS = "resync_patients"


@dataclass(frozen=True)
class Order:
    """One order. `ordered_at` is naive UTC; `why` is what the person said of it."""

    order_no: int
    kind: OrderKind
    subject: str
    ordered_by: str
    ordered_at: datetime
    why: str = ""


ACCEPTABLE = frozenset({
    Reason.NOT_PRIMARY, Reason.NOT_ACTIVE_SITE, Reason.STORE_MOVED, Reason.NOT_HOME_SITE,
    Reason.PROCUREMENT_IS_CENTRAL, Reason.NOT_YOUR_STORE,
})  # fmt: skip
"""Refusals that are about rights alone: the only ones that a person can overrule."""
