"""What every step of a cycle knows: the connection, the clock, the settings, the numbers."""

from dataclasses import dataclass, field
from datetime import datetime

import duckdb

from sync.batch import LandedBatch
from sync.network import Network
from sync.orders import Order


@dataclass(frozen=True)
class CycleInput:
    """Everything that decides the outcome of a cycle besides the lake itself.

    `known_through` says, per site, the last cycle whose output it had acknowledged (D5).
    """

    cycle_no: int
    ran_at: datetime
    network_no: int
    network: Network
    applied_by: str
    batches: tuple[LandedBatch, ...]
    known_through: dict[int, int] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()


@dataclass(frozen=True)
class CycleCounts:
    """What one cycle did; all but `seconds` are numbers of rows or batches."""

    cycle_no: int
    batches: int
    rows: int
    applied: int
    unchanged: int
    ignored: int
    rejected: int
    waiting: int
    released: int
    outgoing: int
    tables: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass
class Cycle:
    """The running state of one cycle."""

    connection: duckdb.DuckDBPyConnection
    given: CycleInput
    last_change_no: int
    last_position: int
    is_network_new: bool = False
    is_procurement_central: bool = False
    is_procurement_new: bool = False
    has_merged: bool = False
    applied_tables: dict[str, int] = field(default_factory=dict)
    rewritten_tables: set[str] = field(default_factory=set)

    def has_touched(self, *tables: str) -> bool:
        """Whether changes of any of these record types were applied so far."""
        return any(table in self.applied_tables for table in tables)

    def run(self, sql: str, parameters: object = None) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(sql, parameters)

    def rows(self, sql: str, parameters: object = None) -> list[tuple]:  # type: ignore[type-arg]
        return self.connection.execute(sql, parameters).fetchall()

    def count(self, sql: str, parameters: object = None) -> int:
        """The single number that a query gives."""
        row = self.connection.execute(sql, parameters).fetchone()
        return int(row[0]) if row and row[0] is not None else 0
