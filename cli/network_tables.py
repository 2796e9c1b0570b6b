"""How plans and settings look on a terminal, and as JSON. What they say is worked out in `sync`."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cli.say import out, plural, table
from sync.in_force import AppliedNetwork
from sync.network import Network, Site
from sync.plan import NetworkPlan, RecordKind
from sync.settings_in_force import SettingsInForce

KINDS = {
    RecordKind.STORE_RECORD: "store records and names",
    RecordKind.STORE_DATA: "store data",
    RecordKind.CENTRAL_STORE: "central-store data",
    RecordKind.PERSON: "patients and prescribers",
    RecordKind.CENTRAL: "central data",
    RecordKind.DISPENSARY_DATA: "dispensary data",
}


def show_plan(found: NetworkPlan) -> None:
    """Warnings first: they are what a person has to read."""
    for warning in found.warnings:
        out.print(f"warning: {warning.text}", style="yellow", markup=False)
    if found.warnings:
        out.print()
    _show_sites(found)
    if found.changes:
        out.print("Relations that change", style="bold")
        table(
            ("store", "site", "before", "after", "reason", "records of store data"),
            [(c.store_id, c.site_id, c.before, c.after, c.reason, _number(c.records))
             for c in found.changes],
        )  # fmt: skip
        out.print()
    if found.records:
        out.print("Records that each site would get or lose", style="bold")
        table(
            ("site", "what", "gets", "loses"),
            [(r.site_id, KINDS[r.kind], _number(r.gets), _number(r.loses)) for r in found.records],
        )
        out.print("documents of transfers are counted with the store data, messages not at all")
        out.print()
    out.print(
        f"{plural(len(found.changes), 'relation')} would change, "
        f"{plural(sum(r.gets for r in found.records), 'record')} would be sent, "
        f"{plural(sum(r.loses for r in found.records), 'record')} removed; "
        f"{plural(len(found.warnings), 'warning')}"
    )


def _show_sites(found: NetworkPlan) -> None:
    if found.sites_added:
        out.print(f"new sites: {_listed(found.sites_added)}")
    if found.sites_removed:
        out.print(
            f"sites that go: {_listed(found.sites_removed)}; what they hold is left as it is"
        )


def show_settings(found: SettingsInForce) -> None:
    if found.in_force is None:
        out.print("no cycle has taken these settings up yet")
    for applied, state in ((found.in_force, "in force"), (found.waiting, "waiting")):
        if applied is not None:
            out.print(_head(applied, state), markup=False)
    applied = found.in_force or found.waiting
    assert applied is not None
    network = applied.network
    out.print(
        f"stale after {network.preferences.stale_after}; time zone "
        f"{network.preferences.time_zone}; system stores "
        f"{_listed(network.preferences.system_store_codes)}",
        markup=False,
    )
    _title("Sites")
    table(
        ("site", "name", "kind", "role", "time zone", "orders locally", "active stores"),
        [_site_row(network, site) for site in network.sites],
    )
    _title("Stores")
    table(
        ("store", "name", "active", "collectors", "include transactions"),
        [
            (s.id, found.store_names.get(s.id, ""), s.active,
             _listed(sorted(network.collectors_of(s))), _yes(s.include_transactions))
            for s in network.stores
        ],
    )  # fmt: skip
    if found.relations:
        _title("Relations of stores to sites")
        table(
            ("store", "site", "relation", "reason"),
            [(r.store_id, r.site_id, r.relation, r.reason) for r in found.relations],
        )


def as_object(found: SettingsInForce) -> dict[str, Any]:
    """The same as one JSON object."""
    return {
        "in_force": _applied_object(found.in_force),
        "waiting": _applied_object(found.waiting),
        "relations": [asdict(relation) for relation in found.relations],
    }


def _applied_object(applied: AppliedNetwork | None) -> dict[str, Any] | None:
    if applied is None:
        return None
    network = applied.network
    settings = network.model_dump(mode="json")
    for store, shown in zip(network.stores, settings["stores"], strict=True):
        shown["collectors"] = sorted(network.collectors_of(store))
    return {
        "network_no": applied.network_no,
        "applied_by": applied.applied_by,
        "applied_at": applied.applied_at.isoformat(),
        "from_cycle_no": applied.from_cycle_no,
        **settings,
    }


def _head(applied: AppliedNetwork, state: str) -> str:
    by = f" by {applied.applied_by}" if applied.applied_by else ""
    return (
        f"settings {applied.network_no} ({state}): applied{by} on "
        f"{applied.applied_at:%Y-%m-%d %H:%M} UTC, from cycle {applied.from_cycle_no} on"
    )


def _site_row(network: Network, site: Site) -> tuple[object, ...]:
    roles = [
        name
        for name, id_ in (("central", network.central), ("primary", network.primary))
        if id_ == site.id
    ]
    stores = sum(1 for store in network.stores if store.active == site.id)
    return (
        site.id, site.name, site.kind.value, ", ".join(roles), network.time_zone_of(site),
        _yes(site.local_procurement), stores,
    )  # fmt: skip


def _title(text: str) -> None:
    out.print()
    out.print(text, style="bold")


def _listed(values: Sequence[object]) -> str:
    return ", ".join(map(str, values)) or "none"


def _number(count: int) -> str:
    return f"{count:,}" if count else ""


def _yes(value: bool) -> str:
    return "yes" if value else "no"
