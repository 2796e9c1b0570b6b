"""Rows as the sync cycle would have written them, and a way to put them into a lake.

Only shapes: which figures follow from them is asked by the tests beside this module.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import duckdb

from sync.names import literal, quoted, short_key

Row = dict[str, Any]
Records = list[tuple[str, Row]]
CENTRE = 1


def put(connection: duckdb.DuckDBPyConnection, records: Iterable[tuple[str, Row]]) -> None:
    """Insert rows into the tables that they name; records with the short key of their id."""
    for table, row in records:
        columns = ", ".join(quoted(column) for column in row)
        marks = ", ".join("?" for _ in row)
        if table.startswith("replica.") and "ID" in row:
            columns, marks = f"{columns}, _key", f"{marks}, {short_key(literal(row['ID']))}"
        connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(row.values()))


def network() -> Records:
    row = {"network_no": 1, "cycle_no": 1, "central_site_id": CENTRE, "primary_site_id": CENTRE}
    return [("sync.network", row | {"stale_after": "1 month", "time_zone": "UTC"})]


def site(
    site_id: int,
    name: str,
    *,
    contact: datetime | None = None,
    sent_at: datetime | None = None,
    time_zone: str = "UTC",
) -> Records:
    """A site that last connected at `contact` and whose last batch was made at `sent_at`."""
    kind = "central" if site_id == CENTRE else "server"
    records: Records = [
        ("sync.site", {"site_id": site_id, "name": name, "kind": kind, "time_zone": time_zone})
    ]
    if contact:
        records.append(("sync.contact", {"site_id": site_id, "last_contact_at": contact}))
    if sent_at:
        batch = {"site_id": site_id, "batch_no": 1, "created_at": sent_at, "first_change_no": 1}
        records.append(("sync.batch", batch))
    return records


def store(
    store_id: str,
    active: int,
    at_centre: str = "collector",
    *,
    mode: str = "store",
    include_transactions: bool = True,
) -> Records:
    """A store, its name, its preferences and its relations."""
    setting = {
        "store_id": store_id,
        "active_site_id": active,
        "collectors": [CENTRE] if at_centre == "collector" else [],
        "include_transactions": include_transactions,
    }
    relations = {active: "active"} if active == CENTRE else {active: "active", CENTRE: at_centre}
    return [
        *name(f"{store_id}_NAME", "store", f"Store {store_id}"),
        (
            'replica."store"',
            {
                "ID": store_id,
                "name_ID": f"{store_id}_NAME",
                "code": store_id,
                "store_mode": mode,
            },
        ),
        ("sync.store_setting", setting),
        *(
            ("sync.relation", {"store_id": store_id, "site_id": at, "relation": relation})
            for at, relation in relations.items()
        ),
    ]


def name(name_id: str, kind: str, called: str = "", code: str = "") -> Records:
    row = {"ID": name_id, "type": kind, "name": called or name_id, "code": code or name_id}
    return [('replica."name"', row)]


def item(item_id: str, unit: str = "tablet") -> Records:
    return [
        ("replica.unit", {"ID": f"U_{item_id}", "units": unit}),
        (
            "replica.item",
            {
                "ID": item_id,
                "item_name": f"Item {item_id}",
                "code": item_id.lower(),
                "unit_ID": f"U_{item_id}",
                "type_of": "general",
            },
        ),
    ]


def visible(item_id: str, store_id: str, *, inactive: bool = False) -> Records:
    row = {
        "ID": f"{store_id}_{item_id}",
        "item_ID": item_id,
        "store_ID": store_id,
        "inactive": inactive,
    }
    return [("replica.item_store_join", row)]


def stock(
    line_id: str,
    store_id: str,
    item_id: str,
    packs: float,
    pack_size: float = 1,
    *,
    available: float | None = None,
    cost: float = 0,
    initial: float = 0,
    expiry: date | None = None,
) -> Records:
    row = {
        "ID": line_id,
        "store_ID": store_id,
        "item_ID": item_id,
        "quantity": packs,
        "available": packs if available is None else available,
        "pack_size": pack_size,
        "cost_price": cost,
        "initial_quan": initial,
        "expiry_date": expiry,
    }
    return [("replica.item_line", row)]


def document(
    document_id: str,
    store_id: str,
    kind: str,
    status: str,
    party: str,
    *,
    entered: str | None = None,
    confirmed: str | None = None,
    finalised: str | None = None,
    mode: str = "store",
) -> Records:
    row = {
        "ID": document_id,
        "store_ID": store_id,
        "type": kind,
        "status": status,
        "name_ID": party,
        "mode": mode,
        "entry_date": entered,
        "confirm_date": confirmed,
        "finalised_date": finalised,
        "_changed_at": "2026-03-09 12:00:00",
    }
    return [("replica.transact", row)]


def line(
    line_id: str,
    document_id: str,
    item_id: str,
    kind: str,
    packs: float,
    pack_size: float = 1,
    *,
    stock_line: str | None = None,
) -> Records:
    row = {
        "ID": line_id,
        "transaction_ID": document_id,
        "item_ID": item_id,
        "type": kind,
        "quantity": packs,
        "pack_size": pack_size,
        "cost_price": 1.0,
        "item_line_ID": stock_line,
    }
    return [("replica.trans_line", row)]
