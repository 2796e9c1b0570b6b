"""Where a client stands in central data, which it reads behind a cursor of its own.

A cursor is believed where it lies between what the client has said that it has and what was handed
out to it. With any other one (of a site that comes from another server, or out of a backup) the
client lacks what nobody knows: it is owed a whole load, once, and nothing counts as received.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ingest.control import Control
from ingest.control_tables import CLIENT_CENTRAL
from ingest.gateway.msupply.client import client_of, note_client
from ingest.gateway.msupply.initialising import owed_load
from ingest.gateway.msupply.packed_rows import QueuedRow
from ingest.gateway.msupply.queue import ClientQueue
from ingest.gateway.place import Place


@dataclass(frozen=True)
class HandedOut:
    """`through`: the last place handed out; `unknown`: a cursor from elsewhere, answered anew."""

    through: int
    unknown: int | None = None


def place_behind(place: Place, queue: ClientQueue, cursor: int) -> int:
    """The place behind which the client reads on; what lies before its cursor it has."""
    client = client_of(place.control, queue.site_id)
    has = client.central_cursor if client else 0
    known = handed_out(place.control, queue.site_id, has)
    if cursor < has:
        _begin_anew(place, queue.site_id, cursor)
        return cursor
    if cursor > known.through:
        if cursor != known.unknown:
            _begin_anew(place, queue.site_id, 0)
            _note(place.control, queue.site_id, through=known.through, unknown=cursor)
        return 0
    if known.unknown is not None:
        _note(place.control, queue.site_id, unknown=None)
    if cursor > has:
        queue.acknowledge_central(cursor)
    return cursor


def handed_out(control: Control, site_id: int, has: int) -> HandedOut:
    """What the client was handed; of one that nothing was noted of, what it said that it has."""
    query = sa.select(CLIENT_CENTRAL.c.through, CLIENT_CENTRAL.c.unknown).where(
        CLIENT_CENTRAL.c.site_id == site_id
    )
    with control.ledger() as ledger:
        row = ledger.connection.execute(query).first()
    if row is not None:
        return HandedOut(row.through, row.unknown)
    packed = control.last_outgoing(site_id)
    return HandedOut(min(has, packed.last_seq if packed else 0))


def note_handed_out(control: Control, site_id: int, rows: list[QueuedRow]) -> None:
    """These rows go to the client now."""
    if rows and rows[-1].seq > handed_out(control, site_id, 0).through:
        _note(control, site_id, through=rows[-1].seq)


def _begin_anew(place: Place, site_id: int, cursor: int) -> None:
    order_no = owed_load(place, site_id)
    note_client(
        place.control, site_id, central_cursor=cursor, order_no=order_no, has_acknowledged=False
    )


def _note(control: Control, site_id: int, **values: Any) -> None:
    with control.turn(site_id) as ledger:
        if ledger.insert_once(CLIENT_CENTRAL, site_id=site_id, **({"through": 0} | values)):
            return
        ledger.connection.execute(
            sa.update(CLIENT_CENTRAL).where(CLIENT_CENTRAL.c.site_id == site_id).values(**values)
        )
