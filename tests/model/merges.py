"""The merges of histories: of central records, names, persons and locations (R20, T8).

A merge always keeps the one that comes first, so that no chain comes back to its beginning.
"""

import random

from tests.centre import Row, merge, upsert
from tests.model.events import Event
from tests.model.places import Island
from tests.model.rows import COLLEAGUES, FAMILY

OFTEN = 0.7
"""How often a cycle has a merge."""

Push = tuple[int, Row]
"""A site, and what it pushes."""


def merges(draw: random.Random, at: Island, primary: int) -> list[Event]:
    """A merge, and often what it is about just before."""
    if draw.random() > OFTEN:
        return []
    make = draw.choice([_of_central, _of_names, _of_persons, _of_persons, _of_locations])
    pushes = make(draw, at, primary)
    if draw.random() < 0.1:
        pushes[-1] = draw.choice(at.sites), pushes[-1][1]
    return [("push", site, row) for site, row in pushes]


def _of_central(draw: random.Random, at: Island, primary: int) -> list[Push]:
    table = draw.choice(["item", "unit"])
    kept, gone = sorted(draw.sample(range(1, 4), 2))
    return [(primary, merge(table, at.id(f"{table}_{kept}"), at.id(f"{table}_{gone}")))]


def _of_names(draw: random.Random, at: Island, primary: int) -> list[Push]:
    """Mostly a name that is no store's becomes a store's."""
    names = at.names
    if draw.random() < 0.7:
        return [(primary, merge("name", draw.choice(names[1:-2]), draw.choice(names[-2:])))]
    kept, gone = sorted(draw.sample(range(len(names)), 2))
    return [(primary, merge("name", names[kept], names[gone]))]


def _of_persons(draw: random.Random, at: Island, primary: int) -> list[Push]:
    """By the site that is home of both, if they are new; what hangs on them comes from others."""
    store = at.id("D3") if draw.random() < 0.7 else draw.choice(at.dispensaries)
    site = primary if draw.random() < 0.1 else at.at_first[store]
    table, pool, home = draw.choice(
        [("name", FAMILY, "supplying_store_id"), ("clinician", COLLEAGUES, "store_ID")]
    )
    kept, gone = (at.id(person) for person in sorted(draw.sample(pool, 2)))
    kind = {"type": "patient"} if table == "name" else {}
    named = {home: store} if draw.random() < 0.8 else {}
    pushes = [
        (site, upsert(table, person, first=draw.choice("xyz"), **kind, **named))
        for person in (kept, gone)
        if draw.random() < 0.7
    ]
    for _ in range(draw.randint(0, 3)):
        person, elsewhere = draw.choice([kept, gone, gone]), draw.choice(at.stores)
        pushes.append(draw.choice(HANGING)(at, table, person, elsewhere, site))
    return [*pushes, (site, merge(table, kept, gone))]


def _seen(at: Island, table: str, person: str, store: str, site: int) -> Push:
    join = "name_store_join" if table == "name" else "clinician_store_join"
    column = "name_ID" if table == "name" else "prescriber_ID"
    return site, upsert(join, f"SEE_{person}_{store}", **{column: person}, store_ID=store)


def _prescribed(at: Island, table: str, person: str, store: str, site: int) -> Push:
    column = "name_ID" if table == "name" else "prescriber_ID"
    row = upsert(
        "transact", f"RX_{person}_{store}", store_ID=store, type="ci", mode="dispensary",
        entry_date="2026-03-01", **{column: person},
    )  # fmt: skip
    return at.at_first[store], row


def _noted(at: Island, table: str, person: str, store: str, site: int) -> Push:
    return site, upsert("name_note", f"name_note_{person}", patient_ID=person)


HANGING = (_seen, _prescribed, _noted)


def _of_locations(draw: random.Random, at: Island, primary: int) -> list[Push]:
    """Mostly of one store; of two stores now and then."""
    store = draw.choice(at.stores)
    stores = [store, store] if draw.random() < 0.8 else draw.sample(at.stores, 2)
    kept, gone = sorted(f"Location_{s}_{n}" for n, s in enumerate(stores, 1))
    site = at.at_first[store]
    pushes = [
        (site, upsert("Location", shelf, store_ID=s, Description=draw.choice("ab")))
        for shelf, s in zip((kept, gone), sorted(stores), strict=True)
        if draw.random() < 0.8
    ]
    on_shelf = upsert("item_line", f"item_line_{store}_1", store_ID=store, location_ID=gone)
    return [*pushes, (site, on_shelf), (site, merge("Location", kept, gone))]
