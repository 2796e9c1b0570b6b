"""The medicines of the made-up network: what they are, what they cost, how they are used.

The list itself is `items.csv`, one line per substance with its strengths, and with one value per
strength (parted by `|`) where they differ. Who stocks which item is `network`'s business.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, islice
from pathlib import Path

from simulator.ids import fixed_id

CLINIC, REGIONAL, NATIONAL = 1, 2, 3
"""How far up the network an item is stocked: `Item.level`."""

_SEASONS = {"rain": (45, 0.65), "cool": (200, 0.35)}
"""Day of the year when use is highest, and how far it swings about its mean."""


@dataclass(frozen=True)
class Item:
    """`monthly_per_1000` is units per 1,000 people and month, `unit_price` home currency."""

    id: str
    code: str
    name: str
    strength: str
    unit: str
    category: str
    ven: str
    level: int
    monthly_per_1000: float
    unit_price: float
    pack_size: int
    season: str
    shelf_months: int

    @property
    def is_vaccine(self) -> bool:
        return self.category == "Vaccines"

    def price_of(self, pack_size: int) -> float:
        return round(self.unit_price * pack_size, 4)


def make_items(wanted: int) -> list[Item]:
    """So many items; beyond the list, the same ones again from another maker."""
    return list(islice(_endless(), wanted))


def season_factor(item: Item, day: date) -> float:
    """How much an item is used on a day, as a multiple of its mean."""
    if item.season == "outreach":
        return 1.6 if day.month % 3 == 1 else 0.7
    if item.season not in _SEASONS:
        return 1.0
    peak, swing = _SEASONS[item.season]
    return 1 + swing * math.cos(2 * math.pi * (day.timetuple().tm_yday - peak) / 365)


def _endless() -> Iterator[Item]:
    listed = [item for line in _lines() for item in _strengths(line)]
    for round_no in count():
        for number, item in enumerate(listed, start=round_no * len(listed) + 1):
            maker = f" (maker {round_no + 1})" if round_no else ""
            yield replace(
                item, id=fixed_id("item", number), code=f"M{number:04d}", name=item.name + maker
            )


def _lines() -> list[dict[str, str]]:
    with (Path(__file__).parent / "items.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _strengths(line: dict[str, str]) -> Iterator[Item]:
    for place, strength in enumerate(line["strengths"].split("|")):
        own = {key: _at(text, place) for key, text in line.items()}
        yield Item(
            id="",
            code="",
            name=f"{line['name']} {strength}",
            strength=strength,
            unit=own["unit"],
            category=own["category"],
            ven=own["ven"],
            level=int(own["level"]),
            monthly_per_1000=float(own["monthly_per_1000"]),
            unit_price=float(own["unit_price"]),
            pack_size=int(own["pack_size"]),
            season=own["season"],
            shelf_months=int(own["shelf_months"]),
        )


def _at(text: str, place: int) -> str:
    values = text.split("|")
    return values[place] if len(values) > 1 else values[0]
