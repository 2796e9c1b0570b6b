"""What a store knows of the use of one item, and what it orders for that reason.

Plain arithmetic in units; who is served and what is shipped is `routines`' business.
"""

import random
from dataclasses import dataclass
from datetime import date

from simulator.formulary import Item, season_factor
from simulator.network import Level
from simulator.paperwork import Wish

DAYS_PER_MONTH = 30.4
COVER_MONTHS = {
    Level.NATIONAL: 7.0,
    Level.REGIONAL: 4.0,
    Level.HOSPITAL: 3.0,
    Level.DISPENSARY: 2.5,
    Level.CLINIC: 2.5,
}


@dataclass
class Habits:
    """One item at one store; `due` is wanted now, `used` counts since the last order."""

    item: Item
    monthly: float
    due: float = 0.0
    used: float = 0.0
    on_order: float = 0.0

    @property
    def packs_due(self) -> float:
        return self.due / max(self.item.pack_size, 1)

    def grow(self, people: int, days: int, day: date, rng: random.Random) -> None:
        """So many more days of need, with the season and some luck."""
        mean = self.item.monthly_per_1000 * people / 1000 / DAYS_PER_MONTH * days
        self.due += mean * season_factor(self.item, day) * rng.uniform(0.7, 1.3)

    def meet(self, units: int) -> None:
        """So much was given; the rest is asked for again, for a while, if there was any."""
        left = min(self.due - units, self.monthly / 4) if units else 0.0
        self.used += self.due - left
        self.due = left

    def learn(self, days: int) -> None:
        """The use of the last so many days moves what is expected of a month."""
        self.monthly = 0.7 * self.monthly + 0.3 * self.used * DAYS_PER_MONTH / max(days, 1)
        self.used = 0.0

    def wish(self, level: Level, on_hand: int, day: date) -> Wish | None:
        """Order up to the cover, in whole packs, once a third of it is gone."""
        cover = self.monthly * COVER_MONTHS[level]
        wanted = cover * season_factor(self.item, day) ** 0.5 - on_hand - self.on_order
        units = int(wanted // self.item.pack_size) * self.item.pack_size
        if units <= 0 or wanted < cover / 3:
            return None
        return Wish(self.item, units, on_hand, round(self.monthly / DAYS_PER_MONTH, 3))
