"""Rows that blank what tells whose a record is, and records that move within a cycle (R8, R8b)."""

import pytest

from sync.orders import OrderKind
from tests.centre import Centre, delete, upsert
from tests.scenarios import clinics
from tests.scenarios.changing import (
    cycle_with,
    reasons_now,
    removals,
    sent_now,
    set_store,
    upserts,
)
from tests.scenarios.clinics import patient, prescriber, prescription, sees
from tests.scenarios.six_stores import begin, invoice
from tests.scenarios.test_transfers import half


def test_r13a_a_blank_home_store_tells_nothing(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push(1, sees("D3"))
    centre.push_and_cycle(2, patient(home="D2"))
    blank = {"name": "Ann", "type": "patient", "supplying_store_id": "", "phone": "1"}
    centre.push_and_cycle(2, upsert("name", "PAT", **blank))
    (detail,) = centre.sql("SELECT detail FROM sync.change ORDER BY change_no DESC LIMIT 1")[0]
    assert detail == "supplying_store_id was put back: a blank one tells nothing"
    assert ("name", "PAT", "upsert") in sent_now(centre, 2)
    centre.push_and_cycle(3, prescription("1", "D3"))
    centre.push_and_cycle(2, upsert("name", "PAT", phone="2"))
    assert centre.last_decision() == ("applied", "home_site_edits_patient")
    found = centre.record("name", "PAT")
    assert found is not None and (found["supplying_store_id"], found["phone"]) == ("D2", "2")


def test_r13a_a_blank_home_store_of_a_prescriber_tells_nothing(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(2, prescriber(home="D2"), upsert("clinician", "DOC", store_ID=""))
    centre.push_and_cycle(2, upsert("clinician", "DOC", store_ID="", last_name="Ovia"))
    centre.push_and_cycle(3, prescription("1", "D3", prescriber="DOC"))
    found = centre.record("clinician", "DOC")
    assert found is not None and (found["store_ID"], found["last_name"]) == ("D2", "Ovia")


def test_r8_a_blank_type_makes_no_patient_central(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(2, patient(home="D2"))
    centre.push_and_cycle(2, upsert("name", "PAT", type="", phone="1"))
    assert centre.last_decision() == ("applied", "home_site_edits_patient")
    centre.push_and_cycle(3, upsert("name", "PAT", phone="2"))
    assert centre.last_decision() == ("rejected", "not_home_site")
    found = centre.record("name", "PAT")
    assert found is not None and (found["type"], found["phone"]) == ("patient", "1")


@pytest.mark.parametrize(
    "table", ["vaccination", "om_vaccination", "om_encounter", "adverse_drug_reaction"]
)
def test_r13_what_is_of_a_store_stays_of_it_when_a_row_names_none(
    centre: Centre, table: str
) -> None:
    clinics.begin(centre)
    centre.push(1, sees("D3"))
    centre.push_and_cycle(2, patient(home="D2"))
    whole = upsert(table, "V", patient_ID="PAT", store_ID="D3")
    centre.push_and_cycle(3, whole, upsert(table, "V", comment="x"))
    centre.push_and_cycle(3, upsert(table, "V", comment="y"))
    centre.push_and_cycle(2, upsert(table, "V", comment="not mine"))
    assert centre.last_decision() == ("rejected", "not_active_site")
    found = centre.record(table, "V")
    assert found is not None and found["_store_id"] == "D3"
    centre.push_and_cycle(3, delete(table, "V"))
    assert centre.decisions(site_id=3) == [("applied", "active_site_edits_store")] * 4
    assert centre.record(table, "V") is None


def test_r21_what_hangs_on_a_deleted_patient_goes_to_nobody(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(
        2, patient(home="D2"), upsert("vaccination", "V", patient_ID="PAT", store_ID="D2")
    )
    centre.push_and_cycle(2, delete("name", "PAT"))
    for site in (1, 2, 3, 4):
        assert ("vaccination", "V", "upsert") not in sent_now(centre, site)


def test_r8b_a_line_that_moves_before_its_header_is_deleted_keeps_what_it_says(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("A", "C", "B", "nw"), *invoice("B", "C", "B", "nw"))
    moved = upsert("trans_line", "INV_A_L1", transaction_ID="INV_B")
    finalised = upsert("transact", "INV_B", status="fn")
    centre.push_and_cycle(3, moved, delete("transact", "INV_A"), finalised)
    line = centre.record("trans_line", "INV_A_L1")
    assert line is not None and (line["transaction_ID"], line["item_ID"]) == ("INV_B", "ITEM_1")
    assert centre.sql("SELECT units_sent FROM sync.transfer") == [(40,)]


def test_r21_a_deleted_header_takes_its_lines_with_it_and_those_that_come_with_it(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("A", "C", "B", "nw"))
    part = upsert("trans_line", "INV_A_L1", quantity=9)
    centre.push_and_cycle(3, delete("transact", "INV_A"), part)
    assert centre.last_decision() == ("ignored", "parent_deleted")
    assert centre.record("trans_line", "INV_A_L1") is None


def test_r26_a_document_that_was_addressed_elsewhere_since_begins_no_transfer(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("name", "CUST", name="Customer"))
    header, *lines = invoice("X", "F", "C", status="nw")
    centre.push_and_cycle(2, header, *lines)
    centre.push_and_cycle(2, upsert("transact", "INV_X", store_ID="STORE_F", name_ID="CUST"))
    assert centre.last_decision() == ("ignored", "not_collected")
    more = upsert("trans_line", "INV_X_L2", transaction_ID="INV_X", quantity=1)
    centre.push_and_cycle(2, upsert("transact", "INV_X", status="fn"), more)
    assert centre.decisions(site_id=2)[-2:] == [("ignored", "not_collected")] * 2
    assert centre.sql("SELECT count(*) FROM sync.transfer") == [(0,)]
    assert half(centre) is None


def _turned_into_a_patient(centre: Centre) -> None:
    """A facility that hangs a note on it, and becomes a patient of the primary that D3 sees."""
    clinics.begin(centre)
    centre.push_and_cycle(
        1, upsert("name", "PAT", name="Ann", type="facility"),
        upsert("name_note", "NOTE", patient_ID="PAT", note="x"),
    )  # fmt: skip
    turned = upsert("name", "PAT", type="patient", supplying_store_id="S1")
    centre.push_and_cycle(1, turned, sees("D3"))


def test_d5_what_hangs_on_a_name_that_becomes_a_patient_leaves_with_it(centre: Centre) -> None:
    _turned_into_a_patient(centre)
    assert sent_now(centre, 2) == removals(name="PAT", name_note="NOTE")
    assert sent_now(centre, 3) >= upserts(name="PAT", name_note="NOTE")
    centre.push_and_cycle(1, upsert("name", "PAT", type="facility"))
    assert sent_now(centre, 2) >= upserts(name="PAT", name_note="NOTE")
    assert removals(name_note="NOTE", name="PAT").isdisjoint(sent_now(centre, 3))


def test_d5_what_is_edited_as_its_name_becomes_a_patient_leaves_too(centre: Centre) -> None:
    clinics.begin(centre)
    note = upsert("name_note", "NOTE", patient_ID="PAT", note="x")
    centre.push_and_cycle(1, upsert("name", "PAT", name="Ann", type="facility"), note)
    turned = upsert("name", "PAT", type="patient", supplying_store_id="S1")
    centre.push_and_cycle(1, turned, upsert("name_note", "NOTE", note="y"))
    assert sent_now(centre, 3) == removals(name="PAT", name_note="NOTE")


def test_r14_a_name_that_becomes_a_patient_is_shown_in_its_home_store(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(1, upsert("name", "PAT", name="Ann", type="facility"))
    centre.push_and_cycle(1, upsert("name", "PAT", type="patient", supplying_store_id="S1"))
    assert centre.sql("SELECT store_ID FROM replica.name_store_join WHERE name_ID = 'PAT'") == [
        ("S1",)
    ]


def test_r39_a_site_gets_back_what_it_owns_of_patients_that_others_see(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(4, patient(home="D4"))
    centre.push_and_cycle(3, upsert("vaccination", "V", patient_ID="PAT", store_ID="D3"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
    assert sent_now(centre, 3) == set()
    assert sent_now(centre, 4) == upserts(vaccination="V")
    cycle_with(centre, OrderKind.RESYNC, "3")
    assert sent_now(centre, 3) & upserts(vaccination="V", name="PAT") == upserts(vaccination="V")
    set_store(centre, "D3", active=2)
    centre.cycle()
    assert ("vaccination", "V", "remove") in sent_now(centre, 3)
    assert reasons_now(centre, 2)["vaccination", "V"] == "became_active"
