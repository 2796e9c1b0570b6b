"""How long each cycle took, step by step: for people who look, never for deciding anything.

It is kept in the control database because it is of this machine: a rebuild does a cycle again, and
how long it took at first is no part of it. A cycle that died after its commit has no times.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ingest.control import Control
from ingest.control_tables import CYCLE_TIME


@dataclass(frozen=True)
class CycleTime:
    """`began_at` is naive UTC; `run_id` is that of Dagster, if Dagster ran it.

    Taking finds the batches that have landed, applying judges, applies and commits, archiving
    moves the files.
    """

    cycle_no: int
    began_at: datetime
    taking_seconds: float
    applying_seconds: float
    archiving_seconds: float
    run_id: str | None = None


def note_cycle_time(control: Control, time: CycleTime) -> None:
    """Keep it, instead of what was kept of a cycle with that number."""
    with control.ledger() as ledger:
        same = CYCLE_TIME.c.cycle_no == time.cycle_no
        ledger.connection.execute(sa.delete(CYCLE_TIME).where(same))
        ledger.connection.execute(sa.insert(CYCLE_TIME).values(**vars(time)))


def cycle_times(control: Control, *, since_cycle_no: int = 0) -> list[CycleTime]:
    """Of every cycle from that number on, in order."""
    query = sa.select(CYCLE_TIME).where(CYCLE_TIME.c.cycle_no >= since_cycle_no)
    with control.ledger() as ledger:
        rows = ledger.connection.execute(query.order_by(CYCLE_TIME.c.cycle_no))
        return [CycleTime(**row._mapping) for row in rows]
