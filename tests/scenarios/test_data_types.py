"""The table of data types, row by row: who may edit, where it goes, what the centre keeps.

The store examples use the six stores: C is active at site 3 and collected at the centre, A is
active at the centre and collected at site 2. The patients use the clinics.
"""

import pytest

from tests.centre import Centre, Row, merge, upsert
from tests.scenarios import clinics
from tests.scenarios.changing import (
    reasons_now,
    removals,
    sent_now,
    set_store,
    set_stores,
    upserts,
)  # fmt: skip
from tests.scenarios.clinics import patient, prescriber, prescription, sees
from tests.scenarios.six_stores import begin, invoice, stock_line

BY_STORE = ("applied", "active_site_edits_store")
BY_HOME = ("applied", "home_site_edits_patient")
BY_PRIMARY = ("applied", "primary_edits_central")
BY_PRIMARY_FOR_STORE = ("applied", "primary_edits_central_store")


def all_upserts(rows: tuple[Row, ...]) -> set[tuple[str, str, str]]:
    return {(row["table_name"], row["record_id"], "upsert") for row in rows}


def keeps(centre: Centre, rows: tuple[Row, ...]) -> bool:
    """The centre has every one of these records."""
    return all(centre.record(row["table_name"], row["record_id"]) for row in rows)


def assert_central(centre: Centre, *rows: Row) -> None:
    """Edited at the primary alone, sent to every site, kept."""
    begin(centre)
    centre.push_and_cycle(2, *rows)
    refused = {reason for _, reason in centre.decisions(site_id=2)}
    assert refused <= {"not_primary", "missing_parent"}
    centre.push_and_cycle(1, *rows)
    assert centre.decisions(site_id=1)[-len(rows) :] == [BY_PRIMARY] * len(rows)
    assert keeps(centre, rows)
    for site in (2, 3):
        assert all_upserts(rows) <= sent_now(centre, site)
    assert sent_now(centre, 1) == set()


def assert_store(centre: Centre, *rows: Row) -> None:
    """Of store A: edited at the site where it is active alone, sent to its collector, kept."""
    begin(centre)
    centre.push_and_cycle(2, *rows)
    assert {reason for _, reason in centre.decisions(site_id=2)} <= {
        "not_active_site", "missing_parent",
    }  # fmt: skip
    centre.push_and_cycle(1, *rows)
    assert centre.decisions(site_id=1)[-len(rows) :] == [BY_STORE] * len(rows)
    assert keeps(centre, rows)
    assert all_upserts(rows) <= sent_now(centre, 2)
    assert sent_now(centre, 1) == sent_now(centre, 3) == set()


def assert_central_store(centre: Centre, row: Row) -> None:
    """Of store C: edited at the primary alone, sent to the site where it is active, kept."""
    centre.push_and_cycle(3, row)
    assert centre.last_decision() == ("rejected", "not_primary")
    centre.push_and_cycle(1, row)
    assert centre.last_decision() == BY_PRIMARY_FOR_STORE
    assert keeps(centre, (row,))
    assert sent_now(centre, 3) == all_upserts((row,))
    assert sent_now(centre, 1) == sent_now(centre, 2) == set()


def test_items(centre: Centre) -> None:
    assert_central(
        centre, upsert("unit", "U", units="tablet"),
        upsert("item_category", "IC", Description="Antibiotics"),
        upsert("item", "ITEM_2", item_name="Zinc", unit_ID="U", category_ID="IC"),
    )  # fmt: skip


def test_names_except_patients(centre: Centre) -> None:
    assert_central(
        centre, upsert("name_category", "NC", Description="Clinics"),
        upsert("name", "SUPPLIER", name="Supplier", type="facility"),
        upsert("contact", "CONTACT", name_ID="SUPPLIER", first="Ann"),
    )  # fmt: skip


def test_merging_of_items_units_and_names_except_patients(centre: Centre) -> None:
    begin(centre)
    kinds = (("item", "item_name"), ("unit", "units"), ("name", "name"))
    rows = [
        upsert(table, f"{table}_{n}", **{column: "same"}) for table, column in kinds for n in "12"
    ]
    merges = [merge(table, f"{table}_1", f"{table}_2") for table, _ in kinds]
    centre.push_and_cycle(1, *rows)
    centre.push_and_cycle(3, *merges)
    assert centre.decisions(site_id=3) == [("rejected", "not_primary")] * 3
    centre.push_and_cycle(1, *merges)
    assert centre.decisions(site_id=1)[-3:] == [BY_PRIMARY] * 3
    for site in (2, 3):
        assert sent_now(centre, site) == {(table, f"{table}_2", "merge") for table, _ in kinds}


def test_groups_and_departments(centre: Centre) -> None:
    assert_central(
        centre, upsert("group_names", "G", description="Group"),
        upsert("department", "D", name="Ward"), upsert("item_department", "ID", department="Lab"),
    )  # fmt: skip


def test_item_master_lists(centre: Centre) -> None:
    assert_central(
        centre, upsert("list_master", "LM", description="Essential"),
        upsert("list_master_line", "LML", item_master_ID="LM", item_ID="ITEM_1"),
        upsert("list_master_name_join", "LMN", list_master_ID="LM", name_ID="NAME_C"),
    )  # fmt: skip


def test_budgets_and_accounts(centre: Centre) -> None:
    assert_central(
        centre, upsert("account", "ACC", code="1"),
        upsert("budget_period", "BP"), upsert("budget", "BUD", account_ID="ACC", amount=5),
    )  # fmt: skip


def test_transaction_categories(centre: Centre) -> None:
    assert_central(centre, upsert("transaction_category", "TC", category="Gift", type="ci"))


def test_purchase_order_categories(centre: Centre) -> None:
    assert_central(centre, upsert("purchase_order_category", "PC", category="Urgent"))


def test_location_types(centre: Centre) -> None:
    assert_central(centre, upsert("Location_type", "LT", Description="Cold", Temperature_max=8))


def test_regimens_and_indicators(centre: Centre) -> None:
    assert_central(
        centre, upsert("program_indicator", "PI", code="HIV"),
        upsert("indicator_attribute", "IA", indicator_ID="PI", code="adults"),
    )  # fmt: skip


def test_abbreviations_and_item_directions(centre: Centre) -> None:
    clinics.begin(centre)
    set_stores(centre, {"id": "D3", "active": 4}, {"id": "D4", "active": 2})
    rows = (
        upsert("abbreviation", "AB", abbreviation="bd", expansion="twice a day"),
        upsert("item_direction", "DIR", item_ID="ITEM_1", directions="bd"),
    )
    centre.push_and_cycle(2, *rows)
    assert centre.decisions(site_id=2) == [("rejected", "not_primary")] * 2
    centre.push_and_cycle(1, *rows)
    assert centre.decisions(site_id=1)[-2:] == [BY_PRIMARY] * 2
    assert keeps(centre, rows)
    for site in (2, 4):
        assert sent_now(centre, site) == all_upserts(rows)
        assert set(reasons_now(centre, site).values()) == {"dispensary_data"}
    assert sent_now(centre, 1) == sent_now(centre, 3) == set(), "site 3 has no dispensary"


def test_custom_reports(centre: Centre) -> None:
    assert_central(
        centre, upsert("om_report", "REP", code="stock"),
        upsert("dashboard_store_report", "DSR", title="Stock"),
    )  # fmt: skip


def test_sites_and_sync_related_preferences(centre: Centre) -> None:
    begin(centre)
    rows = [
        upsert("site", "S9", name="New", site_id=9),
        upsert("store_sync_setting", "SS", store_ID="STORE_C", site_id=2, relation="active"),
    ]
    for site in (1, 2):
        centre.push_and_cycle(site, *rows)
        assert centre.decisions(site_id=site)[-2:] == [("rejected", "not_central")] * 2
    set_store(centre, "STORE_F", active=2, collectors=[1])
    centre.cycle()
    assert centre.sql(
        "SELECT site_id, batch_no, decision FROM sync.change WHERE reason = 'central_edits_sync' "
        "AND cycle_no = (SELECT max(cycle_no) FROM sync.cycle)"
    ) == [(1, None, "applied")]
    for site in (1, 2, 3):
        assert not {row for row in sent_now(centre, site) if row[0] in ("site", "site_link",
                    "store_sync_setting")}  # fmt: skip


def test_messages(centre: Centre) -> None:
    begin(centre)
    letter = {"fromStoreID": "STORE_C", "toStoreID": "STORE_B"}
    by_message = ("applied", "message_from_store")
    centre.push_and_cycle(2, upsert("message", "M", **letter))
    assert centre.last_decision()[0] == "rejected"
    centre.push_and_cycle(3, upsert("message", "M", **letter, status="new"))
    assert centre.last_decision() == by_message
    assert centre.record("message", "M") is not None
    assert sent_now(centre, 2) == upserts(message="M")
    assert reasons_now(centre, 2) == {("message", "M"): "message_to_store"}
    assert sent_now(centre, 1) == sent_now(centre, 3) == set()
    centre.push_and_cycle(2, upsert("message", "M", status="read"))
    assert centre.last_decision() == by_message
    assert sent_now(centre, 3) == upserts(message="M")
    assert sent_now(centre, 1) == sent_now(centre, 2) == set()


def test_messages_whose_stores_are_blank(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, upsert("message", "M", fromStoreID="", toStoreID="", status="new"))
    assert centre.last_decision() == ("applied", "message_from_store")
    assert centre.record("message", "M") is not None
    for site in (1, 2, 3):
        assert sent_now(centre, site) == set()


def test_r36_a_message_to_nobody_stays_at_the_centre_when_its_store_moves(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, upsert("message", "M", fromStoreID="STORE_C", status="new"))
    set_store(centre, "STORE_C", active=2)
    centre.cycle()
    assert ("message", "M") not in {(table, record) for table, record, _ in sent_now(centre, 2)}


def test_r36_a_message_whose_receiver_is_taken_away_goes_to_nobody(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, upsert("message", "M", fromStoreID="STORE_C", toStoreID="STORE_B"))
    assert sent_now(centre, 2) == upserts(message="M")
    centre.push_and_cycle(3, upsert("message", "M", toStoreID="", body="private"))
    assert centre.last_decision() == ("applied", "message_from_store")
    assert sent_now(centre, 2) == removals(message="M")
    centre.push_and_cycle(3, upsert("message", "M", body="still private"))
    assert sent_now(centre, 2) == set()


def test_r22_a_store_preference_that_leaves_out_its_store_stays_the_stores(
    centre: Centre,
) -> None:
    begin(centre)
    of_store = upsert("pref", "P", item="store_preferences", store_ID="STORE_B", data={"a": 1})
    partial = upsert("pref", "P", item="store_preferences", data={"a": 2})
    centre.push_and_cycle(1, of_store, partial)
    assert centre.decisions()[-2:] == [("applied", "primary_edits_central_store")] * 2
    centre.push_and_cycle(1, upsert("pref", "P", item="store_preferences", data={"a": 3}))
    assert centre.last_decision() == ("applied", "primary_edits_central_store")
    assert sent_now(centre, 2) == upserts(pref="P")
    record = centre.record("pref", "P")
    assert record is not None and record["store_ID"] == "STORE_B"
    for new in (upsert("pref", "Q", item="store_preferences", data={"a": 3}), upsert("pref", "R")):
        centre.push_and_cycle(1, new)
        assert centre.last_decision() == ("ignored", "local_data")


def test_stores_and_store_preferences_that_are_not_sync_related(centre: Centre) -> None:
    row = upsert("pref", "P", item="store_preferences", store_ID="STORE_C", data={"a": 1})
    begin(centre)
    assert_central_store(centre, row)


def test_the_store_record_goes_to_every_site_that_has_the_store(centre: Centre) -> None:
    begin(centre)
    row = upsert("store", "STORE_C", organisation_name="District", sync_id_remote_site=9)
    centre.push_and_cycle(3, row)
    assert centre.last_decision() == ("rejected", "not_primary")
    centre.push_and_cycle(1, row)
    assert centre.last_decision() == BY_PRIMARY_FOR_STORE
    for site in (2, 3):
        assert sent_now(centre, site) == upserts(store="STORE_C")
        assert reasons_now(centre, site)["store", "STORE_C"] == "store_record"
    assert centre.record("store", "STORE_C")["sync_id_remote_site"] != 9
    assert centre.sql(
        "SELECT site_id FROM sync.store_relation WHERE store_id = 'STORE_C' AND relation = 'active'"
    ) == [(3,)]


@pytest.mark.parametrize(
    "row",
    [
        upsert("item_store_join", "ISJ", item_ID="ITEM_1", store_ID="STORE_C"),
        upsert("name_store_join", "NSJ", name_ID="SUPPLIER", store_ID="STORE_C"),
    ],
    ids=["items", "names"],
)
def test_visibility_of_items_and_names_except_patients(centre: Centre, row: Row) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("name", "SUPPLIER", name="Supplier", type="facility"))
    assert_central_store(centre, row)


def test_visibility_of_existing_patients_and_prescribers(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"), prescriber())
    join = upsert("clinician_store_join", "SEE_DOC", prescriber_ID="DOC", store_ID="D2")
    rows = (sees("D2"), join)
    centre.push_and_cycle(3, *rows)
    assert centre.decisions(site_id=3)[-2:] == [("rejected", "not_primary")] * 2
    centre.push_and_cycle(1, *rows)
    assert centre.decisions(site_id=1)[-2:] == [BY_PRIMARY_FOR_STORE] * 2
    assert all_upserts(rows) <= sent_now(centre, 2)
    assert sent_now(centre, 1) == sent_now(centre, 3) == sent_now(centre, 4) == set()


def test_visibility_of_new_patients_and_prescribers(centre: Centre) -> None:
    clinics.begin(centre)
    join = upsert("clinician_store_join", "SEE_DOC", prescriber_ID="DOC", store_ID="D3")
    centre.push_and_cycle(3, patient(), sees("D3"), prescriber(), join)
    assert centre.decisions(site_id=3) == [
        BY_HOME, ("applied", "new_visibility_from_site"),
        BY_HOME, ("applied", "new_visibility_from_site"),
    ]  # fmt: skip
    assert upserts(name_store_join="SEE_PAT_D3", clinician_store_join="SEE_DOC") <= sent_now(
        centre, 1
    )
    assert sent_now(centre, 2) == sent_now(centre, 3) == sent_now(centre, 4) == set()


def test_patients_and_prescribers(centre: Centre) -> None:
    clinics.begin(centre)
    rows = (
        patient(), prescriber(), upsert("name_note", "NOTE", patient_ID="PAT", note="well"),
        upsert("nameInsuranceJoin", "POLICY", nameID="PAT"),
        upsert("om_document", "DOCUMENT", owner_name_ID="PAT"),
        upsert("repeat", "REP", name_ID="PAT", repeats_total=3),
    )  # fmt: skip
    centre.push_and_cycle(1, *rows)
    assert {decision for decision, _ in centre.decisions(site_id=1)[-6:]} <= {
        "rejected", "waiting",
    }  # fmt: skip
    centre.push_and_cycle(3, *rows)
    assert centre.decisions(site_id=3) == [BY_HOME] * 6
    assert keeps(centre, rows)
    assert all_upserts(rows) <= sent_now(centre, 1)
    assert sent_now(centre, 2) == sent_now(centre, 4) == set()
    assert {reasons_now(centre, 1)[row["table_name"], row["record_id"]] for row in rows} == {
        "repair", "patient_visible", "prescriber_visible",
    }  # fmt: skip


def test_patients_go_to_every_site_where_they_are_visible(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"), prescriber())
    join = upsert("clinician_store_join", "SEE_DOC", prescriber_ID="DOC", store_ID="D2")
    centre.push_and_cycle(1, sees("D2"), join)
    note = upsert("name_note", "NOTE", patient_ID="PAT", note="well")
    centre.push_and_cycle(3, patient(first="A"), prescriber(phone="1"), note)
    assert sent_now(centre, 2) == upserts(name="PAT", clinician="DOC", name_note="NOTE")
    assert reasons_now(centre, 2) == {
        ("name", "PAT"): "patient_visible", ("name_note", "NOTE"): "patient_visible",
        ("clinician", "DOC"): "prescriber_visible",
    }  # fmt: skip
    assert sent_now(centre, 1) == upserts(name="PAT", clinician="DOC", name_note="NOTE")
    assert sent_now(centre, 3) == sent_now(centre, 4) == set()


def test_a_vaccination_elsewhere_goes_to_the_home_site(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"))
    row = upsert("vaccination", "V", patient_id="PAT", store_id="D2")
    centre.push_and_cycle(2, row)
    assert centre.last_decision() == BY_STORE
    assert sent_now(centre, 3) == sent_now(centre, 1) == upserts(vaccination="V")
    assert reasons_now(centre, 3)["vaccination", "V"] == "patient_visible"
    assert sent_now(centre, 4) == set()


def test_merging_of_patients_and_prescribers(centre: Centre) -> None:
    clinics.begin(centre)
    people = [patient("P_1"), patient("P_2"), prescriber("DR_1"), prescriber("DR_2")]
    centre.push_and_cycle(3, *people, sees("D3", "P_1"), sees("D3", "P_2"))
    centre.push_and_cycle(1, sees("D2", "P_2"))
    merges = (merge("name", "P_1", "P_2"), merge("clinician", "DR_1", "DR_2"))
    centre.push_and_cycle(1, *merges)
    assert centre.decisions(site_id=1)[-2:] == [("rejected", "not_home_site")] * 2
    centre.push_and_cycle(3, *merges)
    assert centre.decisions(site_id=3)[-2:] == [BY_HOME] * 2
    told = {("name", "P_2", "merge"), ("clinician", "DR_2", "merge")}
    assert told <= sent_now(centre, 1)
    assert ("name", "P_2", "merge") in sent_now(centre, 2)
    assert ("clinician", "DR_2", "merge") not in sent_now(centre, 2)
    assert not {row for row in sent_now(centre, 4) if row[2] == "merge"}


def test_customer_stock_history_and_requisitions(centre: Centre) -> None:
    assert_store(
        centre, upsert("requisition", "REQ", store_ID="STORE_A", type="response", status="nw"),
        upsert("requisition_line", "REQ_L", requisition_ID="REQ", item_ID="ITEM_1",
               stock_on_hand=4),
    )  # fmt: skip


def test_locations(centre: Centre) -> None:
    assert_store(centre, upsert("Location", "SHELF", store_ID="STORE_A", code="S"))


def test_merging_locations(centre: Centre) -> None:
    begin(centre)
    shelves = [upsert("Location", f"SHELF_{n}", store_ID="STORE_A", code=n) for n in "12"]
    centre.push_and_cycle(1, *shelves)
    row = merge("Location", "SHELF_1", "SHELF_2")
    centre.push_and_cycle(2, row)
    assert centre.last_decision() == ("rejected", "not_active_site")
    centre.push_and_cycle(1, row)
    assert centre.last_decision() == BY_STORE
    assert sent_now(centre, 2) == {("Location", "SHELF_2", "merge")}
    assert sent_now(centre, 1) == sent_now(centre, 3) == set()


def test_stock_and_stocktakes(centre: Centre) -> None:
    assert_store(
        centre, stock_line("A"), upsert("Stock_take", "ST", store_ID="STORE_A", status="sg"),
        upsert("Stock_take_lines", "ST_L", stock_take_ID="ST", item_line_ID="LINE_A_1"),
        upsert("number", "NUM", name="stock_take_number_for_store_STORE_A", value=4),
    )  # fmt: skip


def test_transactions_payments_and_prescriptions(centre: Centre) -> None:
    adjustment = [
        upsert("transact", "ADJ", store_ID="STORE_A", type="sc", status="fn", mode="store"),
        upsert("trans_line", "ADJ_L", transaction_ID="ADJ", item_ID="ITEM_1", quantity=1),
        upsert("transact", "PAY", store_ID="STORE_A", type="rc", status="fn"),
        upsert("transact", "RX", store_ID="STORE_A", type="ci", mode="dispensary", status="fn"),
    ]
    assert_store(centre, *adjustment)


def test_goods_received(centre: Centre) -> None:
    assert_store(
        centre, upsert("Goods_received", "GR", store_ID="STORE_A", status="nw"),
        upsert("Goods_received_line", "GR_L", goods_received_ID="GR", item_ID="ITEM_1"),
    )  # fmt: skip


@pytest.mark.parametrize("place", [{"store_ID": "STORE_A"}, {"facility_ID": "NAME_A"}])
def test_indicator_values(centre: Centre, place: dict[str, str]) -> None:
    assert_store(centre, upsert("indicator_value", "IV", value="7", **place))


def test_purchase_orders(centre: Centre) -> None:
    assert_store(
        centre, upsert("purchase_order", "PO", store_ID="STORE_A"),
        upsert("purchase_order_line", "PO_L", purchase_order_ID="PO", item_ID="ITEM_1"),
    )  # fmt: skip


def test_purchase_orders_of_supervisors_go_back_to_their_store(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("purchase_order", "PO", store_ID="STORE_C",
                                    editedRemotely=True))  # fmt: skip
    assert centre.last_decision() == ("applied", "centralised_procurement")
    assert sent_now(centre, 3) == upserts(purchase_order="PO")
    assert reasons_now(centre, 3)["purchase_order", "PO"] == "store_to_active"


def test_purchase_orders_centralised(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("pref", "CP", item="centralised_procurement", data=True))
    rows = (
        upsert("purchase_order", "PO", store_ID="STORE_C"),
        upsert("purchase_order_line", "PO_L", purchase_order_ID="PO", item_ID="ITEM_1"),
    )
    centre.push_and_cycle(3, rows[0])
    assert centre.last_decision() == ("rejected", "procurement_is_central")
    centre.push_and_cycle(1, *rows)
    assert centre.decisions()[-2:] == [("applied", "centralised_procurement")] * 2
    assert sent_now(centre, 3) == all_upserts(rows)
    assert set(reasons_now(centre, 3).values()) == {"central_store_to_active"}
    assert sent_now(centre, 2) == set()


@pytest.mark.parametrize(
    "row",
    [upsert("preference", "P", key="colour", value=1), upsert("pref", "P", item="colour", data=1)],
    ids=["preference", "pref without a store"],
)
def test_preferences_that_are_not_of_a_store(centre: Centre, row: Row) -> None:
    begin(centre)
    for site in (1, 2):
        centre.push_and_cycle(site, row)
        assert centre.last_decision() == ("ignored", "local_data")
    for site in (1, 2, 3):
        assert sent_now(centre, site) == set()


def test_preferences_that_are_explicitly_synced(centre: Centre) -> None:
    assert_central(centre, upsert("pref", "CP", item="centralised_procurement", data=True))


def test_user_permissions(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("om_user_permission", "UP", user_ID="U", permission="all"))
    assert centre.last_decision() == ("ignored", "local_data")
    assert sent_now(centre, 2) == sent_now(centre, 3) == set()


def test_new_and_existing_users(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, upsert("user", "U", name="ann"))
    assert centre.last_decision() == ("applied", "new_user")
    for site in (3, 1):
        centre.push_and_cycle(site, upsert("user", "U", name="eve"))
        assert centre.last_decision() == ("ignored", "local_data")
    assert centre.record("user", "U")["name"] == "ann"
    for site in (1, 2, 3):
        assert not {row for row in centre.sent(site) if row[0] == "user"}


def test_transfers_go_to_both_stores_sites_and_the_collectors_of_either(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *invoice("1", "F", to="C"))
    assert centre.decisions(site_id=2) == [BY_STORE] * 2, "kept whatever is collected (R26)"
    both = upserts(transact="INV_1", trans_line="INV_1_L1")
    assert both <= sent_now(centre, 1)
    assert both <= sent_now(centre, 3)
    assert not both & sent_now(centre, 2)


def test_a_prescription_stays_with_its_store_and_its_collectors(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, patient(), sees("D3"))
    centre.push_and_cycle(1, sees("D2"))
    centre.push_and_cycle(3, prescription("1", "D3"))
    assert centre.last_decision() == BY_STORE
    assert sent_now(centre, 1) == upserts(transact="RX_1")
    assert sent_now(centre, 2) == sent_now(centre, 4) == set()
