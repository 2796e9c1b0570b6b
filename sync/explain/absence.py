"""Why a record is not on a site, rule by rule, and what would have to change.

One function per kind of owner, in `ABSENCES`. They explain the decision tables (`sync.relation`,
`sync.route`) that decided it; they decide nothing themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sync.explain.destinations import NOWHERE, not_to_send
from sync.explain.facts import Facts, Site, State, Store
from sync.explain.words import RELATIONS, listed, sentence
from sync.network import SiteKind
from sync.reasons import Owner, Reason, Relation, RelationReason

SHOWN_STORES = 5


@dataclass(frozen=True)
class Absence:
    """`why`: sentences; `would`: conditions, each of which alone would bring it there."""

    why: tuple[str, ...]
    would: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        if not self.would:
            return list(self.why)
        return [*self.why, f"It would go there if {', or if '.join(self.would)}."]


def why_not(facts: Facts, site: Site) -> list[str]:
    """Why the site is not entitled to hold it, and what would change that."""
    if facts.owner is None:
        return ["A record of an unknown type goes nowhere (R8c)."]
    if facts.owner not in NOWHERE and facts.state is not State.HELD:
        return [not_to_send(facts)]
    absence = ABSENCES[facts.owner](facts, site)
    document = _document(facts, site)
    both = Absence(absence.why + document.why, absence.would + document.would)
    return both.sentences()


def _of_all(facts: Facts, site: Site) -> Absence:
    return Absence((f"Central data goes to every site of the network (R30), and {site} is none.",))


def _of_dispensaries(facts: Facts, site: Site) -> Absence:
    return Absence(
        (
            "Data of this kind goes to the primary and to sites with an active dispensary; "
            f"no dispensary is active on {site} (R30).",
        ),
        (f"a dispensary became active on {site}",),
    )


def _store_record(facts: Facts, site: Site) -> Absence:
    store = facts.network.store(facts.record_id)
    return Absence(
        (_standing(store, site), "A store record goes where that relation is not none (R31)."),
        (*_ways_to_data(store, site), f"{store} became visible to a store active on {site}"),
    )


def _central_store(facts: Facts, site: Site) -> Absence:
    store = facts.store
    if store is None:
        return Absence(("It names no store to go to (R32).",))
    where = f"{store} {_where(facts, store)}"
    return Absence(
        (f"Central data of a store goes only to the site where it is active; {where} (R32).",),
        (f"{store} became active on {site}",),
    )


def _store(facts: Facts, site: Site) -> Absence:
    store = facts.store
    if store is None:
        return Absence(("It names no store, and store data goes by its store (R33).",))
    return Absence(
        (_standing(store, site), "Only collectors and the active site get store data (R33)."),
        _ways_to_data(store, site),
    )


def _order(facts: Facts, site: Site) -> Absence:
    if facts.editor is None or facts.editor.reason is not Reason.CENTRALISED_PROCUREMENT:
        return _store(facts, site)
    central = _central_store(facts, site)
    return Absence(
        ("Procurement is centralised: orders go as central data of a store (R19).", *central.why),
        central.would,
    )


def _person(facts: Facts, site: Site) -> Absence:
    person = facts.person
    if person is None:
        return Absence(("It hangs on no patient that the centre holds (R35).",))
    needed = "dispensary" if person.is_prescriber else "store"
    seen = [facts.network.store(store_id) for store_id in person.seen_by]
    places = listed([f"{store}, which {_where(facts, store)}" for store in seen[:SHOWN_STORES]])
    more = len(seen) - SHOWN_STORES
    places += f", and {more:,} more" if more > 0 else ""
    return Absence(
        (
            f"The {person.word} is visible to no {needed} that is active or collector on {site}, "
            f"which is neither the home site nor the primary (R35).",
            f"The {person.word} is visible to {places or 'no store at all'}.",
        ),
        (
            f"the {person.word} became visible to a {needed} that is active or collector on {site}",
            *(
                way
                for store in seen[:SHOWN_STORES]
                if store.is_dispensary or not person.is_prescriber
                for way in _ways_to_collect(store, site)
            ),
            *(
                (f"the home store, {facts.network.store(person.home_store_id)}, became active "
                 f"on {site}",)
                if person.home_store_id
                else ()
            ),
        ),
    )  # fmt: skip


def _person_at_store(facts: Facts, site: Site) -> Absence:
    """What a site owns it holds, wherever the patient is seen (D5)."""
    absence = _person(facts, site)
    if facts.store is None:
        return absence
    return Absence(absence.why, (*absence.would, f"{facts.store} became active on {site}"))


def _message(facts: Facts, site: Site) -> Absence:
    ids = [facts.store_id, facts.other_party.store_id if facts.other_party else None]
    stores = [facts.network.store(store_id) for store_id in ids if store_id]
    if not facts.other_party:
        return Absence(("It names no receiving store, so it stays at the centre (R36).",))
    places = listed([f"{store} {_where(facts, store)}" for store in stores])
    return Absence(
        (f"A message goes to the sites of its two stores alone: {places} (R36).",),
        tuple(f"{store} became active on {site}" for store in stores),
    )


def _nowhere(facts: Facts, site: Site) -> Absence:
    return Absence((NOWHERE[facts.owner or Owner.LOCAL],))


ABSENCES: dict[Owner, Callable[[Facts, Site], Absence]] = {
    Owner.CENTRAL: _of_all,
    Owner.BARCODE: _of_all,
    Owner.DISPENSARY_DATA: _of_dispensaries,
    Owner.STORE_RECORD: _store_record,
    Owner.CENTRAL_STORE: _central_store,
    Owner.PERSON_VISIBILITY: _central_store,
    Owner.STORE: _store,
    Owner.ORDER: _order,
    Owner.PATIENT: _person,
    Owner.PATIENT_AT_STORE: _person_at_store,
    Owner.MESSAGE: _message,
    Owner.USER: _nowhere,
    Owner.LOCAL: _nowhere,
    Owner.SYNC: _nowhere,
}


def _document(facts: Facts, site: Site) -> Absence:
    """What a document between two stores adds: it is shown from its trigger on (R34)."""
    party = facts.other_party
    if party is None or facts.owner is Owner.MESSAGE:
        return Absence(())
    other = facts.network.store(party.store_id)
    if party.is_triggered:
        return Absence(
            (f"Its other party, {other}, is neither active nor collector on {site} (R34).",),
            _ways_to_data(other, site),
        )
    if not other.has_data_on(site.site_id):
        return Absence(())
    return Absence(
        (
            f"Its other party, {other}, is {other.on(site.site_id).relation.value} on {site}, but "
            "a document between two stores is shown there only from its trigger on (R34).",
        ),
        ("it were finalised (a purchase order: confirmed)",),
    )


def _standing(store: Store, site: Site) -> str:
    standing = store.on(site.site_id)
    reason = RELATIONS[standing.reason].about()
    return sentence(f"{store} has relation {standing.relation.value} to {site}: {reason}")


def _ways_to_data(store: Store, site: Site) -> tuple[str, ...]:
    """What would make the store active or collector on the site."""
    standing = store.on(site.site_id)
    if standing.reason is RelationReason.COLLECTOR_WITHOUT_VISIBILITY:
        return (f"{store} became visible to a store active on {site}",)
    if standing.relation is Relation.ACTIVE:
        return ()
    return (*_ways_to_collect(store, site), f"{store} became active on {site}")


def _ways_to_collect(store: Store, site: Site) -> tuple[str, ...]:
    """What would make the site a collector of the store; a mobile site is never one (R3)."""
    if site.kind == SiteKind.MOBILE.value:
        return ()
    seen = " and visible to a store active there"
    is_unseen = store.on(site.site_id).relation is Relation.NONE
    return (f"{store} were listed as collector on {site}{seen if is_unseen else ''}",)


def _where(facts: Facts, store: Store) -> str:
    if store.active_site_id is None:
        return "is active nowhere"
    return f"is active on {facts.network.site(store.active_site_id)}"
