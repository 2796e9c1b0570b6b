"""A client's first request: it has nothing, and the answer comes when its queue holds everything.

A site that has never acknowledged anything has its whole load in the queue as it is; any other one
is owed a new one (R39), which a cycle makes. Only this request waits for a cycle.
"""

import asyncio
import time

from fastapi.concurrency import run_in_threadpool

from ingest import asking
from ingest.gateway.answers import problem
from ingest.gateway.msupply.client import (
    COMPLETED,
    NEW,
    STARTED,
    Client,
    client_of,
    forget_numbers,
    note_client,
)
from ingest.gateway.place import Place
from ingest.orders import give_orders, waiting_orders
from sync import lake
from sync.in_force import newest_network_no
from sync.orders import OrderKind

LOOK_EVERY_SECONDS = 0.5


async def initialise(place: Place, site_id: int) -> None:
    """Owe the site its load and wait until the queue has it.

    Raises 503 where no cycle comes in time; the client asks again, and is owed nothing twice.
    """
    await run_in_threadpool(_begin, place, site_id)
    until = time.monotonic() + place.limits.load_seconds
    while not await run_in_threadpool(is_loaded, place, site_id):
        if time.monotonic() > until:
            raise problem(
                503, "sync_is_running", "the centre has not made the load yet; ask again later"
            )
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def is_loaded(place: Place, site_id: int) -> bool:
    """Whether a cycle has made all that the site is owed, under the settings in force."""
    client = client_of(place.control, site_id)
    connection = lake.connect(place.home)
    try:
        row = connection.execute(
            "SELECT (SELECT coalesce(max(network_no), 0) FROM sync.cycle), "
            '(SELECT coalesce(max(order_no), 0) FROM sync."order")'
        ).fetchone()
    finally:
        connection.close()
    assert row is not None
    owed = client.order_no if client and client.order_no else 0
    return bool(row[0] >= newest_network_no(place.home) and row[1] >= owed)


def initialisation(place: Place, site_id: int) -> str:
    """`new`, `started` or `completed`; it is completed when the queue holds the whole load."""
    client = client_of(place.control, site_id)
    if client is None:
        return NEW
    if client.initialisation == STARTED and is_loaded(place, site_id):
        note_client(place.control, site_id, initialisation=COMPLETED)
        return COMPLETED
    return client.initialisation


def _begin(place: Place, site_id: int) -> None:
    order_no = owed_load(place, site_id)
    forget_numbers(place.control, site_id)
    note_client(
        place.control, site_id, initialisation=STARTED, order_no=order_no, has_acknowledged=False,
        central_cursor=0,
    )  # fmt: skip


def owed_load(place: Place, site_id: int) -> int | None:
    """The number of the order for its load, where the queue does not hold all of it anyway."""
    client = client_of(place.control, site_id)
    if not _has_acknowledged(place, site_id, client):
        return client.order_no if client else None
    return _owed(place, site_id)


def _owed(place: Place, site_id: int) -> int:
    """One that waits already is enough."""
    for order in waiting_orders(place.home):
        if order.kind is OrderKind.INITIAL_LOAD and order.subject == str(site_id):
            return order.order_no
    (order,) = give_orders(
        place.home, OrderKind.INITIAL_LOAD, [str(site_id)],
        by=f"site {site_id}", why="its client begins anew",
    )  # fmt: skip
    return order.order_no


def _has_acknowledged(place: Place, site_id: int, client: Client | None) -> bool:
    """Whether anything was taken out of the queue since the last load."""
    if client is not None and (client.has_acknowledged or client.initialisation != NEW):
        return client.has_acknowledged
    stands = asking.where_site_stands(place.control, site_id)
    return bool(stands["outgoing"]["acknowledged_through"])
