"""What a person should think of before applying settings, one function per warning.

Settings that cannot work at all (two active sites, two active stores on a mobile site, unknown
ids) are refused by `sync.network`; what stands here may be meant.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from sync.network import Network, Site, SiteKind, StoreSetting
from sync.plan.counts import leaves_out
from sync.plan.values import Caution, Facts, PlanWarning, SiteTraffic
from sync.reasons import RelationReason
from sync.relations import StoreRelation

NAMED = 10
"""Stores that a sentence names; of more it says how many."""


@dataclass(frozen=True)
class Move:
    """A store that becomes active on another site."""

    store: StoreSetting
    from_site_id: int
    to_site_id: int


@dataclass(frozen=True)
class Look:
    """Everything that warnings look at: settings before (None at first) and after, and the lake."""

    before: Network | None
    after: Network
    facts: Facts
    relations: tuple[StoreRelation, ...]

    @cached_property
    def active_before(self) -> dict[str, int]:
        return {store.id: store.active for store in self.before.stores} if self.before else {}

    @cached_property
    def active_after(self) -> dict[str, int]:
        return {store.id: store.active for store in self.after.stores}

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        return tuple(
            Move(store, self.active_before[store.id], store.active)
            for store in self.after.stores
            if self.active_before.get(store.id, store.active) != store.active
        )

    @cached_property
    def sites_after(self) -> dict[int, Site]:
        return {site.id: site for site in self.after.sites}

    def stores_before(self, site_id: int) -> list[str]:
        return sorted(store for store, active in self.active_before.items() if active == site_id)

    def stores_after(self, site_id: int) -> list[str]:
        return sorted(store for store, active in self.active_after.items() if active == site_id)

    def traffic(self, site_id: int) -> SiteTraffic:
        return self.facts.traffic.get(site_id, SiteTraffic())


def all_warnings(look: Look) -> list[PlanWarning]:
    """Every warning, those that are about the whole network first."""
    return [warning for find in WARNINGS.values() for warning in find(look)]


def settings_not_taken_up(look: Look) -> Iterable[PlanWarning]:
    facts = look.facts
    if facts.applied_no > facts.in_force_no > 0:
        yield PlanWarning(
            Caution.SETTINGS_NOT_TAKEN_UP,
            f"settings {facts.applied_no} have been applied and no cycle has taken them up yet: "
            f"the plan compares with settings {facts.in_force_no}, and applying replaces them",
        )


def role_changes(look: Look) -> Iterable[PlanWarning]:
    """R1: one central site, one primary."""
    before, after = look.before, look.after
    if before is None:
        return
    for role, was, becomes, means in (
        ("central", before.central, after.central, "all sync passes through it"),
        ("primary", before.primary, after.primary, "central data is then edited there alone"),
    ):
        if was != becomes:
            yield PlanWarning(
                Caution.ROLE_CHANGES,
                f"the {role} site would be {becomes} instead of {was}: {means}",
                site_id=becomes,
            )


def sites_removed_with_stores(look: Look) -> Iterable[PlanWarning]:
    """A site that goes while stores are active there takes what it has not sent with it."""
    removed = (look.before.site_ids if look.before else frozenset()) - look.after.site_ids
    for site_id in sorted(removed):
        if stores := look.stores_before(site_id):
            yield PlanWarning(
                Caution.SITE_REMOVED_WITH_STORES,
                f"site {site_id} goes while {named(stores)} "
                f"{'is' if len(stores) == 1 else 'are'} active there: its batches are refused "
                "from then on, and what it has not sent is lost",
                site_id=site_id,
            )


def sites_without_stores(look: Look) -> Iterable[PlanWarning]:
    """Source, "Moving a store": the site can then be deleted."""
    for site_id in sorted(look.after.site_ids):
        had = look.stores_before(site_id)
        if had and not look.stores_after(site_id):
            yield PlanWarning(
                Caution.SITE_LOSES_LAST_STORE,
                f"site {site_id} would lose its last store ({named(had)}): no store is active "
                "there any more; it can be removed once everything it holds has arrived",
                site_id=site_id,
            )


def stores_move(look: Look) -> Iterable[PlanWarning]:
    """R42 is not checked yet: the move happens at once, in the cycle that takes it up."""
    for move in look.moves:
        last = look.traffic(move.from_site_id).last_contact_at
        heard = f"last heard of on {last:%Y-%m-%d at %H:%M} UTC" if last else "never heard of"
        yield PlanWarning(
            Caution.STORE_MOVES,
            f"store {move.store.id} moves from site {move.from_site_id} to site "
            f"{move.to_site_id} at once. Whether site {move.from_site_id} ({heard}) has pushed "
            "everything is not checked: what it pushes of the store later is refused. Nothing "
            "should be entered in the store on either site until both have synced",
            move.store.id,
            move.from_site_id,
        )


def stores_move_without_data(look: Look) -> Iterable[PlanWarning]:
    """R25: what the centre does not have it cannot send, whoever is entitled to it."""
    before = {store.id: store for store in look.before.stores} if look.before else {}
    for move in look.moves:
        store, centre = move.store, look.after.central
        missing = sum(
            records
            for (store_id, reason), records in look.facts.left_out.items()
            if store_id == store.id and leaves_out(look.after, store, reason)
        )
        was_kept = look.before is None or look.before.is_at_centre(before[store.id])
        is_kept = look.after.is_at_centre(store)
        if not missing and (was_kept or is_kept):
            continue
        how = f"list site {centre} among its `collectors`" if not is_kept else (
            "set its `include_transactions`"
        )  # fmt: skip
        known = f" ({_count(missing, 'record', 'records')} that it knows of)" if missing else ""
        yield PlanWarning(
            Caution.STORE_MOVES_WITHOUT_DATA,
            f"store {store.id} moves to site {move.to_site_id} without data that the centre does "
            f"not keep{known}: what the centre, site {centre}, does not have it cannot send. To "
            f"have it sent, {how}: the centre then takes it from the archive",
            store.id,
            move.to_site_id,
        )


def unsent_data(look: Look) -> Iterable[PlanWarning]:
    """Both sites of a move should be fully synchronised (source, "Moving a store"; R42)."""
    for move in look.moves:
        for site_id in (move.from_site_id, move.to_site_id):
            for what in _on_its_way(look.traffic(site_id), site_id == look.after.central):
                yield PlanWarning(
                    Caution.UNSENT_DATA,
                    f"store {move.store.id} moves while {what.format(site=f'site {site_id}')}",
                    move.store.id,
                    site_id,
                )


def _on_its_way(traffic: SiteTraffic, is_centre: bool) -> Iterable[str]:
    if traffic.held_batches:
        yield (
            f"{_count(traffic.held_batches, 'batch', 'batches')} of {{site}} "
            "cannot be applied: an earlier batch is missing"
        )
    if traffic.landed_batches:
        yield (
            f"{_count(traffic.landed_batches, 'batch', 'batches')} of {{site}} landed and no "
            "cycle has applied them yet: run `syncline cycle` first, or their rows of the store "
            "are judged by the new settings"
        )
    if traffic.waiting_rows:
        yield f"{_count(traffic.waiting_rows, 'row', 'rows')} of {{site}} still wait for a parent"
    if traffic.unacknowledged_rows and not is_centre:
        yield (
            f"{{site}} has not acknowledged {_count(traffic.unacknowledged_rows, 'row', 'rows')} "
            "that are prepared for it"
        )


def stores_move_to_mobile(look: Look) -> Iterable[PlanWarning]:
    for move in look.moves:
        if look.sites_after[move.to_site_id].kind is SiteKind.MOBILE:
            yield PlanWarning(
                Caution.STORE_MOVES_TO_MOBILE,
                f"store {move.store.id} moves to mobile site {move.to_site_id}, which can have "
                "this one active store only and collects nothing; moving a store does not change "
                "the kind of a site",
                move.store.id,
                move.to_site_id,
            )


def old_sites_keep_collectors(look: Look) -> Iterable[PlanWarning]:
    """A full copy at the old site, with all its traffic, is not normally desired (source)."""
    for move in look.moves:
        old = move.from_site_id
        if old in look.after.collectors_of(move.store) and old != look.after.central:
            yield PlanWarning(
                Caution.OLD_SITE_KEEPS_COLLECTOR,
                f"site {old} keeps a full collector copy of store {move.store.id}, which is not "
                "normally desired: take it out of `collectors` unless you are sure",
                move.store.id,
                old,
            )


def collectors_without_visibility(look: Look) -> Iterable[PlanWarning]:
    """R4."""
    for relation in look.relations:
        if relation.reason is RelationReason.COLLECTOR_WITHOUT_VISIBILITY:
            yield PlanWarning(
                Caution.COLLECTOR_WITHOUT_VISIBILITY,
                f"store {relation.store_id} is configured as a collector on site "
                f"{relation.site_id}, but is not visible to another store active there: it will "
                "be none until it is",
                relation.store_id,
                relation.site_id,
            )


def collectors_without_centre(look: Look) -> Iterable[PlanWarning]:
    """R25, R33: all sync passes through the centre, which sends on what it keeps."""
    for store in look.after.stores:
        others = sorted(look.after.collectors_of(store) - {look.after.central})
        if others and not look.after.is_at_centre(store):
            sites = ("site " if len(others) == 1 else "sites ") + " and ".join(map(str, others))
            yield PlanWarning(
                Caution.COLLECTOR_WITHOUT_CENTRE,
                f"store {store.id} is collected on {sites}, but not on the centre, site "
                f"{look.after.central}: what the centre does not keep it cannot send on, so its "
                f"collectors get nothing; list site {look.after.central} among them too",
                store.id,
                others[0],
            )


def stores_without_record(look: Look) -> Iterable[PlanWarning]:
    """R7a: legal, and listed."""
    for store_id in sorted(look.active_after.keys() - look.facts.stores.keys()):
        yield PlanWarning(
            Caution.STORE_WITHOUT_RECORD,
            f"store {store_id} has settings, but its store record has not come from the primary",
            store_id,
        )


def stores_unassigned(look: Look) -> Iterable[PlanWarning]:
    """R7a: rows of an unassigned store are refused."""
    for store_id in sorted(
        (look.facts.stores.keys() | look.active_before.keys()) - look.active_after.keys()
    ):
        was = look.active_before.get(store_id)
        loses = f"loses its settings (it is active on site {was})" if was else "has no settings"
        yield PlanWarning(
            Caution.STORE_UNASSIGNED,
            f"store {store_id} {loses}: it is unassigned, and its data is refused as unknown_store",
            store_id,
            was,
        )


def local_procurement(look: Look) -> Iterable[PlanWarning]:
    """R19: both could edit the same orders where the primary's permissions are left as they are."""
    is_on = "is on" if look.facts.is_procurement_central else "is off now; once it is on"
    for site in look.after.sites:
        stores = look.stores_after(site.id)
        if not site.local_procurement or site.id == look.after.primary or not stores:
            continue
        yield PlanWarning(
            Caution.LOCAL_PROCUREMENT,
            f"site {site.id} orders locally (centralised procurement {is_on}): the primary may "
            f"not edit purchase orders of {named(stores)}; its permissions for purchase orders of "
            f"{'this store' if len(stores) == 1 else 'these stores'} must be disabled there by "
            "hand, or both sites could edit them",
            site_id=site.id,
        )


def named(stores: list[str]) -> str:
    """`store A`, `stores A and B`, or `stores A, B … and 40 more`."""
    shown, more = stores[:NAMED], len(stores) - NAMED
    if more > 0:
        return f"stores {', '.join(shown)} and {more:,} more"
    if len(shown) == 1:
        return f"store {shown[0]}"
    return f"stores {', '.join(shown[:-1])} and {shown[-1]}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


WARNINGS: dict[Caution, Callable[[Look], Iterable[PlanWarning]]] = {
    Caution.SETTINGS_NOT_TAKEN_UP: settings_not_taken_up,
    Caution.ROLE_CHANGES: role_changes,
    Caution.SITE_REMOVED_WITH_STORES: sites_removed_with_stores,
    Caution.SITE_LOSES_LAST_STORE: sites_without_stores,
    Caution.STORE_MOVES: stores_move,
    Caution.STORE_MOVES_WITHOUT_DATA: stores_move_without_data,
    Caution.UNSENT_DATA: unsent_data,
    Caution.STORE_MOVES_TO_MOBILE: stores_move_to_mobile,
    Caution.OLD_SITE_KEEPS_COLLECTOR: old_sites_keep_collectors,
    Caution.COLLECTOR_WITHOUT_VISIBILITY: collectors_without_visibility,
    Caution.COLLECTOR_WITHOUT_CENTRE: collectors_without_centre,
    Caution.STORE_WITHOUT_RECORD: stores_without_record,
    Caution.STORE_UNASSIGNED: stores_unassigned,
    Caution.LOCAL_PROCUREMENT: local_procurement,
}
