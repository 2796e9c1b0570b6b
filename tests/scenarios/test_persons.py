"""Patients and prescribers: who may edit them, their home stores, who may show them (R13–R14a)."""

import pytest

from sync.made_ids import made_id
from sync.orders import OrderKind
from tests.centre import Centre, delete, upsert
from tests.scenarios.changing import cycle_with
from tests.scenarios.clinics import begin, patient, prescriber, prescription, sees

REFUSED = ("rejected", "not_home_site")
BY_HOME = ("applied", "home_site_edits_patient")


def made(centre: Centre) -> list[tuple[str, str]]:
    """(table, id) of what the centre made itself of persons."""
    return centre.sql(
        "SELECT table_name, record_id FROM sync.change WHERE reason = 'made_by_centre' "
        "ORDER BY change_no"
    )


def seen_in(centre: Centre, person: str = "PAT") -> set[str]:
    return {
        row[0]
        for row in centre.sql(
            "SELECT store_ID FROM replica.name_store_join WHERE name_ID = ?", person
        )
    }


def test_r13_a_patient_is_edited_at_the_home_site_alone(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"))
    assert centre.decisions(site_id=3) == [BY_HOME, ("applied", "new_visibility_from_site")]
    for stranger in (1, 2):
        centre.push_and_cycle(stranger, upsert("name", "PAT", name="Mine"))
        assert centre.last_decision() == REFUSED
    centre.push_and_cycle(3, upsert("name", "PAT", name="Anna"))
    assert centre.record("name", "PAT")["name"] == "Anna"


def test_r13_a_new_patient_comes_from_the_site_of_the_home_store_it_names(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, patient(home="D3"))
    assert centre.last_decision() == REFUSED
    assert centre.record("name", "PAT") is None


def test_r13_without_a_dispensary_at_the_home_site_the_primary_is_home(centre: Centre) -> None:
    begin(centre)
    stores = [
        {"id": "D2", "active": 2}, {"id": "E2", "active": 2}, {"id": "D3", "active": 2},
        {"id": "D4", "active": 4}, {"id": "S1", "active": 1}, {"id": "S2", "active": 3},
    ]  # fmt: skip
    centre.change_network(stores=stores)
    centre.push_and_cycle(3, patient(home="S2"))
    assert centre.last_decision() == REFUSED
    centre.push_and_cycle(1, patient(home="S2"))
    assert BY_HOME in centre.decisions(site_id=1)


@pytest.mark.parametrize(
    ("table", "column"), [("nameInsuranceJoin", "nameID"), ("name_note", "patient_ID")]
)
def test_r13_what_hangs_on_a_patient_is_the_home_sites(
    centre: Centre, table: str, column: str
) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"), upsert(table, "H_1", **{column: "PAT"}))
    assert centre.decisions(site_id=3)[-1] == BY_HOME
    centre.push_and_cycle(2, upsert(table, "H_2", **{column: "PAT"}))
    assert centre.last_decision() == REFUSED


def test_r13_a_vaccination_follows_the_store_that_gave_it(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"))
    row = upsert("vaccination", "V_1", patient_id="PAT", store_id="D2")
    centre.push_and_cycle(3, row)
    assert centre.last_decision() == ("rejected", "not_active_site")
    centre.push_and_cycle(2, row)
    assert centre.last_decision() == ("applied", "active_site_edits_store")


def test_d5_what_hangs_on_a_name_that_is_no_patient_is_central(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, upsert("name_note", "NOTE_1", name_ID="N_S2"))
    assert centre.last_decision() == ("rejected", "not_primary")
    centre.push_and_cycle(1, upsert("name_note", "NOTE_1", name_ID="N_S2"))
    assert centre.last_decision() == ("applied", "primary_edits_central")


def test_r13a_the_home_is_the_senders_only_dispensary(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient(home=None))
    assert centre.decisions(site_id=3) == [BY_HOME]
    assert centre.record("name", "PAT")["supplying_store_id"] == "D3"
    assert made(centre) == [
        ("name", "PAT"), ("name_store_join", made_id("name_store_join:PAT:D3")),
    ]  # fmt: skip


def test_r13a_else_the_store_of_the_first_visibility_row_of_the_push(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, patient(home=None), sees("E2"), sees("D2"))
    assert centre.decisions(site_id=2)[0] == BY_HOME
    assert centre.record("name", "PAT")["supplying_store_id"] == "E2"
    assert seen_in(centre) == {"E2", "D2"}


def test_r13a_else_the_store_of_the_most_recent_prescription(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(
        2, patient(home=None),
        prescription("1", "D2", entry_date="2026-03-01"),
        prescription("2", "E2", entry_date="2026-05-01"),
        prescription("3", "D2", entry_date="2026-04-01"),
    )  # fmt: skip
    assert centre.decisions(site_id=2)[0] == BY_HOME
    assert centre.record("name", "PAT")["supplying_store_id"] == "E2"


def test_r13a_until_a_home_is_known_the_primary_is_its_home_site(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, patient(home=None))
    assert centre.last_decision() == REFUSED
    centre.push_and_cycle(1, patient(home=None))
    assert centre.decisions(site_id=1)[-1] == BY_HOME
    assert made(centre) == []
    centre.push_and_cycle(2, prescription("1", "D2", entry_date="2026-03-01"))
    assert centre.record("name", "PAT")["supplying_store_id"] == "D2"
    assert seen_in(centre) == {"D2", "E2"}
    centre.push_and_cycle(1, upsert("name", "PAT", name="Late"))
    assert centre.last_decision() == REFUSED


def test_r13a_a_home_is_given_once(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient(home=None))
    centre.push_and_cycle(2, prescription("1", "D2", entry_date="2026-03-01"))
    assert centre.record("name", "PAT")["supplying_store_id"] == "D3"


def test_r13a_prescribers_get_a_home_likewise(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, prescriber(home=None))
    assert centre.record("clinician", "DOC")["store_ID"] == "D3"
    assert centre.sql("SELECT store_ID FROM replica.clinician_store_join") == [("D3",)]
    centre.push_and_cycle(2, prescriber(home="D3", last_name="No"))
    assert centre.last_decision() == REFUSED


def test_r14_visibility_of_an_existing_patient_is_the_primarys(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"))
    for row in (sees("D2"), sees("D3", inactive=True)):
        centre.push_and_cycle(3, row)
        assert centre.last_decision() == ("rejected", "not_primary")
    centre.push_and_cycle(1, sees("D2"))
    assert centre.last_decision() == ("applied", "primary_edits_central_store")


def test_r14_a_home_site_shows_a_patient_in_its_own_dispensaries_only(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, patient(home="D2"), sees("D2"), sees("S2"), sees("D3"), sees("E2"))
    assert centre.decisions(site_id=2)[1:] == [
        ("applied", "new_visibility_from_site"), ("rejected", "not_primary"),
        ("rejected", "not_primary"), ("applied", "new_visibility_from_site"),
    ]  # fmt: skip


def test_r14_a_patient_without_visibility_is_shown_in_the_dispensaries_of_the_home_site(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, patient(home="D2"))
    assert seen_in(centre) == {"D2", "E2"}


@pytest.mark.parametrize(("wish", "stores"), [(True, {"D2"}), (False, {"D2", "E2"})])
def test_r14_a_store_may_keep_its_new_patients_to_itself(
    centre: Centre, wish: bool, stores: set[str]
) -> None:
    begin(centre)
    preferences = {"new_patients_visible_in_this_store_only": wish}
    row = upsert("pref", "P_D2", item="store_preferences", store_ID="D2", data=preferences)
    centre.push_and_cycle(1, row)
    centre.push_and_cycle(2, patient(home="D2"))
    assert seen_in(centre) == stores


def test_d6_a_pair_that_the_centre_made_is_unchanged_when_a_site_pushes_it(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient())
    centre.push_and_cycle(3, sees("D3"))
    assert centre.last_decision() == ("unchanged", "primary_edits_central_store")
    assert centre.record("name_store_join", "SEE_PAT_D3") is None


def test_r14a_a_prescription_for_a_patient_who_is_not_visible_is_applied(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"))
    centre.push_and_cycle(2, prescription("1", "D2"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")


def test_r14a_repeats_and_what_dispenses_them_come_from_the_home_site_only(centre: Centre) -> None:
    begin(centre)
    repeat = upsert("repeat", "REP_1", name_ID="PAT", repeats_total=3)
    centre.push_and_cycle(3, patient(), sees("D3"), repeat)
    assert centre.last_decision() == BY_HOME
    line = {"transaction_ID": "RX_1", "item_ID": "ITEM_1", "repeat_ID": "REP_1"}
    centre.push_and_cycle(2, prescription("1", "D2"), upsert("trans_line", "RX_1_L", **line))
    assert centre.decisions(site_id=2) == [("applied", "active_site_edits_store"), REFUSED]
    centre.push_and_cycle(2, repeat | {"data": '{"repeats_left": 1}'})
    assert centre.last_decision() == REFUSED


def test_r24_visibility_waits_for_its_patient(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, sees("D3"))
    assert centre.last_decision() == ("waiting", "missing_parent")
    counts = centre.push_and_cycle(3, patient())
    assert counts.released == 1
    assert ("applied", "new_visibility_from_site") in centre.decisions(site_id=3)
    assert seen_in(centre) == {"D3"}


def test_r24_what_hangs_on_a_patient_is_ignored_once_he_is_deleted(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"))
    centre.push_and_cycle(3, delete("name", "PAT"))
    centre.push_and_cycle(3, upsert("name_note", "NOTE_1", patient_ID="PAT"))
    assert centre.last_decision() == ("ignored", "parent_deleted")


def test_r13a_a_row_that_names_none_is_judged_by_the_home_found_for_it(centre: Centre) -> None:
    """A later row of another site that names a home is of no use to the first (R8b)."""
    begin(centre)
    centre.push(2, patient(home=None), sees("D3"))
    centre.push(4, patient(home="D4"))
    centre.cycle()
    assert centre.decisions(site_id=2)[-2] == REFUSED
    assert centre.decisions(site_id=4)[0] == BY_HOME
    assert centre.record("name", "PAT")["supplying_store_id"] == "D4"


def test_r13a_the_primary_goes_on_with_new_persons_alone(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, prescriber("DOC"))
    shown = upsert("clinician_store_join", "J", prescriber_ID="DOC", store_ID="S1")
    edited = upsert("clinician", "DOC", first_name="mine")
    centre.push_and_cycle(1, delete("clinician", "DOC"), shown, edited)
    assert centre.last_decision() == REFUSED
    assert centre.record("clinician", "DOC")["first_name"] == "Eve"


def test_r13a_until_the_home_that_was_found_is_given_the_primary_edits_too(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, patient(home=None))
    assert centre.last_decision() == REFUSED
    refused = centre.sql("SELECT max(change_no) FROM sync.change")[0][0]
    centre.push(2, sees("D2"))
    centre.push(1, patient(home=None, last="Moe"))
    cycle_with(centre, OrderKind.RETRY, str(refused))
    assert centre.decisions(site_id=2)[0] == BY_HOME
    assert centre.decisions(site_id=1)[-1] == BY_HOME
    found = centre.record("name", "PAT")
    assert (found["last"], found["supplying_store_id"]) == ("Moe", "D2")


def test_r13a_a_home_that_the_primary_was_refused_does_not_stand_in_its_way(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push(1, sees("D2"), patient(home="D3"), patient(home=None))
    centre.cycle()
    assert centre.decisions(site_id=1)[-2:] == [REFUSED, BY_HOME]
    assert centre.record("name", "PAT")["supplying_store_id"] == "D2"


def test_r13a_a_refused_row_gives_nobody_a_home(centre: Centre) -> None:
    begin(centre)
    centre.push(2, patient(home=None), sees("D3"))
    centre.push(4, patient(home=None))
    centre.cycle()
    assert centre.decisions(site_id=2)[0] == REFUSED
    assert centre.record("name", "PAT")["supplying_store_id"] == "D4"


def test_r13a_what_waited_from_an_earlier_push_tells_no_home(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, sees("D2"))
    centre.push_and_cycle(1, patient(home=None))
    assert BY_HOME in centre.decisions(site_id=1)
    assert centre.record("name", "PAT")["supplying_store_id"] is None


def test_r13a_columns_that_tell_a_home_may_be_spelled_in_any_case(centre: Centre) -> None:
    begin(centre)
    row = upsert("name_store_join", "SEE", NAME_id="PAT", store_id="E2")
    centre.push_and_cycle(2, patient(home=None), row)
    assert centre.record("name", "PAT")["supplying_store_id"] == "E2"


def test_r8_the_home_site_alone_cannot_move_a_patient_to_another_site(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient())
    centre.push_and_cycle(3, upsert("name", "PAT", supplying_store_id="D2"))
    assert centre.last_decision() == ("rejected", "not_your_store")
    centre.push_and_cycle(2, upsert("name", "PAT", supplying_store_id="D2"))
    assert centre.last_decision() == REFUSED


def test_r14_the_primary_shows_its_own_new_patients_as_any_home_site_does(centre: Centre) -> None:
    begin(centre)
    stores = [
        {"id": "D2", "active": 1}, {"id": "E2", "active": 2}, {"id": "D3", "active": 3},
        {"id": "D4", "active": 4}, {"id": "S1", "active": 1}, {"id": "S2", "active": 2},
    ]  # fmt: skip
    centre.change_network(stores=stores)
    centre.push_and_cycle(1, patient(home="D2"), sees("D2"), sees("E2"))
    assert centre.decisions(site_id=1)[-3:-1] == [BY_HOME, ("applied", "new_visibility_from_site")]
    assert centre.decisions(site_id=1)[-1] == ("applied", "primary_edits_central_store")


def test_r13a_a_person_made_again_in_the_cycle_that_deletes_it_gets_its_own_home(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(2, prescriber(home="D2"))
    centre.push(2, delete("clinician", "DOC"))
    centre.push(3, prescriber(home=None))
    centre.cycle()
    assert centre.record("clinician", "DOC")["store_ID"] == "D3"


def test_r8c_a_visibility_row_without_a_store_does_not_wait_for_its_person(centre: Centre) -> None:
    begin(centre)
    missing = ("rejected", "missing_key")
    centre.push_and_cycle(3, upsert("name_store_join", "J", name_ID="LATER"))
    assert centre.last_decision() == missing
    centre.push_and_cycle(3, upsert("clinician_store_join", "J", prescriber_ID="LATER"))
    assert centre.last_decision() == missing


def test_r13a_the_primary_may_enter_a_patient_whose_home_is_found_elsewhere(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(1, patient(home=None), sees("D3"))
    assert centre.decisions()[-2:] == [
        ("applied", "home_site_edits_patient"), ("applied", "primary_edits_central_store"),
    ]  # fmt: skip
    found = centre.record("name", "PAT")
    assert found is not None and found["supplying_store_id"] == "D3"
    assert ("name", "PAT", "upsert") in centre.sent(3)


def test_r8c_the_parent_that_a_refused_row_named_is_no_parent_of_the_next(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, patient())
    centre.push_and_cycle(4, sees("D4"), upsert("name_store_join", "SEE_PAT_D4", store_ID="D4"))
    assert centre.decisions(site_id=4) == [
        ("rejected", "not_primary"), ("rejected", "missing_key"),
    ]  # fmt: skip
