"""The merges of histories: of central records, names, persons and locations (R20, T8).

A merge always keeps the one that comes first, so that no chain comes back to its beginning.
"""

import random

from tests.centre import Row, merge, upsert
from tests.model.events import Event
from tests.model.places import Island
from tests.model.rows import PATIENTS, PRESCRIBERS

OFTEN = 0.6
"""How often a cycle has a merge."""


def merges(draw: random.Random, at: Island, primary: int) -> list[Event]:
    if draw.random() > OFTEN:
        return []
    make = draw.choice([_of_central, _of_names, _of_names, _of_persons, _of_persons, _of_locations])
    site, rows = make(draw, at, primary)
    if draw.random() < 0.1:
        site = draw.choice(at.sites)
    return [("push", site, row) for row in rows]


def _of_central(draw: random.Random, at: Island, primary: int) -> tuple[int, list[Row]]:
    table = draw.choice(["item", "unit"])
    kept, gone = sorted(draw.sample(range(1, 4), 2))
    return primary, [merge(table, at.id(f"{table}_{kept}"), at.id(f"{table}_{gone}"))]


def _of_names(draw: random.Random, at: Island, primary: int) -> tuple[int, list[Row]]:
    """Mostly a name that is no store's becomes a store's."""
    names = at.names
    if draw.random() < 0.7:
        return primary, [merge("name", draw.choice(names[1:-2]), draw.choice(names[-2:]))]
    kept, gone = sorted(draw.sample(range(len(names)), 2))
    return primary, [merge("name", names[kept], names[gone])]


def _of_persons(draw: random.Random, at: Island, primary: int) -> tuple[int, list[Row]]:
    """By a site that may be home of both; it may make them just before."""
    store = draw.choice(at.dispensaries)
    site = draw.choice([primary, at.at_first[store], at.at_first[store]])
    table, persons, home = draw.choice(
        [("name", PATIENTS, "supplying_store_id"), ("clinician", PRESCRIBERS, "store_ID")]
    )
    kept, gone = sorted(draw.sample(persons, 2))
    kind = {"type": "patient"} if table == "name" else {}
    named = {home: store} if draw.random() < 0.7 else {}
    made = [
        upsert(table, at.id(person), **kind, **named)
        for person in (kept, gone)
        if draw.random() < 0.5
    ]
    return site, [*made, merge(table, at.id(kept), at.id(gone))]


def _of_locations(draw: random.Random, at: Island, primary: int) -> tuple[int, list[Row]]:
    """Mostly of one store; of two stores now and then."""
    store = draw.choice(at.stores)
    shelves = [f"Location_{store}_{n}" for n in (1, 2)]
    if draw.random() < 0.2:
        shelves = sorted(f"Location_{s}_1" for s in draw.sample(at.stores, 2))
    return at.at_first[store], [merge("Location", shelves[0], shelves[1])]
