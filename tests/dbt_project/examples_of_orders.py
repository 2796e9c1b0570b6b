"""Cases of orders, stock takes and reports on programs."""

from datetime import UTC, datetime, timedelta

from tests.dbt_project.records import Records, document, item, line, name, stock, store

ORDERS = {
    "R1": ("2026-03-01", "2026-03-05", "2026-03-18"),
    "R2": ("2026-03-02", "2026-03-04", "2026-03-16"),
    "R3": ("2026-03-20", None, None),
}
LINES = {
    "R1": [("a", 100, 100), ("b", 50, 25), ("c", 20, 0), ("d", 30, 40)],
    "R2": [("a", 10, 10)],
    "R3": [("a", 40, 0)],
}


def every_case() -> Records:
    return [*orders(), *stock_takes(), *programs()]


def orders() -> Records:
    """E11: two orders that were received and one that is open; and what was issued for a fourth."""
    records = [*store("SUPPLIER", 1), *store("CUSTOMER", 1), *item("a"), *item("b"), *item("c")]
    records += item("d")
    for order_id, (ordered, shipped, received) in ORDERS.items():
        records += _order(order_id, "CUSTOMER_NAME", ordered, LINES[order_id])
        if shipped:
            records += document(
                f"{order_id}-CI", "SUPPLIER", "ci", "fn", "CUSTOMER_NAME", finalised=shipped
            )
            records[-1][1]["requisition_ID"] = order_id
        if received:
            records += document(
                f"{order_id}-SI", "CUSTOMER", "si", "cn", "SUPPLIER_NAME", confirmed=received
            )
            records[-1][1]["linked_transaction_id"] = f"{order_id}-CI"
    records += _order("R4", "CUST1", "2026-02-01", [("a", 30, 0)])
    records += document("R4-CI", "SUPPLIER", "ci", "fn", "CUST1", finalised="2026-02-03")
    records[-1][1]["requisition_ID"] = "R4"
    records += line("R4-CI-1", "R4-CI", "a", "stock_out", 2, 10)
    return records


def _order(order_id: str, party: str, day: str, lines: list[tuple[str, int, int]]) -> Records:
    header = {
        "ID": order_id, "store_ID": "SUPPLIER", "name_ID": party, "type": "response",
        "status": "fn", "date_entered": day,
    }  # fmt: skip
    records: Records = [("replica.requisition", header)]
    for item_id, requested, supplied in lines:
        row = {
            "ID": f"{order_id}-{item_id}", "requisition_ID": order_id, "item_ID": item_id,
            "Cust_stock_order": requested, "actualQuan": supplied,
        }  # fmt: skip
        records.append(("replica.requisition_line", row))
    return records


def stock_takes() -> Records:
    """E13: three lines counted and one not."""
    take = {
        "ID": "TAKE", "store_ID": "COUNTED", "status": "fn", "serial_number": 1,
        "Description": "March", "stock_take_date": "2026-03-21",
    }  # fmt: skip
    lines = [
        ("l1", 10, 10, 12, True, 2.00),
        ("l2", 5, 20, 4, True, 4.00),
        ("l3", 8, 1, 0, False, 1.50),
        ("l4", 3, 100, 3, True, 10.00),
    ]
    records: Records = [*store("COUNTED", 1), *item("COUNTABLE"), ("replica.Stock_take", take)]
    for key, booked, pack_size, found, is_edited, cost in lines:
        records += stock(key, "COUNTED", "COUNTABLE", found if is_edited else booked, pack_size)
        row = {
            "ID": f"TAKE-{key}", "stock_take_ID": "TAKE", "item_ID": "COUNTABLE",
            "item_line_ID": key, "snapshot_qty": booked, "snapshot_packsize": pack_size,
            "stock_take_qty": found, "is_edited": is_edited, "cost_price": cost,
        }  # fmt: skip
        records.append(("replica.Stock_take_lines", row))
    return records


def programs() -> Records:
    """Three stores use a program; one reports in time, one late, one never."""
    due = datetime.now(UTC).date() - timedelta(days=15)
    records: Records = [
        ("replica.list_master", {"ID": "HIV", "description": "HIV", "isProgram": True}),
        ("replica.period", {"ID": "FEB", "periodScheduleID": "MONTHS", "name": "February",
                            "startDate": "2026-02-01", "endDate": "2026-02-28"}),
        ("replica.period", {"ID": "NOW", "periodScheduleID": "MONTHS", "name": "Now",
                            "startDate": due, "endDate": datetime.now(UTC).date()}),
    ]  # fmt: skip
    days = {"INTIME": "2026-03-10", "TOOLATE": "2026-03-11", "SILENT": None}
    for store_id, reported in days.items():
        records += store(f"PRG_{store_id}", 1)
        name_id = f"PRG_{store_id}_NAME"
        used = {"ID": f"USES_{store_id}", "list_master_ID": "HIV", "name_ID": name_id}
        records.append(("replica.list_master_name_join", used))
        if reported:
            row = {
                "ID": f"REPORT_{store_id}", "store_ID": f"PRG_{store_id}", "name_ID": "CUST1",
                "type": "request", "status": "fn", "date_entered": reported, "programID": "HIV",
                "periodID": "FEB",
            }  # fmt: skip
            records.append(("replica.requisition", row))
    return [*records, *name("PRG_OTHER", "facility")]
