"""What a site does with a merge from the centre: it rewrites its own references (R20)."""

from simulator.shelf import Record, Shelf
from sync.catalogue import CATALOGUE, RecordType
from sync.kinds import is_join, pair_of


def merge(shelf: Shelf, table: str, kept_id: str, deleted_id: str) -> None:
    """`deleted_id` is gone; what referred to it refers to `kept_id`, and equal joins become one."""
    shelf.drop(table, deleted_id)
    for record_type in CATALOGUE.tables.values():
        rewritten: list[str] = []
        for column in record_type.references:
            if column.references == table:
                rewritten += shelf.refer(record_type.name, column.name, deleted_id, kept_id)
        if rewritten and is_join(record_type):
            _collapse(shelf, record_type, set(rewritten))


def _collapse(shelf: Shelf, record_type: RecordType, rewritten: set[str]) -> None:
    """Of equal joins an active one survives, then the kept record's own, then the lowest id."""
    first, second = (column.name for column in pair_of(record_type))
    own_names = {
        store_id: store.get("name_ID") for store_id, store in shelf.records("store").items()
    }
    groups: dict[tuple[object, object], list[tuple[str, Record]]] = {}
    for record_id, record in shelf.records(record_type.name).items():
        groups.setdefault((record.get(first), record.get(second)), []).append((record_id, record))
    for pair, members in groups.items():
        if None in pair or not rewritten.intersection(key for key, _ in members):
            continue
        members.sort(key=lambda m: (bool(m[1].get("inactive")), m[0] in rewritten, m[0]))
        sees_itself = record_type.name == "name_store_join" and any(
            own_names.get(str(record.get("store_ID"))) == record.get("name_ID")
            for _, record in members
        )
        for record_id, _ in members if sees_itself else members[1:]:
            shelf.drop(record_type.name, record_id)
