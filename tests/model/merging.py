"""Merges (R20): who may, which record is kept, what refers to it, which joins collapse.

`state.merged` holds the end of every chain.
"""

from collections.abc import Iterable
from dataclasses import replace

from sync.catalogue import CATALOGUE, DataType
from tests.model.kinds import VISIBILITY, data_type
from tests.model.network import Network, name_of
from tests.model.reading import read_data
from tests.model.rights import right
from tests.model.state import Change, Key, State, Verdict
from tests.model.values import Record

Merged = dict[Key, str]


def kept_id(state: State, change: Change) -> str | None:
    """Whom a merge keeps, through all earlier merges."""
    keep = (read_data(change) or {}).get("keep")
    return state.merged.get((change.table, keep), keep) if keep else None


def judge_merge(state: State, network: Network, change: Change) -> Verdict:
    """Who may edit both may merge; one that is known already changes nothing."""
    keep = kept_id(state, change)
    if not keep:
        return "rejected", "missing_key"
    gone, kept = state.record(*change.key), state.record(change.table, keep)
    rules = [right(state, network, change, gone, state.left_out.get(change.key, {}))]
    if kept is not None:
        rules.append(right(state, network, replace(change, record_id=keep), kept, kept))
    if change.key in state.merged:
        is_known = state.merged[change.key] == keep
        return ("unchanged", rules[-1].yes) if is_known else ("ignored", "merged_away")
    if keep == change.record_id:
        return "rejected", "unreadable_data"
    is_left_out = change.key in state.left_out
    if not is_left_out and _awaits(state, network, change, gone, kept):
        return "waiting", "missing_parent"
    refused = [rule.no for rule in rules if not rule.allows(change.site_id)]
    if refused and not change.allowed_as:
        return "rejected", refused[0]
    change.allowed_as = change.allowed_as or rules[0].yes
    return "applied", change.allowed_as


def _awaits(
    state: State, network: Network, change: Change, gone: Record | None, kept: Record | None
) -> bool:
    """Central merges are remembered, others wait for both records."""
    if gone is not None and kept is not None:
        return False
    known = [record for record in (gone, kept) if record is not None]
    if change.table == "name" and not known:
        return change.site_id != network.primary
    kinds = {data_type(state, network, change.table, record) for record in known or [{}]}
    return bool(kinds & {DataType.PATIENT, DataType.STORE})


def kept_first(state: State, changes: list[Change]) -> list[Change]:
    """The changes of a pass, those of a kept record before those of what is merged into it."""
    keeps: dict[Key, set[Key]] = {}
    for change in changes:
        if change.action == "merge":
            keeps.setdefault(change.key, set()).add((change.table, kept_id(state, change) or ""))

    def depth(key: Key, seen: frozenset[Key] = frozenset()) -> int:
        above = keeps.get(key, set()) - seen
        return max((1 + depth(k, seen | {key}) for k in above), default=0)

    return sorted(changes, key=lambda change: (depth(change.key), change.change_no))


def apply_merge(state: State, change: Change) -> None:
    """Chains resolve to their end: what was merged into the deleted record is now merged on."""
    end = kept_id(state, change)
    assert end is not None
    for key, kept in list(state.merged.items()):
        if key[0] == change.table and kept == change.record_id:
            state.merged[key] = end
    state.merged[change.key] = end
    state.drop(change.key)


def with_kept(table: str, record: Record, merged: Merged) -> Record:
    if not merged:
        return record
    targets = {c.name.lower(): str(c.references) for c in CATALOGUE.tables[table].references}
    return {
        name: merged.get((targets[name], value), value) if name in targets else value
        for name, value in record.items()
    }


def rewrite_references(state: State) -> set[Key]:
    """What is stored names the kept records from now on; returns what that changed."""
    state.prescribed = {
        (state.merged.get(("clinician", person), person), store)
        for person, store in state.prescribed
    }
    rewritten = set()
    for table, rows in state.records.items():
        for record_id, record in rows.items():
            rows[record_id] = with_kept(table, record, state.merged)
            if rows[record_id] != record:
                rewritten.add((table, record_id))
    return rewritten


def collapse_joins(state: State, rewritten: Iterable[Key], kept_names: set[str]) -> None:
    """Joins that a merge made equal become one; a store is never visible to itself."""
    for table, record_id in sorted(rewritten):
        join = state.record(table, record_id)
        if table in VISIBILITY and join is not None:
            _collapse(state, table, join, {i for t, i in rewritten if t == table})
    for record_id, join in list(state.records.get("name_store_join", {}).items()):
        is_new = ("name_store_join", record_id) in rewritten or join.get("name_id") in kept_names
        if is_new and name_of(state, join.get("store_id", "")) == join.get("name_id"):
            state.drop(("name_store_join", record_id))


def _collapse(state: State, table: str, join: Record, rewritten: set[str]) -> None:
    """An active one survives, then the kept id's own, then the lowest id."""
    columns = (VISIBILITY[table][1], "store_id")
    equal = [
        row for row in state.rows(table)
        if all(row.get(c) and row.get(c) == join.get(c) for c in columns)
    ]  # fmt: skip
    equal.sort(key=lambda row: (bool(row.get("inactive")), row["id"] in rewritten, row["id"]))
    for row in equal[1:]:
        state.drop((table, row["id"]))
