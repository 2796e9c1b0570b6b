"""How many records each site would get or lose (R38, R39), from what it is entitled to.

Documents of transfers are not counted apart from the store data they belong to, nor messages:
who would get them depends on every single document. Nor are a store's vaccinations and the like,
but for those of patients whom the site sees.
"""

from collections import Counter
from collections.abc import Mapping

from sync.network import Network, StoreSetting
from sync.plan.standing import WHOLE, Entitlement, Standing
from sync.plan.values import Facts, RecordKind, RelationChange, SiteRecords
from sync.reasons import Owner, Reason, Relation, RelationReason

KIND_OF = {
    Owner.STORE_RECORD: RecordKind.STORE_RECORD,
    Owner.STORE: RecordKind.STORE_DATA,
    Owner.ORDER: RecordKind.STORE_DATA,
    Owner.CENTRAL_STORE: RecordKind.CENTRAL_STORE,
    Owner.PERSON_VISIBILITY: RecordKind.CENTRAL_STORE,
    Owner.CENTRAL: RecordKind.CENTRAL,
    Owner.BARCODE: RecordKind.CENTRAL,
    Owner.DISPENSARY_DATA: RecordKind.DISPENSARY_DATA,
}
"""What counts as what; owners that are not here are not counted."""

PersonCounts = Mapping[int, tuple[int, int]]
"""Per site, records of patients and prescribers that it would get and lose."""


def relation_changes(
    before: Standing | None, after: Standing, facts: Facts
) -> list[RelationChange]:
    """Every relation that differs, in the order of stores and sites."""
    old = {(r.store_id, r.site_id): r for r in before.relations} if before else {}
    new = {(r.store_id, r.site_id): r for r in after.relations}
    changes = []
    for key in sorted(old.keys() | new.keys()):
        was = old[key].relation if key in old else Relation.NONE
        becomes = new[key].relation if key in new else Relation.NONE
        if was is becomes:
            continue
        reason = new[key].reason if key in new else RelationReason.NOT_VISIBLE
        moves = (was in WHOLE) != (becomes in WHOLE)
        records = _store_data(key[0], facts) if moves else 0
        changes.append(RelationChange(*key, was.value, becomes.value, reason.value, records))
    return changes


def site_records(
    before: Standing | None, after: Standing, facts: Facts, persons: PersonCounts
) -> list[SiteRecords]:
    """What each site of the new settings would get and lose; a site that goes is sent nothing."""
    had = before.entitlements() if before else {}
    to_apply = _to_apply(after.network, facts)
    active = {store.id: store.active for store in after.network.stores}
    was_active = {store.id: store.active for store in before.network.stores} if before else {}
    counted = []
    for site_id, has in sorted(after.entitlements().items()):
        gets = _sum(has - had.get(site_id, set()), facts)
        loses = _sum(had.get(site_id, set()) - has, facts)
        if site_id in had:
            gets[RecordKind.STORE_RECORD] *= 2  # the name goes with it, deliberately again
        gets[RecordKind.STORE_DATA] += sum(
            to_apply.get(store_id, 0)
            for owner, store_id in has
            if owner == Owner.STORE
            # the active site has made what was left out, unless it is new there
            and (active[store_id] != site_id or was_active.get(store_id) != site_id)
        )
        person_gets, person_loses = persons.get(site_id, (0, 0))
        gets[RecordKind.PERSON] += person_gets
        loses[RecordKind.PERSON] += person_loses
        counted += [
            SiteRecords(site_id, kind, gets[kind], loses[kind])
            for kind in RecordKind
            if gets[kind] or loses[kind]
        ]
    return counted


def _sum(entitled: set[Entitlement], facts: Facts) -> Counter[RecordKind]:
    total: Counter[RecordKind] = Counter()
    for owner, store_id in entitled:
        kind = KIND_OF.get(Owner(owner))
        if kind is not None:
            total[kind] += facts.sizes.get((owner, store_id), 0)
    return total


def _to_apply(network: Network, facts: Facts) -> dict[str, int]:
    """Records left out until now that the settings bring back from the archive (R25)."""
    settings = {store.id: store for store in network.stores}
    found: Counter[str] = Counter()
    for (store_id, reason), records in facts.left_out.items():
        setting = settings.get(store_id)
        if setting is not None and not leaves_out(network, setting, reason):
            found[store_id] += records
    return dict(found)


def leaves_out(network: Network, store: StoreSetting, reason: str) -> bool:
    """Whether settings still leave out what was left out for this reason (R25)."""
    if not network.is_at_centre(store):
        return True
    return reason == Reason.TRANSACTIONS_NOT_INCLUDED and not store.include_transactions


def _store_data(store_id: str, facts: Facts) -> int:
    return sum(facts.sizes.get((owner, store_id), 0) for owner in (Owner.STORE, Owner.ORDER))
