"""A year of work of a whole network, day by day, as the changes that each site makes.

The calendar stands here: who works when, and when a site pushes. What is done on a working day is
`routines`' business.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from simulator.central import central_records
from simulator.desk import Change, Desk
from simulator.formulary import Item
from simulator.network import CENTRAL, Habit, Level, MadeNetwork, Site, Store
from simulator.routines import Shop

WORK_DAYS = {
    Level.NATIONAL: (0, 3),
    Level.REGIONAL: (1, 4),
    Level.HOSPITAL: (2,),
    Level.DISPENSARY: (0, 2, 4),
}
SILENT_DAYS = 40
SLOW_EVERY, SLOW_SINCE = 28, 12
"""A slow site pushes once in so many days, the last time so many days ago."""
PUSHED_AT = time(19, 0)


def work(
    network: MadeNetwork, *, now: datetime, days: int = 365
) -> Iterator[tuple[date, list[Change]]]:
    """What all sites change, day by day; the primary's own data comes first, by itself.

    `now` is naive UTC. The same network, `now` and `days` give the same changes.
    """
    first_day = now.date() - timedelta(days=days)
    yield first_day - timedelta(days=1), list(central_changes(network, first_day))
    shops = open_shops(network, first_day, days)
    for number in range(days):
        day = first_day + timedelta(days=number)
        yield day, [change for shop in shops for change in _day_of(shop, day, number == 0)]


def _day_of(shop: Shop, day: date, is_first: bool) -> list[Change]:
    if is_first:
        shop.open_for_business(day)
    elif day.weekday() in work_days(shop.store):
        shop.work(day)
    return shop.desk.take_changes(day)


def central_changes(network: MadeNetwork, day: date) -> Iterator[Change]:
    at = datetime.combine(day, time()) - timedelta(days=1)
    for table, record in central_records(network):
        yield Change(at, CENTRAL, table, record["ID"], record)


def open_shops(network: MadeNetwork, first_day: date, days: int) -> list[Shop]:
    """Every store ready for its first day, suppliers before their customers."""
    shops: dict[str, Shop] = {}
    shortages = _shortages(network, first_day, days)
    expected = _expected_use(network)
    for store in network.stores:
        rng = random.Random(f"work {network.seed} {store.id}")
        supplier = shops.get(store.supplier_id or "")
        shops[store.id] = Shop(
            store, Desk(store, rng), rng, expected[store.id], supplier, shortages
        )
    return list(shops.values())


def work_days(store: Store) -> tuple[int, ...]:
    """Days of the week on which a store writes things down, Monday 0."""
    return WORK_DAYS.get(store.level, (int(store.code[3:]) % 5,))


def pushes_on(site: Site, day: date, today: date) -> bool:
    """Whether the site pushes in the evening of a day, as it looks from today."""
    days_ago = (today - day).days
    match site.habit:
        case Habit.NEVER:
            return False
        case Habit.SILENT if days_ago < SILENT_DAYS:
            return False
        case Habit.SLOW:
            return days_ago % SLOW_EVERY == SLOW_SINCE
        case _:
            return days_ago == SILENT_DAYS or (day.toordinal() + site.id) % 7 == 0


def pushed_at(site: Site, day: date) -> datetime:
    """The moment of that push, naive UTC; not all sites at once."""
    return datetime.combine(day, PUSHED_AT) + timedelta(minutes=site.id * 7 % 120)


def _expected_use(network: MadeNetwork) -> dict[str, dict[str, float]]:
    """Units a month by store and item: its own people's, and all that its customers pass on."""
    expected = {
        store.id: {item.id: item.monthly_per_1000 * store.population / 1000 for item in store.items}
        for store in network.stores
    }
    for store in reversed(network.stores):
        passed_on = expected.get(store.supplier_id or "", {})
        for item_id, units in expected[store.id].items():
            passed_on[item_id] = passed_on.get(item_id, 0.0) + units
    return expected


def _shortages(network: MadeNetwork, first_day: date, days: int) -> dict[str, tuple[date, date]]:
    """One item in twelve cannot be bought for some months."""
    rng = random.Random(f"shortages {network.seed}")
    short: list[Item] = rng.sample(network.items, max(1, len(network.items) // 12))
    starts = {item.id: rng.randrange(max(1, days - 60)) for item in short}
    return {
        item_id: (
            first_day + timedelta(days=start - 60),
            first_day + timedelta(days=start + rng.randint(60, 160)),
        )
        for item_id, start in starts.items()
    }
