"""What a role may do on the dashboard (decision record 0009): names and one table, nothing else.

Who has which role is kept by `ingest.accounts`; pages and buttons ask `may`.
"""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    STORE = "store"
    DISTRICT = "district"
    ANALYST = "analyst"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """`reports`: stock, use and transfers. `sync`: the state of sites. `changes`: refused and
    waiting rows, and explanations. `settings`: stores, sites, cycles. `order`: decide what becomes
    of a change, ask a site to sync. `mail`: have reports e-mailed. `share`: save a view of a page
    for everybody. `patients`: see what tells who a patient is."""

    REPORTS = "reports"
    SYNC = "sync"
    CHANGES = "changes"
    SETTINGS = "settings"
    ORDER = "order"
    MAIL = "mail"
    SHARE = "share"
    PATIENTS = "patients"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.STORE: frozenset({Right.REPORTS}),
    Role.DISTRICT: frozenset({Right.REPORTS, Right.SYNC, Right.MAIL}),
    Role.ANALYST: frozenset({Right.REPORTS, Right.SYNC, Right.SETTINGS, Right.MAIL}),
    Role.SUPERVISOR: frozenset(Right) - {Right.PATIENTS},
    Role.ADMINISTRATOR: frozenset(Right),
}
OF_THE_WHOLE_NETWORK = frozenset({Right.CHANGES, Right.SETTINGS})
"""Of no use to somebody who is limited to some stores: a change may be of any."""

NEED_A_LIMIT = frozenset({Role.STORE, Role.DISTRICT})
NEVER_LIMITED = frozenset({Role.ADMINISTRATOR})


def may(role: Role, right: Right, *, is_limited: bool) -> bool:
    return right in RIGHTS[role] and not (is_limited and right in OF_THE_WHOLE_NETWORK)
