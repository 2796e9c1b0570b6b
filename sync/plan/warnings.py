"""What a person should think of before applying settings, one function per warning.

Settings that cannot work at all (two active sites, two active stores on a mobile site, unknown
ids) are refused by `sync.network`; what stands here may be meant. Those of moves are beside it.
"""

from collections.abc import Callable, Iterable

from sync.plan import moves
from sync.plan.look import Look, named
from sync.plan.values import Caution, PlanWarning
from sync.reasons import RelationReason


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


WARNINGS: dict[Caution, Callable[[Look], Iterable[PlanWarning]]] = {
    Caution.SETTINGS_NOT_TAKEN_UP: settings_not_taken_up,
    Caution.ROLE_CHANGES: role_changes,
    Caution.SITE_REMOVED_WITH_STORES: sites_removed_with_stores,
    Caution.SITE_LOSES_LAST_STORE: sites_without_stores,
    Caution.STORE_MOVES: moves.stores_move,
    Caution.STORE_MOVES_WITHOUT_DATA: moves.stores_move_without_data,
    Caution.UNSENT_DATA: moves.unsent_data,
    Caution.STORE_MOVES_TO_MOBILE: moves.stores_move_to_mobile,
    Caution.OLD_SITE_KEEPS_COLLECTOR: moves.old_sites_keep_collectors,
    Caution.COLLECTOR_WITHOUT_VISIBILITY: collectors_without_visibility,
    Caution.COLLECTOR_WITHOUT_CENTRE: collectors_without_centre,
    Caution.STORE_WITHOUT_RECORD: stores_without_record,
    Caution.STORE_UNASSIGNED: stores_unassigned,
    Caution.LOCAL_PROCUREMENT: local_procurement,
}
