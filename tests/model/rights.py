"""Who may edit (R10–R19): the site that may, and the codes of yes and no."""

from dataclasses import dataclass

from sync.catalogue import DataType
from tests.model.kinds import (
    VISIBILITY,
    data_type,
    dispensaries,
    home_site,
    home_store,
    parent_of,
    procurement_is_central,
    store_of,
)
from tests.model.network import Network
from tests.model.state import Change, State
from tests.model.values import Record

FOLLOW_STORE = {"vaccination", "om_vaccination", "om_encounter", "adverse_drug_reaction"}


@dataclass(frozen=True)
class Right:
    """`sites` None: any site."""

    sites: frozenset[int] | None
    yes: str
    no: str
    store_id: str | None = None

    def allows(self, site_id: int) -> bool:
        return self.sites is None or site_id in self.sites


def right(state: State, network: Network, change: Change, old: Record | None, new: Record) -> Right:
    """The right to edit the record as `old`; for a new record, as the row makes it."""
    table, record = change.table, old or new
    if table in FOLLOW_STORE and record.get("store_id"):
        return _patient(state, network, change, record)
    kind = data_type(state, network, table, record)
    primary = frozenset({network.primary})
    if table == "barcode":
        return Right(None, "barcode_from_any_site", "not_primary")
    if table == "user":
        return Right(None, "new_user", "not_primary")
    if table in VISIBILITY and kind is DataType.PATIENT:
        return _visibility(state, network, change, old, new)
    match kind:
        case DataType.CENTRAL:
            return Right(primary, "primary_edits_central", "not_primary")
        case DataType.CENTRAL_STORE:
            return Right(primary, "primary_edits_central_store", "not_primary")
        case DataType.PATIENT:
            return _patient(state, network, change, record)
        case DataType.MESSAGE:
            return _message(state, network, change, old, record)
    return _store(state, network, change, old, record)


def _store(
    state: State, network: Network, change: Change, old: Record | None, record: Record
) -> Right:
    store_id = store_of(state, change.table, change.record_id, record)
    site = network.active_site(store_id)
    if procurement_is_central(state, network, change.table, site):
        primary = frozenset({network.primary})
        return Right(primary, "centralised_procurement", "procurement_is_central", store_id)
    no = _refusal(state, network, change, store_id)
    return Right(_one(site), "active_site_edits_store", no, store_id)


def _refusal(state: State, network: Network, change: Change, store_id: str | None) -> str:
    """R12: the old site of a moved store may not have known."""
    is_moved = (change.site_id, store_id) in state.unaware
    is_active = change.site_id == network.active_site(store_id)
    return "store_moved" if is_moved and not is_active else "not_active_site"


def _patient(state: State, network: Network, change: Change, record: Record) -> Right:
    if change.table in ("name", "clinician"):
        home = home_store(state, change.key, record)
    elif record.get("store_id"):
        store_id = record["store_id"]
        return Right(
            _one(network.active_site(store_id)),
            "active_site_edits_store",
            _refusal(state, network, change, store_id),
            store_id,
        )
    else:
        parent = parent_of(change.table, record)
        assert parent is not None
        home = home_store(state, parent.key, state.record(*parent.key))
    site = home_site(state, network, home)
    return Right(frozenset({site}), "home_site_edits_patient", "not_home_site")


def _visibility(
    state: State, network: Network, change: Change, old: Record | None, new: Record
) -> Right:
    subject, column = VISIBILITY[change.table]
    store_id, person = new.get("store_id"), new.get(column)
    is_known = old is not None or any(
        row.get(column) == person and row.get("store_id") == store_id
        for row in state.rows(change.table)
    )
    home = home_store(state, (subject, person or ""), state.record(subject, person))
    site = home_site(state, network, home)
    is_own = change.site_id == site and store_id in dispensaries(state, network, site)
    if is_own and not is_known:
        return Right(frozenset({site}), "new_visibility_from_site", "not_primary", store_id)
    return Right(
        frozenset({network.primary}), "primary_edits_central_store", "not_primary", store_id
    )


def _message(
    state: State, network: Network, change: Change, old: Record | None, record: Record
) -> Right:
    sender = record.get("fromstoreid")
    if not sender:
        return Right(None, "message_from_store", "not_active_site")
    sites = _one(network.active_site(sender))
    if old is not None:
        sites |= _one(network.active_site(record.get("tostoreid")))
    no = _refusal(state, network, change, sender)
    return Right(sites, "message_from_store", no, sender)


def _one(site_id: int | None) -> frozenset[int]:
    return frozenset() if site_id is None else frozenset({site_id})
