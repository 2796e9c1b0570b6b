"""Relations and visibility that change send exactly the difference, both ways (R38)."""

from sync.made_ids import made_id
from tests.centre import Centre, Row, delete, upsert
from tests.scenarios import clinics
from tests.scenarios.changing import (
    add_site,
    reasons_now,
    removals,
    sent_now,
    set_store,
    set_stores,
    upserts,
)
from tests.scenarios.clinics import patient, prescriber, prescription, sees
from tests.scenarios.six_stores import begin, invoice, stock_line, visible

HIDDEN = {"inactive": True}


def fill_c(centre: Centre) -> None:
    """Store C with stock, a shelf, a draft, a transfer to B, and what the primary keeps of it."""
    centre.push(
        1,
        upsert("item_store_join", "ISJ_C", item_ID="ITEM_1", store_ID="STORE_C"),
        upsert("pref", "PREF_C", item="store_preferences", store_ID="STORE_C", data={"a": 1}),
    )
    centre.push_and_cycle(
        3, stock_line("C"), upsert("Location", "SHELF", store_ID="STORE_C", code="S"),
        *invoice("DRAFT", "C", to="B", status="nw"), *invoice("DONE", "C", to="B"),
    )  # fmt: skip


OF_C_ALONE = {
    "item_line": "LINE_C_1",
    "Location": "SHELF",
    "transact": "INV_DRAFT",
    "trans_line": "INV_DRAFT_L1",
}
"""Store data of C that no other rule sends anywhere."""


def test_none_to_transfer_sends_the_store_record_and_its_name_again(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("D"))
    centre.push_and_cycle(1, visible("D", "B"))
    assert sent_now(centre, 2) == upserts(
        store="STORE_D", name="NAME_D", name_store_join="SEE_D_IN_B"
    )
    reasons = reasons_now(centre, 2)
    assert reasons["store", "STORE_D"] == "became_visible"
    assert reasons["name", "NAME_D"] == "became_visible"
    assert sent_now(centre, 1) == sent_now(centre, 3) == set()


def test_transfer_to_none_removes_the_store_record_and_keeps_the_name(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("name_store_join", "SEE_C_IN_B", **HIDDEN))
    assert sent_now(centre, 2) == removals(store="STORE_C") | upserts(name_store_join="SEE_C_IN_B")
    assert reasons_now(centre, 2)["store", "STORE_C"] == "left_subset"
    assert sent_now(centre, 1) == sent_now(centre, 3) == set()


def test_deleting_the_visibility_row_removes_the_store_record_too(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, delete("name_store_join", "SEE_C_IN_B"))
    deleted = {("name_store_join", "SEE_C_IN_B", "delete")}
    assert sent_now(centre, 2) == removals(store="STORE_C") | deleted


def test_a_second_visibility_at_a_site_changes_nothing_there(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, visible("C", "F"))
    assert sent_now(centre, 2) == upserts(name_store_join="SEE_C_IN_F")
    centre.push_and_cycle(1, upsert("name_store_join", "SEE_C_IN_B", **HIDDEN))
    assert sent_now(centre, 2) == upserts(name_store_join="SEE_C_IN_B")


def test_transfer_documents_need_no_visibility_and_stay(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    centre.push_and_cycle(1, upsert("name_store_join", "SEE_C_IN_B", **HIDDEN))
    assert not {row for row in sent_now(centre, 2) if row[0] in ("transact", "trans_line")}
    centre.push_and_cycle(3, upsert("transact", "INV_1", comment="later"))
    assert sent_now(centre, 2) == upserts(transact="INV_1")


def test_transfer_to_collector_sends_the_whole_store_but_what_is_there_already(
    centre: Centre,
) -> None:
    begin(centre)
    fill_c(centre)
    set_store(centre, "STORE_C", active=3, collectors=[1, 2])
    centre.cycle()
    assert sent_now(centre, 2) == upserts(**OF_C_ALONE)
    assert set(reasons_now(centre, 2).values()) == {"became_collector"}
    assert sent_now(centre, 1) == sent_now(centre, 3) == set()


def test_collector_to_transfer_removes_the_store_data_but_not_the_transfers(
    centre: Centre,
) -> None:
    begin(centre)
    fill_c(centre)
    set_store(centre, "STORE_C", active=3, collectors=[1, 2])
    centre.cycle()
    set_store(centre, "STORE_C", active=3, collectors=[1])
    centre.cycle()
    assert sent_now(centre, 2) == removals(**OF_C_ALONE)
    assert set(reasons_now(centre, 2).values()) == {"left_subset"}
    assert sent_now(centre, 1) == sent_now(centre, 3) == set()


def test_none_to_collector_sends_store_name_and_data(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("D"))
    set_store(centre, "STORE_D", active=3, collectors=[1, 2])
    centre.cycle()
    assert sent_now(centre, 2) == set(), "not visible to any store there (R4)"
    centre.push_and_cycle(1, visible("D", "B"))
    assert sent_now(centre, 2) == upserts(
        store="STORE_D", name="NAME_D", name_store_join="SEE_D_IN_B", item_line="LINE_D_1"
    )
    assert reasons_now(centre, 2)["item_line", "LINE_D_1"] == "became_collector"


def test_a_collector_that_loses_visibility_loses_everything_and_gets_it_back(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(1, stock_line("A"))
    row = upserts(name_store_join="SEE_A_IN_B")
    centre.push_and_cycle(1, upsert("name_store_join", "SEE_A_IN_B", **HIDDEN))
    assert sent_now(centre, 2) == row | removals(store="STORE_A", item_line="LINE_A_1")
    centre.push_and_cycle(1, upsert("name_store_join", "SEE_A_IN_B", inactive=False))
    assert sent_now(centre, 2) == row | upserts(
        store="STORE_A", name="NAME_A", item_line="LINE_A_1"
    )


def test_transfer_to_active_sends_store_data_and_central_store_data(centre: Centre) -> None:
    begin(centre)
    fill_c(centre)
    set_store(centre, "STORE_C", active=2, collectors=[1])
    centre.cycle()
    assert sent_now(centre, 2) == upserts(
        **OF_C_ALONE, item_store_join="ISJ_C", pref="PREF_C", name_store_join="SEE_B_IN_C"
    )
    assert set(reasons_now(centre, 2).values()) == {"became_active"}
    assert sent_now(centre, 1) == set()


def test_active_to_none_removes_all_that_no_other_rule_leaves_there(centre: Centre) -> None:
    begin(centre)
    fill_c(centre)
    set_store(centre, "STORE_C", active=2, collectors=[1])
    centre.cycle()
    assert sent_now(centre, 3) == removals(
        item_line="LINE_C_1", Location="SHELF",
        transact=["INV_DRAFT", "INV_DONE", made_id("transact:INV_DONE")],
        trans_line=["INV_DRAFT_L1", "INV_DONE_L1", made_id("trans_line:INV_DONE_L1")],
        item_store_join="ISJ_C", pref="PREF_C", name_store_join="SEE_B_IN_C",
        store=["STORE_B", "STORE_C"],
    )  # fmt: skip
    assert set(reasons_now(centre, 3).values()) == {"left_subset"}


def test_active_to_collector_keeps_the_store_data(centre: Centre) -> None:
    begin(centre)
    fill_c(centre)
    centre.push_and_cycle(1, visible("C", "D"))
    set_store(centre, "STORE_C", active=2, collectors=[1, 3])
    centre.cycle()
    assert sent_now(centre, 3) == removals(
        item_store_join="ISJ_C", pref="PREF_C", name_store_join="SEE_B_IN_C", store="STORE_B"
    )


def test_a_collector_that_becomes_active_gets_the_central_store_data_only(
    centre: Centre,
) -> None:
    begin(centre)
    fill_c(centre)
    set_store(centre, "STORE_C", active=3, collectors=[1, 2])
    centre.cycle()
    set_store(centre, "STORE_C", active=2, collectors=[1])
    centre.cycle()
    assert sent_now(centre, 2) == upserts(
        item_store_join="ISJ_C", pref="PREF_C", name_store_join="SEE_B_IN_C"
    )


def test_a_store_that_moves_brings_the_transfers_it_takes_part_in(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *invoice("FB", "F", to="B"), *invoice("FE", "F", to="E"))
    centre.push_and_cycle(3, *invoice("CB", "C", to="B"))
    set_store(centre, "STORE_B", active=3, collectors=[1])
    centre.cycle()
    assert upserts(transact="INV_FB", trans_line="INV_FB_L1") <= sent_now(centre, 3)
    assert {row for row in sent_now(centre, 3) if row[0] == "transact"} == upserts(
        transact="INV_FB"
    )
    assert {row for row in sent_now(centre, 2) if row[0] in ("transact", "trans_line")} == (
        removals(
            transact=["INV_CB", made_id("transact:INV_CB")],
            trans_line=["INV_CB_L1", made_id("trans_line:INV_CB_L1")],
        )
    )


def test_a_name_that_becomes_a_stores_name_is_sent_again_with_the_store(centre: Centre) -> None:
    begin(centre)
    see = upsert("name_store_join", "SEE_X", name_ID="NAME_X", store_ID="STORE_B")
    centre.push_and_cycle(1, upsert("name", "NAME_X", name="Clinic", type="facility"), see)
    set_store(centre, "STORE_X", active=3)
    centre.push_and_cycle(1, upsert("store", "STORE_X", name_ID="NAME_X", code="X"))
    for site in (2, 3):
        assert sent_now(centre, site) == upserts(store="STORE_X", name="NAME_X")
    assert reasons_now(centre, 2)["store", "STORE_X"] == "became_visible"
    assert reasons_now(centre, 3)["store", "STORE_X"] == "became_active"


def test_a_visibility_row_may_come_before_its_name(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "STORE_X", active=3)
    see = upsert("name_store_join", "SEE_X", name_ID="NAME_X", store_ID="STORE_B")
    centre.push_and_cycle(1, see, upsert("store", "STORE_X", name_ID="NAME_X", code="X"))
    assert ("store", "STORE_X", "upsert") not in sent_now(centre, 2)
    centre.push_and_cycle(1, upsert("name", "NAME_X", name="Clinic", type="store"))
    assert sent_now(centre, 2) == upserts(store="STORE_X", name="NAME_X", name_store_join="SEE_X")


def test_settings_that_change_no_relation_send_nothing(centre: Centre) -> None:
    begin(centre)
    fill_c(centre)
    centre.change_network(preferences={"stale_after": "2 months"})
    centre.cycle()
    for site in (1, 2, 3):
        assert sent_now(centre, site) == set()


def test_a_collector_that_is_taken_off_the_list_loses_that_store_alone(
    centre: Centre,
) -> None:
    begin(centre)
    fill_c(centre)
    centre.push_and_cycle(3, stock_line("D"))
    centre.push_and_cycle(1, stock_line("A"))
    set_store(centre, "STORE_A", active=1, collectors=[])
    centre.cycle()
    assert sent_now(centre, 2) == removals(item_line="LINE_A_1")
    assert sent_now(centre, 3) == set()


def test_procurement_that_becomes_central_takes_orders_away_from_collectors(
    centre: Centre,
) -> None:
    begin(centre)
    order: list[Row] = [
        upsert("purchase_order", "PO", store_ID="STORE_A"),
        upsert("purchase_order_line", "PO_L", purchase_order_ID="PO"),
    ]
    centre.push_and_cycle(1, *order, stock_line("A"))
    switch = {"item": "centralised_procurement"}
    centre.push_and_cycle(1, upsert("pref", "CP", **switch, data=True))
    assert sent_now(centre, 2) == upserts(pref="CP") | removals(
        purchase_order="PO", purchase_order_line="PO_L"
    )
    centre.push_and_cycle(1, upsert("pref", "CP", **switch, data=False))
    assert sent_now(centre, 2) == upserts(
        pref="CP", purchase_order="PO", purchase_order_line="PO_L"
    )


def with_patient(centre: Centre) -> None:
    """A patient of D3 with a note, an insurance and a repeat, and a prescription."""
    clinics.begin(centre)
    centre.push_and_cycle(
        3, patient(), sees("D3"),
        upsert("name_note", "NOTE", patient_ID="PAT", note="well"),
        upsert("nameInsuranceJoin", "POLICY", nameID="PAT"),
        upsert("repeat", "REP", name_ID="PAT", repeats_total=3),
        prescription("1", "D3"),
    )  # fmt: skip


PATIENT = {"name": "PAT", "name_note": "NOTE", "nameInsuranceJoin": "POLICY", "repeat": "REP"}


def test_a_patient_that_becomes_visible_is_sent_with_what_hangs_on_him(centre: Centre) -> None:
    with_patient(centre)
    centre.push_and_cycle(1, sees("D2"))
    assert sent_now(centre, 2) == upserts(**PATIENT, name_store_join="SEE_PAT_D2")
    assert {reasons_now(centre, 2)[item] for item in PATIENT.items()} == {"became_visible"}
    for site in (1, 3, 4):
        assert sent_now(centre, site) == set()


def test_a_patient_seen_in_two_stores_of_a_site_leaves_with_the_last(centre: Centre) -> None:
    with_patient(centre)
    centre.push_and_cycle(1, sees("D2"))
    centre.push_and_cycle(1, sees("E2"))
    assert sent_now(centre, 2) == upserts(name_store_join="SEE_PAT_E2")
    centre.push_and_cycle(1, sees("D2", **HIDDEN))
    assert sent_now(centre, 2) == upserts(name_store_join="SEE_PAT_D2")
    centre.push_and_cycle(1, delete("name_store_join", "SEE_PAT_E2"))
    gone = {("name_store_join", "SEE_PAT_E2", "delete")}
    assert sent_now(centre, 2) == removals(**PATIENT) | gone
    assert reasons_now(centre, 2)["name", "PAT"] == "left_subset"
    for site in (1, 3, 4):
        assert sent_now(centre, site) == set()


def test_a_home_site_keeps_a_patient_who_is_visible_nowhere(centre: Centre) -> None:
    with_patient(centre)
    centre.push_and_cycle(1, sees("D3", **HIDDEN))
    assert sent_now(centre, 3) == upserts(name_store_join="SEE_PAT_D3")


def test_a_visibility_row_may_come_before_its_patient(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(1, sees("D2"))
    assert sent_now(centre, 2) == set()
    centre.push_and_cycle(3, patient(), sees("D3"))
    assert sent_now(centre, 2) == upserts(name="PAT", name_store_join="SEE_PAT_D2")
    assert ("name", "PAT", "upsert") in sent_now(centre, 1)
    assert sent_now(centre, 4) == set()


def test_a_prescriber_that_becomes_visible_is_sent_and_leaves_again(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, prescriber())
    join = upsert("clinician_store_join", "SEE_DOC", prescriber_ID="DOC", store_ID="D2")
    centre.push_and_cycle(1, join)
    assert sent_now(centre, 2) == upserts(clinician="DOC", clinician_store_join="SEE_DOC")
    assert reasons_now(centre, 2)["clinician", "DOC"] == "became_visible"
    assert sent_now(centre, 3) == sent_now(centre, 4) == set()
    centre.push_and_cycle(1, delete("clinician_store_join", "SEE_DOC"))
    gone = {("clinician_store_join", "SEE_DOC", "delete")}
    assert sent_now(centre, 2) == removals(clinician="DOC") | gone


def test_where_a_prescriber_has_prescribed_he_stays(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, prescriber(), patient(), sees("D3"))
    centre.push_and_cycle(4, prescription("1", "D4", prescriber_ID="DOC"))
    assert sent_now(centre, 4) == upserts(clinician="DOC")
    join = upsert("clinician_store_join", "SEE_DOC", prescriber_ID="DOC", store_ID="D4")
    centre.push_and_cycle(1, join)
    assert sent_now(centre, 4) == upserts(clinician_store_join="SEE_DOC")
    centre.push_and_cycle(1, delete("clinician_store_join", "SEE_DOC"))
    assert sent_now(centre, 4) == {("clinician_store_join", "SEE_DOC", "delete")}


def test_a_dispensary_that_moves_takes_its_patients_and_prescribers_along(
    centre: Centre,
) -> None:
    with_patient(centre)
    centre.push_and_cycle(3, prescriber())
    set_stores(centre, {"id": "D3", "active": 4}, {"id": "D4", "active": 3})
    centre.cycle()
    own = {"transact": "RX_1", "store": "D3"} | PATIENT
    assert upserts(**own, clinician="DOC") <= sent_now(centre, 4)
    assert reasons_now(centre, 4)["name", "PAT"] == "became_active"
    assert {row for row in sent_now(centre, 3) if row[2] == "remove"} >= removals(
        **own, clinician="DOC", name_store_join="SEE_PAT_D3"
    )
    assert sent_now(centre, 1) == sent_now(centre, 2) == set()


def test_a_collector_of_a_store_gets_the_patients_visible_in_it(centre: Centre) -> None:
    with_patient(centre)
    centre.push_and_cycle(1, upsert("name_store_join", "SEE_N_D3", name_ID="N_D3", store_ID="D2"))
    set_store(centre, "D3", active=3, collectors=[1, 2])
    centre.cycle()
    assert sent_now(centre, 2) == upserts(**PATIENT, transact="RX_1")
    set_store(centre, "D3", active=3, collectors=[1])
    centre.cycle()
    assert sent_now(centre, 2) == removals(**PATIENT, transact="RX_1")


def test_a_mirrored_primary_sees_no_store_leave(centre: Centre) -> None:
    primary = begin(centre, is_mirrored=True)
    centre.push_and_cycle(primary, delete("name_store_join", "SEE_C_IN_B"))
    assert sent_now(centre, primary) == set()
    assert removals(store="STORE_C") <= sent_now(centre, 2)


def test_a_site_that_comes_without_a_store_changes_nothing_for_others(centre: Centre) -> None:
    begin(centre)
    fill_c(centre)
    add_site(centre, 5)
    centre.cycle()
    for site in (1, 2, 3):
        assert sent_now(centre, site) == set()


def test_a_message_without_a_sender_leaves_with_the_store_it_is_for(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, upsert("message", "M", toStoreID="STORE_D", status="new"))
    assert ("message", "M", "upsert") in centre.sent(3)
    set_store(centre, "STORE_D", active=1)
    centre.cycle()
    assert ("message", "M", "remove") in sent_now(centre, 3)
