"""Merges of central records (R20): which record is kept, and what refers to it.

`state.merged` holds the end of every chain. Merges of persons and locations are not played.
"""

from sync.catalogue import CATALOGUE
from tests.model.network import Network
from tests.model.reading import read_data
from tests.model.state import Change, Key, State, Verdict
from tests.model.values import Record

Merged = dict[Key, str]


def judge_merge(state: State, network: Network, change: Change) -> Verdict:
    """A merge is the primary's; one that is known already changes nothing."""
    keep = (read_data(change) or {}).get("keep")
    if not keep:
        return "rejected", "missing_key"
    kept = state.merged.get((change.table, keep), keep)
    if change.key in state.merged:
        is_known = state.merged[change.key] == kept
        return ("unchanged", "primary_edits_central") if is_known else ("ignored", "merged_away")
    if change.allowed_as:
        return "applied", change.allowed_as
    if change.site_id != network.primary:
        return "rejected", "not_primary"
    return "applied", "primary_edits_central"


def apply_merge(state: State, change: Change) -> None:
    """Chains resolve to their end: what was merged into the deleted record is now merged on."""
    keep = (read_data(change) or {})["keep"]
    end = state.merged.get((change.table, keep), keep)
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


def rewrite_references(state: State) -> None:
    """What is stored names the kept records from now on."""
    for table, rows in state.records.items():
        for record_id, record in rows.items():
            rows[record_id] = with_kept(table, record, state.merged)
