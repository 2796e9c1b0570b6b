"""A believable network from a seed: who is where, who supplies whom, who stocks what.

Levels: one national store on the centre, a regional store on each regional site, then hospitals,
dispensaries and clinics. The records that say all this to the centre are made by `central`, the
year of work by `history`.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from simulator import formulary
from simulator.formulary import Item
from simulator.ids import fixed_id

CENTRAL = 1
TIME_ZONE = "Pacific/Port_Moresby"
OTHER_ZONE = "Pacific/Bougainville"
REGIONS = (("North", -3.9, 143.9), ("Highlands", -5.9, 144.4), ("Coast", -9.1, 147.6))


class Level(StrEnum):
    """What a store is in the supply chain; also its tag."""

    NATIONAL = "national"
    REGIONAL = "regional"
    HOSPITAL = "hospital"
    DISPENSARY = "dispensary"
    CLINIC = "clinic"


_POPULATIONS = {
    Level.NATIONAL: (15_000, 25_000),
    Level.REGIONAL: (0, 0),
    Level.HOSPITAL: (12_000, 25_000),
    Level.DISPENSARY: (1_500, 4_000),
    Level.CLINIC: (3_000, 14_000),
}
# The highest level of item that a store keeps, and the share that it keeps of what is not basic.
_ASSORTMENTS = {
    Level.REGIONAL: (formulary.NATIONAL, 0.25),
    Level.HOSPITAL: (formulary.NATIONAL, 0.3),
    Level.DISPENSARY: (formulary.CLINIC, 0.1),
    Level.CLINIC: (formulary.CLINIC, 0.12),
}
_FIRST = (
    "Ama",
    "Bela",
    "Dori",
    "Kawa",
    "Lume",
    "Mira",
    "Nolo",
    "Ota",
    "Pasi",
    "Suru",
    "Tavi",
    "Wena",
)
_LAST = ("ri Bay", "nga", "tok", " Creek", "ville", "mana", " Ridge", "pora")


class Habit(StrEnum):
    """How a site pushes."""

    WEEKLY = "weekly"
    SLOW = "slow"
    SILENT = "silent"
    NEVER = "never"


@dataclass(frozen=True)
class Site:
    id: int
    name: str
    kind: str
    time_zone: str | None
    habit: Habit

    @property
    def is_mobile(self) -> bool:
        return self.kind == "mobile"


@dataclass(frozen=True)
class Store:
    """`population` is the people it serves itself; its customers serve their own."""

    id: str
    name_id: str
    code: str
    name: str
    level: Level
    site: Site
    supplier_id: str | None
    region: str
    latitude: float
    longitude: float
    population: int
    items: tuple[Item, ...]
    collectors: tuple[int, ...] | None = None
    include_transactions: bool = True

    @property
    def is_dispensary(self) -> bool:
        return self.level is Level.DISPENSARY


@dataclass(frozen=True)
class MadeNetwork:
    """Everything about the network that does not change during its year."""

    seed: int
    sites: tuple[Site, ...]
    stores: tuple[Store, ...]
    items: tuple[Item, ...]

    def settings(self) -> dict[str, Any]:
        """The network as `network.yaml` has it (contract)."""
        return {
            "central": CENTRAL,
            "primary": CENTRAL,
            "sites": [_site_setting(site) for site in self.sites],
            "stores": [_store_setting(store) for store in self.stores],
            "preferences": {"stale_after": "1 month", "time_zone": TIME_ZONE},
        }

    def store(self, store_id: str) -> Store:
        return next(store for store in self.stores if store.id == store_id)

    def customers_of(self, store: Store) -> list[Store]:
        return [other for other in self.stores if other.supplier_id == store.id]


def generate(seed: int, *, sites: int = 20, stores: int = 30, items: int = 200) -> MadeNetwork:
    """The network of a seed; at least 8 sites, and as many stores as sites."""
    if sites < 8 or stores < sites:
        raise ValueError("a made-up network has at least 8 sites, and a store for each")
    rng = random.Random(f"network {seed}")
    made_sites = list(_make_sites(sites))
    made_items = formulary.make_items(items)
    return MadeNetwork(
        seed=seed,
        sites=tuple(made_sites),
        stores=tuple(_make_stores(rng, made_sites, stores, made_items)),
        items=tuple(made_items),
    )


def _make_sites(count: int) -> Iterator[Site]:
    yield Site(CENTRAL, "Sync server", "central", None, Habit.WEEKLY)
    for number, (region, _, _) in enumerate(REGIONS, start=CENTRAL + 1):
        yield Site(number, f"{region} regional office", "server", None, Habit.WEEKLY)
    first = CENTRAL + 1 + len(REGIONS)
    habits = {first: Habit.SILENT, first + 1: Habit.NEVER, first + 2: Habit.SLOW}
    for number in range(first, count + 1):
        zone = OTHER_ZONE if number % 5 == 0 else None
        kind = "mobile" if number % 3 else "desktop"
        yield Site(number, _place(number), kind, zone, habits.get(number, Habit.WEEKLY))


def _make_stores(
    rng: random.Random, sites: list[Site], count: int, items: list[Item]
) -> Iterator[Store]:
    national = _store(rng, 1, Level.NATIONAL, sites[0], None, "Coast", tuple(items))
    yield national
    regionals = [
        _store(rng, 2 + place, Level.REGIONAL, sites[1 + place], national, region[0], tuple(items))
        for place, region in enumerate(REGIONS)
    ]
    yield from regionals
    first = len(regionals) + 2
    for number, site in enumerate(sites[1 + len(regionals) :], start=first):
        yield _clinic(rng, number, site, regionals[number % len(regionals)])
    yield from _extras(rng, len(sites) + 1, count, regionals)


def _clinic(rng: random.Random, number: int, site: Site, regional: Store) -> Store:
    """A site's own store; the regional office watches every fourth one."""
    clinic = _store(rng, number, Level.CLINIC, site, regional, regional.region, regional.items)
    if number % 4:
        return clinic
    return replace(clinic, collectors=(CENTRAL, regional.site.id))


def _extras(rng: random.Random, first: int, count: int, regionals: list[Store]) -> Iterator[Store]:
    """More stores on the regional sites: a dispensary each, then hospitals and health posts.

    One dispensary keeps its transactions to itself, and the last health post is not collected.
    """
    for place, number in enumerate(range(first, count + 1)):
        regional = regionals[place % len(regionals)]
        level = (Level.DISPENSARY, Level.HOSPITAL, Level.CLINIC)[min(place // len(regionals), 2)]
        store = _store(rng, number, level, regional.site, regional, regional.region, regional.items)
        if place == 1:
            store = replace(store, include_transactions=False)
        elif number == count and level is Level.CLINIC:
            store = replace(store, collectors=())
        yield store


def _store(
    rng: random.Random,
    number: int,
    level: Level,
    site: Site,
    supplier: Store | None,
    region: str,
    offered: tuple[Item, ...],
) -> Store:
    latitude, longitude = next((y, x) for name, y, x in REGIONS if name == region)
    spread = 0.2 if level in (Level.NATIONAL, Level.REGIONAL) else 1.6
    return Store(
        id=fixed_id("store", number),
        name_id=fixed_id("store name", number),
        code=f"{level.value[:3].upper()}{number:03d}",
        name=_store_name(level, number, region),
        level=level,
        site=site,
        supplier_id=supplier.id if supplier else None,
        region=region,
        latitude=round(latitude + rng.uniform(-spread, spread), 4),
        longitude=round(longitude + rng.uniform(-spread, spread), 4),
        population=rng.randint(*_POPULATIONS[level]),
        items=_assortment(rng, level, offered),
    )


def _store_name(level: Level, number: int, region: str) -> str:
    match level:
        case Level.NATIONAL:
            return "National Medical Store"
        case Level.REGIONAL:
            return f"{region} Regional Store"
        case _:
            return f"{_place(number)} {level.value.capitalize()}"


def _assortment(rng: random.Random, level: Level, offered: tuple[Item, ...]) -> tuple[Item, ...]:
    """What a store stocks of what its supplier has: all basic vital items, and some others."""
    if level is Level.NATIONAL:
        return offered
    highest, share = _ASSORTMENTS[level]
    basic = {item.id for item in offered if item.level == formulary.CLINIC}
    if level is not Level.REGIONAL:
        basic &= {item.id for item in offered if item.ven == "V"}
    others = [item.id for item in offered if item.level <= highest and item.id not in basic]
    chosen = basic | set(rng.sample(others, int(share * len(others))))
    return tuple(item for item in offered if item.id in chosen)


def _place(number: int) -> str:
    first = _FIRST[number % len(_FIRST)]
    name = first + _LAST[(number + number // len(_FIRST)) % len(_LAST)]
    turn = number // (len(_FIRST) * len(_LAST))
    return f"{name} {turn + 1}" if turn else name


def _site_setting(site: Site) -> dict[str, Any]:
    setting: dict[str, Any] = {"id": site.id, "name": site.name, "kind": site.kind}
    if site.time_zone:
        setting["time_zone"] = site.time_zone
    return setting


def _store_setting(store: Store) -> dict[str, Any]:
    setting: dict[str, Any] = {"id": store.id, "active": store.site.id}
    if store.collectors is not None:
        setting["collectors"] = list(store.collectors)
    if not store.include_transactions:
        setting["include_transactions"] = False
    return setting
