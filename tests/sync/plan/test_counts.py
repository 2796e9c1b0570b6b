"""Relations that change and records that move, worked out without a lake."""

import pytest

from sync.plan import NetworkPlan, RecordKind, make_plan
from sync.plan.values import Facts
from tests.sync.plan.made import facts, network

SIZES = {
    ("store", "OUTREACH"): 70,
    ("order", "OUTREACH"): 5,
    ("central_store", "OUTREACH"): 11,
    ("store_record", "OUTREACH"): 1,
    ("central", ""): 1000,
    ("dispensary_data", ""): 40,
}


@pytest.fixture
def sized() -> Facts:
    return facts(sizes=SIZES)


def of_site(found: NetworkPlan, site_id: int) -> dict[RecordKind, tuple[int, int]]:
    return {r.kind: (r.gets, r.loses) for r in found.records if r.site_id == site_id}


def test_a_move_takes_store_data_and_central_store_data_with_it(sized: Facts) -> None:
    found = make_plan(network({"id": "OUTREACH", "active": 2}), sized, {})
    assert of_site(found, 2) == {
        RecordKind.STORE_RECORD: (2, 0),  # its name goes with it
        RecordKind.STORE_DATA: (75, 0),
        RecordKind.CENTRAL_STORE: (11, 0),
    }
    assert of_site(found, 3) == {
        RecordKind.STORE_RECORD: (0, 1),
        RecordKind.STORE_DATA: (0, 75),
        RecordKind.CENTRAL_STORE: (0, 11),
    }


def test_a_transfer_copy_left_behind_keeps_the_store_record(sized: Facts) -> None:
    seen = Facts(**{**vars(sized), "visible_to": {"OUTREACH": ("DISTRICT",)}})
    found = make_plan(network({"id": "OUTREACH", "active": 2}), seen, {})
    changes = {(c.site_id, c.before, c.after, c.records) for c in found.changes}
    assert changes == {(2, "none", "active", 75), (3, "active", "transfer", 75)}
    assert RecordKind.STORE_RECORD not in of_site(found, 3)


def test_orders_stay_away_from_collectors_while_procurement_is_central(sized: Facts) -> None:
    central = Facts(**{**vars(sized), "is_procurement_central": True,
                       "visible_to": {"OUTREACH": ("HOSPITAL",)}})  # fmt: skip
    found = make_plan(network({"id": "OUTREACH", "collectors": [1, 2]}), central, {})
    assert of_site(found, 2) == {RecordKind.STORE_DATA: (70, 0)}


def test_the_first_settings_change_everything_and_send_central_data_to_all(sized: Facts) -> None:
    first = Facts(**{**vars(sized), "in_force": None, "in_force_no": 0})
    found = make_plan(network(), first, {})
    assert found.sites_added == (1, 2, 3, 4)
    assert of_site(found, 4) == {RecordKind.CENTRAL: (1000, 0)}
    assert {change.before for change in found.changes} == {"none"}


def test_patients_and_prescribers_counted_in_the_lake_stand_beside_the_rest(sized: Facts) -> None:
    found = make_plan(network(), sized, {3: (8, 2)})
    assert of_site(found, 3) == {RecordKind.PERSON: (8, 2)}


def test_what_was_left_out_comes_once_the_settings_include_it() -> None:
    left = {("OUTREACH", "not_collected"): 30, ("OUTREACH", "transactions_not_included"): 9}
    outside = facts(in_force=network({"id": "OUTREACH", "collectors": []}), left_out=left)
    without = network({"id": "OUTREACH", "collectors": [1], "include_transactions": False})
    assert of_site(make_plan(without, outside, {}), 1)[RecordKind.STORE_DATA] == (30, 0)
    included = network({"id": "OUTREACH", "collectors": [1]})
    assert of_site(make_plan(included, outside, {}), 1)[RecordKind.STORE_DATA] == (39, 0)
