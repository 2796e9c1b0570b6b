"""Receipts, generations, contacts and alarms within one transaction of the control database.

Every question costs the same however many batches a site has sent. What follows from the answers
is decided in `ingest.receiving`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from ingest.control_tables import (
    ALARM,
    CONTACT,
    GENERATION,
    QUARANTINED,
    RECEIPT,
    REINITIALISATION,
    SITE_STREAM,
)

Key = tuple[int, str, int]
"""site_id, generation, batch_no."""

NUMBERS_PER_QUERY = 500

# What every batch asks, made once: making a statement costs more than running it.
TURN = (
    sa.update(SITE_STREAM)
    .where(SITE_STREAM.c.site_id == sa.bindparam("site"))
    .values(turns=SITE_STREAM.c.turns + 1)
)
CURRENT_GENERATION = sa.select(SITE_STREAM.c.generation).where(
    SITE_STREAM.c.site_id == sa.bindparam("site")
)

AROUND = sa.select(RECEIPT).where(
    RECEIPT.c.site_id == sa.bindparam("site"),
    RECEIPT.c.generation == sa.bindparam("stream"),
    RECEIPT.c.batch_no.between(sa.bindparam("before"), sa.bindparam("after")),
)
OF_NUMBERS = sa.select(RECEIPT).where(
    RECEIPT.c.site_id == sa.bindparam("site"),
    RECEIPT.c.generation == sa.bindparam("stream"),
    RECEIPT.c.batch_no.in_(sa.bindparam("numbers", expanding=True)),
)
NEW_RECEIPT = sa.insert(RECEIPT)
NEWER_CONTACT = (
    sa.update(CONTACT)
    .where(
        CONTACT.c.site_id == sa.bindparam("site"),
        sa.or_(
            CONTACT.c.contacted_at < sa.bindparam("at"),
            CONTACT.c.contacted_at > sa.bindparam("now"),
        ),
    )
    .values(contacted_at=sa.bindparam("at"), via=sa.bindparam("way"))
)


@dataclass(frozen=True)
class Receipt:
    """The centre has this batch. `is_held`: an earlier one of its generation is missing."""

    site_id: int
    generation: str
    batch_no: int
    sha256: str
    first_seq: int
    last_seq: int
    rows: int
    previous: str
    created_at: datetime
    received_at: datetime
    is_held: bool = False


@dataclass(frozen=True)
class Alarm:
    """A site sent something that only a cloned or restored site would send."""

    site_id: int
    sha256: str
    batch_no: int
    at: datetime
    what: str


class Ledger:
    """One open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def take_turn(self, site_id: int) -> None:
        """Wait until no other transaction works on this site."""
        if not self.connection.execute(TURN, {"site": site_id}).rowcount:
            self.insert_once(SITE_STREAM, site_id=site_id, reinitialise_allowed=False, turns=0)
            self.connection.execute(TURN, {"site": site_id})

    def receipt(self, site_id: int, generation: str, batch_no: int) -> Receipt | None:
        query = sa.select(RECEIPT).where(_is_receipt(site_id, generation, batch_no))
        row = self.connection.execute(query).first()
        return Receipt(**row._mapping) if row else None

    def receipts_around(self, site_id: int, generation: str, batch_no: int) -> dict[int, Receipt]:
        """By number: the receipts of a batch, of the one before it and of the one after it."""
        asked = {"site": site_id, "stream": generation, "before": batch_no - 1}
        rows = self.connection.execute(AROUND, asked | {"after": batch_no + 1})
        return {row.batch_no: Receipt(**row._mapping) for row in rows}

    def receipts_of(self, keys: Iterable[Key]) -> dict[Key, Receipt]:
        found: dict[Key, Receipt] = {}
        numbers: dict[tuple[int, str], list[int]] = {}
        for site_id, generation, batch_no in keys:
            numbers.setdefault((site_id, generation), []).append(batch_no)
        for (site_id, generation), wanted in numbers.items():
            for start in range(0, len(wanted), NUMBERS_PER_QUERY):
                numbers_now = wanted[start : start + NUMBERS_PER_QUERY]
                asked = {"site": site_id, "stream": generation, "numbers": numbers_now}
                for row in self.connection.execute(OF_NUMBERS, asked):
                    found[site_id, generation, row.batch_no] = Receipt(**row._mapping)
        return found

    def add_receipt(self, receipt: Receipt) -> None:
        self.connection.execute(NEW_RECEIPT, vars(receipt))

    def remove_receipt(self, receipt: Receipt) -> None:
        self.connection.execute(sa.delete(RECEIPT).where(_is(receipt)))

    def let_go(self, receipt: Receipt) -> None:
        """The batch is no longer held: everything before it is here."""
        self.connection.execute(sa.update(RECEIPT).where(_is(receipt)).values(is_held=False))

    def last_in_line(self, site_id: int, generation: str) -> int:
        """The last batch without a gap before it; 0 when there is none."""
        query = (
            sa.select(RECEIPT.c.batch_no)
            .where(_of_stream(site_id, generation), RECEIPT.c.is_held.is_(sa.false()))
            .order_by(RECEIPT.c.batch_no.desc())
            .limit(1)
        )
        return self.connection.execute(query).scalar() or 0

    def batch_numbers(
        self, site_id: int, generation: str, after: int, before: int, *, most: int
    ) -> list[int]:
        """The batches here between two numbers (both excluded), ascending; at most so many."""
        query = (
            sa.select(RECEIPT.c.batch_no)
            .where(_of_stream(site_id, generation), RECEIPT.c.batch_no > after)
            .where(RECEIPT.c.batch_no < before)
            .order_by(RECEIPT.c.batch_no)
            .limit(most)
        )
        return list(self.connection.execute(query).scalars())

    def held_counts(self) -> list[tuple[int, int, int]]:
        """(site_id, batches, rows) held behind a gap of each site's current generation."""
        query = (
            sa.select(
                RECEIPT.c.site_id,
                sa.func.count().label("batches"),
                sa.func.sum(RECEIPT.c.rows).label("total"),
            )
            .join(SITE_STREAM, SITE_STREAM.c.site_id == RECEIPT.c.site_id)
            .where(
                RECEIPT.c.is_held.is_(sa.true()),
                sa.func.coalesce(SITE_STREAM.c.generation, RECEIPT.c.generation)
                == RECEIPT.c.generation,
            )
            .group_by(RECEIPT.c.site_id)
            .order_by(RECEIPT.c.site_id)
        )
        counts = self.connection.execute(query).mappings()
        return [(row["site_id"], row["batches"], int(row["total"])) for row in counts]

    def current_generation(self, site_id: int) -> str | None:
        return self.connection.execute(CURRENT_GENERATION, {"site": site_id}).scalar()

    def generations(self, site_id: int) -> list[str]:
        """Every generation this site has had, oldest first."""
        query = (
            sa.select(GENERATION.c.generation)
            .where(GENERATION.c.site_id == site_id)
            .order_by(GENERATION.c.generation_no)
        )
        return list(self.connection.execute(query).scalars())

    def generations_of_all(self) -> dict[int, list[str]]:
        """The same for every site that has begun one."""
        query = sa.select(GENERATION).order_by(GENERATION.c.site_id, GENERATION.c.generation_no)
        found: dict[int, list[str]] = {}
        for row in self.connection.execute(query):
            found.setdefault(row.site_id, []).append(row.generation)
        return found

    def set_generation(self, site_id: int, generation: str) -> None:
        """Begin a generation; the permission to re-initialise, if there was one, is used up."""
        number = len(self.generations(site_id)) + 1
        self.connection.execute(
            sa.insert(GENERATION).values(
                site_id=site_id, generation_no=number, generation=generation
            )
        )
        self._update_stream(site_id, generation=generation, reinitialise_allowed=False)

    def may_reinitialise(self, site_id: int) -> bool:
        query = sa.select(SITE_STREAM.c.reinitialise_allowed).where(
            SITE_STREAM.c.site_id == site_id
        )
        return bool(self.connection.execute(query).scalar())

    def allow_reinitialise(self, site_id: int, *, by: str, at: datetime, why: str) -> None:
        """The last who allowed it is remembered."""
        site = REINITIALISATION.c.site_id == site_id
        self.connection.execute(sa.delete(REINITIALISATION).where(site))
        self.connection.execute(
            sa.insert(REINITIALISATION).values(
                site_id=site_id, ordered_by=by, ordered_at=at, why=why
            )
        )
        self._update_stream(site_id, reinitialise_allowed=True)

    def record_contact(self, site_id: int, at: datetime, via: str) -> None:
        """An older time changes nothing, unless the known one is still to come: a clock jumped."""
        now = datetime.now(UTC).replace(tzinfo=None)
        newer = {"site": site_id, "at": at, "now": now, "way": via}
        if self.connection.execute(NEWER_CONTACT, newer).rowcount:
            return
        known = sa.select(CONTACT.c.site_id).where(CONTACT.c.site_id == site_id)
        if self.connection.execute(known).first() is None and not self.insert_once(
            CONTACT, site_id=site_id, contacted_at=at, via=via
        ):
            self.connection.execute(NEWER_CONTACT, newer)

    def add_alarm(self, alarm: Alarm) -> None:
        """The same bytes raise it once."""
        self.insert_once(ALARM, **vars(alarm))

    def alarms(self) -> list[Alarm]:
        query = sa.select(ALARM).order_by(ALARM.c.at, ALARM.c.site_id)
        return [Alarm(**row._mapping) for row in self.connection.execute(query)]

    def note_quarantined(self, sha256: str, file_name: str, at: datetime, why: str) -> str:
        """Under which name these bytes are in quarantine: this one, or an earlier one."""
        if self.insert_once(QUARANTINED, sha256=sha256, file_name=file_name, at=at, why=why):
            return file_name
        row = QUARANTINED.c.sha256 == sha256
        self.connection.execute(sa.update(QUARANTINED).where(row).values(why=why))
        return str(
            self.connection.execute(sa.select(QUARANTINED.c.file_name).where(row)).scalar_one()
        )

    def _update_stream(self, site_id: int, **values: object) -> None:
        self.connection.execute(
            sa.update(SITE_STREAM).where(SITE_STREAM.c.site_id == site_id).values(**values)
        )

    def insert_once(self, table: sa.Table, **values: object) -> bool:
        """Insert a row unless its key is there; says whether it did."""
        try:
            with self.connection.begin_nested():
                self.connection.execute(sa.insert(table).values(**values))
        except sa.exc.IntegrityError:
            return False
        return True


def _of_stream(site_id: int, generation: str) -> sa.ColumnElement[bool]:
    return sa.and_(RECEIPT.c.site_id == site_id, RECEIPT.c.generation == generation)


def _is_receipt(site_id: int, generation: str, batch_no: int) -> sa.ColumnElement[bool]:
    return sa.and_(_of_stream(site_id, generation), RECEIPT.c.batch_no == batch_no)


def _is(receipt: Receipt) -> sa.ColumnElement[bool]:
    return _is_receipt(receipt.site_id, receipt.generation, receipt.batch_no)
