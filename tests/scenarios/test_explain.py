"""Explaining records of real networks: one test per thing that a person may ask about."""

import pytest

from sync import lake
from sync.explain import Explanation, NotKnown, explain
from sync.made_ids import made_id
from tests.centre import Centre, days_ago, delete, merge, upsert
from tests.scenarios import clinics, six_stores
from tests.scenarios.changing import sent_now, upserts
from tests.scenarios.clinics import patient, sees
from tests.scenarios.six_stores import invoice, stock_line


def told(centre: Centre, table: str, record_id: str, **options: int) -> Explanation:
    with lake.connect(centre.home) as connection:
        return explain(connection, table, record_id, **options)


def said(explanation: Explanation, key: str) -> str:
    """The sentences of one section."""
    found = [section for section in explanation.sections if section.key == key]
    return "\n".join(found[0].sentences)


@pytest.fixture
def stores(centre: Centre) -> Centre:
    six_stores.begin(centre)
    return centre


@pytest.fixture
def clinic(centre: Centre) -> Centre:
    """A patient of the district's dispensary, whom the hospital sees too."""
    clinics.begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"))
    centre.push_and_cycle(1, sees("D2"))
    return centre


def test_store_data_belongs_to_its_store_and_goes_to_collectors(stores: Centre) -> None:
    stores.push_and_cycle(2, stock_line("B"))
    answer = told(stores, "item_line", "LINE_B_1")
    assert "It is data of store STORE_B (Store B) (R12)." in said(answer, "owner")
    assert "is active on site 2 (Remote site 1)" in said(answer, "owner")
    assert "Only site 2 (Remote site 1) may edit it." in said(answer, "owner")
    assert "of site 2 (Remote site 1) left it" in said(answer, "place")
    assert "To site 1 (Sync server): store STORE_B (Store B) is collector there (R33)." in said(
        answer, "goes"
    )
    assert "applied in cycle 2" in said(answer, "history")
    assert "(R12)." in said(answer, "history")


def test_why_store_data_is_not_on_a_site_with_relation_transfer(stores: Centre) -> None:
    stores.push_and_cycle(2, stock_line("B"))
    answer = told(stores, "item_line", "LINE_B_1", site_id=3)
    assert answer.is_entitled is False
    assert said(answer, "site").splitlines() == [
        "Site 3 (Remote site 2) is not entitled to hold it.",
        "Store STORE_B (Store B) has relation transfer to site 3 (Remote site 2): it is visible "
        "to a store active there (R6).",
        "Only collectors and the active site get store data (R33).",
        "It would go there if store STORE_B (Store B) were listed as collector on site 3 "
        "(Remote site 2), or if store STORE_B (Store B) became active on site 3 (Remote site 2).",
        "It has never been sent there.",
    ]


def test_the_other_store_of_a_pair_stays_entitled_when_its_document_turns(stores: Centre) -> None:
    stores.push_and_cycle(1, upsert("name", "CUST", name="Customer"))
    stores.push_and_cycle(3, *invoice("X", "C", "B"))
    for turn in ({"status": "nw"}, {"status": "fn", "name_ID": "CUST"}):
        stores.push_and_cycle(3, upsert("transact", "INV_X", **turn))
        assert sent_now(stores, 2) == upserts(transact="INV_X")
        for table, record_id in (("transact", "INV_X"), ("trans_line", "INV_X_L1")):
            answer = told(stores, table, record_id, site_id=2)
            assert answer.is_entitled is True
            assert "of them the site has store STORE_B (Store B) (R34)" in said(answer, "site")


def test_an_order_in_supervisor_mode_may_be_edited_by_the_primary_too(stores: Centre) -> None:
    order = upsert("purchase_order", "PO", store_ID="STORE_C", editedRemotely=True)
    stores.push_and_cycle(1, order, upsert("purchase_order_line", "L", purchase_order_ID="PO"))
    for table, record_id in (("purchase_order", "PO"), ("purchase_order_line", "L")):
        words = said(told(stores, table, record_id), "owner")
        assert "Only site 3 (Remote site 2) may edit it, and the primary, site 1" in words
    preference = upsert("pref", "CP", item="centralised_procurement", data=True)
    stores.push_and_cycle(1, preference)
    words = said(told(stores, "purchase_order", "PO"), "owner")
    assert "only the primary, site 1 (Sync server), may edit it (R19)" in words


def test_a_collector_without_visibility_is_told_what_is_missing(stores: Centre) -> None:
    stores.push_and_cycle(1, upsert("name_store_join", "SEE_A_IN_B", inactive=True))
    stores.push_and_cycle(1, stock_line("A"))
    words = said(told(stores, "item_line", "LINE_A_1", site_id=2), "site")
    assert "listed as collector, but the store is visible to no other store" in words
    assert "(R4)" in words
    assert "if store STORE_A (Store A) became visible to a store active on site 2" in words


def test_what_was_sent_says_in_which_batch_and_whether_it_was_acknowledged(stores: Centre) -> None:
    stores.push_and_cycle(2, stock_line("B"))
    waits = said(told(stores, "item_line", "LINE_B_1", site_id=1), "site")
    assert "is entitled to hold it: store STORE_B (Store B) is collector there (R33)." in waits
    assert "It waits to be packed for the site." in waits
    stores.pull(1)
    packed = said(told(stores, "item_line", "LINE_B_1", site_id=1), "site")
    stores.push_and_cycle(2, stock_line("B", packs=6))
    assert "last sent there in cycle 2" in packed or "waits to be packed" in packed
    assert "2 times in all" in said(told(stores, "item_line", "LINE_B_1", site_id=1), "site")


def test_what_a_site_made_itself_need_not_be_sent_to_it(stores: Centre) -> None:
    stores.push_and_cycle(2, stock_line("B"))
    words = said(told(stores, "item_line", "LINE_B_1", site_id=2), "site")
    assert "is active there (R33)" in words
    assert "its latest state came from there" in words


def test_central_data_goes_to_every_site_in_one_sentence(stores: Centre) -> None:
    answer = told(stores, "item", "ITEM_1", site_id=3)
    assert said(answer, "goes") == "Central data goes to every site (R30)."
    assert answer.is_entitled is True
    assert "Only the primary, site 1 (Sync server), may edit it." in said(answer, "owner")


def test_a_store_record_says_why_a_site_does_not_have_the_store(stores: Centre) -> None:
    answer = told(stores, "store", "STORE_E", site_id=3)
    assert "relation none to site 3" in said(answer, "site")
    assert "(R31)" in said(answer, "site")
    assert "became visible to a store active on site 3" in said(answer, "site")


def test_a_transfer_says_that_it_is_shown_from_its_trigger_on(stores: Centre) -> None:
    stores.push_and_cycle(3, *invoice("1", "C", to="B", status="cn"))
    before = told(stores, "trans_line", "INV_1_L1", site_id=2)
    assert before.is_entitled is False
    assert "only from its trigger on (R34)" in said(before, "site")
    assert "if it were finalised" in said(before, "site")
    assert "It is a line of transact INV_1" in said(before, "owner")
    stores.push_and_cycle(3, upsert("transact", "INV_1", status="fn"))
    after = told(stores, "trans_line", "INV_1_L1", site_id=2)
    assert after.is_entitled is True
    assert "it is a document between two stores" in said(after, "site")


def test_what_is_not_collected_says_so(stores: Centre) -> None:
    stores.push_and_cycle(2, stock_line("F"))
    answer = told(stores, "item_line", "LINE_F_1", site_id=1)
    assert answer.state == "left_out"
    assert "does not keep its content" in said(answer, "place")
    assert "(R25)" in said(answer, "place")
    assert "cannot send (R25)" in said(answer, "site")


def test_a_refused_row_is_explained(stores: Centre) -> None:
    stores.push_and_cycle(3, stock_line("B"))
    answer = told(stores, "item_line", "LINE_B_1")
    assert "its changes were refused" in said(answer, "place")
    assert "was rejected in cycle 2" in said(answer, "history")
    assert "(R12)" in said(answer, "history")


def test_a_waiting_line_says_for_what_and_since_when(stores: Centre) -> None:
    old = stores.write(
        2, upsert("trans_line", "L_1", transaction_ID="INV_9", item_ID="ITEM_1", quantity=1),
        created_at=days_ago(40),
    )  # fmt: skip
    stores.land(old)
    stores.cycle()
    answer = told(stores, "trans_line", "L_1", site_id=1)
    assert "for transact INV_9, which has never come" in said(answer, "place")
    assert "(R24)" in said(answer, "place")
    assert "nowhere while it waits" in said(answer, "site")
    with pytest.raises(NotKnown, match="1 row waits for it"):
        told(stores, "transact", "INV_9")


def test_a_deleted_record_and_the_lines_that_went_with_it(stores: Centre) -> None:
    stores.push_and_cycle(3, *invoice("1", "C", to="B"))
    stores.push_and_cycle(3, delete("transact", "INV_1"))
    assert "It was deleted" in said(told(stores, "transact", "INV_1"), "place")
    line = told(stores, "trans_line", "INV_1_L1")
    assert "its header transact INV_1 was deleted (R21)" in said(line, "place")


def test_a_merged_record_names_the_one_that_was_kept(stores: Centre) -> None:
    stores.push_and_cycle(1, upsert("item", "ITEM_2", item_name="The same"))
    stores.push_and_cycle(1, merge("item", keep="ITEM_1", gone="ITEM_2"))
    gone = told(stores, "item", "ITEM_2", site_id=3)
    assert "merged into item ITEM_1" in said(gone, "place")
    assert "item ITEM_1 goes in its stead (R20)" in said(gone, "site")
    assert "item ITEM_2 was merged into it (R20)." in said(told(stores, "item", "ITEM_1"), "place")


def test_a_patient_has_a_home_and_goes_where_stores_see_him(clinic: Centre) -> None:
    answer = told(clinic, "name", "PAT", site_id=2)
    assert "home store is store D3 (Store D3); its home site is site 3 (District) (R13)" in said(
        answer, "owner"
    )
    assert "the patient is visible to store D2 (Store D2), active or collector there (R35)" in said(
        answer, "site"
    )
    assert "To site 3 (District): " in said(answer, "goes")


def test_a_patient_that_no_store_of_a_site_sees_is_not_there(clinic: Centre) -> None:
    answer = told(clinic, "name", "PAT", site_id=4)
    assert answer.is_entitled is False
    words = said(answer, "site")
    assert "visible to no store that is active or collector on site 4 (Clinic)" in words
    assert "(R35)" in words
    assert "if the patient became visible to a store that is active or collector on site 4" in words
    assert "listed as collector on site 4" not in words  # a mobile site never collects


def test_what_hangs_on_a_patient_goes_where_the_patient_goes(clinic: Centre) -> None:
    clinic.push_and_cycle(3, upsert("name_note", "NOTE", patient_ID="PAT"))
    assert told(clinic, "name_note", "NOTE", site_id=2).is_entitled is True
    assert told(clinic, "name_note", "NOTE", site_id=4).is_entitled is False


def test_visibility_of_a_patient_is_central_data_of_its_store(clinic: Centre) -> None:
    answer = told(clinic, "name_store_join", "SEE_PAT_D2", site_id=4)
    assert "visibility of a patient or prescriber in store D2" in said(answer, "owner")
    assert "(R32)" in said(answer, "site")


def test_dispensary_data_stays_away_from_sites_without_a_dispensary(stores: Centre) -> None:
    stores.push_and_cycle(1, upsert("abbreviation", "AB", abbreviation="bd"))
    words = said(told(stores, "abbreviation", "AB", site_id=3), "site")
    assert "no dispensary is active on site 3 (Remote site 2) (R30)." in words
    assert "if a dispensary became active on site 3" in words


def test_local_data_and_settings_go_nowhere(stores: Centre) -> None:
    stores.push_and_cycle(2, upsert("system_log", "LOG_1", type="x"))
    local = told(stores, "system_log", "LOG_1", site_id=3)
    assert "Local data goes nowhere (R37)." in said(local, "site")
    setting = told(stores, "store_sync_setting", "STORE_B")
    assert "changed at the centre alone (R18)" in said(setting, "owner")
    assert "Sync settings go nowhere" in said(setting, "goes")


def test_a_row_of_an_unknown_table_is_explained_where_it_came(stores: Centre) -> None:
    stores.push_and_cycle(2, upsert("no_such_table", "X", a=1))
    answer = told(stores, "no_such_table", "X", site_id=3)
    assert "no record type no_such_table" in said(answer, "owner")
    assert "was rejected" in said(answer, "history")


def test_a_history_is_shown_newest_first_and_says_how_much_more_there_is(stores: Centre) -> None:
    for packs in range(4):
        stores.push_and_cycle(2, stock_line("B", packs=packs))
    history = said(told(stores, "item_line", "LINE_B_1", limit=2), "history").splitlines()
    assert len(history) == 3
    assert "in cycle 5" in history[0]
    assert "in cycle 4" in history[1]
    assert history[2] == "There are 2 earlier changes."


def test_what_was_never_seen_has_a_sentence_with_what_is_nearest(stores: Centre) -> None:
    with pytest.raises(NotKnown, match="never seen item item_1; nearest: item ITEM_1"):
        told(stores, "item", "item_1")
    with pytest.raises(NotKnown, match="nearest: store STORE_B"):
        told(stores, "name", "STORE_B")
    with pytest.raises(NotKnown, match="no table transcat; nearest: transact"):
        told(stores, "transcat", "X")
    with pytest.raises(NotKnown, match="no site 9"):
        told(stores, "item", "ITEM_1", site_id=9)


def test_a_table_may_be_named_in_any_case(stores: Centre) -> None:
    assert told(stores, "ITEM", "ITEM_1").table_name == "item"


def test_both_halves_of_a_transfer_name_each_other(stores: Centre) -> None:
    stores.push_and_cycle(3, *invoice("1", "C", "B"))
    half = made_id("transact:INV_1")
    first = told(stores, "transact", "INV_1", site_id=2)
    assert (
        f"transact INV_1 is the initiating half of a transfer (stock transfer); the other half is "
        f"transact {half} of store STORE_B (Store B), and the transfer is sent (T1, T7)."
    ) in said(first, "place")
    assert first.is_entitled is True
    second = told(stores, "transact", half, site_id=3)
    assert "is the responding half" in said(second, "place")
    assert second.is_entitled is True
    assert "R34" in said(second, "goes")


def test_a_vaccination_goes_to_the_site_of_its_store_wherever_the_patient_is_seen(
    centre: Centre,
) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(4, patient(home="D4"))
    centre.push_and_cycle(3, upsert("vaccination", "V", patient_ID="PAT", store_ID="D3"))
    assert "store D3 (Store D3) is active there" in said(told(centre, "vaccination", "V"), "goes")
    would = said(told(centre, "vaccination", "V", site_id=2), "site")
    assert "or if store D3 (Store D3) became active on site 2 (Hospital)" in would
