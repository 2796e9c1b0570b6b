"""What the centre remembers of a client that keeps no stream of its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ingest.control import Control
from ingest.control_tables import CLIENT, CLIENT_ONCE

NEW, STARTED, COMPLETED = "new", "started", "completed"


@dataclass(frozen=True)
class Client:
    """`order_no`: the load that it was last owed; `landed_at`: when a push was complete (UTC)."""

    site_id: int
    protocol: str
    version: str
    initialisation: str
    order_no: int | None
    has_acknowledged: bool
    central_cursor: int
    landed_at: datetime | None


def client_of(control: Control, site_id: int) -> Client | None:
    query = sa.select(CLIENT).where(CLIENT.c.site_id == site_id)
    with control.ledger() as ledger:
        row = ledger.connection.execute(query).first()
        return Client(**row._mapping) if row else None


def note_client(control: Control, site_id: int, **values: Any) -> None:
    """Remember something of a client, which may be its first."""
    first = {
        "protocol": "", "version": "", "initialisation": NEW, "has_acknowledged": False,
        "central_cursor": 0,
    }  # fmt: skip
    with control.turn(site_id) as ledger:
        if ledger.insert_once(CLIENT, site_id=site_id, **(first | values)):
            return
        ledger.connection.execute(
            sa.update(CLIENT).where(CLIENT.c.site_id == site_id).values(**values)
        )


def forget_numbers(control: Control, site_id: int) -> None:
    """A client that begins anew has taken no numbers."""
    with control.ledger() as ledger:
        ledger.connection.execute(sa.delete(CLIENT_ONCE).where(CLIENT_ONCE.c.site_id == site_id))
