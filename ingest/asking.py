"""What a site asks and tells beside its batches: where it stands, heartbeats, a resync.

And what an operator asks of a site: to sync now, at its next heartbeat.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from ingest.control import Control
from ingest.control_tables import CLIENT, HEARTBEAT, OUTGOING_BATCH, RECEIPT, SYNC_REQUEST
from ingest.ledger import Ledger, Receipt
from ingest.missing import missing_batches
from ingest.orders import OrderRefused, give_orders, network_in_force, waiting_orders
from sync.home import Home
from sync.orders import OrderKind

HELD_AT_MOST = 100


@dataclass(frozen=True)
class Heartbeat:
    """What a site said of itself: when (naive UTC), the records still there, its version."""

    at: datetime
    waiting: int
    version: str


def where_site_stands(control: Control, site_id: int) -> dict[str, Any]:
    """The last batch and sequence that the centre has of the site and for it."""
    with control.ledger() as ledger:
        generation = ledger.current_generation(site_id)
        last_no = ledger.last_in_line(site_id, generation) if generation else 0
        last = ledger.receipt(site_id, generation, last_no) if generation and last_no else None
        held = _held(ledger, site_id)
        acknowledged = ledger.connection.execute(
            sa.select(sa.func.max(OUTGOING_BATCH.c.batch_no)).where(
                OUTGOING_BATCH.c.site_id == site_id, OUTGOING_BATCH.c.acknowledged_at.is_not(None)
            )
        ).scalar()
    packed = control.last_outgoing(site_id)
    return {
        "site_id": site_id,
        "incoming": {
            "generation": generation, "last_batch_no": last_no,
            "last_seq": last.last_seq if last else 0, "held": held,
        },
        "outgoing": {
            "last_batch_no": packed.batch_no if packed else 0,
            "last_seq": packed.last_seq if packed else 0,
            "acknowledged_through": acknowledged or 0,
        },
    }  # fmt: skip


def _held(ledger: Ledger, site_id: int) -> list[int]:
    """Batches that wait behind a gap; of a stream that has not begun, too."""
    query = (
        sa.select(RECEIPT.c.batch_no)
        .where(RECEIPT.c.site_id == site_id, RECEIPT.c.is_held)
        .order_by(RECEIPT.c.batch_no)
        .limit(HELD_AT_MOST)
    )
    return list(ledger.connection.execute(query).scalars())


def receipt_of(control: Control, site_id: int, sha256: str) -> Receipt | None:
    """The site's batch with these bytes, where the centre has it."""
    query = sa.select(RECEIPT).where(RECEIPT.c.site_id == site_id, RECEIPT.c.sha256 == sha256)
    with control.ledger() as ledger:
        row = ledger.connection.execute(query).first()
        return Receipt(**row._mapping) if row else None


def missing_before(control: Control, receipt: Receipt) -> list[int]:
    """The earlier batches that a held one waits for."""
    if not receipt.is_held:
        return []
    with control.ledger() as ledger:
        return list(missing_batches(ledger, receipt).numbers())


def ask_for_resync(home: Home, site_id: int) -> bool:
    """Order a resync in the site's own name; False where one was waiting already."""
    return order_resync(home, site_id, by=f"site {site_id}", why="the site asked")


def order_resync(home: Home, site_id: int, *, by: str, why: str) -> bool:
    """The same in anybody's name."""
    is_waiting = any(
        order.kind is OrderKind.RESYNC and order.subject == str(site_id)
        for order in waiting_orders(home)
    )
    if not is_waiting:
        give_orders(home, OrderKind.RESYNC, [str(site_id)], by=by, why=why)
    return not is_waiting


def note_heartbeat(
    control: Control, site_id: int, *, waiting: int, version: str, at: datetime
) -> bool:
    """What the site says of itself; returns whether somebody asked it to sync.

    It is told so until it pulls, because an answer may be lost.
    """
    said = {"at": at, "waiting": waiting, "version": version}
    with control.turn(site_id) as ledger:
        if not ledger.insert_once(HEARTBEAT, site_id=site_id, **said):
            ledger.connection.execute(
                sa.update(HEARTBEAT).where(HEARTBEAT.c.site_id == site_id).values(**said)
            )
        asked = sa.select(SYNC_REQUEST).where(SYNC_REQUEST.c.site_id == site_id)
        return ledger.connection.execute(asked).first() is not None


def note_synced(control: Control, site_id: int) -> None:
    """The site pulls, so it need not be asked to sync any more."""
    with control.ledger() as ledger:
        ledger.connection.execute(sa.delete(SYNC_REQUEST).where(SYNC_REQUEST.c.site_id == site_id))


@dataclass(frozen=True)
class SyncRequest:
    """Somebody asked a site to sync (naive UTC); it is told so until it pulls."""

    site_id: int
    requested_by: str
    requested_at: datetime


def ask_to_sync(home: Home, site_id: int, *, by: str) -> None:
    """At its next heartbeat, where it has one, the site is told to sync, and a cycle starts for
    what is here.

    The newest request counts. Raises `OrderRefused`.
    """
    if not by.strip():
        raise OrderRefused("say who asks for it")
    if site_id not in network_in_force(home).site_ids:
        raise OrderRefused(f"site {site_id} is not in the network")
    with Control(home).turn(site_id) as ledger:
        ledger.connection.execute(sa.delete(SYNC_REQUEST).where(SYNC_REQUEST.c.site_id == site_id))
        now = datetime.now(UTC).replace(tzinfo=None)
        ledger.insert_once(SYNC_REQUEST, site_id=site_id, requested_by=by.strip(), requested_at=now)


def sync_requests(control: Control) -> list[SyncRequest]:
    """Who was asked to sync and has not pulled since, by site."""
    with control.ledger() as ledger:
        rows = ledger.connection.execute(sa.select(SYNC_REQUEST).order_by(SYNC_REQUEST.c.site_id))
        return [SyncRequest(**row._mapping) for row in rows]


def without_heartbeat(control: Control) -> set[int]:
    """The sites that nobody can ask: their mSupply clients have no heartbeat, and come by
    themselves."""
    query = sa.select(CLIENT.c.site_id).where(
        CLIENT.c.protocol != "", CLIENT.c.site_id.not_in(sa.select(HEARTBEAT.c.site_id))
    )
    with control.ledger() as ledger:
        return set(ledger.connection.execute(query).scalars())


def heartbeats(control: Control) -> dict[int, Heartbeat]:
    """What each site that has told said last."""
    with control.ledger() as ledger:
        rows = ledger.connection.execute(sa.select(HEARTBEAT)).all()
        return {row.site_id: Heartbeat(row.at, row.waiting, row.version) for row in rows}
