"""Every warning that the source gives, each where it is due and not where it is not."""

from datetime import datetime

from sync.plan import Caution
from sync.plan.look import named
from sync.plan.values import SiteTraffic
from sync.plan.warnings import WARNINGS
from tests.sync.plan.made import SITES, facts, network, plan, told


def test_every_caution_has_the_function_that_finds_it() -> None:
    assert set(WARNINGS) == set(Caution)


def test_settings_as_they_are_give_no_warning() -> None:
    assert plan(network()).warnings == ()


def test_a_move_says_from_where_to_where_and_when_the_old_site_was_heard_of() -> None:
    traffic = {3: SiteTraffic(last_contact_at=datetime(2026, 5, 4, 9, 30))}
    found = plan(network({"id": "OUTREACH", "active": 2}), facts(traffic=traffic))
    (text,) = told(found, Caution.STORE_MOVES)
    assert text.startswith("store OUTREACH moves from site 3 to site 2 at once")
    assert "last heard of on 2026-05-04 at 09:30 UTC" in text


def test_both_sites_of_a_move_are_looked_at_for_what_is_on_its_way() -> None:
    traffic = {
        2: SiteTraffic(unacknowledged_rows=1200),
        3: SiteTraffic(held_batches=2, waiting_rows=1),
        4: SiteTraffic(held_batches=9),
    }
    found = plan(network({"id": "OUTREACH", "active": 2}), facts(traffic=traffic))
    texts = told(found, Caution.UNSENT_DATA)
    assert len(texts) == 3
    assert any("2 batches of site 3 cannot be applied" in text for text in texts)
    assert any("1 row of site 3 still wait" in text for text in texts)
    assert any("site 2 has not acknowledged 1,200 rows" in text for text in texts)


def test_the_centre_is_not_asked_to_acknowledge_to_itself() -> None:
    traffic = {1: SiteTraffic(unacknowledged_rows=5)}
    found = plan(network({"id": "OUTREACH", "active": 1}), facts(traffic=traffic))
    assert told(found, Caution.UNSENT_DATA) == []


def test_without_a_move_what_is_on_its_way_does_not_matter() -> None:
    traffic = {3: SiteTraffic(held_batches=2)}
    collected = network({"id": "OUTREACH", "collectors": [1]})
    assert plan(collected, facts(traffic=traffic)).warnings == ()


def test_a_store_that_moves_to_a_mobile_site_is_pointed_out() -> None:
    found = plan(network({"id": "OUTREACH", "active": 4}))
    assert "mobile site 4" in told(found, Caution.STORE_MOVES_TO_MOBILE)[0]
    elsewhere = plan(network({"id": "OUTREACH", "active": 2}))
    assert told(elsewhere, Caution.STORE_MOVES_TO_MOBILE) == []


def test_a_collector_copy_at_the_old_site_is_not_normally_desired() -> None:
    kept = plan(network({"id": "OUTREACH", "active": 2, "collectors": [1, 3]}))
    assert "not normally desired" in told(kept, Caution.OLD_SITE_KEEPS_COLLECTOR)[0]
    left = plan(network({"id": "OUTREACH", "active": 2}))
    assert told(left, Caution.OLD_SITE_KEEPS_COLLECTOR) == []


def test_the_centre_may_collect_what_was_active_there() -> None:
    before = facts(in_force=network({"id": "OUTREACH", "active": 1}))
    assert told(plan(network(), before), Caution.OLD_SITE_KEEPS_COLLECTOR) == []


def test_a_site_that_loses_its_last_store_is_named_with_the_store() -> None:
    found = plan(network({"id": "HOSPITAL", "active": 3}))
    assert told(found, Caution.SITE_LOSES_LAST_STORE)[0].startswith(
        "site 2 would lose its last store (store HOSPITAL)"
    )
    other = plan(network({"id": "OUTREACH", "active": 2}))
    assert told(other, Caution.SITE_LOSES_LAST_STORE) == []


def test_a_site_that_goes_while_stores_are_active_there_is_named_with_them() -> None:
    moved = ({"id": "DISTRICT", "active": 2}, {"id": "OUTREACH", "active": 2})
    found = plan(network(*moved, sites=[site for site in SITES if site["id"] != 3]))
    assert told(found, Caution.SITE_REMOVED_WITH_STORES)[0].startswith(
        "site 3 goes while stores DISTRICT and OUTREACH are active there"
    )
    assert told(found, Caution.SITE_LOSES_LAST_STORE) == []
    unused = plan(network(sites=[site for site in SITES if site["id"] != 4]))
    assert unused.sites_removed == (4,)
    assert told(unused, Caution.SITE_REMOVED_WITH_STORES) == []


def test_r4_a_collector_that_nobody_there_sees_is_none_and_says_so() -> None:
    found = plan(network({"id": "DISTRICT", "collectors": [1, 2]}))
    assert len(told(found, Caution.COLLECTOR_WITHOUT_VISIBILITY)) == 1
    seen = facts(visible_to={"DISTRICT": ("HOSPITAL",)})
    found = plan(network({"id": "DISTRICT", "collectors": [1, 2]}), seen)
    assert told(found, Caution.COLLECTOR_WITHOUT_VISIBILITY) == []


def test_r7a_settings_without_a_record_and_records_without_settings_are_listed() -> None:
    found = plan(network({"id": "NEW", "active": 2}))
    assert "store NEW has settings" in told(found, Caution.STORE_WITHOUT_RECORD)[0]
    lost = plan(network(stores=[{"id": "HOSPITAL", "active": 2}, {"id": "DISTRICT", "active": 3}]))
    assert told(lost, Caution.STORE_UNASSIGNED) == [
        "store OUTREACH loses its settings (it is active on site 3): it is unassigned, and its "
        "data is refused as unknown_store"
    ]


def test_r19_local_procurement_names_the_stores_whose_permissions_must_be_disabled() -> None:
    sites = [site | {"local_procurement": site["id"] in (1, 3, 4)} for site in SITES]
    found = plan(network(sites=sites), facts(is_procurement_central=True))
    (text,) = told(found, Caution.LOCAL_PROCUREMENT)
    assert "site 3 orders locally (centralised procurement is on)" in text
    assert "stores DISTRICT and OUTREACH" in text
    assert "disabled there by hand" in text


def test_another_primary_or_centre_is_pointed_out() -> None:
    (text,) = told(plan(network(primary=2)), Caution.ROLE_CHANGES)
    assert text.startswith("the primary site would be 2 instead of 1")


def test_settings_that_no_cycle_has_taken_up_are_said_to_be_replaced() -> None:
    (text,) = told(plan(network(), facts(applied_no=2)), Caution.SETTINGS_NOT_TAKEN_UP)
    assert "compares with settings 1" in text


def test_of_many_stores_the_first_are_named() -> None:
    stores = [f"S{number:02}" for number in range(13)]
    assert named(stores).endswith("S08, S09 and 3 more")
