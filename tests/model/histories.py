"""Seeded histories: networks that change, and cycles of legal and illegal edits.

A history is a list of steps that the test replays; small pools of ids make collisions, re-sends,
orphans and refusals frequent. What should come of it is the model's business.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.centre import Row, delete, upsert

SITES = (1, 2, 3, 4)
STORES = ("S1", "S2", "T2", "D2", "E2", "D3", "S3", "D4")
DISPENSARIES = ("D2", "E2", "D3", "D4")
AT_FIRST = {"S1": 1, "S2": 2, "T2": 2, "D2": 2, "E2": 2, "D3": 3, "S3": 3, "D4": 4}
PATIENTS = ("P1", "P2", "P3")
PRESCRIBERS = ("C1", "C2")

Settings = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """The network put in force before the batches, if it changes, and one cycle of batches."""

    settings: Settings | None
    batches: list[tuple[int, list[Row]]] = field(default_factory=list)
    rebuilds: bool = False


@dataclass(frozen=True)
class History:
    primary: int
    steps: list[Step]


def settings(primary: int, **stores: dict[str, Any]) -> Settings:
    """The first network, with other settings for some stores."""
    kinds = {1: "central", 2: "server", 3: "desktop", 4: "mobile"}
    return {
        "central": 1,
        "primary": primary,
        "sites": [{"id": i, "name": f"Site {i}", "kind": kinds[i]} for i in SITES],
        "stores": [{"id": s, "active": site} | stores.get(s, {}) for s, site in AT_FIRST.items()],
    }


def first_records() -> list[Row]:
    """What the primary sends before every history."""
    rows = [upsert("name", f"N_{s}", name=f"Store {s}", code=s, type="store") for s in STORES]
    rows += [
        upsert(
            "store", s, name_ID=f"N_{s}", code=s,
            store_mode="dispensary" if s in DISPENSARIES else "store",
        )
        for s in STORES
    ]  # fmt: skip
    return [*rows, upsert("name", "N_F", name="Supplier", type="facility")]


def make_history(seed: int, cycles: int = 3) -> History:
    draw = random.Random(seed)
    primary = draw.choice((1, 1, 2))
    steps = []
    for number in range(cycles):
        changes = _settings(draw, primary) if number == 0 or draw.random() < 0.4 else None
        steps.append(Step(changes, _batches(draw, primary), rebuilds=draw.random() < 0.01))
    return History(primary, steps)


def _settings(draw: random.Random, primary: int) -> Settings:
    given: dict[str, dict[str, Any]] = {}
    for store in STORES:
        site = AT_FIRST[store]
        if store not in ("D4",) and draw.random() < 0.15:
            site = draw.choice((1, 2, 3))
        allowed = [s for s in (1, 2, 3) if s != site]
        one: dict[str, Any] = {"active": site}
        if draw.random() < 0.5:
            one["collectors"] = sorted(draw.sample(allowed, draw.randint(0, 2)))
        if store in DISPENSARIES and draw.random() < 0.25:
            one["include_transactions"] = False
        given[store] = one
    made = settings(primary, **given)
    for site_row in made["sites"]:
        if site_row["id"] in (2, 3) and draw.random() < 0.15:
            site_row["local_procurement"] = True
    return made


def _batches(draw: random.Random, primary: int) -> list[tuple[int, list[Row]]]:
    batches = []
    for _ in range(draw.randint(3, 6)):
        site = draw.choice((primary, *SITES))
        rows = [_row(draw, site) for _ in range(draw.randint(3, 9))]
        if draw.random() < 0.2:
            rows += draw.sample(rows, 2)
        batches.append((site, rows))
    return batches


def _row(draw: random.Random, site: int) -> Row:
    make = draw.choices([m for m, _ in MAKERS], [w for _, w in MAKERS])[0]
    row = make(draw, site)
    if row["action"] == "upsert" and draw.random() < 0.08 and row["table_name"] in DELETABLE:
        return delete(row["table_name"], row["record_id"])
    return row


def _store(draw: random.Random, site: int) -> str:
    """Mostly a store that was the site's at first."""
    own = [s for s, active in AT_FIRST.items() if active == site]
    return draw.choice(own) if draw.random() < 0.7 else draw.choice(STORES)


def _named(draw: random.Random) -> dict[str, Any]:
    return {"comment": draw.choice("abc")} if draw.random() < 0.5 else {}


def _central(draw: random.Random, site: int) -> Row:
    table, column = draw.choice(
        [
            ("item", "item_name"), ("unit", "units"), ("abbreviation", "expansion"),
            ("barcode", "barcode"), ("insuranceProvider", "comment"),
        ]
    )  # fmt: skip
    return upsert(table, f"{table}_{draw.randint(1, 2)}", **{column: draw.choice(["a", "b", ""])})


def _visibility_of_store(draw: random.Random, site: int) -> Row:
    subject, viewer = draw.sample(STORES, 2)
    more = {"inactive": draw.random() < 0.3}
    return upsert(
        "name_store_join", f"J_{subject}_{viewer}",
        name_ID=f"N_{subject}", store_ID=viewer, **more,
    )  # fmt: skip


def _preference(draw: random.Random, site: int) -> Row:
    if draw.random() < 0.5:
        value = draw.random() < 0.6
        return upsert("pref", "PROC", item="centralised_procurement", store_ID="", data=value)
    if draw.random() < 0.3:
        return upsert("pref", "LOCAL", item="printer", store_ID="", data={"a": 1})
    store = draw.choice(DISPENSARIES)
    private = {"new_patients_visible_in_this_store_only": draw.random() < 0.5}
    return upsert("pref", f"PREF_{store}", item="store_preferences", store_ID=store, data=private)


def _document(draw: random.Random, site: int) -> Row:
    table = draw.choice(["transact", "requisition", "purchase_order"])
    store = _store(draw, site)
    other = draw.choice(["N_F", *[f"N_{s}" for s in STORES if s != store]])
    more: dict[str, Any] = {"type": "si"} if table == "transact" else {}
    return upsert(
        table, f"{table}_{store}_{draw.randint(1, 2)}",
        store_ID=store, name_ID=other, status="nw", **more, **_named(draw),
    )  # fmt: skip


def _line(draw: random.Random, site: int) -> Row:
    table, column, amount = draw.choice(
        [
            ("transact", "transaction_ID", ("trans_line", "quantity")),
            ("requisition", "requisition_ID", ("requisition_line", "actualQuan")),
            ("purchase_order", "purchase_order_ID", ("purchase_order_line", "line_number")),
        ]
    )
    header = f"{table}_{_store(draw, site)}_{draw.randint(1, 2)}"
    return upsert(
        amount[0], f"{header}_L{draw.randint(1, 2)}",
        **{column: header, amount[1]: draw.randint(1, 3)},
    )  # fmt: skip


def _stock(draw: random.Random, site: int) -> Row:
    store = _store(draw, site)
    if draw.random() < 0.3:
        store = draw.choice([store, "S_UNKNOWN"])
    table = draw.choice(["item_line", "Location", "Stock_take"])
    amount = {"quantity": draw.randint(1, 3)} if table == "item_line" else {}
    described = {"Description": draw.choice("ab")} if table != "item_line" else {}
    whole = {} if draw.random() < 0.15 else {"store_ID": store}
    return upsert(table, f"{table}_{store}_{draw.randint(1, 2)}", **whole, **amount, **described)


def _number(draw: random.Random, site: int) -> Row:
    store = _store(draw, site)
    return upsert(
        "number", f"NUM_{store}", name=f"requisition_for_store_{store}", value=draw.randint(1, 3)
    )


def _patient(draw: random.Random, site: int) -> Row:
    person = draw.choice(PATIENTS)
    home = draw.choice([{}, {"supplying_store_id": _store(draw, site)}])
    return upsert("name", person, name=draw.choice("xyz"), type="patient", **home)


def _prescriber(draw: random.Random, site: int) -> Row:
    home = draw.choice([{}, {"store_ID": _store(draw, site)}])
    return upsert("clinician", draw.choice(PRESCRIBERS), first_name=draw.choice("xyz"), **home)


def _sees(draw: random.Random, site: int) -> Row:
    store = _store(draw, site)
    if draw.random() < 0.3:
        doctor = draw.choice(PRESCRIBERS)
        return upsert(
            "clinician_store_join", f"SEE_{doctor}_{store}", prescriber_ID=doctor, store_ID=store
        )
    person = draw.choice(PATIENTS)
    return upsert("name_store_join", f"SEE_{person}_{store}", name_ID=person, store_ID=store)


def _prescription(draw: random.Random, site: int) -> Row:
    store = _store(draw, site)
    return upsert(
        "transact", f"RX_{store}_{draw.randint(1, 2)}", store_ID=store,
        name_ID=draw.choice(PATIENTS), type="ci", mode="dispensary",
        entry_date=f"2026-0{draw.randint(1, 9)}-01",
    )  # fmt: skip


def _hangs(draw: random.Random, site: int) -> Row:
    person = draw.choice([*PATIENTS, "N_F"])
    if draw.random() < 0.3:
        return upsert("vaccination", f"V_{person}", patient_id=person, store_id=_store(draw, site))
    table, column = draw.choice([("name_note", "patient_ID"), ("nameInsuranceJoin", "nameID")])
    return upsert(table, f"{table}_{person}", **{column: person})


def _message(draw: random.Random, site: int) -> Row:
    sender, to = _store(draw, site), draw.choice(STORES)
    return upsert(
        "message", f"M_{sender}_{to}",
        fromStoreID=sender, toStoreID=to, status=draw.choice("ab"),
    )  # fmt: skip


def _odd(draw: random.Random, site: int) -> Row:
    return draw.choice(
        [
            upsert("user", f"U{draw.randint(1, 2)}", name=draw.choice("ab")),
            upsert("preference", "X", a="b"),
            upsert("site", "9", name="x"),
            upsert("no_such_table", "1", a="b"),
            upsert("item", "", item_name="x"),
            {"table_name": "item", "record_id": "item_1", "action": "upsert", "data": "{bad"},
            upsert("transact", "NO_STORE", type="ci"),
        ]
    )


Maker = Callable[[random.Random, int], Row]
MAKERS: list[tuple[Maker, int]] = [
    (_central, 10), (_visibility_of_store, 8), (_preference, 6), (_document, 14), (_line, 18),
    (_stock, 10), (_number, 2), (_patient, 12), (_prescriber, 5), (_sees, 8), (_prescription, 5),
    (_hangs, 6), (_message, 4), (_odd, 4),
]  # fmt: skip
DELETABLE = {
    "item", "unit", "barcode", "transact", "requisition", "purchase_order", "trans_line",
    "requisition_line", "purchase_order_line", "item_line", "Location",
}  # fmt: skip
