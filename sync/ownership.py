"""Who may edit (R10–R19): one row per kind of owner and store, decided without a database.

A row that no right covers is refused with the owner's refusal code. The set-based join of
changes to these rows is in `sync.cycle.decide`.
"""

from collections.abc import Iterable
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


@dataclass(frozen=True)
class Ground:
    """What the rules need besides the settings: facts that arrive as data.

    `dispensaries`: stores in dispensary mode. `is_procurement_central`: the synced preference.
    """

    dispensaries: frozenset[str] = frozenset()
    is_procurement_central: bool = False

    def sites_with_dispensary(self, network: Network) -> frozenset[int]:
        return frozenset(s.active for s in network.stores if s.id in self.dispensaries)

    def procured_stores(self, network: Network) -> frozenset[str]:
        """Stores whose purchase orders are the primary's (R19)."""
        if not self.is_procurement_central:
            return frozenset()
        local = {site.id for site in network.sites if site.local_procurement}
        return frozenset(s.id for s in network.stores if s.active not in local)


def edit_rights(network: Network, ground: Ground) -> list[EditRight]:
    """The decision table `sync.edit_right`: a handful of rows, and a few per store."""
    return [*_rights_without_store(network), *_rights_of_stores(network, ground)]


def _rights_without_store(network: Network) -> Iterable[EditRight]:
    primary = network.primary
    for owner, site_id, reason, refusal in (
        (Owner.CENTRAL, primary, Reason.PRIMARY_EDITS_CENTRAL, Reason.NOT_PRIMARY),
        (Owner.DISPENSARY_DATA, primary, Reason.PRIMARY_EDITS_CENTRAL, Reason.NOT_PRIMARY),
        (Owner.BARCODE, None, Reason.BARCODE_FROM_ANY_SITE, Reason.NOT_PRIMARY),
        (Owner.STORE_RECORD, primary, Reason.PRIMARY_EDITS_CENTRAL_STORE, Reason.NOT_PRIMARY),
        (Owner.CENTRAL_STORE, primary, Reason.PRIMARY_EDITS_CENTRAL_STORE, Reason.NOT_PRIMARY),
        (Owner.PERSON_VISIBILITY, primary, Reason.PRIMARY_EDITS_CENTRAL_STORE, Reason.NOT_PRIMARY),
        (Owner.PATIENT, primary, Reason.HOME_SITE_EDITS_PATIENT, Reason.NOT_HOME_SITE),
        (Owner.MESSAGE, None, Reason.MESSAGE_FROM_STORE, Reason.NOT_ACTIVE_SITE),
        (Owner.USER, None, Reason.NEW_USER, Reason.LOCAL_DATA),
    ):
        yield EditRight(owner, NO_STORE, site_id, reason, refusal)


def _rights_of_stores(network: Network, ground: Ground) -> Iterable[EditRight]:
    with_dispensary = ground.sites_with_dispensary(network)
    procured = ground.procured_stores(network)
    for store in network.stores:
        home = store.active if store.active in with_dispensary else network.primary
        active_edits = (store.active, Reason.ACTIVE_SITE_EDITS_STORE, Reason.NOT_ACTIVE_SITE)
        order = (
            (network.primary, Reason.CENTRALISED_PROCUREMENT, Reason.PROCUREMENT_IS_CENTRAL)
            if store.id in procured
            else active_edits
        )
        for owner, (site_id, reason, refusal) in (
            (Owner.STORE, active_edits),
            (Owner.ORDER, order),
            (Owner.PATIENT, (home, Reason.HOME_SITE_EDITS_PATIENT, Reason.NOT_HOME_SITE)),
            (Owner.PATIENT_AT_STORE, active_edits),
            (Owner.MESSAGE, (store.active, Reason.MESSAGE_FROM_STORE, Reason.NOT_ACTIVE_SITE)),
        ):
            yield EditRight(owner, store.id, site_id, reason, refusal)
