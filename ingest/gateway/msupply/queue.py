"""What waits for a client, row by row: each has a SyncID and stays until that is acknowledged.

The rows are those of the batches that are packed for the site, so that nothing is queued twice; a
batch ends when its last row is acknowledged. A row of a table that the client does not know counts
as acknowledged.
"""

import itertools
import json
from collections.abc import Collection, Iterator
from contextlib import suppress

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from ingest import outgoing
from ingest.batchfile import OUTGOING_SCHEMA
from ingest.control import Control, OutgoingBatch
from ingest.control_tables import CLIENT_DONE, CLIENT_ONCE
from ingest.gateway.answers import not_now
from ingest.gateway.msupply.client import Client, client_of, note_client
from ingest.gateway.msupply.packed_rows import (
    READ_COLUMNS,
    AwaitsNumber,
    Done,
    Part,
    QueuedRow,
    awaiting_in,
    due,
)
from ingest.gateway.place import Place


class ClientQueue:
    """One site's queue of what its client knows, or of a part of it."""

    def __init__(
        self, place: Place, site_id: int, known: Collection[str], part: Part = Part.ALL
    ) -> None:
        self.place, self.site_id, self.part = place, site_id, part
        self.known = frozenset(known)
        self.control: Control = place.control

    def refresh(self) -> None:
        """Pack what the last cycle has for the site."""
        self.place.packed(self.site_id)
        self._end_batches()

    def count(self) -> int:
        """How many rows wait to be acknowledged."""
        done = self._done()
        total: int = sum(
            self._due(batch, done, ["seq", "table_name"]).num_rows for batch in self._batches()
        )
        return total - len(self._needless(done))

    def take(self, limit: int, after: int = 0) -> list[QueuedRow]:
        """The next rows behind a place in the stream, in order.

        A row whose number is below 1 is not sent again once it is acknowledged: the client would
        take another number.
        """
        done = self._done()
        needless = self._needless(done)
        if needless:
            self._note_done(needless)
        rows = (row for row in self._rows(done, after) if row.seq not in needless)
        return list(itertools.islice(rows, limit))

    def last(self) -> int:
        """The place of the last row that waits; 0 for none."""
        done = self._done()
        for batch in reversed(self._batches()):
            seqs = self._due(batch, done, ["seq", "table_name"]).column("seq")
            if len(seqs):
                return int(seqs[-1].as_py())
        return 0

    def acknowledge(self, seqs: Collection[int]) -> None:
        """The client has these rows; what it was never sent is not believed."""
        done, batches = self._done(), self._batches()
        known = {
            seq for seq in seqs if batches and batches[0].first_seq <= seq <= batches[-1].last_seq
        }
        if not known:
            return
        once = {row.key for row in self._awaiting(done) if row.seq in known} - self._numbered()
        if once:
            with self.control.turn(self.site_id) as ledger:
                for table_name, record_id in sorted(once):
                    ledger.insert_once(
                        CLIENT_ONCE, site_id=self.site_id, table_name=table_name,
                        record_id=record_id,
                    )  # fmt: skip
        self._note_done(known)
        note_client(self.control, self.site_id, has_acknowledged=True)
        self._end_batches()

    def acknowledge_central(self, cursor: int) -> None:
        """The client has all central rows up to there, which were handed out to it."""
        note_client(self.control, self.site_id, central_cursor=cursor, has_acknowledged=True)
        self._end_batches()

    def _batches(self) -> list[OutgoingBatch]:
        return self.control.unacknowledged(self.site_id)

    def _needless(self, done: Done) -> set[int]:
        """Rows that await a number and must not be sent: acknowledged before, or there anew."""
        numbered, latest = self._numbered(), dict[tuple[str, str], int]()
        needless = set()
        for row in self._awaiting(done):
            if row.key in numbered:
                needless.add(row.seq)
            elif (earlier := latest.get(row.key)) is not None:
                needless.add(earlier)
            latest[row.key] = row.seq
        return needless

    def _awaiting(self, done: Done) -> list[AwaitsNumber]:
        """None is central data."""
        if self.part is Part.CENTRAL:
            return []
        received = set(done.seqs)
        awaiting: list[AwaitsNumber] = []
        for batch in self._batches():
            file = self.place.home.outgoing_file(self.site_id, batch.batch_no)
            with suppress(FileNotFoundError):  # another request has just ended it
                awaiting += awaiting_in(file, batch.sha256)
        return [row for row in awaiting if row.table_name in self.known and row.seq not in received]

    def _rows(self, done: Done, after: int) -> Iterator[QueuedRow]:
        for batch in self._batches():
            if batch.last_seq <= after:
                continue
            rows = self._due(batch, done, READ_COLUMNS)
            for part in rows.filter(pc.greater(rows.column("seq"), after)).to_batches(500):
                for row in part.to_pylist():
                    data = json.loads(row["data"]) if row["data"] else None
                    yield QueuedRow(**{**row, "data": data})

    def _due(
        self, batch: OutgoingBatch, done: Done, columns: list[str], part: Part | None = None
    ) -> pa.Table:  # fmt: skip
        """The rows that wait in this part of the queue."""
        file = self.place.home.outgoing_file(self.site_id, batch.batch_no)
        try:
            return due(file, batch.sha256, columns, self.known, done, part or self.part)
        except FileNotFoundError:
            if any(batch.batch_no == known.batch_no for known in self._batches()):
                raise not_now() from None  # it is packed again next time
            return OUTGOING_SCHEMA.empty_table().select(columns)  # another request has ended it

    def _end_batches(self) -> None:
        """End the batches of which nothing waits any more, in their order."""
        done = self._done()
        through = last_seq = 0
        for batch in self._batches():
            if self._due(batch, done, ["seq", "table_name"], part=Part.ALL).num_rows:
                break
            through, last_seq = batch.batch_no, batch.last_seq
        if not through:
            return
        outgoing.end_through(self.place.home, self.site_id, through)
        with self.control.ledger() as ledger:
            ledger.connection.execute(
                sa.delete(CLIENT_DONE).where(
                    CLIENT_DONE.c.site_id == self.site_id, CLIENT_DONE.c.seq <= last_seq
                )
            )

    def _note_done(self, seqs: Collection[int]) -> None:
        with self.control.turn(self.site_id) as ledger:
            noted = ledger.connection.execute(self._done_query()).scalars()
            if new := sorted(set(seqs).difference(noted)):
                ledger.connection.execute(
                    sa.insert(CLIENT_DONE), [{"site_id": self.site_id, "seq": seq} for seq in new]
                )

    def _done_query(self) -> sa.Select[int]:
        return sa.select(CLIENT_DONE.c.seq).where(CLIENT_DONE.c.site_id == self.site_id)

    def _numbered(self) -> set[tuple[str, str]]:
        query = sa.select(CLIENT_ONCE.c.table_name, CLIENT_ONCE.c.record_id).where(
            CLIENT_ONCE.c.site_id == self.site_id
        )
        with self.control.ledger() as ledger:
            return {(row[0], row[1]) for row in ledger.connection.execute(query)}

    def _done(self) -> Done:
        """What the client has of what is packed; what was lost is packed again before."""
        if any(outgoing.is_lost(self.place.home, batch) for batch in self._batches()):
            self.place.packed(self.site_id)
        with self.control.ledger() as ledger:
            seqs: list[int] = list(ledger.connection.execute(self._done_query()).scalars())
        client: Client | None = client_of(self.control, self.site_id)
        return Done(seqs, client.central_cursor if client else 0)
