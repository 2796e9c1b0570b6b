"""Sentences from facts, without a lake."""

from dataclasses import replace
from datetime import datetime

import pytest

from sync.catalogue import CATALOGUE
from sync.explain.absence import why_not
from sync.explain.destinations import SHOWN_SITES, belongings_on, where_it_goes
from sync.explain.facts import (
    Belonging,
    Change,
    Editor,
    Facts,
    Network,
    OtherParty,
    Parent,
    Person,
    Sent,
    Site,
    Standing,
    State,
    Store,
    Waiting,
)  # fmt: skip
from sync.explain.history import what_decided
from sync.explain.ownership import who_owns
from sync.explain.place import where_it_is
from sync.explain.site import on_site
from sync.reasons import Owner, Reason, Relation, RelationReason, RouteReason

AT = datetime(2026, 3, 5, 9, 30)
CENTRE, TWO, THREE = (
    Site(1, "Sync server", "central"), Site(2, "North", "server"), Site(3, "South", "mobile"),
)  # fmt: skip
STORE = Store(
    "S", "Clinic", True, 2,
    relations={
        1: Standing(Relation.COLLECTOR, RelationReason.CONFIGURED_COLLECTOR),
        2: Standing(Relation.ACTIVE, RelationReason.CONFIGURED_ACTIVE),
        3: Standing(Relation.TRANSFER, RelationReason.VISIBLE_TO_ACTIVE_STORE),
    },
)  # fmt: skip
NETWORK = Network(1, 1, {1: CENTRE, 2: TWO, 3: THREE}, {"S": STORE})
LINE = Facts(
    "item_line", "L", CATALOGUE.get("item_line"), NETWORK, State.HELD, Owner.STORE, "S",
    Editor(2, Reason.ACTIVE_SITE_EDITS_STORE), held_change_no=7, source_site_id=2,
)  # fmt: skip
CHANGE = Change(7, 4, 2, 3, "upsert", AT, AT, "applied", "active_site_edits_store")


def of(owner: Owner, **more: object) -> Facts:
    return replace(LINE, owner=owner, **more)


def test_a_mobile_site_is_never_told_to_collect() -> None:
    assert "listed as collector" not in " ".join(why_not(LINE, THREE))
    assert "listed as collector" in " ".join(why_not(LINE, Site(3, "South", "desktop")))


@pytest.mark.parametrize(
    ("state", "rule"),
    [(State.DELETED, "R21"), (State.LEFT_OUT, "R25"), (State.MERGED, "R20")],
)
def test_what_the_centre_does_not_hold_goes_nowhere(state: State, rule: str) -> None:
    gone = replace(LINE, state=state, kept_id="K")
    for sentences in (where_it_goes(gone), why_not(gone, TWO)):
        assert len(sentences) == 1
        assert f"({rule})" in sentences[0]
    assert f"({rule})" in where_it_is(gone)[0]


@pytest.mark.parametrize("owner", [Owner.LOCAL, Owner.SYNC, Owner.USER])
def test_what_does_not_sync_goes_nowhere_whether_held_or_not(owner: Owner) -> None:
    for state in (State.HELD, State.NOT_HELD):
        assert "(R37)" in why_not(of(owner, state=state), TWO)[0]
        assert "(R37)" in where_it_goes(of(owner, state=state))[0]


@pytest.mark.parametrize("owner", list(Owner))
def test_every_kind_of_owner_says_why_not_in_whole_sentences(owner: Owner) -> None:
    for sentence in why_not(of(owner), THREE):
        assert sentence.endswith(".")
        assert ".." not in sentence
        assert sentence[0].isupper()


def test_data_of_a_store_on_no_site_may_be_edited_by_nobody() -> None:
    lost = replace(NETWORK, stores={"S": Store("S")})
    assert "no site may edit its data (R7a)" in " ".join(who_owns(replace(LINE, network=lost)))


def test_without_a_home_store_the_primary_is_the_home_site() -> None:
    patient = of(Owner.PATIENT, person=Person(False, "P"), editor=Editor(1, Reason.NOT_HOME_SITE))
    assert "(R13a)" in " ".join(who_owns(patient))
    moved = replace(patient, person=Person(False, "P", "S", 1))
    assert "no active dispensary" in " ".join(who_owns(moved))
    assert "(D5)" in " ".join(who_owns(moved))


def test_procurement_names_the_primary() -> None:
    order = of(Owner.ORDER, editor=Editor(1, Reason.CENTRALISED_PROCUREMENT))
    assert "only the primary, site 1 (Sync server), may edit it (R19)" in " ".join(who_owns(order))
    assert "(R19)" in why_not(order, THREE)[0]
    assert "(R32)" in why_not(order, THREE)[1]


def test_a_row_that_waits_too_long_is_for_a_person() -> None:
    parents = (Parent("transact", "T", False, "rejected", "not_active_site"),)
    waits = replace(LINE, state=State.NOT_HELD, waiting=(Waiting(9, 2, AT, 31, parents),))
    words = " ".join(where_it_is(waits))
    assert "has waited for 31 days (5 Mar 2026, 09:30 UTC)" in words
    assert "transact T, which was rejected (not_active_site)" in words
    assert "somebody should look at it" in words
    early = replace(waits, waiting=(Waiting(9, 2, AT, 0, parents),))
    assert "since today" in " ".join(where_it_is(early))
    assert "somebody" not in " ".join(where_it_is(early))


def test_a_document_whose_other_party_is_elsewhere_says_so() -> None:
    document = replace(LINE, other_party=OtherParty("T", True))
    assert "Its other party, store T, is neither active nor collector" in " ".join(
        why_not(document, THREE)
    )


def test_changes_of_the_centre_itself_have_no_batch() -> None:
    made = replace(CHANGE, site_id=1, batch_no=None, reason="made_by_centre", detail="home store")
    words = what_decided(replace(LINE, changes=(made,), change_count=2))
    assert "Change 7 of the centre itself, upsert, was applied in cycle 4" in words[0]
    assert words[0].endswith("; home store.")
    assert words[1] == "There is 1 earlier change."


def test_many_sites_are_cut_short_and_counted() -> None:
    many = tuple(
        Belonging("site", site_id, RouteReason.STORE_TO_COLLECTOR) for site_id in range(1, 31)
    )
    words = where_it_goes(replace(LINE, belongings=many))
    assert len(words) == SHOWN_SITES + 1
    assert words[-1] == f"And to {30 - SHOWN_SITES} more sites, for reasons like these."


def test_a_shared_audience_counts_for_its_sites_alone() -> None:
    shared = Belonging("dispensary", None, RouteReason.DISPENSARY_DATA)
    facts = of(Owner.DISPENSARY_DATA, belongings=(shared,))
    assert belongings_on(facts, 2, {"dispensary": frozenset({2})}) == [shared]
    assert belongings_on(facts, 3, {"dispensary": frozenset({2})}) == []


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (Sent(4, "upsert", "store_to_collector", None, None, 1), "waits to be packed"),
        (Sent(4, "upsert", "store_to_collector", 8, None, 2), "has not acknowledged yet"),
        (Sent(4, "upsert", "store_to_collector", 8, AT, 1), "acknowledged on 5 Mar 2026"),
        (Sent(4, "remove", "left_subset", 8, AT, 1), "taken back from there in cycle 4"),
        (None, "It has never been sent there."),
    ],
)
def test_what_was_sent_is_told_with_its_batch(sent: Sent | None, words: str) -> None:
    assert words in " ".join(on_site(LINE, THREE, [], sent))


def test_a_site_that_is_entitled_and_has_had_nothing_is_told_so() -> None:
    entitled = [Belonging("site", 1, RouteReason.STORE_TO_COLLECTOR)]
    words = on_site(LINE, CENTRE, entitled, None)
    assert words[0] == (
        "Site 1 (Sync server) is entitled to hold it: store S (Clinic) is collector there (R33)."
    )
    assert words[1] == "It has not been sent there yet."
