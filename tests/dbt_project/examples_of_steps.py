"""What cycles may change, written as a cycle leaves it: records, and that they changed."""

from datetime import UTC, date, datetime, timedelta

import duckdb

from tests.dbt_project.records import CENTRE, Records, document, line, put, site

FIRST_CHANGE = 5000
PAIR = {
    "kind": "stock_transfer", "initiating_table": "transact", "responding_table": "transact",
    "initiating_store_id": "SUPPLIER", "responding_store_id": "CUSTOMER", "same_site": False,
    "made_by_centre": True, "made_at": datetime(2026, 3, 4), "is_acknowledged": False,
    "state": "sent", "initiating_number": 1, "sent_on": date(2026, 3, 4), "lines_sent": 1,
    "units_sent": 20.0, "units_received": 0.0, "units_in_transit": 20.0, "units_difference": 0.0,
    "value_sent": 2.0, "value_received": 0.0,
}  # fmt: skip


def transfers() -> Records:
    """Transfers between the stores of the orders, and their lines; one has a second half."""
    records: Records = []
    for name in ("SEEN", "LATER", "UNDONE", "BESIDE"):
        records += document(
            f"{name}-OUT", "SUPPLIER", "ci", "fn", "CUSTOMER_NAME", finalised="2026-03-04"
        )
        records += line(f"{name}-OUT-1", f"{name}-OUT", "a", "stock_out", 2, 10)
        records += document(f"{name}-IN", "CUSTOMER", "si", "nw", "SUPPLIER_NAME")
        records += line(f"{name}-IN-1", f"{name}-IN", "a", "stock_in", 2, 10)
        pair = {"initiating_id": f"{name}-OUT", "responding_id": f"{name}-IN"}
        if name == "BESIDE":
            records += document("BESIDE-OWN", "CUSTOMER", "si", "nw", "SUPPLIER_NAME")
            pair["second_id"] = "BESIDE-OWN"
        records.append(("sync.transfer_pair", PAIR | pair))
    return records


def corrections(lake: duckdb.DuckDBPyConnection) -> None:
    """Amounts, days, items and stores of lines, documents and stock lines; and some are deleted."""
    for change in (
        "UPDATE replica.trans_line SET item_ID = 'Y', quantity = 3 WHERE ID = 'E05-2-L'",
        "UPDATE replica.transact SET confirm_date = '2026-02-03' WHERE ID = 'T02'",
        "DELETE FROM replica.transact WHERE ID = 'E05-4'",
        "DELETE FROM replica.trans_line WHERE transaction_ID = 'E05-4'",
        "UPDATE replica.item_line SET quantity = 11 WHERE ID = 'P6'",
        "DELETE FROM replica.item_line WHERE ID = 'P4'",
        "UPDATE replica.name SET type = 'patient' WHERE ID = 'CUST2'",
        "UPDATE replica.trans_line SET quantity = 41 WHERE ID = 'OUT-L'",
        "UPDATE replica.transact SET confirm_date = '2026-01-16' "
        "WHERE ID = 'DOS-THREE_DAYS-2026-01-14'",
        "UPDATE replica.transact SET status = 'cn', confirm_date = '2026-03-06' WHERE ID = 'T03'",
        "UPDATE replica.transact SET store_ID = 'CUSTOMER' WHERE ID = 'IN'",
    ):
        lake.execute(change)
    ran_at = cycle(lake, 7)
    changed(lake, 7, ran_at, [
        ("trans_line", "E05-2-L"), ("transact", "T02"), ("transact", "E05-4"), ("item_line", "P6"),
        ("item_line", "P4"), ("name", "CUST2"), ("transact", "DOS-THREE_DAYS-2026-01-14"),
        ("transact", "T03"),
    ])  # fmt: skip
    changed(lake, 7, ran_at, [("trans_line", "OUT-L")], data='{"quantity": 41}')
    changed(lake, 7, ran_at, [("transact", "IN")], data='{"store_ID": "CUSTOMER"}')


def orders_and_transfers(lake: duckdb.DuckDBPyConnection) -> None:
    """A receipt answers another invoice, an invoice another order; a line moves to another invoice;
    pairs are acknowledged, received, received beside, undone; a late line; an item and a store by
    another name; a site whose data reaches further."""
    for change in (
        "UPDATE replica.requisition_line SET Cust_stock_order = 60 WHERE ID = 'R1-b'",
        "DELETE FROM replica.requisition_line WHERE ID = 'R1-d'",
        "UPDATE replica.transact SET requisition_ID = 'R3' WHERE ID = 'R4-CI'",
        "UPDATE replica.transact SET linked_transaction_id = 'R4-CI' WHERE ID = 'R2-SI'",
        "UPDATE sync.transfer_pair SET is_acknowledged = true WHERE initiating_id = 'SEEN-OUT'",
        "UPDATE replica.transact SET status = 'cn', confirm_date = '2026-03-20' "
        "WHERE ID = 'LATER-IN'",
        "UPDATE sync.transfer_pair SET state = 'received', units_received = 20, "
        "units_in_transit = 0 WHERE initiating_id = 'LATER-OUT'",
        "UPDATE replica.transact SET status = 'cn' WHERE ID = 'BESIDE-OWN'",
        "DELETE FROM sync.transfer_pair WHERE initiating_id = 'UNDONE-OUT'",
        "UPDATE replica.trans_line SET transaction_ID = 'SEEN-OUT' WHERE ID = 'UNDONE-OUT-1'",
        "UPDATE replica.item SET item_name = 'Another name' WHERE ID = 'a'",
        "UPDATE replica.name SET name = 'Another store' WHERE ID = 'CUSTOMER_NAME'",
        "UPDATE sync.batch SET created_at = created_at + INTERVAL 5 DAY WHERE site_id = 3",
    ):
        lake.execute(change)
    put(lake, line("T01-LATE", "T01", "X", "stock_in", 4, 10, stock_line="L1"))
    ran_at = cycle(lake, 8)
    changed(lake, 8, ran_at, [
        ("requisition_line", "R1-b"), ("requisition_line", "R1-d"), ("transact", "R4-CI"),
        ("transact", "R2-SI"), ("transact", "LATER-IN"), ("transact", "BESIDE-OWN"),
        ("trans_line", "UNDONE-OUT-1"),
        ("item", "a"), ("name", "CUSTOMER_NAME"), ("trans_line", "T01-LATE"),
    ])  # fmt: skip


def the_world(lake: duckdb.DuckDBPyConnection) -> None:
    """Two customers are merged, a store is no longer collected, another begins."""
    for change in (
        "UPDATE replica.transact SET name_ID = 'SUP1' WHERE name_ID = 'CUST1'",
        "DELETE FROM replica.name WHERE ID = 'CUST1'",
        "UPDATE sync.relation SET relation = 'transfer' WHERE store_id = 'SUPPLIER'",
    ):
        lake.execute(change)
    merged = {"table_name": "name", "deleted_id": "CUST1", "kept_id": "SUP1", "cycle_no": 9}
    put(lake, [("sync.merged", merged)])
    put(lake, site(6, "Begun", contact=datetime(2026, 4, 1), sent_at=datetime(2026, 4, 1)))
    cycle(lake, 9)


def cycle(lake: duckdb.DuckDBPyConnection, cycle_no: int) -> datetime:
    """A cycle that ran; returns when."""
    ran_at = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=cycle_no)
    put(lake, [("sync.cycle", {"cycle_no": cycle_no, "ran_at": ran_at})])
    return ran_at


def changed(
    lake: duckdb.DuckDBPyConnection,
    cycle_no: int,
    ran_at: datetime,
    records: list[tuple[str, str]],
    data: str = "{}",
) -> None:
    """Changes of these records that the cycle applied."""
    row = lake.execute("SELECT max(change_no) FROM sync.change").fetchone()
    last = max(FIRST_CHANGE, row[0] if row else 0)
    for number, (table, record_id) in enumerate(records, start=last + 1):
        change = {
            "change_no": number, "cycle_no": cycle_no, "site_id": CENTRE, "table_name": table,
            "record_id": record_id, "action": "upsert", "decision": "applied",
            "received_at": ran_at, "decided_at": ran_at, "data": data,
        }  # fmt: skip
        put(lake, [("sync.change", change)])
