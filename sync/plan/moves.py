"""What a person should think of before stores move to other sites (source, "Moving a store")."""

from collections.abc import Iterable

from sync.network import SiteKind
from sync.plan.counts import leaves_out
from sync.plan.look import Look, counted
from sync.plan.values import Caution, PlanWarning, SiteTraffic


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
        known = f" ({counted(missing, 'record', 'records')} that it knows of)" if missing else ""
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
            f"{counted(traffic.held_batches, 'batch', 'batches')} of {{site}} "
            "cannot be applied: an earlier batch is missing"
        )
    if traffic.landed_batches:
        yield (
            f"{counted(traffic.landed_batches, 'batch', 'batches')} of {{site}} landed and no "
            "cycle has applied them yet: run `syncline cycle` first, or their rows of the store "
            "are judged by the new settings"
        )
    if traffic.waiting_rows:
        yield f"{counted(traffic.waiting_rows, 'row', 'rows')} of {{site}} still wait for a parent"
    if traffic.unacknowledged_rows and not is_centre:
        yield (
            f"{{site}} has not acknowledged {counted(traffic.unacknowledged_rows, 'row', 'rows')} "
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
