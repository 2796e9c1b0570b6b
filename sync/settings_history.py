"""Who changed which settings, in sentences: `collectors of STORE_A: 1 -> 1, 2`.

Reads what cycles wrote down when they took settings up: a `sync.change` row per site or store
(R18) and a `sync.network` row for what holds for the whole network.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

NETWORK = """
    SELECT network_no, cycle_no, applied_by, applied_at,
        {'central site': central_site_id, 'primary site': primary_site_id,
         'stale after': stale_after, 'time zone': time_zone,
         'system store codes': system_store_codes} AS data
    FROM sync.network ORDER BY network_no
"""
CHANGES = """
    SELECT change.cycle_no, change.table_name, change.record_id, change.action, change.data
    FROM sync.change AS change
    WHERE change.reason = 'central_edits_sync'
    ORDER BY change.change_no
"""
THINGS = {"site": "site ", "store_sync_setting": ""}
"""Record types of settings, with the word before the id."""

FIELDS = {
    "active_site_id": "active site",
    "collectors": "collectors",
    "include_transactions": "include transactions in sync",
    "name": "name",
    "kind": "kind",
    "time_zone": "time zone",
    "local_procurement": "local procurement",
}


@dataclass(frozen=True)
class SettingChange:
    """One thing that was changed. `taken_up_at` is naive UTC: when the cycle ran."""

    network_no: int
    cycle_no: int
    applied_by: str
    taken_up_at: datetime
    sentence: str
    store_id: str | None = None
    site_id: int | None = None


def settings_history(connection: duckdb.DuckDBPyConnection) -> list[SettingChange]:
    """Every change of settings, newest first, in the order in which they were written down."""
    taken = connection.execute(NETWORK).fetchall()
    told: dict[int, list[SettingChange]] = {}
    before: dict[str, Any] = {}
    for network_no, cycle_no, applied_by, applied_at, data in taken:
        told[cycle_no] = [
            SettingChange(network_no, cycle_no, applied_by, applied_at, sentence)
            for sentence in _differences("", before, data)
        ]
        before = data
    head = {row[1]: row for row in taken}
    states: dict[tuple[str, str], Mapping[str, Any] | None] = {}
    for cycle_no, table, record_id, action, data in connection.execute(CHANGES).fetchall():
        after = json.loads(data) if action == "upsert" and data else None
        was = states.get((table, record_id))
        states[(table, record_id)] = after
        network_no, _, applied_by, applied_at, _ = head[cycle_no]
        told[cycle_no] += [
            SettingChange(
                network_no, cycle_no, applied_by, applied_at, sentence,
                store_id=record_id if table != "site" else None,
                site_id=int(record_id) if table == "site" else None,
            )
            for sentence in sentences(table, record_id, was, after)
        ]  # fmt: skip
    return [change for cycle_no in sorted(told, reverse=True) for change in told[cycle_no]]


def sentences(
    table: str, record_id: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> list[str]:
    """What is different between two states of the settings of a site or store."""
    thing = f"{THINGS[table]}{record_id}"
    if after is None:
        return [f"{thing}: taken out of the settings"]
    if before is None:
        told = [f"{FIELDS[name]} {value_in_words(after[name])}" for name in FIELDS if name in after]
        return [f"{thing}: new, {', '.join(told)}"]
    return _differences(f" of {thing}", before, after)


def value_in_words(value: object) -> str:
    """`yes`, `1, 2`, `none`, or the value as it is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _differences(thing: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [_difference(f"{FIELDS.get(name, name)}{thing}", name, before, after)
            for name in _names(before, after)
            if before.get(name) != after.get(name)]  # fmt: skip


def _difference(what: str, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    was = f"{value_in_words(before.get(name))} -> " if before else ""
    return f"{what}: {was}{value_in_words(after.get(name))}"


def _names(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[str]:
    return [*after, *(name for name in before if name not in after)]
