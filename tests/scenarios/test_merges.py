"""Merges (R20): who may, what refers to the kept record afterwards, and in whatever order."""

import pytest

from tests.centre import Centre, delete, merge, upsert
from tests.scenarios import clinics
from tests.scenarios.changing import set_store
from tests.scenarios.clinics import patient, prescriber, prescription, sees
from tests.scenarios.six_stores import begin, invoice, stock_line

BY_PRIMARY = ("applied", "primary_edits_central")
BY_HOME = ("applied", "home_site_edits_patient")


def two_items(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("item", "ITEM_2", item_name="Amox", code="amx"))


def test_merging_of_items_is_the_primarys(centre: Centre) -> None:
    two_items(centre)
    centre.push_and_cycle(2, merge("item", "ITEM_1", "ITEM_2"))
    assert centre.last_decision() == ("rejected", "not_primary")
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2"))
    assert centre.last_decision() == BY_PRIMARY
    assert centre.record("item", "ITEM_2") is None
    assert centre.record("item", "ITEM_1") is not None


def test_merging_of_units_rewrites_the_items_that_have_them(centre: Centre) -> None:
    begin(centre)
    units = [upsert("unit", f"U_{n}", units="tablet") for n in (1, 2)]
    centre.push_and_cycle(1, *units, upsert("item", "ITEM_1", unit_ID="U_2"))
    centre.push_and_cycle(1, merge("unit", "U_1", "U_2"))
    assert centre.record("item", "ITEM_1")["unit_ID"] == "U_1"


def test_a_merge_of_items_that_nobody_knows_yet_goes_to_every_site(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("barcode", "BAR", barcode="1", itemID="LATE_2"))
    centre.push_and_cycle(1, merge("item", "LATE_1", "LATE_2"))
    assert centre.last_decision() == BY_PRIMARY
    assert centre.record("barcode", "BAR")["itemID"] == "LATE_1"
    for site_id in (2, 3):
        assert ("item", "LATE_2", "merge") in centre.sent(site_id, cycle_no=3)


def test_stored_references_name_the_kept_record(centre: Centre) -> None:
    two_items(centre)
    centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    centre.push_and_cycle(3, upsert("trans_line", "INV_1_L1", item_ID="ITEM_2"))
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2"))
    assert centre.record("trans_line", "INV_1_L1")["item_ID"] == "ITEM_1"


def test_references_that_arrive_later_are_read_as_the_kept_record(centre: Centre) -> None:
    two_items(centre)
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2"))
    centre.push_and_cycle(3, upsert("item_line", "L_1", store_ID="STORE_C", item_ID="ITEM_2"))
    assert centre.record("item_line", "L_1")["item_ID"] == "ITEM_1"
    assert '"ITEM_2"' in centre.sql("SELECT data FROM sync.change ORDER BY change_no DESC")[0][0]


def test_a_late_row_of_the_deleted_record_is_ignored(centre: Centre) -> None:
    two_items(centre)
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2"))
    for late in (upsert("item", "ITEM_2", item_name="Back"), delete("item", "ITEM_2")):
        centre.push_and_cycle(1, late)
        assert centre.last_decision() == ("ignored", "merged_away")
    assert centre.record("item", "ITEM_2") is None


def test_a_repeated_merge_is_unchanged(centre: Centre) -> None:
    two_items(centre)
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2"))
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2"))
    assert centre.last_decision() == ("unchanged", "primary_edits_central")


def test_a_central_merge_may_come_before_its_records(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, merge("item", "ITEM_8", "ITEM_9"))
    assert centre.last_decision() == BY_PRIMARY
    rows = [upsert("item", f"ITEM_{n}", item_name=str(n)) for n in (8, 9)]
    centre.push_and_cycle(1, *rows)
    assert centre.decisions()[-2:] == [BY_PRIMARY, ("ignored", "merged_away")]


def test_chains_resolve_to_their_end(centre: Centre) -> None:
    two_items(centre)
    centre.push_and_cycle(1, upsert("item", "ITEM_3", item_name="C"))
    line = upsert("item_line", "L_1", store_ID="STORE_C", item_ID="ITEM_1")
    centre.push_and_cycle(3, line)
    centre.push_and_cycle(1, merge("item", "ITEM_2", "ITEM_1"))
    centre.push_and_cycle(1, merge("item", "ITEM_3", "ITEM_2"))
    assert centre.record("item_line", "L_1")["item_ID"] == "ITEM_3"
    centre.push_and_cycle(3, upsert("item_line", "L_2", store_ID="STORE_C", item_ID="ITEM_1"))
    assert centre.record("item_line", "L_2")["item_ID"] == "ITEM_3"


def test_a_chain_in_one_cycle_resolves_to_its_end(centre: Centre) -> None:
    two_items(centre)
    line = upsert("item_line", "L_1", store_ID="STORE_C", item_ID="ITEM_1")
    centre.push_and_cycle(3, line)
    centre.push_and_cycle(
        1, upsert("item", "ITEM_3", item_name="C"),
        merge("item", "ITEM_2", "ITEM_1"), merge("item", "ITEM_3", "ITEM_2"),
    )  # fmt: skip
    assert centre.record("item_line", "L_1")["item_ID"] == "ITEM_3"
    assert centre.sql("SELECT deleted_id, kept_id FROM sync.merged ORDER BY ALL") == [
        ("ITEM_1", "ITEM_3"), ("ITEM_2", "ITEM_3"),
    ]  # fmt: skip


def test_two_records_cannot_be_merged_into_each_other(centre: Centre) -> None:
    two_items(centre)
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2"), merge("item", "ITEM_2", "ITEM_1"))
    assert centre.decisions()[-2:] == [BY_PRIMARY, ("rejected", "unreadable_data")]
    assert centre.record("item", "ITEM_1") is not None


def test_merge_then_delete_of_the_kept_record(centre: Centre) -> None:
    two_items(centre)
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2"), delete("item", "ITEM_1"))
    assert centre.record("item", "ITEM_1") is None
    centre.push_and_cycle(1, upsert("item", "ITEM_2", item_name="Back"))
    assert centre.last_decision() == ("ignored", "merged_away")


def test_merging_of_names_collapses_visibility_and_an_active_row_survives(centre: Centre) -> None:
    begin(centre)
    names = [upsert("name", f"SUP_{n}", name="Supplier", type="facility") for n in (1, 2)]
    joins = [
        upsert("name_store_join", "J_1", name_ID="SUP_1", store_ID="STORE_B", inactive=True),
        upsert("name_store_join", "J_2", name_ID="SUP_2", store_ID="STORE_B"),
        upsert("name_store_join", "J_3", name_ID="SUP_1", store_ID="STORE_C"),
        upsert("name_store_join", "J_0", name_ID="SUP_2", store_ID="STORE_C"),
    ]
    centre.push_and_cycle(1, *names, *joins)
    centre.push_and_cycle(1, merge("name", "SUP_1", "SUP_2"))
    found = centre.sql(
        "SELECT ID, name_ID FROM replica.name_store_join WHERE ID LIKE 'J%' ORDER BY ID"
    )
    assert found == [("J_2", "SUP_1"), ("J_3", "SUP_1")]


def test_t8_a_store_never_becomes_visible_to_itself(centre: Centre) -> None:
    begin(centre)
    name = upsert("name", "NAME_X", name="Old name of C", type="facility")
    join = upsert("name_store_join", "X_IN_C", name_ID="NAME_X", store_ID="STORE_C")
    centre.push_and_cycle(1, name, join)
    centre.push_and_cycle(1, merge("name", "NAME_C", "NAME_X"))
    assert centre.record("name_store_join", "X_IN_C") is None


def test_merging_a_stores_name_moves_its_visibility_with_it(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("name", "NAME_N", name="New name of F", type="store"))
    seen = upsert("name_store_join", "N_IN_C", name_ID="NAME_N", store_ID="STORE_C")
    centre.push_and_cycle(1, seen)
    relation = "SELECT relation FROM sync.store_relation WHERE store_id = 'STORE_F' AND site_id = 3"
    assert centre.sql(relation) == [("none",)]
    centre.push_and_cycle(1, merge("name", "NAME_N", "NAME_F"))
    assert centre.sql(relation) == [("transfer",)]


def test_r26_what_was_left_out_is_applied_when_a_merge_makes_its_other_party_a_store(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("name", "NAME_Y", name="B by another name", type="facility"))
    centre.push_and_cycle(2, *invoice("9", "F", to="Y"))
    assert centre.last_decision() == ("ignored", "not_collected")
    centre.push_and_cycle(1, merge("name", "NAME_B", "NAME_Y"))
    assert centre.record("transact", "INV_9")["name_ID"] == "NAME_B"
    assert centre.record("trans_line", "INV_9_L1") is not None


def test_merging_of_patients_is_the_home_site_of_boths(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push(3, patient("P_1"), sees("D3", "P_1"), patient("P_2"), sees("D3", "P_2"))
    centre.push_and_cycle(2, patient("P_3", home="D2"), sees("D2", "P_3"))
    centre.push_and_cycle(3, prescription("1", "D3", "P_2"))
    for site, keep in ((2, "P_1"), (3, "P_3"), (1, "P_1")):
        centre.push_and_cycle(site, merge("name", keep, "P_2"))
        assert centre.last_decision() == ("rejected", "not_home_site")
    centre.push_and_cycle(3, merge("name", "P_1", "P_2"))
    assert centre.last_decision() == BY_HOME
    assert centre.record("transact", "RX_1")["name_ID"] == "P_1"
    seen_in = "SELECT store_ID FROM replica.name_store_join WHERE name_ID = 'P_1'"
    assert centre.sql(seen_in) == [("D3",)]


def test_merging_of_prescribers_likewise(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, prescriber("DR_1"), prescriber("DR_2"))
    centre.push_and_cycle(3, prescription("1", "D3", prescriber_ID="DR_2"))
    centre.push_and_cycle(1, merge("clinician", "DR_1", "DR_2"))
    assert centre.last_decision() == ("rejected", "not_home_site")
    centre.push_and_cycle(3, merge("clinician", "DR_1", "DR_2"))
    assert centre.last_decision() == BY_HOME
    assert centre.record("transact", "RX_1")["prescriber_ID"] == "DR_1"


def test_a_merge_of_patients_waits_for_a_record_that_has_not_come(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, patient("P_2"), sees("D3", "P_2"), merge("name", "P_1", "P_2"))
    assert ("waiting", "missing_parent") in centre.decisions(site_id=3)
    centre.push_and_cycle(3, upsert("name", "P_2", name="Still edited"))
    assert centre.last_decision() == BY_HOME
    centre.push_and_cycle(3, patient("P_1"), sees("D3", "P_1"))
    assert centre.record("name", "P_2") is None
    assert ("waiting", "missing_parent") not in centre.decisions()


def test_a_merge_before_its_records_in_one_push_is_done_in_the_next_cycle(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, merge("name", "P_1", "P_2"), patient("P_1"), patient("P_2"))
    assert centre.decisions(site_id=3)[0] == ("waiting", "missing_parent")
    centre.cycle()
    assert centre.decisions(site_id=3)[0] == BY_HOME
    assert centre.record("name", "P_2") is None


def test_a_merge_that_waits_ends_with_one_that_comes_with_its_record(centre: Centre) -> None:
    clinics.begin(centre)
    again = merge("name", "P_1", "P_2")
    centre.push_and_cycle(3, patient("P_1"), again)
    assert centre.last_decision() == ("waiting", "missing_parent")
    centre.push_and_cycle(3, patient("P_2"), again)
    centre.cycle()
    assert centre.record("name", "P_2") is None
    assert ("waiting", "missing_parent") not in centre.decisions()


def test_merging_locations_is_the_active_sites(centre: Centre) -> None:
    begin(centre)
    shelves = [upsert("Location", f"LOC_{n}", store_ID="STORE_C", code=str(n)) for n in (1, 2)]
    line = upsert("item_line", "L_1", store_ID="STORE_C", item_ID="ITEM_1", location_ID="LOC_2")
    centre.push_and_cycle(3, *shelves, line)
    centre.push_and_cycle(1, merge("Location", "LOC_1", "LOC_2"))
    assert centre.last_decision() == ("rejected", "not_active_site")
    centre.push_and_cycle(3, merge("Location", "LOC_1", "LOC_2"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
    assert centre.record("item_line", "L_1")["location_ID"] == "LOC_1"


def test_a_refused_merge_leads_nobody_on(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, *[patient(f"P_{n}") for n in (1, 2, 3)])
    centre.push(2, merge("name", "P_1", "P_2"))
    centre.push_and_cycle(3, prescription("1", "D3", "P_3"), merge("name", "P_2", "P_3"))
    assert centre.decisions(site_id=2)[-1] == ("rejected", "not_home_site")
    assert centre.last_decision() == BY_HOME
    assert centre.record("transact", "RX_1")["name_ID"] == "P_2"


def test_a_repeated_merge_of_locations_says_whose_they_are(centre: Centre) -> None:
    begin(centre)
    shelves = [upsert("Location", f"LOC_{n}", store_ID="STORE_C", code=str(n)) for n in (1, 2)]
    centre.push_and_cycle(3, *shelves)
    for decision in ("applied", "unchanged"):
        centre.push_and_cycle(3, merge("Location", "LOC_1", "LOC_2"))
        assert centre.last_decision() == (decision, "active_site_edits_store")


def test_a_merge_of_locations_that_are_left_out_is_left_out_until_the_store_is_collected(
    centre: Centre,
) -> None:
    begin(centre)
    shelves = [upsert("Location", f"LOC_{n}", store_ID="STORE_F", code=str(n)) for n in (1, 2)]
    centre.push_and_cycle(2, *shelves, merge("Location", "LOC_1", "LOC_2"))
    assert centre.last_decision() == ("ignored", "not_collected")
    centre.push_and_cycle(2, upsert("Location", "LOC_2", code="late"))
    assert centre.last_decision() == ("ignored", "not_collected")
    set_store(centre, "STORE_F", active=2, collectors=[1])
    centre.cycle()
    own = ("applied", "active_site_edits_store")
    assert centre.decisions()[-4:] == [own, own, own, ("ignored", "merged_away")]
    assert centre.record("Location", "LOC_1") is not None
    assert centre.record("Location", "LOC_2") is None


def test_a_merge_into_a_location_that_nobody_knows_waits_when_the_store_is_collected(
    centre: Centre,
) -> None:
    begin(centre)
    shelf = upsert("Location", "LOC_2", store_ID="STORE_F")
    centre.push_and_cycle(2, shelf, merge("Location", "LOC_1", "LOC_2"))
    set_store(centre, "STORE_F", active=2, collectors=[1])
    centre.cycle()
    assert centre.last_decision() == ("waiting", "missing_parent")
    assert centre.record("Location", "LOC_2") is not None
    centre.push_and_cycle(2, upsert("Location", "LOC_1", store_ID="STORE_F"))
    assert centre.record("Location", "LOC_2") is None


def test_a_merged_patients_prescription_gives_the_kept_one_a_home(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(1, patient("P_1", home=None), patient("P_2", home="S1"))
    centre.push_and_cycle(3, prescription("1", "D3", "P_2"))
    centre.push_and_cycle(1, merge("name", "P_1", "P_2"))
    assert centre.record("name", "P_1")["supplying_store_id"] == "D3"


def test_who_is_prescribed_by_a_merged_prescriber_goes_on_seeing_the_kept_one(
    centre: Centre,
) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, prescriber("DR_1"), prescriber("DR_2"))
    centre.push_and_cycle(4, prescription("1", "D4", prescriber_ID="DR_2"))
    centre.push_and_cycle(3, merge("clinician", "DR_1", "DR_2"))
    assert ("clinician", "DR_1", "upsert") in centre.sent(4)
    centre.push_and_cycle(3, prescriber("DR_1", last_name="Moe"))
    assert ("clinician", "DR_1", "upsert") in centre.sent(4, cycle_no=5)


def test_who_comes_to_see_a_kept_patient_is_told_of_the_merge(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, *[row for p in ("P_1", "P_2") for row in (patient(p), sees("D3", p))])
    centre.push_and_cycle(4, prescription("1", "D4", "P_2"))
    centre.push_and_cycle(3, merge("name", "P_1", "P_2"))
    assert ("name", "P_2", "merge") not in centre.sent(4)
    centre.push_and_cycle(1, sees("D4", "P_1"))
    assert {("name", "P_1", "upsert"), ("name", "P_2", "merge")} <= centre.sent(4)


def test_what_hangs_on_a_merged_patient_is_the_kept_ones_in_the_same_cycle(centre: Centre) -> None:
    clinics.begin(centre)
    note = upsert("name_note", "NOTE", patient_ID="P_2", note="old")
    centre.push_and_cycle(3, patient("P_1"), patient("P_2"), note)
    centre.push_and_cycle(3, merge("name", "P_1", "P_2"), upsert("name_note", "NOTE", note="new"))
    assert centre.last_decision() == BY_HOME
    found = centre.record("name_note", "NOTE")
    assert (found["patient_ID"], found["note"]) == ("P_1", "new")


def test_equal_joins_that_no_merge_made_equal_stay(centre: Centre) -> None:
    begin(centre)
    names = [upsert("name", f"SUP_{n}", name="Supplier", type="facility") for n in (1, 2, 3)]
    equal = [
        upsert("name_store_join", f"J_{n}", name_ID="SUP_1", store_ID="STORE_B") for n in (1, 2)
    ]
    elsewhere = upsert("name_store_join", "J_3", name_ID="SUP_3", store_ID="STORE_C")
    centre.push_and_cycle(1, *names, merge("name", "SUP_1", "SUP_2"))
    centre.push_and_cycle(1, *equal, elsewhere)
    centre.push_and_cycle(1, merge("name", "SUP_2", "SUP_3"))
    found = centre.sql("SELECT ID, name_ID FROM replica.name_store_join WHERE ID LIKE 'J%'")
    assert sorted(found) == [("J_1", "SUP_1"), ("J_2", "SUP_1"), ("J_3", "SUP_1")]


@pytest.mark.parametrize("data", ["{}", '{"keep": ""}'])
def test_a_merge_that_keeps_nothing_has_no_key(centre: Centre, data: str) -> None:
    two_items(centre)
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2") | {"data": data})
    assert centre.last_decision() == ("rejected", "missing_key")


def test_the_words_of_msupply_for_a_merge_are_understood(centre: Centre) -> None:
    two_items(centre)
    data = '{"mergeIDtokeep": "ITEM_1", "mergeIDtodelete": "ITEM_2"}'
    centre.push_and_cycle(1, merge("item", "ITEM_1", "ITEM_2") | {"data": data})
    assert centre.last_decision() == BY_PRIMARY


def test_store_data_other_than_locations_cannot_be_merged(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C", 1), stock_line("C", 2))
    centre.push_and_cycle(3, merge("item_line", "LINE_C_1", "LINE_C_2"))
    assert centre.last_decision() == ("rejected", "unreadable_data")
