"""Dispensaries: data that only they need, transactions left out and asked for later (R25, R30)."""

from sync.made_ids import made_id
from tests.centre import Centre, Row, delete, upsert
from tests.scenarios import clinics
from tests.scenarios.changing import reasons_now, removals, sent_now, set_store, upserts
from tests.scenarios.clinics import patient, prescription, sees
from tests.scenarios.six_stores import begin, invoice, stock_line

WITHHELD = ("ignored", "transactions_not_included")
BY_STORE = ("applied", "active_site_edits_store")

DESK: list[Row] = [
    upsert("abbreviation", "AB", abbreviation="bd", expansion="twice a day"),
    upsert("item_direction", "DIR", item_ID="ITEM_1", directions="bd"),
    upsert("insuranceProvider", "IP", providerName="Care"),
    upsert("patient_event", "EV", code="weight"),
]
"""Dispensary data of the primary."""

DESK_SENT = {
    "abbreviation": "AB",
    "item_direction": "DIR",
    "insuranceProvider": "IP",
    "patient_event": "EV",
}


def store_d_is_a_dispensary(centre: Centre, **settings: bool) -> None:
    begin(centre)
    set_store(centre, "STORE_D", active=3, **settings)
    centre.push_and_cycle(1, upsert("store", "STORE_D", store_mode="dispensary"))


def work_of_d() -> list[Row]:
    """Two records of every table that is withheld, and a shelf that is not."""
    return [
        stock_line("D"),
        upsert("transact", "RX", store_ID="STORE_D", type="ci", mode="dispensary", status="fn"),
        upsert("trans_line", "RX_L", transaction_ID="RX", item_ID="ITEM_1", quantity=1),
        upsert("Stock_take", "ST", store_ID="STORE_D", status="sg"),
        upsert("Stock_take_lines", "ST_L", stock_take_ID="ST", item_ID="ITEM_1"),
        upsert("location_movement", "LM", store_ID="STORE_D", item_line_ID="LINE_D_1"),
        upsert("vaccine_vial_monitor_status_log", "VVM", store_ID="STORE_D"),
        upsert("Location", "SHELF", store_ID="STORE_D", code="S"),
    ]


WORK_SENT = {
    "item_line": "LINE_D_1",
    "transact": "RX",
    "trans_line": "RX_L",
    "Stock_take": "ST",
    "Stock_take_lines": "ST_L",
    "location_movement": "LM",
    "vaccine_vial_monitor_status_log": "VVM",
}


def test_r30_dispensary_data_goes_to_sites_with_a_dispensary(centre: Centre) -> None:
    store_d_is_a_dispensary(centre)
    centre.push_and_cycle(1, *DESK)
    assert sent_now(centre, 3) == upserts(**DESK_SENT)
    assert set(reasons_now(centre, 3).values()) == {"dispensary_data"}
    assert sent_now(centre, 1) == sent_now(centre, 2) == set()


def test_r30_a_mirrored_primary_gets_dispensary_data_without_a_dispensary(centre: Centre) -> None:
    primary = begin(centre, is_mirrored=True)
    centre.push_and_cycle(primary, *DESK)
    for site in (1, 2, 3):
        assert sent_now(centre, site) == set()
    centre.push_and_cycle(1, upsert("abbreviation", "AB", expansion="mine"))
    assert centre.last_decision() == ("rejected", "not_primary")
    assert sent_now(centre, primary) == set()


def test_r38_the_first_dispensary_of_a_site_brings_what_was_there_before(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, *DESK, upsert("abbreviation", "OLD", abbreviation="x"))
    centre.push_and_cycle(1, delete("abbreviation", "OLD"))
    centre.push_and_cycle(1, upsert("store", "STORE_D", store_mode="dispensary"))
    assert {row for row in centre.sent(3) if row[0] in DESK_SENT} == upserts(**DESK_SENT)
    assert not {row for row in centre.sent(2) if row[0] in DESK_SENT}
    assert sent_now(centre, 2) == set()


def test_r38_a_second_dispensary_brings_nothing_again(centre: Centre) -> None:
    store_d_is_a_dispensary(centre)
    centre.push_and_cycle(1, *DESK)
    before = len(centre.sql("FROM sync.outgoing WHERE destination_site_id = 3"))
    centre.push_and_cycle(1, upsert("store", "STORE_C", store_mode="dispensary"))
    assert sent_now(centre, 3) == upserts(store="STORE_C")
    after = len(centre.sql("FROM sync.outgoing WHERE destination_site_id = 3"))
    assert after == before + 1


def test_r38_dispensary_data_leaves_with_the_last_dispensary(centre: Centre) -> None:
    store_d_is_a_dispensary(centre)
    centre.push_and_cycle(1, *DESK)
    centre.push_and_cycle(1, upsert("store", "STORE_D", store_mode="store"))
    assert sent_now(centre, 3) == removals(**DESK_SENT) | upserts(store="STORE_D")
    centre.push_and_cycle(1, upsert("abbreviation", "AB", expansion="two"))
    assert sent_now(centre, 3) == set()


def test_r25_without_transactions_the_dispensarys_own_work_is_left_out(centre: Centre) -> None:
    store_d_is_a_dispensary(centre, include_transactions=False)
    centre.push_and_cycle(3, *work_of_d())
    assert centre.decisions(site_id=3) == [WITHHELD] * len(WORK_SENT) + [BY_STORE]
    assert sent_now(centre, 1) == upserts(Location="SHELF")
    assert centre.record("item_line", "LINE_D_1") is None
    assert centre.sql(
        "SELECT count(*), count(data) FROM sync.change WHERE reason = 'transactions_not_included'"
    ) == [(len(WORK_SENT), 0)]


def test_r25_a_store_that_is_no_dispensary_always_includes_them(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "STORE_D", active=3, include_transactions=False)
    centre.push_and_cycle(3, stock_line("D"))
    assert centre.last_decision() == BY_STORE


def test_r25_transactions_included_later_are_applied_from_the_archive_and_sent(
    centre: Centre,
) -> None:
    store_d_is_a_dispensary(centre, include_transactions=False)
    centre.push_and_cycle(3, *work_of_d())
    centre.push_and_cycle(3, upsert("item_line", "LINE_D_1", quantity=2))
    assert centre.last_decision() == WITHHELD
    set_store(centre, "STORE_D", active=3)
    centre.cycle()
    assert set(centre.decisions(site_id=3)) == {BY_STORE}
    line = centre.record("item_line", "LINE_D_1")
    assert (line["quantity"], line["pack_size"]) == (2, 10)
    assert sent_now(centre, 1) == upserts(**WORK_SENT)
    assert sent_now(centre, 2) == sent_now(centre, 3) == set()


def test_r25_transactions_left_out_again_do_not_take_back_what_is_held(centre: Centre) -> None:
    store_d_is_a_dispensary(centre)
    centre.push_and_cycle(3, stock_line("D"))
    set_store(centre, "STORE_D", active=3, include_transactions=False)
    centre.push_and_cycle(3, stock_line("D", packs=1), stock_line("D", 2))
    assert centre.decisions(site_id=3)[-2:] == [WITHHELD, WITHHELD]
    assert centre.record("item_line", "LINE_D_2") is None


def test_r25_a_collector_elsewhere_gets_what_is_asked_for_later(centre: Centre) -> None:
    begin(centre)
    set_store(centre, "STORE_F", active=2, collectors=[])
    centre.push(2, *invoice("1", "F", to="UNKNOWN"), stock_line("F"))
    centre.cycle()
    for month in range(2, 5):
        centre.push_and_cycle(2, stock_line("F", packs=month))
    assert set(centre.decisions(site_id=2)) == {("ignored", "not_collected")}
    set_store(centre, "STORE_F", active=2, collectors=[1, 3])
    see = upsert("name_store_join", "SEE_F_IN_C", name_ID="NAME_F", store_ID="STORE_C")
    centre.push_and_cycle(1, see)
    assert set(centre.decisions(site_id=2)) == {BY_STORE}
    assert centre.record("item_line", "LINE_F_1")["quantity"] == 4
    data = upserts(item_line="LINE_F_1", transact="INV_1", trans_line="INV_1_L1")
    assert sent_now(centre, 1) == data
    assert sent_now(centre, 3) == data | upserts(
        store="STORE_F", name="NAME_F", name_store_join="SEE_F_IN_C"
    )
    assert sent_now(centre, 2) == set()


def test_r25_a_header_deleted_while_it_was_left_out_stays_deleted(centre: Centre) -> None:
    store_d_is_a_dispensary(centre, include_transactions=False)
    centre.push_and_cycle(3, *work_of_d()[1:3])
    centre.push_and_cycle(3, delete("transact", "RX"))
    set_store(centre, "STORE_D", active=3)
    centre.cycle()
    assert centre.record("transact", "RX") is None
    assert centre.record("trans_line", "RX_L") is None
    assert ("transact", "RX", "upsert") not in sent_now(centre, 1)


def test_r26_an_invoice_to_another_store_is_kept_whatever_is_left_out(centre: Centre) -> None:
    store_d_is_a_dispensary(centre, include_transactions=False)
    centre.push_and_cycle(3, *invoice("1", "D", to="B"), stock_line("D"))
    assert centre.decisions(site_id=3) == [BY_STORE, BY_STORE, WITHHELD]
    assert upserts(transact="INV_1", trans_line="INV_1_L1") <= sent_now(centre, 2)


def test_r8c_a_header_deleted_while_its_lines_wait_leaves_them_ignored(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    centre.push_and_cycle(3, line)
    assert centre.last_decision() == ("waiting", "missing_parent")
    centre.push_and_cycle(3, header, delete("transact", "INV_1"))
    assert centre.decisions(site_id=3)[0] == ("ignored", "parent_deleted")
    assert centre.record("trans_line", "INV_1_L1") is None
    assert centre.sql("SELECT count(*) FROM sync.waiting") == [(0,)]
    for site in (1, 2, 3):
        assert sent_now(centre, site) == set()


def test_r24_a_line_may_wait_long_behind_a_header_that_never_comes_alone(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    centre.push_and_cycle(3, line)
    for packs in range(3):
        centre.push_and_cycle(3, stock_line("C", packs=packs))
    centre.push_and_cycle(3, delete("trans_line", "INV_1_L1"))
    assert centre.last_decision() == ("waiting", "missing_parent")
    centre.push_and_cycle(3, header)
    assert centre.decisions(site_id=3)[0] == BY_STORE
    assert centre.record("trans_line", "INV_1_L1") is None
    both = upserts(transact=["INV_1", made_id("transact:INV_1")])
    assert sent_now(centre, 1) == sent_now(centre, 2) == both


def test_r24_what_waits_for_a_patient_is_ignored_once_he_is_deleted(centre: Centre) -> None:
    clinics.begin(centre)
    note = upsert("name_note", "NOTE", patient_ID="PAT", note="well")
    centre.push_and_cycle(3, note)
    assert centre.last_decision() == ("waiting", "missing_parent")
    centre.push_and_cycle(3, patient(), sees("D3"), delete("name", "PAT"))
    assert centre.decisions(site_id=3)[0] == ("ignored", "parent_deleted")
    for site in (1, 2, 3):
        assert not {row for row in sent_now(centre, site) if row[0] in ("name", "name_note")}


def test_r25_a_prescription_left_out_still_shows_no_patient_elsewhere(centre: Centre) -> None:
    clinics.begin(centre)
    set_store(centre, "D3", active=3, include_transactions=False)
    centre.push_and_cycle(3, patient(), sees("D3"), prescription("1", "D3"))
    assert centre.last_decision() == WITHHELD
    assert ("name", "PAT", "upsert") in sent_now(centre, 1)
    assert not {row for row in sent_now(centre, 1) if row[0] == "transact"}
