"""The control database: contacts, receipts, generations, acknowledgements, alarms.

Small and transactional. `Control` is what other rooms use, one transaction per call; `Ledger`
(in `ingest.ledger`) is the same within one transaction, for landing. Nothing of the lake is here.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from ingest.control_engine import engine_for, writers_turn
from ingest.control_tables import (
    CLIENT,
    CLIENT_CENTRAL,
    CLIENT_DONE,
    CONTACT,
    OUTGOING_BATCH,
)
from ingest.ledger import Alarm, Key, Ledger, Receipt
from sync.home import Home
from sync.settings import Settings


@dataclass(frozen=True)
class Contact:
    """The last time a site was heard of. Naive UTC."""

    site_id: int
    contacted_at: datetime
    via: str


@dataclass(frozen=True)
class OutgoingBatch:
    """One batch packed for a site. Positions are of the outgoing log; times are naive UTC."""

    site_id: int
    batch_no: int
    first_seq: int
    last_seq: int
    rows: int
    sha256: str
    from_position: int
    through_position: int
    through_cycle_no: int
    packed_at: datetime
    acknowledged_at: datetime | None


class Control:
    """The control database of a home."""

    def __init__(self, home: Home) -> None:
        self._engine = engine_for(Settings().control_uri(home))

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """One transaction."""
        with self._engine.begin() as connection:
            yield Ledger(connection)

    @contextmanager
    def turn(self, *site_ids: int) -> Iterator[Ledger]:
        """One transaction that no other process shares for these sites."""
        with writers_turn(self._engine), self.ledger() as ledger:
            for site_id in sorted(set(site_ids)):  # in one order, so that no two wait in a ring
                ledger.take_turn(site_id)
            yield ledger

    def record_contact(self, site_id: int, at: datetime, via: str) -> None:
        """A site was heard of; an older time than the known one changes nothing."""
        with writers_turn(self._engine), self.ledger() as ledger:
            ledger.record_contact(site_id, at, via)

    def contacts(self) -> list[Contact]:
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(CONTACT).order_by(CONTACT.c.site_id))
            return [Contact(**row._mapping) for row in rows]

    def receipt(self, site_id: int, generation: str, batch_no: int) -> Receipt | None:
        with self.ledger() as ledger:
            return ledger.receipt(site_id, generation, batch_no)

    def receipts_of(self, keys: Iterable[Key]) -> dict[Key, Receipt]:
        """The receipts that exist, by (site_id, generation, batch_no)."""
        with self.ledger() as ledger:
            return ledger.receipts_of(keys)

    def add_receipt(self, receipt: Receipt) -> None:
        with self.ledger() as ledger:
            ledger.add_receipt(receipt)

    def current_generation(self, site_id: int) -> str | None:
        with self.ledger() as ledger:
            return ledger.current_generation(site_id)

    def set_generation(self, site_id: int, generation: str) -> None:
        with self.turn(site_id) as ledger:
            ledger.set_generation(site_id, generation)

    def allow_reinitialise(
        self, site_id: int, *, by: str = "", why: str = "", at: datetime | None = None
    ) -> None:
        """The next batch 1 of a new generation of this site will be accepted, once."""
        now = at or datetime.now(UTC).replace(tzinfo=None)
        with self.turn(site_id) as ledger:
            ledger.allow_reinitialise(site_id, by=by, at=now, why=why)

    def may_reinitialise(self, site_id: int) -> bool:
        with self.ledger() as ledger:
            return ledger.may_reinitialise(site_id)

    def alarms(self) -> list[Alarm]:
        """Every conflict there has been, oldest first."""
        with self.ledger() as ledger:
            return ledger.alarms()

    def last_outgoing(self, site_id: int) -> OutgoingBatch | None:
        query = (
            sa.select(OUTGOING_BATCH)
            .where(OUTGOING_BATCH.c.site_id == site_id)
            .order_by(OUTGOING_BATCH.c.batch_no.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
            return OutgoingBatch(**row._mapping) if row else None

    def add_outgoing(self, batches: Sequence[OutgoingBatch]) -> None:
        """Note what one packing wrote, all of it or nothing."""
        with self._engine.begin() as connection:
            for batch in batches:
                connection.execute(sa.insert(OUTGOING_BATCH).values(**vars(batch)))

    def stretch_outgoing(self, site_id: int, batch_no: int, through_position: int) -> None:
        """The batch also stands for the log up to a later position."""
        with self._engine.begin() as connection:
            connection.execute(
                sa.update(OUTGOING_BATCH)
                .where(OUTGOING_BATCH.c.site_id == site_id, OUTGOING_BATCH.c.batch_no == batch_no)
                .values(through_position=through_position)
            )

    def unacknowledged(self, site_id: int) -> list[OutgoingBatch]:
        """What was packed for a site and not acknowledged, in order."""
        query = (
            sa.select(OUTGOING_BATCH)
            .where(OUTGOING_BATCH.c.site_id == site_id, OUTGOING_BATCH.c.acknowledged_at.is_(None))
            .order_by(OUTGOING_BATCH.c.batch_no)
        )
        with self._engine.connect() as connection:
            return [OutgoingBatch(**row._mapping) for row in connection.execute(query)]

    def forget_outgoing(self, site_id: int, from_batch_no: int) -> None:
        """These batches were never packed, and nothing of them was received."""
        batch, done, central = OUTGOING_BATCH.c, CLIENT_DONE.c, CLIENT_CENTRAL
        forgotten = (
            batch.site_id == site_id,
            batch.batch_no >= from_batch_no,
            batch.acknowledged_at.is_(None),
        )
        with self.turn(site_id) as ledger:
            query = sa.select(batch.first_seq).where(*forgotten).order_by(batch.batch_no)
            seq = ledger.connection.execute(query).scalars().first()
            if seq is None:  # acknowledged at this moment
                return
            ledger.connection.execute(sa.delete(OUTGOING_BATCH).where(*forgotten))
            ledger.connection.execute(
                sa.delete(CLIENT_DONE).where(done.site_id == site_id, done.seq >= seq)
            )
            for table, column in ((central, "through"), (CLIENT, "central_cursor")):
                ledger.connection.execute(
                    sa.update(table)
                    .where(table.c.site_id == site_id, table.c[column] >= seq)
                    .values({column: seq - 1})
                )

    def outgoing_changed_since(self, moment: datetime | None) -> list[OutgoingBatch]:
        """What was packed or acknowledged from then on; everything for None."""
        query = sa.select(OUTGOING_BATCH)
        if moment is not None:
            packed, acknowledged = OUTGOING_BATCH.c.packed_at, OUTGOING_BATCH.c.acknowledged_at
            query = query.where(sa.or_(packed >= moment, acknowledged >= moment))
        with self._engine.connect() as connection:
            return [OutgoingBatch(**row._mapping) for row in connection.execute(query)]

    def acknowledged_cycles(self) -> dict[int, int]:
        """Site → the last cycle whose output it has acknowledged as a whole."""
        whole = OUTGOING_BATCH.c.through_position > OUTGOING_BATCH.c.from_position
        query = (
            sa.select(OUTGOING_BATCH.c.site_id, sa.func.max(OUTGOING_BATCH.c.through_cycle_no))
            .where(OUTGOING_BATCH.c.acknowledged_at.is_not(None), whole)
            .group_by(OUTGOING_BATCH.c.site_id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            return {row[0]: row[1] for row in rows}

    def acknowledge(self, site_id: int, through_batch_no: int, at: datetime) -> list[OutgoingBatch]:
        """The site has everything through this batch; returns those it had not acknowledged."""
        pending = sa.and_(
            OUTGOING_BATCH.c.site_id == site_id,
            OUTGOING_BATCH.c.batch_no <= through_batch_no,
            OUTGOING_BATCH.c.acknowledged_at.is_(None),
        )
        with self.turn(site_id) as ledger:
            rows = ledger.connection.execute(
                sa.select(OUTGOING_BATCH).where(pending).order_by(OUTGOING_BATCH.c.batch_no)
            ).all()
            ledger.connection.execute(
                sa.update(OUTGOING_BATCH).where(pending).values(acknowledged_at=at)
            )
        return [replace(OutgoingBatch(**row._mapping), acknowledged_at=at) for row in rows]
