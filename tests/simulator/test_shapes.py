"""The quirks of the clients, as `sync.values` will meet them."""

from datetime import date
from zoneinfo import ZoneInfo

from simulator.shapes import NO_DATE, desktop, mobile

RECORD = {
    "ID": "t1",
    "entry_date": date(2026, 3, 2),
    "entry_time": 8 * 3600 + 61,
    "expiry_date": date(2027, 1, 31),
    "confirm_date": NO_DATE,
    "confirm_time": 0,
    "quantity": 1.5,
    "subtotal": 0,
    "hold": False,
    "is_cancellation": False,
    "is_edited": True,
}
ZONE = ZoneInfo("Pacific/Port_Moresby")


def test_a_desktop_sends_numbers_and_plain_dates() -> None:
    sent = desktop(RECORD)
    assert sent["entry_date"] == "2026-03-02"
    assert sent["entry_time"] == 28861
    assert sent["confirm_date"] == "0000-00-00"
    assert sent["quantity"] == 1.5
    assert sent["hold"] is False


def test_a_mobile_site_sends_the_day_before_at_its_own_midnight() -> None:
    sent = mobile(RECORD, ZONE)
    assert sent["expiry_date"] == "2027-01-30T14:00:00.000Z"
    assert sent["entry_date"] == "2026-03-01T22:01:01.000Z"
    assert sent["entry_time"] == "08:01:01"
    assert sent["confirm_date"] == "0000-00-00"


def test_a_mobile_site_sends_text_and_leaves_out_what_it_does_not_know() -> None:
    sent = mobile(RECORD, ZONE)
    assert sent["quantity"] == "1.5"
    assert sent["subtotal"] == "null"
    assert sent["is_cancellation"] == "false"
    assert sent["is_edited"] is True
    assert "hold" not in sent
