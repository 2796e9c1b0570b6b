"""Who owns a record, in sentences: its data type, its store, its home, who may edit it."""

from sync.explain.facts import Facts
from sync.explain.words import OWNERS, listed, sentence
from sync.reasons import Owner, Reason, Relation

SHOWN_SITES = 5


def who_owns(facts: Facts) -> list[str]:
    """The sentences on ownership."""
    if facts.owner is None:
        return [f"The catalogue knows no record type {facts.table_name}, so nobody owns it (R8c)."]
    return [_kind(facts), *_parent(facts), *_store(facts), *_home(facts), *_editor(facts)]


def _kind(facts: Facts) -> str:
    owner = facts.owner or Owner.LOCAL
    person = facts.person.word if facts.person else "patient"
    store = str(facts.store) if facts.store else "a store that is not known yet"
    return sentence(f"it is {OWNERS[owner].about(store, person)}")


def _parent(facts: Facts) -> list[str]:
    parent = facts.parent
    if parent is None:
        return []
    if facts.record_type and facts.record_type.is_line:
        return [f"It is a line of {parent} and has that record's store (R8)."]
    return [f"It hangs on {parent}."] if parent.table_name != "name" or facts.person else []


def _store(facts: Facts) -> list[str]:
    store = facts.store
    if store is None or facts.owner in (Owner.PATIENT, Owner.LOCAL, Owner.SYNC):
        return []
    network = facts.network
    if store.active_site_id is None:
        return [f"No settings say where {store} is active, so no site may edit its data (R7a)."]
    others = [
        f"{standing.relation.value} on {network.site(site_id)}"
        for site_id, standing in sorted(store.relations.items())
        if standing.relation in (Relation.COLLECTOR, Relation.TRANSFER)
    ]
    more = [f"on {len(others) - SHOWN_SITES} more sites"] if len(others) > SHOWN_SITES else []
    rest = f"; it is {listed(others[:SHOWN_SITES] + more)}" if others else ""
    active = f"{store} is active on {network.site(store.active_site_id)}"
    return [sentence(f"{active}{rest} (R3 to R6)")]


def _home(facts: Facts) -> list[str]:
    person, network = facts.person, facts.network
    if person is None:
        return []
    primary = network.site(network.primary)
    if person.home_store_id is None:
        return [
            f"The {person.word} has no home store yet; until one is known, the primary, "
            f"{primary}, is the home site (R13a)."
        ]
    store = network.store(person.home_store_id)
    if store.active_site_id is None:
        return [f"The home store of the {person.word}, {store}, is active on no site (R7a)."]
    at = network.site(store.active_site_id)
    if store.active_site_id == person.home_site_id:
        return [f"The {person.word}'s home store is {store}; its home site is {at} (R13)."]
    return [
        f"The {person.word}'s home store is {store} on {at}, which has no active dispensary, so "
        f"the primary, {primary}, is the home site (D5)."
    ]


def _editor(facts: Facts) -> list[str]:
    editor, network = facts.editor, facts.network
    if facts.owner is Owner.USER:
        return ["Any site may make a new one; changes to an existing one are not taken (R16)."]
    if editor is None:
        return []
    if editor.site_id is None:
        return ["Any site may edit it."]
    at = network.site(editor.site_id)
    who = f"the primary, {at}," if editor.site_id == network.primary else f"{at}"
    if editor.reason is Reason.CENTRALISED_PROCUREMENT:
        return [f"Procurement is centralised: only {who} may edit it (R19)."]
    if facts.is_supervised and editor.site_id != network.primary:
        primary = network.site(network.primary)
        return [
            f"Only {who} may edit it, and the primary, {primary}: the order is in supervisor mode "
            "(R19)."
        ]
    party = facts.other_party
    if facts.owner is Owner.MESSAGE and party:
        return [f"Only {who} may make it; edits may come from {network.store(party.store_id)} too."]
    return [f"Only {who} may edit it."]
