"""How the same record looks when a desktop, a server or a mobile site sends it.

Records are made with Python's own values (dates, numbers, booleans, `NO_DATE`); the quirks of the
clients stand here and nowhere else.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Record = dict[str, Any]

NO_DATE = date.min
ZERO_DATE = "0000-00-00"
_REAL_BOOLEANS = {"is_edited", "is_from_inventory_adjustment"}
_UNKNOWN_TO_MOBILE = {"hold", "finalised_date", "finalised_time", "initial_quan", "lastModifiedAt"}


def desktop(record: Record) -> Record:
    """JSON numbers and booleans, plain dates, seconds since midnight."""
    return {name: _desktop_value(value) for name, value in record.items()}


def mobile(record: Record, zone: ZoneInfo) -> Record:
    """Text throughout, dates as UTC instants, `HH:MM:SS` in local time, fewer columns."""
    return {
        name: _mobile_value(name, value, record, zone)
        for name, value in record.items()
        if name not in _UNKNOWN_TO_MOBILE
    }


def _desktop_value(value: Any) -> Any:
    if isinstance(value, date):
        return ZERO_DATE if value == NO_DATE else value.isoformat()
    return value


def _mobile_value(name: str, value: Any, record: Record, zone: ZoneInfo) -> Any:
    if isinstance(value, bool):
        return value if name in _REAL_BOOLEANS else str(value).lower()
    if isinstance(value, date):
        seconds = record.get(name.removesuffix("_date") + "_time", 0)
        return _instant(value, seconds, zone)
    if name.endswith("_time") and isinstance(value, int):
        return _clock(value)
    if name in ("subtotal", "insuranceDiscountAmount") and not value:
        return "null"
    if isinstance(value, int | float):
        return str(value)
    return "" if value is None else value


def _instant(day: date, seconds: int, zone: ZoneInfo) -> str:
    if day == NO_DATE:
        return ZERO_DATE
    local = datetime.combine(day, time(), zone) + timedelta(seconds=seconds)
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
