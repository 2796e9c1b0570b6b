"""Who may edit, in which order reasons are tried, and what waits (R8–R12, R21, R22, R24–R26)."""

import pytest

from ingest.outgoing import acknowledge
from sync.made_ids import made_id
from tests.centre import Centre, delete, merge, upsert
from tests.scenarios.changing import in_force, set_store
from tests.scenarios.six_stores import begin, invoice, settings, stock_line

NETWORK_STORES = [
    {"id": f"STORE_{store}", "active": active, **collectors}
    for store, active, collectors in (
        ("A", 1, {"collectors": [2]}), ("B", 2, {}), ("C", 3, {}), ("D", 3, {}),
        ("E", 1, {"collectors": []}), ("F", 2, {"collectors": []}),
    )
]  # fmt: skip


def test_r10_central_data_is_edited_by_the_primary_alone(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, upsert("item", "ITEM_1", item_name="Mine now"))
    assert centre.last_decision() == ("rejected", "not_primary")
    counts = centre.push_and_cycle(1, upsert("item", "ITEM_1", item_name="Amoxicillin 250"))
    assert centre.last_decision() == ("applied", "primary_edits_central")
    assert ("item", "ITEM_1", "upsert") in centre.sent(3, cycle_no=counts.cycle_no)
    assert ("item", "ITEM_1", "upsert") not in centre.sent(1)


def test_r10_barcodes_come_from_any_site(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, upsert("barcode", "BAR_1", barcode="123", itemID="ITEM_1"))
    assert centre.last_decision() == ("applied", "barcode_from_any_site")
    assert ("barcode", "BAR_1", "upsert") in centre.sent(3)
    assert ("barcode", "BAR_1", "upsert") not in centre.sent(2)


def test_r11_central_store_data_is_the_primarys_and_goes_to_the_active_site(
    centre: Centre,
) -> None:
    begin(centre)
    join = upsert("item_store_join", "ISJ_1", item_ID="ITEM_1", store_ID="STORE_B")
    centre.push_and_cycle(2, join)
    assert centre.last_decision() == ("rejected", "not_primary")
    centre.push_and_cycle(1, join)
    assert centre.last_decision() == ("applied", "primary_edits_central_store")
    assert centre.reasons(2)["item_store_join", "ISJ_1"] == "central_store_to_active"
    assert ("item_store_join", "ISJ_1", "upsert") not in centre.sent(3)


def test_r12_rows_made_before_the_old_site_knew_of_a_move_are_store_moved(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, stock_line("B"))
    stores = [
        {"id": "STORE_B", "active": 3},
        {"id": "STORE_C", "active": 3},
    ]
    centre.change_network(stores=stores)
    centre.push_and_cycle(2, stock_line("B", 2))
    assert centre.last_decision() == ("rejected", "store_moved")
    acknowledge(centre.home, 2, len(centre.pull(2)))
    centre.push_and_cycle(2, stock_line("B", 3))
    assert centre.last_decision() == ("rejected", "not_active_site")
    centre.push_and_cycle(3, stock_line("B", 4))
    assert centre.last_decision() == ("applied", "active_site_edits_store")


def test_r7a_a_store_without_settings_is_applied_listed_and_its_rows_are_unknown_store(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(
        1,
        upsert("name", "NAME_N", name="New", type="store"),
        upsert("store", "STORE_N", name_ID="NAME_N", code="N", store_mode="store"),
    )
    assert centre.last_decision() == ("applied", "primary_edits_central_store")
    assert centre.sql(
        "SELECT site_id, relation FROM sync.store_relation WHERE store_id = 'STORE_N' ORDER BY 1"
    ) == [(1, "transfer"), (2, "none"), (3, "none")]
    centre.push_and_cycle(2, stock_line("N"))
    assert centre.last_decision() == ("rejected", "unknown_store")


def test_r9_rows_of_system_stores_are_ignored(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("store", "STORE_H", name_ID="X", code="HIS"))
    assert centre.last_decision() == ("ignored", "system_store")
    centre.push_and_cycle(2, stock_line("H"))
    assert centre.last_decision() == ("ignored", "system_store")


def test_r9_the_code_that_a_store_is_given_decides_whether_it_is_a_system_store(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("store", "STORE_S", name_ID="NAME_A", code="HIS"))
    set_store(centre, "STORE_S", active=3)
    centre.push(1, upsert("store", "STORE_S", name_ID="NAME_A", code="CLINIC7"))
    centre.push_and_cycle(1, upsert("store", "STORE_S", disabled=False))
    assert centre.decisions(site_id=1)[-2:] == [("applied", "primary_edits_central_store")] * 2
    centre.push_and_cycle(3, stock_line("S"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
    centre.push_and_cycle(1, upsert("store", "STORE_S", code="DRG"))
    assert centre.last_decision() == ("ignored", "system_store")
    for row in (upsert("store", "STORE_S", disabled=True), upsert("store", "STORE_S", code="C8")):
        centre.push_and_cycle(1, row)
        assert centre.last_decision() == ("applied", "primary_edits_central_store")


def test_r9_what_leaves_out_the_code_of_a_system_store_is_ignored_too(centre: Centre) -> None:
    begin(centre)
    rows = [upsert("store", "STORE_S", code="HIS"), upsert("store", "STORE_S", name_ID="NAME_A")]
    centre.push_and_cycle(1, *rows)
    assert centre.decisions()[-2:] == [("ignored", "system_store")] * 2
    centre.push_and_cycle(1, upsert("store", "STORE_S", name_ID="NAME_B"))
    assert centre.last_decision() == ("ignored", "system_store")
    assert centre.record("store", "STORE_S") is None


def test_r9_a_code_that_is_no_longer_a_system_stores_opens_the_store(centre: Centre) -> None:
    begin(centre)
    row = upsert("store", "STORE_S", name_ID="NAME_A", code="HIS")
    centre.push_and_cycle(1, row)
    preferences = in_force(centre)["preferences"]
    centre.change_network(preferences=preferences | {"system_store_codes": ["A"]})
    centre.push_and_cycle(1, row)
    assert centre.last_decision() == ("applied", "primary_edits_central_store")
    # and a store that is held under a code that has become one is shut, until it has another
    centre.push_and_cycle(1, upsert("store", "STORE_A", disabled=True), stock_line("A"))
    assert centre.decisions()[-2:] == [("ignored", "system_store")] * 2
    centre.push_and_cycle(1, upsert("store", "STORE_A", code="A2"), stock_line("A"))
    assert {decision for decision, _ in centre.decisions()[-2:]} == {"applied"}


def test_r8_a_record_stays_with_its_store_unless_both_are_the_senders(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(3, upsert("item_line", "LINE_C_1", store_ID="STORE_B"))
    assert centre.last_decision() == ("rejected", "not_your_store")
    centre.push_and_cycle(3, upsert("item_line", "LINE_C_1", store_ID="STORE_D"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
    record = centre.record("item_line", "LINE_C_1")
    assert record is not None and record["_store_id"] == "STORE_D"


def test_r8_number_records_have_their_store_in_their_name(centre: Centre) -> None:
    begin(centre)
    name = "customer_invoice_number_for_store_STORE_C"
    centre.push_and_cycle(3, upsert("number", "NO_1", name=name, value=7))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
    centre.push_and_cycle(2, upsert("number", "NO_1", value=8))
    assert centre.last_decision() == ("rejected", "not_active_site")


def test_r8_an_indicator_value_without_store_is_its_facilitys(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, upsert("indicator_value", "IV_1", facility_ID="NAME_C", value="4"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")


def test_r8_a_facility_that_two_stores_share_is_the_first_ones(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, merge("name", "NAME_C", "NAME_A"))
    centre.push_and_cycle(1, upsert("indicator_value", "IV_1", facility_ID="NAME_C", value="4"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")


def test_r8_a_facility_moves_no_indicator_value_that_has_a_store(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(
        3, upsert("indicator_value", "IV", store_ID="STORE_C", facility_ID="NAME_C", value="5")
    )
    for facility in ("NAME_B", "NAME_D"):
        centre.push_and_cycle(3, upsert("indicator_value", "IV", facility_ID=facility))
        assert centre.last_decision() == ("applied", "active_site_edits_store")
        record = centre.record("indicator_value", "IV")
        assert record is not None and record["_store_id"] == record["store_ID"] == "STORE_C"
    centre.push_and_cycle(3, upsert("indicator_value", "IV", store_ID="", facility_ID="NAME_B"))
    assert centre.last_decision() == ("rejected", "not_your_store")


def test_r8_a_line_that_comes_back_after_its_deletion_has_to_name_its_header(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    centre.push_and_cycle(
        3, delete("trans_line", "INV_1_L1"), upsert("trans_line", "INV_1_L1", quantity=2)
    )
    assert centre.last_decision() == ("rejected", "missing_key")
    assert centre.record("trans_line", "INV_1_L1") is None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (upsert("item_line", "", store_ID="STORE_C"), ("rejected", "missing_key")),
        (upsert("no_such_table", "X", a=1), ("rejected", "unknown_table")),
        (upsert("no_such_table", "", a=1), ("rejected", "missing_key")),
        (upsert("item_line", "X", quantity=1), ("rejected", "missing_key")),
        (upsert("trans_line", "X", quantity=1), ("rejected", "missing_key")),
        (upsert("preference", "X", a=1), ("ignored", "local_data")),
        (upsert("site", "X", a=1), ("rejected", "not_central")),
        (delete("item_line", "NEVER_SEEN"), ("ignored", "nothing_to_delete")),
        ({"table_name": "item", "record_id": "X", "action": "upsert", "data": "{"},
         ("rejected", "unreadable_data")),
        ({"table_name": "item", "record_id": "X", "action": "upsert", "data": "[1]"},
         ("rejected", "unreadable_data")),
        ({"table_name": "item", "record_id": "X", "action": "upsert", "data": None},
         ("rejected", "unreadable_data")),
        ({"table_name": "item", "record_id": "X", "action": "explode", "data": "{}"},
         ("rejected", "unreadable_data")),
    ],
)  # fmt: skip
def test_r8c_one_bad_row_is_refused_alone(
    centre: Centre, row: dict[str, object], expected: tuple[str, str]
) -> None:
    begin(centre)
    centre.push_and_cycle(3, row, stock_line("C"))
    assert centre.decisions(site_id=3) == [expected, ("applied", "active_site_edits_store")]


def test_an_unreadable_value_names_its_column(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, upsert("item_line", "X", store_ID="STORE_C", quantity="many"))
    assert centre.last_decision() == ("rejected", "unreadable_data")
    (detail,) = centre.sql("SELECT detail FROM sync.change WHERE decision = 'rejected'")[0]
    assert "quantity" in detail
    nested = [
        {"table_name": "item_line", "record_id": f"N{levels}", "action": "upsert",
         "data": f'{{"store_ID": "STORE_C", "item_ID": "ITEM_1", "text": "{"[" * 200}", '
                 f'"made": {"[" * (levels - 1)}{"]" * (levels - 1)}}}'}
        for levels in (100, 101)
    ]  # fmt: skip
    centre.push_and_cycle(3, *nested)
    assert centre.sql("SELECT record_id, decision, detail FROM sync.change ORDER BY change_no")[
        -2:
    ] == [("N100", "applied", None), ("N101", "rejected", "data is nested deeper than 100 levels")]


def test_r8d_an_identical_row_is_unchanged_whoever_sends_it(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    before = centre.record("item_line", "LINE_C_1")
    centre.push_and_cycle(3, stock_line("C"))
    assert centre.last_decision() == ("unchanged", "active_site_edits_store")
    centre.push_and_cycle(2, stock_line("C"))
    assert centre.last_decision() == ("unchanged", "active_site_edits_store")
    assert centre.record("item_line", "LINE_C_1") == before


def test_r8d_blank_zero_date_and_null_are_equal_and_unknown_columns_count(centre: Centre) -> None:
    begin(centre)
    row = {"store_ID": "STORE_C", "item_ID": "ITEM_1", "expiry_date": "0000-00-00", "batch": None}
    centre.push_and_cycle(3, upsert("item_line", "L", **row, shelf="A1"))
    centre.push_and_cycle(3, upsert("item_line", "L", expiry_date="", batch="", note=None))
    assert centre.last_decision()[0] == "unchanged"
    centre.push_and_cycle(3, upsert("item_line", "L", shelf="A2"))
    assert centre.last_decision()[0] == "applied"
    assert centre.sql("SELECT _extra->>'shelf' FROM replica.item_line") == [("A2",)]
    centre.push_and_cycle(3, upsert("item_line", "L", shelf=""))
    assert centre.sql("SELECT _extra FROM replica.item_line") == [(None,)]


def test_r22_a_partial_row_changes_only_the_columns_it_carries(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(3, upsert("item_line", "LINE_C_1", quantity=3))
    centre.push_and_cycle(3, upsert("item_line", "LINE_C_1", available=""))
    record = centre.record("item_line", "LINE_C_1")
    assert record is not None
    assert (record["quantity"], record["pack_size"], record["available"]) == (3, 10, None)


def test_a_record_changed_by_several_sites_in_one_cycle_is_judged_in_order(centre: Centre) -> None:
    begin(centre)
    centre.push(2, upsert("item_line", "L", store_ID="STORE_B", quantity=1))
    centre.push(3, upsert("item_line", "L", store_ID="STORE_C", quantity=9))
    centre.push(2, upsert("item_line", "L", quantity=2), upsert("item_line", "L", quantity=2))
    centre.push(2, delete("item_line", "L"))
    centre.push(3, upsert("item_line", "L", store_ID="STORE_C", quantity=7, note="mine"))
    counts = centre.cycle()
    assert centre.decisions(site_id=2) == [
        ("applied", "active_site_edits_store"),
        ("applied", "active_site_edits_store"),
        ("unchanged", "active_site_edits_store"),
        ("applied", "active_site_edits_store"),
    ]
    assert centre.decisions(site_id=3) == [
        ("applied", "active_site_edits_store"),
        ("applied", "active_site_edits_store"),
    ]
    record = centre.record("item_line", "L")
    assert record is not None
    assert (record["quantity"], record["note"], record["_store_id"]) == (7, "mine", "STORE_C")
    assert centre.sent(2, cycle_no=counts.cycle_no) == set()


def test_many_changes_of_one_record_end_in_the_last(centre: Centre) -> None:
    begin(centre)
    rows = [upsert("item_line", "L", store_ID="STORE_C", quantity=i) for i in range(200)]
    counts = centre.push_and_cycle(3, *rows, *rows[-1:])
    assert (counts.applied, counts.unchanged) == (200, 1)
    record = centre.record("item_line", "L")
    assert record is not None and record["quantity"] == 199


def test_r21_deleting_a_header_deletes_its_lines_and_tells_only_the_holders(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    counts = centre.push_and_cycle(3, delete("transact", "INV_1"))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
    assert centre.record("trans_line", "INV_1_L1") is None
    gone = ("transact", "INV_1", "delete")
    half = ("transact", made_id("transact:INV_1"), "delete")
    for site in (1, 2):
        assert centre.sent(site, cycle_no=counts.cycle_no) == {gone, half}
    assert centre.sent(3, cycle_no=counts.cycle_no) == {half}


def test_r21_what_nobody_held_is_deleted_silently(centre: Centre) -> None:
    begin(centre)
    centre.push(3, stock_line("C"))
    centre.push(3, delete("item_line", "LINE_C_1"))
    counts = centre.cycle()
    assert centre.sent(1, cycle_no=counts.cycle_no) == set()


def test_r24_a_line_before_its_header_waits_and_is_released_in_place(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    centre.push_and_cycle(3, line, upsert("trans_line", "INV_1_L1", quantity=4))
    assert centre.decisions(site_id=3) == [("waiting", "missing_parent")] * 2
    counts = centre.push_and_cycle(3, header)
    assert counts.released == 2
    assert centre.decisions(site_id=3) == [("applied", "active_site_edits_store")] * 3
    record = centre.record("trans_line", "INV_1_L1")
    assert record is not None and record["quantity"] == 4
    assert centre.sql("SELECT count(*) FROM sync.waiting") == [(0,)]


def test_r8b_a_line_may_stand_before_its_header_in_the_same_cycle(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    centre.push_and_cycle(3, line, header)
    assert {decision for decision, _ in centre.decisions(site_id=3)} == {"applied"}


def test_d2_a_line_of_a_refused_header_waits(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, *invoice("1", "C", to="B"))
    assert centre.decisions(site_id=2) == [
        ("rejected", "not_active_site"),
        ("waiting", "missing_parent"),
    ]


def test_r8c_a_line_of_a_deleted_header_is_ignored(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    centre.push_and_cycle(3, header, line)
    centre.push_and_cycle(3, delete("transact", "INV_1"))
    centre.push_and_cycle(3, upsert("trans_line", "NEW", transaction_ID="INV_1", quantity=1))
    assert centre.last_decision() == ("ignored", "parent_deleted")


def test_r8c_a_partial_line_of_a_header_that_goes_in_the_same_cycle_names_none(
    centre: Centre,
) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    partial = upsert("trans_line", "INV_1_L1", quantity=3)
    centre.push_and_cycle(3, header, line, partial, delete("transact", "INV_1"))
    assert centre.decisions(site_id=3)[1:3] == [
        ("ignored", "parent_deleted"), ("rejected", "missing_key"),
    ]  # fmt: skip


def test_r25_the_lines_of_a_document_that_is_not_collected_have_its_reason(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "F", to="UNKNOWN")
    centre.push_and_cycle(2, header, line)
    assert centre.decisions(site_id=2) == [("ignored", "not_collected")] * 2
    centre.push_and_cycle(2, upsert("transact", "INV_1", comment="later"))
    assert centre.last_decision() == ("ignored", "not_collected")


def test_r25_collection_switched_on_later_applies_what_was_left_out(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "F", to="UNKNOWN")
    centre.push_and_cycle(2, header, line, stock_line("F"))
    centre.push_and_cycle(2, upsert("transact", "INV_1", comment="later"))
    stores = [
        {"id": f"STORE_{s}", "active": active} for s, active in (("B", 2), ("C", 3), ("F", 2))
    ]
    centre.change_network(stores=stores)
    centre.cycle()
    assert set(centre.decisions(site_id=2)) == {("applied", "active_site_edits_store")}
    record = centre.record("transact", "INV_1")
    assert record is not None and record["comment"] == "later"
    assert centre.record("trans_line", "INV_1_L1") is not None
    assert centre.sql("SELECT count(*) FROM sync.change WHERE data IS NULL") == [(3,)]


def test_r25_a_dispensary_without_transactions_keeps_its_other_data(centre: Centre) -> None:
    text = settings().replace(
        "{id: STORE_D, active: 3}", "{id: STORE_D, active: 3, include_transactions: false}"
    )
    begin(centre)
    centre.network(text)
    centre.push_and_cycle(1, upsert("store", "STORE_D", store_mode="dispensary"))
    centre.push_and_cycle(
        3,
        stock_line("D"),
        upsert("Location", "LOC_1", store_ID="STORE_D", code="A"),
        *invoice("1", "D", to="B"),
    )
    assert centre.decisions(site_id=3) == [
        ("ignored", "transactions_not_included"),
        *[("applied", "active_site_edits_store")] * 3,
    ]


def test_rows_of_every_batch_add_up_and_change_numbers_are_dense(centre: Centre) -> None:
    begin(centre)
    centre.push(3, stock_line("C"), stock_line("B"), upsert("no_such_table", "X", a=1))
    centre.push(2, *invoice("1", "B", to="C"), stock_line("F"))
    centre.cycle()
    assert centre.sql(
        "SELECT count(*) FROM sync.batch AS b WHERE rows <> (SELECT count(*) FROM sync.change AS c "
        "WHERE c.site_id = b.site_id AND c.batch_no = b.batch_no)"
    ) == [(0,)]
    assert centre.sql(
        "SELECT min(change_no) = 1 AND max(change_no) = count(*) "
        "AND count(DISTINCT change_no) = count(*) FROM sync.change"
    ) == [(True,)]


def test_r26_a_document_is_kept_when_its_other_party_becomes_a_store_later(
    centre: Centre,
) -> None:
    begin(centre)
    header, line = invoice("1", "F", to="N")
    centre.push_and_cycle(2, header, line, stock_line("F"))
    assert set(centre.decisions(site_id=2)) == {("ignored", "not_collected")}
    stores = [*NETWORK_STORES, {"id": "STORE_N", "active": 3}]
    centre.change_network(stores=stores)
    centre.push_and_cycle(1, upsert("store", "STORE_N", name_ID="NAME_N", code="N"))
    assert centre.decisions(site_id=2) == [
        ("applied", "active_site_edits_store"),
        ("applied", "active_site_edits_store"),
        ("ignored", "not_collected"),
    ]
    assert ("trans_line", "INV_1_L1", "upsert") in centre.sent(3)


def test_d4_the_other_lines_of_a_header_deleted_and_pushed_again_stay(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    centre.push_and_cycle(3, header, line)
    counts = centre.push_and_cycle(3, delete("transact", "INV_1"), header)
    assert centre.record("trans_line", "INV_1_L1") is not None
    assert ("transact", "INV_1", "upsert") in centre.sent(2, cycle_no=counts.cycle_no)


def test_r30_dispensary_data_goes_to_sites_with_an_active_dispensary(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("store", "STORE_D", store_mode="dispensary"))
    centre.push_and_cycle(1, upsert("abbreviation", "AB_1", abbreviation="bd", expansion="twice"))
    assert centre.reasons(3)["abbreviation", "AB_1"] == "dispensary_data"
    assert ("abbreviation", "AB_1", "upsert") not in centre.sent(2)


def test_r38_a_site_that_becomes_collector_gets_the_whole_store_and_nobody_else_does(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"), *invoice("1", "C", to="D", status="nw"))
    stores = [s | ({"collectors": [1, 2]} if s["id"] == "STORE_C" else {}) for s in NETWORK_STORES]
    centre.change_network(stores=stores)
    counts = centre.cycle()
    assert centre.sent(2, cycle_no=counts.cycle_no) == {
        ("item_line", "LINE_C_1", "upsert"),
        ("transact", "INV_1", "upsert"),
        ("trans_line", "INV_1_L1", "upsert"),
    }
    assert centre.reasons(2)["item_line", "LINE_C_1"] == "became_collector"
    assert centre.sent(1, cycle_no=counts.cycle_no) == set()


def test_r13_a_patient_is_its_home_sites_even_when_the_store_comes_in_the_same_cycle(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push(1, upsert("store", "STORE_D", store_mode="dispensary"))
    patient = upsert("name", "PAT_1", name="P", type="patient", supplying_store_id="STORE_D")
    centre.push(2, patient)
    centre.push(3, patient)
    centre.cycle()
    assert centre.decisions(site_id=2) == [("rejected", "not_home_site")]
    assert centre.decisions(site_id=3) == [("applied", "home_site_edits_patient")]
    assert centre.reasons(1)["name", "PAT_1"] == "patient_visible"


def test_a_cycle_of_very_many_changes_decides_every_one(centre: Centre) -> None:
    begin(centre)
    many = 130_000  # more than DuckDB keeps in one row group
    rows = [upsert("item_line", f"L{i}", store_ID="STORE_C", quantity=i) for i in range(many)]
    counts = centre.push_and_cycle(3, *rows)
    assert counts.applied == many
    assert centre.sql("SELECT count(*), sum(quantity) FROM replica.item_line") == [
        (many, many * (many - 1) // 2)
    ]
    assert len(centre.sent(1, cycle_no=counts.cycle_no)) == many


def test_a_nul_character_costs_its_own_row_at_most_and_stops_nobody(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(2, stock_line("B", 1), stock_line("B", 2))
    said = '{"store_ID": "STORE\\u0000_B", "item_ID": "ITEM_1", "note": "a\\\\u0000\\u0000b"}'
    centre.push_and_cycle(
        2,
        upsert("item_line", "L\0INE", store_ID="STORE_B", item_ID="ITEM_1"),
        delete("item_line", "L\0INE"),
        upsert("it\0em", "X", item_name="x"),
        upsert("item_line", "REFERS", store_ID="STORE_B", item_ID="ITEM_1\0"),
        {"table_name": "item_line", "record_id": "SAYS", "action": "upsert", "data": said},
    )  # fmt: skip
    assert [reason for _, reason in centre.decisions(site_id=2)[2:]] == [
        "unreadable_data", "unreadable_data", "unknown_table", *["active_site_edits_store"] * 2,
    ]  # fmt: skip
    assert centre.record("item_line", "REFERS")["item_ID"] == "ITEM_1"
    assert centre.record("item_line", "SAYS")["note"] == "a\\u0000b"
    centre.push_and_cycle(2, stock_line("B", 3))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
    assert centre.pull(1)
