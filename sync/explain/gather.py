"""From the lake to the facts about one record; reads and never writes.

What it is and whose, from the replica or, where the centre does not hold it, from its changes.
Its history is fetched in `sync.explain.past`, where it belongs in `sync.explain.entitlement`.
"""

import json
from typing import Any

import duckdb

from sync.catalogue import CATALOGUE, RecordType
from sync.cycle.entitled import document_sql, held_sql
from sync.cycle.procurement import IS_CENTRAL
from sync.explain.facts import (
    Editor,
    Facts,
    Network,
    OtherParty,
    Parent,
    Person,
    Site,
    Standing,
    State,
    Store,
)  # fmt: skip
from sync.explain.pairs import pairs_of
from sync.explain.past import last_decision, latest_data, past_of
from sync.kinds import PERSON_TABLES, default_owner, owner_sql
from sync.names import literal, quoted, short_key
from sync.reasons import Owner, Reason, Relation, RelationReason
from sync.transfers import triggers_by_table

Lake = duckdb.DuckDBPyConnection

STATES = """
    SELECT
        (SELECT kept_id FROM sync.merged WHERE table_name = $t AND deleted_id = $r LIMIT 1),
        (SELECT list(deleted_id ORDER BY deleted_id) FROM sync.merged
            WHERE table_name = $t AND kept_id = $r),
        (SELECT {'state': state, 'reason': reason, 'store_id': store_id} FROM sync.known_record
            WHERE table_name = $t AND record_id = $r LIMIT 1)
"""
STORES = """
    SELECT ids.id, name.name, lower(record.store_mode) = 'dispensary', setting.active_site_id,
        coalesce(setting.include_transactions, true)
    FROM (SELECT unnest($ids) AS id) AS ids
    LEFT JOIN replica.store AS record ON record.ID = ids.id
    LEFT JOIN replica.name AS name ON name.ID = record.name_ID
    LEFT JOIN sync.store_setting AS setting ON setting.store_id = ids.id
"""
SEEN_BY = {
    "name": "SELECT store_ID FROM replica.name_store_join WHERE name_ID = $p "
    "AND NOT coalesce(inactive, false) AND store_ID IS NOT NULL",
    "clinician": "SELECT store_ID FROM replica.clinician_store_join WHERE prescriber_ID = $p "
    "AND store_ID IS NOT NULL UNION SELECT store_id FROM sync.prescribed WHERE prescriber_id = $p",
}


def gather(lake: Lake, table_name: str, record_id: str, *, limit: int) -> Facts:
    """Everything but where the record belongs."""
    record_type = CATALOGUE.get(table_name)
    kept_id, merged_from, known = _row(lake, STATES, t=table_name, r=record_id)
    past = past_of(lake, table_name, record_id, limit=limit)
    held = _held(lake, record_type, record_id)
    if held is None and record_type is not None:
        held = _as_said(lake, record_type, record_id, (known or {}).get("store_id"))
    held = held or {}
    owner = Owner(held["owner"]) if held.get("owner") else None
    parent = _parent(lake, record_type, held.get("parent_id"))
    person = _person(lake, record_type, record_id, owner, held.get("parent_id"))
    pairs = pairs_of(lake, record_type, held, record_id)
    # the stores of a pair are shown both halves, wherever its documents have turned since (R34)
    party = _other_party(lake, record_type, held, record_id, owner)
    pair = next((pair for pair in pairs if not pair.is_initiating), pairs[0] if pairs else None)
    if pair and not (pair.is_initiating and party and party.is_triggered):
        party = OtherParty(pair.other_store_id, True)
    store_id = held.get("store_id") or next((c.store_id for c in past.changes if c.store_id), None)
    wanted = {
        store_id,
        *((person.home_store_id, *person.seen_by) if person else ()),
        *((party.store_id,) if party else ()),
        *(pair.other_store_id for pair in pairs),
        *((record_id,) if owner is Owner.STORE_RECORD else ()),
    }
    return Facts(
        table_name=table_name,
        record_id=record_id,
        record_type=record_type,
        network=network_of(lake, sorted(filter(None, wanted))),
        state=_state(held, kept_id, known),
        owner=owner,
        store_id=store_id,
        editor=_editor(lake, owner, person.home_store_id if person else None, store_id),
        is_supervised=_is_supervised(lake, owner, held.get("parent_id") or record_id),
        parent=parent,
        person=person,
        other_party=party,
        pairs=pairs,
        left_out_reason=(known or {}).get("reason"),
        kept_id=kept_id,
        merged_from=tuple(merged_from or ()),
        held_change_no=held.get("change_no"),
        source_site_id=held.get("site_id"),
        changes=past.changes,
        change_count=past.count,
        waiting=past.waiting,
    )


def network_of(lake: Lake, store_ids: list[str]) -> Network:
    """The settings in force, with these stores."""
    roles = lake.execute(
        "SELECT central_site_id, primary_site_id FROM sync.network ORDER BY network_no DESC LIMIT 1"
    ).fetchone() or (0, 0)
    sites = lake.execute("SELECT site_id, name, kind FROM sync.site").fetchall()
    relations: dict[str, dict[int, Standing]] = {store_id: {} for store_id in store_ids}
    for store_id, site_id, relation, reason in lake.execute(
        "SELECT store_id, site_id, relation, reason FROM sync.relation "
        "WHERE list_contains($ids, store_id)",
        {"ids": store_ids},
    ).fetchall():
        standing = Standing(Relation(relation), RelationReason(reason))
        relations[store_id][site_id] = standing
    stores = {
        row[0]: Store(row[0], row[1] or "", bool(row[2]), row[3], row[4], relations[row[0]])
        for row in lake.execute(STORES, {"ids": store_ids}).fetchall()
    }
    return Network(roles[0], roles[1], {row[0]: Site(*row) for row in sites}, stores)


def _held(lake: Lake, record_type: RecordType | None, record_id: str) -> dict[str, Any] | None:
    """The record in the replica as a subject of routing, with the change that left it so."""
    if record_type is None or not record_type.is_kept:
        return None
    key = f"held.{quoted(record_type.key)}"
    where = f"held._key = {short_key('$r')} AND {key} = $r"
    subject = held_sql(record_type, where)
    table = f"replica.{quoted(record_type.name)}"
    return _named(
        lake,
        f"SELECT subject.*, held._change_no AS change_no, held._site_id AS site_id "
        f"FROM ({subject}) AS subject, {table} AS held WHERE {where}",
        r=record_id,
    )


def _as_said(
    lake: Lake, record_type: RecordType, record_id: str, store_id: str | None
) -> dict[str, Any]:
    """What the latest change that carries content says of a record that is not held."""
    data = latest_data(lake, record_type.name, record_id)
    carried = {str(name).lower(): value for name, value in _object(data).items()}

    def column(name: str) -> str:
        value = carried.get(name.lower())
        return literal(str(value)) if value not in (None, "") else "NULL::VARCHAR"

    told = lake.execute(f"SELECT {owner_sql(record_type, column)}").fetchone()
    parents = [carried.get(name.lower()) for name in record_type.parent_columns]
    stored = carried.get((record_type.store_column or "").lower())
    return {
        "owner": (told[0] if told else None) or default_owner(record_type).value,
        "store_id": store_id or stored or None,
        "parent_id": next((str(parent) for parent in parents if parent), None),
    }


def _object(data: str | None) -> dict[str, Any]:
    try:
        found = json.loads(data or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _state(held: dict[str, Any], kept_id: str | None, known: dict[str, Any] | None) -> State:
    if held.get("change_no") is not None:
        return State.HELD
    if kept_id is not None:
        return State.MERGED
    return State(known["state"]) if known else State.NOT_HELD


def _parent(lake: Lake, record_type: RecordType | None, parent_id: str | None) -> Parent | None:
    if record_type is None or record_type.parent_table is None or not parent_id:
        return None
    return parent_of(lake, record_type.parent_table, parent_id)


def parent_of(lake: Lake, table_name: str, record_id: str) -> Parent:
    """A record that another hangs on or waits for."""
    if _held(lake, CATALOGUE.get(table_name), record_id) is not None:
        return Parent(table_name, record_id)
    decision, reason = last_decision(lake, table_name, record_id)
    return Parent(table_name, record_id, False, decision, reason)


def _person(
    lake: Lake,
    record_type: RecordType | None,
    record_id: str,
    owner: Owner | None,
    parent_id: str | None,
) -> Person | None:
    if record_type is None or owner not in (Owner.PATIENT, Owner.PATIENT_AT_STORE):
        return None
    is_itself = record_type.name in PERSON_TABLES
    table = record_type.name if is_itself else record_type.parent_table
    person_id = record_id if is_itself else parent_id
    if table not in PERSON_TABLES or person_id is None:
        return None
    held = _held(lake, CATALOGUE.tables[table], person_id) or {}
    home = held.get("store_id")
    seen = lake.execute(SEEN_BY[table], {"p": person_id}).fetchall()
    editor = _editor(lake, Owner.PATIENT, home, None)
    return Person(
        table == "clinician",
        person_id,
        home,
        editor.site_id if editor else None,
        tuple(sorted({row[0] for row in seen})),
    )


def _other_party(
    lake: Lake,
    record_type: RecordType | None,
    held: dict[str, Any],
    record_id: str,
    owner: Owner | None,
) -> OtherParty | None:
    """The other store of a message, or of the document that the record is or is a line of."""
    if record_type is None or "change_no" not in held:
        return None
    if owner is Owner.MESSAGE:
        return OtherParty(held["other_id"], True) if held.get("other_id") else None
    is_line = record_type.is_line
    table = record_type.parent_table if is_line else record_type.name
    trigger = triggers_by_table().get(table or "")
    if table is None or trigger is None:
        return None
    document = document_sql(table, trigger, f"replica.{quoted(table)}")
    found = lake.execute(
        f"SELECT store.ID, doc.is_triggered FROM ({document}) AS doc "
        "JOIN replica.store AS store ON store.name_ID = doc.other_name_id "
        "JOIN sync.store_setting AS setting ON setting.store_id = store.ID "
        "WHERE doc.record_id = $r AND store.ID <> doc.store_id ORDER BY ALL LIMIT 1",
        {"r": held["parent_id"] if is_line else record_id},
    ).fetchone()
    return OtherParty(*found) if found else None


def _editor(
    lake: Lake, owner: Owner | None, home_store_id: str | None, store_id: str | None
) -> Editor | None:
    """The row of `sync.edit_right` that speaks of this owner and store."""
    store = home_store_id if owner is Owner.PATIENT else store_id
    found = lake.execute(
        "SELECT site_id, reason FROM sync.edit_right WHERE owner = $o AND store_id IN ('', $s) "
        "ORDER BY store_id DESC LIMIT 1",
        {"o": owner.value if owner else None, "s": store or ""},
    ).fetchone()
    return Editor(found[0], Reason(found[1])) if found else None


def _is_supervised(lake: Lake, owner: Owner | None, order_id: str) -> bool:
    """Whether it is, or is a line of, an order in supervisor mode (R19)."""
    if owner is not Owner.ORDER or _row(lake, IS_CENTRAL)[0]:
        return False
    sql = "SELECT bool_or(editedRemotely) FROM replica.purchase_order WHERE ID = $r"
    return bool(_row(lake, sql, r=order_id)[0])


def _row(lake: Lake, sql: str, **parameters: object) -> tuple[Any, ...]:
    return lake.execute(sql, parameters).fetchone() or ()


def _named(lake: Lake, sql: str, **parameters: object) -> dict[str, Any] | None:
    cursor = lake.execute(sql, parameters)
    names = [column[0] for column in cursor.description or []]
    row = cursor.fetchone()
    return dict(zip(names, row, strict=True)) if row else None
