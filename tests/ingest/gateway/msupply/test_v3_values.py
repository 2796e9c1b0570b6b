"""What mSupply Mobile is sent and sends, value by value."""

import pytest

from ingest.gateway.msupply.spelling import COLUMNS, Protocol, inward, outward, tables_of
from sync.catalogue import CATALOGUE
from sync.made_ids import made_id
from sync.orders import OrderKind
from tests.ingest.gateway.msupply.device import DESKTOP, MOBILE, Device, record
from tests.scenarios.changing import cycle_with, set_stores
from tests.scenarios.six_stores import invoice, visible


def test_v3_odd_values_of_the_client_are_read(device: Device) -> None:
    device.push(
        record(
            "transact", "H1", store_ID="STORE_M", name_ID="NAME_C", type="ci", status="cn",
            subtotal="null", total="1.4000000000000001", is_cancellation="false",
            entry_date="2027-01-30T11:00:00.000Z", entry_time="00:00:00", confirm_date="0000-00-00",
            linked_transaction_id="",
        )
    )  # fmt: skip
    device.count()
    device.centre.cycle()
    held = device.centre.record("transact", "H1")
    assert held["subtotal"] is None and held["is_cancellation"] is False
    assert str(held["entry_date"]) == "2027-01-31", "the day of the site, not of Greenwich"


def test_v3_a_column_that_the_client_blanks_because_it_does_not_know_it_stays(
    device: Device,
) -> None:
    device.centre.push_and_cycle(DESKTOP, *invoice("1", "C", to="M"))
    half = made_id("transact:INV_1")
    device.pull_all()
    device.push(record("transact", half, linked_transaction_id="", invoice_num="7"))
    device.push(record("requisition_line", "R1", Cust_stock_order="0", requisition_ID="NONE"))
    device.count()
    device.centre.cycle()
    held = device.centre.record("transact", half)
    assert (held["linked_transaction_id"], held["invoice_num"]) == ("INV_1", 7)
    pushed = device.centre.sql("SELECT data FROM sync.change WHERE record_id = 'R1'")
    assert "Cust_stock_order" not in pushed[0][0]


def test_v3_what_stood_for_nothing_does_not_come_back_as_a_value(device: Device) -> None:
    taken = {"ID": "L", "stock_take_ID": "S", "snapshot_qty": 3.0}
    told = outward(Protocol.V3, "Stock_take_lines", "L", taken)
    assert told["item_line_ID"] == made_id("item_line:L").lower() and told["item_ID"] == "0"
    assert "item_ID" not in inward(Protocol.V3, "Stock_take_lines", told)


@pytest.mark.parametrize("table", sorted(tables_of(Protocol.V3)))
def test_v3_a_record_of_nothing_still_has_what_the_client_demands_as_text(table: str) -> None:
    """What it does not find so it drops, and acknowledges all the same."""
    kept = [column.name for column in CATALOGUE.tables[table].columns]
    for data in ({}, dict.fromkeys(kept), {"unknown": 1.5, "flag": True, "list": [None]}):
        told = outward(Protocol.V3, table, "ID1", data)
        assert {type(value) for value in told.values()} == {str}
        for column in COLUMNS[Protocol.V3][table]:
            assert told[column.name] or column.blank != "never", column.name


@pytest.mark.parametrize("table", sorted(tables_of(Protocol.V5)))
def test_v5_a_record_of_nothing_can_be_told(table: str) -> None:
    kept = [column.name for column in CATALOGUE.tables[table].columns]
    told = outward(Protocol.V5, table, "ID1", dict.fromkeys(kept))
    never = [column.name for column in COLUMNS[Protocol.V5][table] if column.blank == "never"]
    assert not [name for name in never if told[name] is None]


@pytest.mark.parametrize("bad", ["0001-01-01 (BC)", "10000-01-01", None, ""])
def test_no_date_poisons_a_client(bad: str | None) -> None:
    told = outward(Protocol.V3, "transact", "T", {"entry_date": bad, "om_picked_datetime": bad})
    assert told["entry_date"] == "0000-00-00T00:00:00"
    assert told["om_picked_datetime"] == "0000-00-00T00:00:00"
    assert outward(Protocol.V5, "transact", "T", {"entry_date": bad})["entry_date"] == "0000-00-00"


def test_documents_are_told_without_escapes() -> None:
    told = outward(Protocol.V3, "transact", "T", {"custom_data": {"note": "Réunion"}})
    assert told["custom_data"] == '{"note": "Réunion"}'


def test_v3_no_record_is_dropped_and_every_value_is_text(device: Device) -> None:
    line = device.mobile()
    assert line.initialise() > 5
    assert line.dropped == []
    store = line.site.record("store", "STORE_M")
    assert store and all(isinstance(value, str) for value in store.values())


def test_v3_a_line_without_stock_line_gets_one_that_is_always_the_same(device: Device) -> None:
    device.pull_all()
    device.centre.push_and_cycle(DESKTOP, *invoice("1", "C", to="M"))
    rows = {row["RecordID"]: row["data"] for row in device.pull_all()}
    line_id = made_id("trans_line:INV_1_L1")
    derived = rows[line_id]["item_line_ID"]
    assert derived == made_id(f"item_line:{line_id}").lower()
    assert rows[line_id]["expiry_date"] == "0000-00-00T00:00:00"
    assert rows[made_id("transact:INV_1")]["invoice_num"] == "-1"
    assert device.centre.record("trans_line", line_id)["item_line_ID"] is None


def test_v3_a_number_below_one_is_sent_once(device: Device) -> None:
    device.pull_all()
    device.centre.push_and_cycle(DESKTOP, *invoice("1", "C", to="M"))
    half = made_id("transact:INV_1")
    assert half in {row["RecordID"] for row in device.pull_all()}
    set_stores(device.centre, {"id": "STORE_M", "active": MOBILE, "collectors": [1, 2]})
    device.centre.push_and_cycle(1, visible("M", "B"))
    cycle_with(device.centre, OrderKind.RESYNC, str(MOBILE))
    assert device.count() > 0
    assert half not in {row["RecordID"] for row in device.pull_all()}
    device.push(record("transact", half, invoice_num="3"))
    device.count()
    device.centre.cycle()
    cycle_with(device.centre, OrderKind.RESYNC, str(MOBILE))
    assert half in {row["RecordID"] for row in device.pull_all()}
