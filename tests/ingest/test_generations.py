"""A site has one data set at a time; a new one begins only where an operator expects it."""

import uuid

from ingest.control import Control
from ingest.landing import Verdict, land_all
from sync.home import Home
from tests.ingest.site import NETWORK, RECEIVED_AT, Site, bring


def test_a_new_generation_needs_an_operator(home: Home, site: Site) -> None:
    bring(home, site.write())
    restored = Site(2, site.folder)
    first = restored.write()
    landed = bring(home, first)
    assert landed.verdict is Verdict.CONFLICT
    assert "not marked for re-initialisation" in landed.why
    Control(home).allow_reinitialise(2)
    assert bring(home, first).verdict is Verdict.ACCEPTED
    assert Control(home).current_generation(2) == restored.generation
    assert bring(home, restored.write()).verdict is Verdict.ACCEPTED


def test_the_permission_to_begin_a_new_generation_holds_once(home: Home, site: Site) -> None:
    bring(home, site.write())
    Control(home).allow_reinitialise(2)
    assert bring(home, Site(2, site.folder).write()).verdict is Verdict.ACCEPTED
    assert bring(home, Site(2, site.folder).write()).verdict is Verdict.CONFLICT


def test_a_refused_batch_1_does_not_use_the_permission_up(home: Home, site: Site) -> None:
    bring(home, site.write())
    Control(home).allow_reinitialise(2)
    bring(home, Site(2, site.folder).write(previous="cd" * 32))
    assert Control(home).may_reinitialise(2)
    assert Control(home).current_generation(2) == site.generation


def test_a_generation_that_was_left_does_not_come_back(home: Home, site: Site) -> None:
    first = site.write()
    bring(home, first)
    Control(home).allow_reinitialise(2)
    bring(home, Site(2, site.folder).write())
    Control(home).allow_reinitialise(2)
    assert bring(home, site.write()).verdict is Verdict.CONFLICT
    assert bring(home, first).verdict is Verdict.DUPLICATE


def test_a_later_batch_of_an_unknown_generation_waits_only_where_there_is_none(
    home: Home, site: Site
) -> None:
    first, second = site.write_many(2)
    assert bring(home, second).verdict is Verdict.GAP
    assert bring(home, first).verdict is Verdict.ACCEPTED
    stranger = Site(2, site.folder)
    stranger.write()
    assert bring(home, stranger.write()).verdict is Verdict.CONFLICT


def test_a_stick_with_two_generations_lands_the_older_first(home: Home, site: Site) -> None:
    site.generation = str(uuid.UUID(int=2**128 - 1))
    bring(home, site.write())
    site.write_many(2)
    newer = Site(2, site.folder, generation=str(uuid.UUID(int=1)))
    newer.write(created_at=RECEIVED_AT)
    Control(home).allow_reinitialise(2)
    answers = list(land_all(home, [site.folder], network_site_ids=NETWORK))
    assert [a.verdict for a in answers] == ["duplicate", "accepted", "accepted", "accepted"]
