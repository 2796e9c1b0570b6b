"""Cases of what the centre knew when: late, edited, taken back, refused (E04, N1, N2, N9, N12)."""

import json
from datetime import datetime
from typing import Any

from tests.dbt_project.records import Records, document, item, line, stock, store

USER = ("replica.user", {"ID": "U1", "name": "pharmacist"})


def every_case() -> Records:
    """January as known by its due day: 100 in, 30 out. Later the 30 become 40 and 5 more arrive."""
    records: Records = [*store("KNOWN", 1), *item("K"), *stock("K1", "KNOWN", "K", 55), USER]
    changes = [
        ("2026-01-05T10:00", "transact", "IN", _header("si", "2026-01-05")),
        ("2026-01-05T10:00", "trans_line", "IN-L", _line("IN", "stock_in", 100)),
        ("2026-01-20T10:00", "transact", "OUT", _header("ci", "2026-01-20", status="nw")),
        ("2026-01-20T10:00", "trans_line", "OUT-L", _line("OUT", "stock_out", 30)),
        ("2026-01-21T10:00", "transact", "OUT", {"status": "fn", "user_ID": "U1"}),
        ("2026-02-20T10:00", "trans_line", "OUT-L", {"quantity": 40}),
        ("2026-03-01T10:00", "transact", "LATE", _header("ci", "2026-01-30")),
        ("2026-03-01T10:00", "trans_line", "LATE-L", _line("LATE", "stock_out", 5)),
        ("2026-01-25T10:00", "transact", "GONE", _header("ci", "2026-01-25")),
        ("2026-01-25T10:00", "trans_line", "GONE-L", _line("GONE", "stock_out", 7)),
        ("2026-01-26T10:00", "trans_line", "GONE-L", None),
    ]
    for number, (moment, table, record_id, data) in enumerate(changes, start=1000):
        records.append(_change(number, moment, table, record_id, data))
    for key, kind, day, units in [("IN", "si", "2026-01-05", 100), ("OUT", "ci", "2026-01-20", 40),
                                  ("LATE", "ci", "2026-01-30", 5)]:  # fmt: skip
        records += document(key, "KNOWN", kind, "fn", "CUST1", confirmed=day)
        direction = "stock_in" if kind == "si" else "stock_out"
        records += line(f"{key}-L", key, "K", direction, units)
    return [*records, *_refused()]


def _refused() -> Records:
    """A stock line that waits with ten packs of two, and a movement that was refused."""
    balance = {"item_ID": "K", "store_ID": "KNOWN", "quantity": 30, "pack_size": 2}
    waiting = _change(1100, "2026-02-01T10:00", "item_line", "K1", balance, "waiting")
    moved = _line("OUT", "stock_out", 4)
    refused = _change(1101, "2026-02-02T10:00", "trans_line", "BAD", moved, "rejected")
    return [waiting, refused]


def _header(kind: str, day: str, status: str = "fn") -> dict[str, Any]:
    return {
        "ID": "", "store_ID": "KNOWN", "type": kind, "status": status, "entry_date": day,
        "confirm_date": day,
    }  # fmt: skip


def _line(header: str, kind: str, units: float) -> dict[str, Any]:
    return {
        "transaction_ID": header, "item_ID": "K", "type": kind, "quantity": units, "pack_size": 1,
        "cost_price": 1.5,
    }  # fmt: skip


def _change(
    number: int,
    moment: str,
    table: str,
    record_id: str,
    data: dict[str, Any] | None,
    decision: str = "applied",
) -> tuple[str, dict[str, Any]]:
    at = datetime.fromisoformat(moment)
    row = {
        "change_no": number, "cycle_no": 1, "site_id": 1, "table_name": table,
        "record_id": record_id, "action": "delete" if data is None else "upsert",
        "changed_at": at, "received_at": at, "decided_at": at, "decision": decision,
        "store_id": "KNOWN" if table == "transact" else None,
        "reason": {"waiting": "missing_parent", "rejected": "not_active_site"}.get(
            decision, "active_site_edits_store"
        ),
        "data": None if data is None else json.dumps(data),
    }  # fmt: skip
    return "sync.change", row
