"""What the centre remembers between cycles: records, what waits, what it left out."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.model.values import Record

if TYPE_CHECKING:
    from tests.model.trading import Pair

Key = tuple[str, str]
Verdict = tuple[str, str]
"""Decision and reason."""


@dataclass
class Change:
    """A row as it arrived, and what became of it.

    `allowed_as`: the code under which a row that was left out was allowed when it came, or that a
    person's acceptance gives it; `order`: what a person decided on it since the last cycle.
    """

    change_no: int
    site_id: int
    table: str
    record_id: str
    action: str
    data: str | None
    decision: str = ""
    reason: str = ""
    is_centres: bool = False
    allowed_as: str = ""
    order: str = ""
    was_left_out: bool = False

    @property
    def key(self) -> Key:
        return (self.table, self.record_id)

    @property
    def verdict(self) -> Verdict:
        return (self.decision, self.reason)


@dataclass
class State:
    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    deleted: set[Key] = field(default_factory=set)
    left_out: dict[Key, Record] = field(default_factory=dict)
    left_out_no: dict[Key, int] = field(default_factory=dict)
    left_out_why: dict[Key, str] = field(default_factory=dict)
    waiting: list[Change] = field(default_factory=list)
    withheld: list[Change] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unaware: set[tuple[int, str]] = field(default_factory=set)
    merged: dict[Key, str] = field(default_factory=dict)
    homes: dict[Key, str] = field(default_factory=dict)
    system_stores: set[str] = field(default_factory=set)
    prescribed: set[tuple[str, str]] = field(default_factory=set)
    numbered: dict[Key, int] = field(default_factory=dict)
    written_by: dict[Key, int] = field(default_factory=dict)
    held: dict[int, set[Key]] = field(default_factory=dict)
    pairs: dict[Key, "Pair"] = field(default_factory=dict)
    acknowledged: set[tuple[int | None, Key | None]] = field(default_factory=set)

    def record(self, table: str, record_id: str | None) -> Record | None:
        return self.records.get(table, {}).get(record_id or "")

    def latest(self, key: Key) -> Record | None:
        """The record with what was left out of it since; one left out alone, too."""
        held, out = self.record(*key), self.left_out.get(key)
        if held is None or out is None or self.left_out_no[key] < self.numbered[key]:
            return out if held is None else held
        return {**held, **out}

    def rows(self, table: str) -> list[Record]:
        return list(self.records.get(table, {}).values())

    def put(self, key: Key, record: Record) -> None:
        self.records.setdefault(key[0], {})[key[1]] = record
        self.deleted.discard(key)

    def drop(self, key: Key) -> Any:
        self.deleted.add(key)
        return self.records.get(key[0], {}).pop(key[1], None)

    def keys(self) -> list[Key]:
        return [(table, i) for table, rows in self.records.items() for i in rows]
