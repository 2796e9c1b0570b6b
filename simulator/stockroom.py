"""The shelves of one store: batches of items, first expiry first out. No records, no dates of work.

Quantities are whole packs, so that the ledger and the balance agree to the last tablet.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from simulator.formulary import Item


@dataclass
class StockLine:
    """One batch on the shelf: an `item_line`. `reserved` packs are promised and still there."""

    id: str
    item: Item
    batch: str
    expires_on: date
    pack_size: int
    cost: float
    supplier_name_id: str
    packs: int = 0
    reserved: int = 0

    @property
    def available(self) -> int:
        return self.packs - self.reserved


@dataclass(frozen=True)
class Portion:
    """So many packs of one stock line."""

    line: StockLine
    packs: int

    @property
    def units(self) -> int:
        return self.packs * self.line.pack_size

    @property
    def value(self) -> float:
        return round(self.packs * self.line.cost, 4)


class Stockroom:
    """What one store has, by item."""

    def __init__(self) -> None:
        self._lines: dict[str, list[StockLine]] = defaultdict(list)

    def lines(self) -> Iterator[StockLine]:
        for lines in self._lines.values():
            yield from lines

    def add(self, line: StockLine) -> StockLine:
        """The line of this batch: the one that is there, or this one from now on."""
        for known in self._lines[line.item.id]:
            if (known.batch, known.expires_on, known.pack_size) == (
                line.batch, line.expires_on, line.pack_size,
            ):  # fmt: skip
                return known
        self._lines[line.item.id].append(line)
        return line

    def usable_units(self, item_id: str, day: date) -> int:
        return sum(
            line.available * line.pack_size
            for line in self._lines[item_id]
            if line.expires_on > day
        )

    def pick(self, item_id: str, units: float, day: date) -> list[Portion]:
        """Whole packs up to so many units, first to expire first; takes nothing off the shelf."""
        portions: list[Portion] = []
        usable = [line for line in self._lines[item_id] if line.expires_on > day]
        for line in sorted(usable, key=lambda line: (line.expires_on, line.id)):
            packs = min(line.available, int(units // line.pack_size))
            if packs > 0:
                portions.append(Portion(line, packs))
                units -= packs * line.pack_size
        return portions

    def expired(self, day: date) -> list[Portion]:
        """What must be written off: expired and not promised to anyone."""
        return [
            Portion(line, line.available)
            for line in self.lines()
            if line.expires_on <= day and line.available > 0
        ]
