"""The centre's own work for patients and prescribers: homes and visibility (R13a, R14, D6)."""

import uuid
from collections.abc import Iterator

from tests.model.kinds import VISIBILITY, dispensaries, home_column, preference
from tests.model.network import Network
from tests.model.reading import read_data
from tests.model.state import Change, Key, State
from tests.model.values import Record, typed

NAMESPACE = uuid.UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")
JOINS = {"name": "name_store_join", "clinician": "clinician_store_join"}
PRESCRIPTION_COLUMN = {"name": "name_id", "clinician": "prescriber_id"}


def made_id(join: str, person: str, store_id: str) -> str:
    return uuid.uuid5(NAMESPACE, f"{join}:{person}:{store_id}").hex.upper()


def is_person(table: str, record: Record) -> bool:
    return table == "clinician" or (table == "name" and record.get("type") == "patient")


def home_by_push(
    state: State, network: Network, table: str, person: str, site_id: int, pushed: list[Change]
) -> str | None:
    """The home store that the centre finds for a person of a sender (R13a)."""
    own = dispensaries(state, network, site_id)
    if len(own) == 1:
        return own[0]
    join = JOINS[table]
    _, column = VISIBILITY[join]
    for change in pushed:
        if change.table == join and change.site_id == site_id and change.action == "upsert":
            data = typed(join, read_data(change) or {})
            if data.get(column) == person and data.get("store_id"):
                return str(data["store_id"])
    own_push = [c for c in pushed if _is_own_prescription(network, c, site_id)]
    return home_by_prescription(state, table, person, own_push)


def _is_own_prescription(network: Network, change: Change, site_id: int) -> bool:
    """Whether the change is a prescription of the sender's, in a store of its own."""
    if change.table != "transact" or change.action != "upsert" or change.site_id != site_id:
        return False
    store_id = typed("transact", read_data(change) or {}).get("store_id")
    return network.active_site(store_id) == site_id


def home_by_prescription(
    state: State, table: str, person: str, pushed: list[Change] | None = None
) -> str | None:
    """The store of the most recent prescription, stored or in the sender's own push."""
    found = [
        (state.numbered.get(("transact", i), 0), row)
        for i, row in state.records.get("transact", {}).items()
    ]
    for change in pushed or []:
        found.append((change.change_no, typed("transact", read_data(change) or {})))
    column = PRESCRIPTION_COLUMN[table]
    dated = [
        (row.get("entry_date") or "", number, row["store_id"])
        for number, row in found
        if row.get(column) == person and is_prescription(row)
    ]
    return str(max(dated)[2]) if dated else None


def is_prescription(row: Record) -> bool:
    """A customer invoice of a store; the rows of which this is asked name a person."""
    return row.get("type") == "ci" and bool(row.get("store_id"))


def note_prescribed(state: State) -> None:
    """Where a prescriber has prescribed stays known, whatever becomes of it (R35)."""
    for row in state.rows("transact"):
        if row.get("prescriber_id") and is_prescription(row):
            state.prescribed.add((row["prescriber_id"], row["store_id"]))


def homes_and_visibility(
    state: State, network: Network, given: dict[Key, str], fresh: set[Key]
) -> Iterator[tuple[Key, Record]]:
    """What the centre makes at the end of a cycle: (key, record) of each change."""
    made: dict[Key, str] = {}
    for table in JOINS:
        for person, record in list(state.records.get(table, {}).items()):
            if is_person(table, record) and not record.get(home_column(table)):
                found = given.get((table, person)) or home_by_prescription(state, table, person)
                if found:
                    made[(table, person)] = found
    for (table, person), home in sorted(made.items()):
        named = state.record(table, person)
        if named is not None:
            yield (table, person), named | {home_column(table): home}
    for table, person in sorted(fresh | set(made)):
        known = state.record(table, person)
        if known is not None and is_person(table, known):
            yield from _visibility(state, network, table, person, known)


def _visibility(
    state: State, network: Network, table: str, person: str, record: Record
) -> Iterator[tuple[Key, Record]]:
    join, (_, column) = JOINS[table], VISIBILITY[JOINS[table]]
    home = record.get(home_column(table))
    if not home or any(row.get(column) == person for row in state.rows(join)):
        return
    stores = [home]
    site = network.active_site(home)
    is_private = preference(state, home, "new_patients_visible_in_this_store_only")
    if site is not None and not is_private:
        stores += [s for s in dispensaries(state, network, site) if s != home]
    for store_id in stores:
        record_id = made_id(join, person, store_id)
        yield (join, record_id), {"id": record_id, column: person, "store_id": store_id}
