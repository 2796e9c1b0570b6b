"""Who may edit (R10–R18): one row per kind of owner and store, decided without a database.

A row that no right covers is refused with the owner's refusal code. The set-based join of
changes to these rows is in `sync.cycle.decide`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sync.network import Network
from sync.reasons import Owner, Reason

NO_STORE = ""


@dataclass(frozen=True)
class EditRight:
    """`site_id` may edit what belongs to `owner` and `store_id`; None is any site."""

    owner: Owner
    store_id: str
    site_id: int | None
    reason: Reason
    refusal: Reason


def edit_rights(network: Network, sites_with_dispensary: Collection[int] = ()) -> list[EditRight]:
    """The decision table `sync.edit_right`: a handful of rows, and a few per store."""
    return [*_rights_without_store(network), *_rights_of_stores(network, sites_with_dispensary)]


def _rights_without_store(network: Network) -> Iterable[EditRight]:
    primary = network.primary
    for owner, site_id, reason, refusal in (
        (Owner.CENTRAL, primary, Reason.PRIMARY_EDITS_CENTRAL, Reason.NOT_PRIMARY),
        (Owner.DISPENSARY_DATA, primary, Reason.PRIMARY_EDITS_CENTRAL, Reason.NOT_PRIMARY),
        (Owner.BARCODE, None, Reason.BARCODE_FROM_ANY_SITE, Reason.NOT_PRIMARY),
        (Owner.STORE_RECORD, primary, Reason.PRIMARY_EDITS_CENTRAL_STORE, Reason.NOT_PRIMARY),
        (Owner.CENTRAL_STORE, primary, Reason.PRIMARY_EDITS_CENTRAL_STORE, Reason.NOT_PRIMARY),
        (Owner.PATIENT, primary, Reason.HOME_SITE_EDITS_PATIENT, Reason.NOT_HOME_SITE),
        (Owner.MESSAGE, None, Reason.MESSAGE_FROM_STORE, Reason.NOT_ACTIVE_SITE),
        (Owner.USER, None, Reason.NEW_USER, Reason.LOCAL_DATA),
    ):
        yield EditRight(owner, NO_STORE, site_id, reason, refusal)


def _rights_of_stores(
    network: Network, sites_with_dispensary: Collection[int]
) -> Iterable[EditRight]:
    for store in network.stores:
        home = store.active if store.active in sites_with_dispensary else network.primary
        for owner, site_id, reason, refusal in (
            (Owner.STORE, store.active, Reason.ACTIVE_SITE_EDITS_STORE, Reason.NOT_ACTIVE_SITE),
            (Owner.PATIENT, home, Reason.HOME_SITE_EDITS_PATIENT, Reason.NOT_HOME_SITE),
            (Owner.MESSAGE, store.active, Reason.MESSAGE_FROM_STORE, Reason.NOT_ACTIVE_SITE),
        ):
            yield EditRight(owner, store.id, site_id, reason, refusal)
