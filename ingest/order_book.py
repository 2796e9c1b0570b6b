"""Orders as they are kept: in the control database until a cycle takes them, then in the archive.

An order is done when the lake has it: a cycle takes every order that is here and not there, and
commits all of them or none, so that a crash at any point does none twice and forgets none.
Whether an order may be given is `ingest.orders`' business, what it does `sync.cycle`'s.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

import duckdb
import sqlalchemy as sa

from ingest.control import Control
from ingest.control_tables import ORDERS, REINITIALISATION
from ingest.ledger import Ledger
from sync.home import Home
from sync.orders import Order, OrderKind


def add_order(
    ledger: Ledger, kind: OrderKind, subject: str, *, by: str, at: datetime, why: str
) -> Order:
    """Write an order down under the next number; numbers have no holes."""
    while True:
        order = Order(last_order_no(ledger) + 1, kind, subject, by, at, why)
        if ledger.insert_once(ORDERS, **asdict(order)):
            return order


def owe_initial_load(ledger: Ledger, site_id: int) -> Order:
    """A new generation has begun as somebody allowed: the site is owed all it may hold (R39)."""
    query = sa.select(REINITIALISATION).where(REINITIALISATION.c.site_id == site_id)
    allowed = ledger.connection.execute(query).one()
    return add_order(
        ledger, OrderKind.INITIAL_LOAD, str(site_id),
        by=allowed.ordered_by, at=allowed.ordered_at, why=allowed.why,
    )  # fmt: skip


def last_order_no(ledger: Ledger) -> int:
    return ledger.connection.execute(sa.select(sa.func.max(ORDERS.c.order_no))).scalar() or 0


def waiting_orders(home: Home, connection: duckdb.DuckDBPyConnection) -> tuple[Order, ...]:
    """Orders that no committed cycle has taken, in order. `connection` is the lake's."""
    row = connection.execute('SELECT coalesce(max(order_no), 0) FROM sync."order"').fetchone()
    assert row is not None
    query = sa.select(ORDERS).where(ORDERS.c.order_no > row[0]).order_by(ORDERS.c.order_no)
    with Control(home).ledger() as ledger:
        rows = ledger.connection.execute(query).mappings().all()
    return tuple(Order(**{**row, "kind": OrderKind(row["kind"])}) for row in rows)


def bring_back(ledger: Ledger, connection: duckdb.DuckDBPyConnection) -> None:
    """Copy from the lake what a control database restored from a backup has not got.

    A new order would otherwise get the number of one that is done, and never be taken.
    """
    rows = connection.execute(
        "SELECT order_no, kind, subject, ordered_by, ordered_at, why "
        'FROM sync."order" WHERE order_no > ? ORDER BY order_no',
        [last_order_no(ledger)],
    ).fetchall()
    for order_no, kind, subject, by, at, why in rows:
        order = Order(order_no, OrderKind(kind), subject, by, at, why)
        ledger.insert_once(ORDERS, **asdict(order))


def as_document(order: Order) -> dict[str, object]:
    """The order as `archive/cycle/<n>.json` keeps it."""
    return {**asdict(order), "ordered_at": order.ordered_at.isoformat()}


def from_document(document: Mapping[str, str]) -> Order:
    return Order(
        order_no=int(document["order_no"]),
        kind=OrderKind(document["kind"]),
        subject=document["subject"],
        ordered_by=document["ordered_by"],
        ordered_at=datetime.fromisoformat(document["ordered_at"]),
        why=document["why"],
    )
