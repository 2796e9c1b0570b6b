"""Where a record goes and why, in sentences: one per reason, with the sites that it leads to."""

from dataclasses import replace

from sync.explain.facts import Belonging, Facts, State, Store
from sync.explain.words import TO_PRIMARY_BY, listed, route, sentence
from sync.reasons import ROUTE_RANK, Owner, RouteReason
from sync.routing import Audience

SHOWN_SITES = 12

NOWHERE = {
    Owner.LOCAL: "Local data goes nowhere (R37).",
    Owner.SYNC: "Sync settings go nowhere; the centre acts on them (R37).",
    Owner.USER: "Users stay at the centre and go nowhere else (R37).",
}


def where_it_goes(facts: Facts) -> list[str]:
    """Every site that is entitled to hold it."""
    if facts.owner in NOWHERE:
        return [NOWHERE[facts.owner]]
    if facts.state is not State.HELD:
        return [not_to_send(facts)]
    if not facts.belongings:
        return ["No site is entitled to hold it; the centre alone has it."]
    shared = [b for b in facts.belongings if b.site_id is None]
    said = [_shared(facts, belonging) for belonging in shared]
    if any(belonging.audience == Audience.ALL for belonging in shared):
        return said
    sites = sorted({b.site_id for b in facts.belongings if b.site_id is not None})
    said += [_to_site(facts, site_id) for site_id in sites[:SHOWN_SITES]]
    if len(sites) > SHOWN_SITES:
        said.append(f"And to {len(sites) - SHOWN_SITES:,} more sites, for reasons like these.")
    return said


def not_to_send(facts: Facts) -> str:
    """Why a record that the centre does not hold is sent to no site."""
    match facts.state:
        case State.MERGED:
            return f"It goes nowhere: {facts.table_name} {facts.kept_id} goes in its stead (R20)."
        case State.DELETED:
            return "It goes nowhere: every site that held it is told of the deletion (R21)."
        case State.LEFT_OUT:
            return "It goes nowhere: what the centre does not keep it cannot send (R25)."
        case _ if facts.waiting:
            return "It goes nowhere while it waits; where it goes is settled on release (R24)."
        case _:
            return "It goes nowhere: the centre has nothing of it to send."


def belongings_on(facts: Facts, site_id: int, shared: dict[str, frozenset[int]]) -> list[Belonging]:
    """The reasons why one site is entitled to it, strongest first."""
    found = [
        b
        for b in facts.belongings
        if b.site_id == site_id or b.site_id is None and site_id in shared.get(b.audience, ())
    ]
    return sorted(found, key=lambda belonging: ROUTE_RANK[belonging.reason])


def because(facts: Facts, site_id: int, reason: RouteReason) -> str:
    """One reason in words, naming the stores that lead there."""
    person = facts.person.word if facts.person else "patient"
    stores = [store for store in _stores_behind(facts, reason) if store.has_data_on(site_id)]
    named = listed([str(store) for store in stores]) or "its store"
    said = route(reason)
    if reason is RouteReason.TO_PRIMARY and facts.owner in TO_PRIMARY_BY:
        said = replace(said, rule=TO_PRIMARY_BY[facts.owner])
    return said.about(named, person)


def _shared(facts: Facts, belonging: Belonging) -> str:
    return sentence(route(belonging.reason).about())


def _to_site(facts: Facts, site_id: int) -> str:
    reasons = sorted(
        {b.reason for b in facts.belongings if b.site_id == site_id}, key=ROUTE_RANK.__getitem__
    )
    causes = "; ".join(because(facts, site_id, reason) for reason in reasons)
    return sentence(f"to {facts.network.site(site_id)}: {causes}")


def _stores_behind(facts: Facts, reason: RouteReason) -> list[Store]:
    """The stores through which a reason may lead to a site."""
    ids: list[str | None]
    if reason in (RouteReason.PATIENT_VISIBLE, RouteReason.PRESCRIBER_VISIBLE):
        ids = [*facts.person.seen_by, facts.person.home_store_id] if facts.person else []
        if reason is RouteReason.PATIENT_VISIBLE:
            ids = ids[:-1]
    elif facts.other_party and reason in (
        RouteReason.TRANSFER_BOTH_HALVES,
        RouteReason.MESSAGE_TO_STORE,
    ):
        ids = [facts.store_id, facts.other_party.store_id]
    else:
        ids = [facts.store_id]
    return [facts.network.store(store_id) for store_id in dict.fromkeys(ids) if store_id]
