"""What the people of one store do on a working day: receive, serve, ship, order, count.

Decisions only; the paperwork is `desk`'s, the calendar of the whole network `history`'s.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from simulator.central import (
    DAMAGED,
    EXPIRED,
    INVENTORY_ADJUSTMENT,
    outside_id,
    supplier_id,
    ward_id,
)
from simulator.demand import COVER_MONTHS, DAYS_PER_MONTH, Habits
from simulator.desk import Desk, Half, Invoice
from simulator.formulary import Item
from simulator.ids import new_id
from simulator.network import Habit, Level, Store
from simulator.paperwork import Wish
from simulator.parcels import Delivery, Parcel
from simulator.stockroom import Portion, StockLine

LINES_A_DAY = {Level.NATIONAL: 4, Level.HOSPITAL: 6, Level.CLINIC: 5, Level.DISPENSARY: 2}
PRESCRIPTIONS_A_DAY = 3
MOST_PRESCRIBED = {"tablet": 60, "capsule": 42, "course": 1}
COUNTED_LINES = 25
ANSWERED_AFTER = timedelta(days=7)
PEOPLE = (("Ana", "Kila"), ("Ben", "Maru"), ("Cora", "Tau"), ("Dan", "Ovia"), ("Eda", "Sare"))


@dataclass(frozen=True)
class Order:
    """What a customer asked for, with the response that the centre makes of it."""

    customer: "Shop"
    wishes: dict[str, Wish]
    response: Half
    asked_on: date

    @property
    def comes_by_sync(self) -> bool:
        """Whether the customer's site connects often enough for its requests to arrive."""
        return self.customer.store.site.habit is Habit.WEEKLY


@dataclass
class Shop:
    """One store at work. `shortages` are items that no supplier delivers, until a day."""

    store: Store
    desk: Desk
    rng: random.Random
    expected: dict[str, float]
    supplier: "Shop | None" = None
    shortages: dict[str, tuple[date, date]] = field(default_factory=dict)
    habits: dict[str, Habits] = field(default_factory=dict)
    under_way: list[Delivery] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    answers: list[tuple[Order, dict[str, int]]] = field(default_factory=list)
    promised: list[tuple["Shop", Invoice]] = field(default_factory=list)
    drafts: list[Invoice] = field(default_factory=list)
    patients: list[str] = field(default_factory=list)
    last_worked_on: date | None = None
    ordered_on: date | None = None

    def __post_init__(self) -> None:
        self.habits = {
            item.id: Habits(item, self.expected.get(item.id, 0.0)) for item in self.store.items
        }

    def open_for_business(self, day: date) -> None:
        """The first day: people are registered, and what is there is counted in."""
        self.desk.open()
        if self.store.is_dispensary:
            self._register_patients(day)
        share = COVER_MONTHS[self.store.level]
        portions = [
            self._shelve(parcel)
            for item in self.store.items
            if (parcel := self._opening_stock(item, share, day)).units >= parcel.pack_size
        ]
        self.desk.receive(INVENTORY_ADJUSTMENT, portions, day, comment="Opening stock")
        self.last_worked_on = self.ordered_on = day

    def work(self, day: date) -> None:
        """One working day, in the order in which a storekeeper does things."""
        self.desk.open()
        self._receive(day)
        if self.last_worked_on is None or self.last_worked_on.month != day.month:
            self._write_off(day)
            if day.month % 3 == sum(self.store.code.encode()) % 3:
                self._count(day)
        if self.store.population:
            self._serve(day)
        self._ship(day)
        self._fill_orders(day)
        self._answer(day)
        if self.store.level in (Level.NATIONAL, Level.REGIONAL):
            self._sketch(day)
        if self.ordered_on is None or (day - self.ordered_on).days >= 28:
            self._order(day)
        self.last_worked_on = day

    def _receive(self, day: date) -> None:
        arrived = [delivery for delivery in self.under_way if delivery.arrives_on <= day]
        self.under_way = [delivery for delivery in self.under_way if delivery.arrives_on > day]
        for delivery in arrived:
            parcels = delivery.parcels
            portions = [self._shelve(parcel) for parcel in parcels]
            lines = tuple(parcel.sent_line_id for parcel in parcels)
            half = Half("transact", delivery.sent_by, lines) if delivery.sent_by else None
            self.desk.receive(parcels[0].from_name_id, portions, day, half=half)
            for parcel in parcels:
                habit = self.habits[parcel.item.id]
                habit.on_order = max(0.0, habit.on_order - parcel.units)

    def _shelve(self, parcel: Parcel) -> Portion:
        """A place on the shelf; mobile sites and dispensaries keep everything in packs of one."""
        to_one = self.store.site.is_mobile or self.store.is_dispensary
        pack_size = 1 if to_one else parcel.pack_size
        line = self.desk.new_line(
            parcel.item, parcel.batch, parcel.expires_on, pack_size,
            parcel.item.price_of(pack_size), parcel.from_name_id,
        )  # fmt: skip
        return Portion(line, parcel.units // pack_size)

    def _opening_stock(self, item: Item, months: float, day: date) -> Parcel:
        units = self.habits[item.id].monthly * months * self.rng.uniform(0.3, 1.1)
        return self._parcel(item, units, day, INVENTORY_ADJUSTMENT)

    def _parcel(self, item: Item, units: float, day: date, name_id: str) -> Parcel:
        """So many units, in whole packs, of a batch fresh from a maker."""
        is_old = self.rng.random() < 0.08
        share = self.rng.uniform(0.15, 0.3) if is_old else self.rng.uniform(0.55, 0.95)
        expires_on = day + timedelta(days=int(item.shelf_months * share * DAYS_PER_MONTH))
        packs = max(1, round(units / item.pack_size))
        batch = f"{item.code[1:]}{self.rng.choice('ABCDEFGH')}{self.rng.randrange(1000):03d}"
        return Parcel(item, packs * item.pack_size, item.pack_size, batch, expires_on, name_id)

    def _register_patients(self, day: date) -> None:
        for _ in range(24):
            first, last = self.rng.choice(PEOPLE)[0], self.rng.choice(PEOPLE)[1]
            born_on = date(1950, 1, 1) + timedelta(days=self.rng.randrange(25_000))
            self.patients.append(new_id(self.rng))
            self.desk.patient(self.patients[-1], first, last, born_on, day)

    def _write_off(self, day: date) -> None:
        if portions := self.desk.room.expired(day):
            self.desk.write_off(portions, day, EXPIRED)
        if self.rng.random() < 0.15:
            damaged = [Portion(line, 1) for line in self.desk.room.lines() if line.available > 20][
                :1
            ]
            if damaged:
                self.desk.write_off(damaged, day, DAMAGED)

    def _count(self, day: date) -> None:
        held = [line for line in self.desk.room.lines() if line.packs and not line.reserved]
        chosen = self.rng.sample(held, min(COUNTED_LINES, len(held)))
        self.desk.stock_take([(line, self._found(line)) for line in chosen], day)

    def _found(self, line: StockLine) -> int:
        if self.rng.random() > 0.12:
            return line.packs
        return max(0, line.packs + self.rng.choice((-3, -2, -1, 1, 2)))

    def _serve(self, day: date) -> None:
        days = (day - self.last_worked_on).days if self.last_worked_on else 1
        for habit in self.habits.values():
            habit.grow(self.store.population, days, day, self.rng)
        by_need = sorted(self.habits, key=lambda key: -self.habits[key].packs_due)
        if self.store.is_dispensary:
            self._prescribe(by_need, day)
            return
        portions = self._take(by_need, LINES_A_DAY[self.store.level], day)
        if portions:
            served = outside_id if self.store.level is Level.NATIONAL else ward_id
            self.desk.issue(served(self.rng.randrange(8)), portions, day)

    def _prescribe(self, by_need: list[str], day: date) -> None:
        lines = LINES_A_DAY[Level.DISPENSARY]
        for visit in range(PRESCRIPTIONS_A_DAY):
            keys = by_need[visit * lines : (visit + 1) * lines]
            for key in keys:
                most = MOST_PRESCRIBED.get(self.habits[key].item.unit, 2)
                self.habits[key].due = min(self.habits[key].due, most)
            if portions := self._take(keys, lines, day):
                patient_id = self.rng.choice(self.patients)
                self.desk.issue(patient_id, portions, day, mode="dispensary")

    def _take(self, keys: list[str], most: int, day: date) -> list[Portion]:
        """Pick for the items most needed, as far as there is any."""
        portions: list[Portion] = []
        for key in keys[:most]:
            habit = self.habits[key]
            picked = self.desk.room.pick(key, habit.due, day)
            habit.meet(sum(portion.units for portion in picked))
            portions += picked
        return portions

    def _ship(self, day: date) -> None:
        for customer, invoice in self.promised:
            self.desk.ship(invoice, day)
            parcels = [
                Parcel(
                    portion.line.item,
                    portion.units,
                    portion.line.pack_size,
                    portion.line.batch,
                    portion.line.expires_on,
                    self.store.name_id,
                    line_id,
                )  # fmt: skip
                for portion, line_id in zip(invoice.portions, invoice.line_ids, strict=True)
            ]
            arrives_on = day + timedelta(days=self.rng.randint(2, 12))
            customer.under_way.append(Delivery(arrives_on, parcels, invoice.id))
        self.promised = []

    def _sketch(self, day: date) -> None:
        """Drafts for customers who then did not come are thrown away; now and then a new one."""
        for invoice in self.drafts:
            self.desk.scrap(invoice, day)
        self.drafts = []
        line = next(iter(self.desk.room.lines()), None)
        if line is not None and self.rng.random() < 0.1:
            self.drafts.append(self.desk.draft(outside_id(0), Portion(line, 1), day))

    def _fill_orders(self, day: date) -> None:
        orders, self.orders = self.orders, []
        for order in orders:
            customer, supplied = order.customer, dict.fromkeys(order.wishes, 0)
            portions = [
                portion
                for key, wish in order.wishes.items()
                for portion in self.desk.room.pick(key, wish.units, day)
            ]
            for key, wish in order.wishes.items():
                if key in self.habits:
                    self.habits[key].used += wish.units
                customer.habits[key].on_order = 0.0
            for portion in portions:
                customer.habits[portion.line.item.id].on_order += portion.units
                supplied[portion.line.item.id] += portion.units
            answered = {"requisition_ID": order.response.id} if order.comes_by_sync else {}
            if order.comes_by_sync:
                self.answers.append((order, supplied))
            if portions:
                invoice = self.desk.promise(customer.store.name_id, portions, day, **answered)
                self.promised.append((customer, invoice))

    def _answer(self, day: date) -> None:
        """Responses are at hand when the customer's site has pushed its request."""
        due = [answer for answer in self.answers if day - answer[0].asked_on > ANSWERED_AFTER]
        self.answers = [answer for answer in self.answers if answer not in due]
        for order, supplied in due:
            name_id = order.customer.store.name_id
            self.desk.respond(order.response, name_id, order.wishes, supplied, day)

    def _order(self, day: date) -> None:
        days = (day - self.ordered_on).days if self.ordered_on else 30
        wishes = {}
        for key, habit in self.habits.items():
            habit.learn(days)
            on_hand = self.desk.room.usable_units(key, day)
            if wish := habit.wish(self.store.level, on_hand, day):
                wishes[key] = wish
        self.ordered_on = day
        if not wishes:
            return
        if self.supplier is None:
            self._buy(wishes, day)
            return
        response = self.desk.request(self.supplier.store.name_id, wishes, day)
        self.supplier.orders.append(Order(self, wishes, response, day))
        for key, wish in wishes.items():
            self.habits[key].on_order += wish.units

    def _buy(self, wishes: dict[str, Wish], day: date) -> None:
        """From the makers: some weeks later, one delivery each, unless nobody has it."""
        deliveries: dict[str, list[Parcel]] = defaultdict(list)
        for wish in wishes.values():
            short_from, short_until = self.shortages.get(wish.item.id, (day, day))
            if short_from <= day < short_until:
                continue
            name_id = supplier_id(int(wish.item.code[1:]))
            deliveries[name_id].append(self._parcel(wish.item, wish.units, day, name_id))
            self.habits[wish.item.id].on_order += wish.units
        for parcels in deliveries.values():
            arrives_on = day + timedelta(days=self.rng.randint(25, 60))
            self.under_way.append(Delivery(arrives_on, parcels))
