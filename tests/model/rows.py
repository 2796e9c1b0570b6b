"""The rows that sites push in histories: legal and illegal, of every data type.

Small pools of ids make collisions, re-sends, orphans and refusals frequent. What should come of a
row is the model's business.
"""

import json
import random
from collections.abc import Callable
from typing import Any

from tests.centre import Row, delete, upsert
from tests.model.places import SUPPLIERS, Island

FAMILY, COLLEAGUES = ("P4", "P5", "P6"), ("C3", "C4", "C5")
"""Persons that are mostly of one home, and merged."""
PATIENTS = ("P1", "P2", "P3", *FAMILY)
PRESCRIBERS = ("C1", "C2", *COLLEAGUES)


def any_row(draw: random.Random, at: Island, site: int) -> Row:
    make = draw.choices([m for m, _ in MAKERS], [w for _, w in MAKERS])[0]
    row = make(draw, at, site)
    if row["action"] == "upsert" and draw.random() < 0.08 and row["table_name"] in DELETABLE:
        return delete(row["table_name"], row["record_id"])
    if row["action"] == "upsert" and draw.random() < 0.1 and row["table_name"] in PARTIAL:
        return _partial(draw, row)
    return row


def _partial(draw: random.Random, row: Row) -> Row:
    """The row without some of its columns (R22)."""
    columns = list(json.loads(row["data"]).items())
    kept = draw.sample(columns, draw.randint(0, len(columns) - 1))
    return row | {"data": json.dumps(dict(kept))}


def _store(draw: random.Random, at: Island, site: int) -> str:
    """Mostly a store that was the site's at first."""
    own = [s for s, active in at.at_first.items() if active == site]
    return draw.choice(own) if own and draw.random() < 0.7 else draw.choice(at.stores)


def _named(draw: random.Random) -> dict[str, Any]:
    said = ["a", "b", "c", "a\0", "\0"]
    return {"comment": draw.choices(said, [6, 6, 6, 1, 1])[0]} if draw.random() < 0.5 else {}


def _central(draw: random.Random, at: Island, site: int) -> Row:
    table, column = draw.choice(
        [
            ("item", "item_name"), ("unit", "units"), ("abbreviation", "expansion"),
            ("barcode", "barcode"), ("insuranceProvider", "comment"),
        ]
    )  # fmt: skip
    record_id = at.id(f"{table}_{draw.randint(1, 3)}")
    refers = {"item": ("unit_ID", "unit"), "barcode": ("itemID", "item")}.get(table)
    more = {refers[0]: at.id(f"{refers[1]}_{draw.randint(1, 3)}")} if refers else {}
    return upsert(table, record_id, **{column: draw.choice(["a", "b", ""])}, **more)


def _visibility_of_store(draw: random.Random, at: Island, site: int) -> Row:
    viewer = draw.choice(at.stores)
    subject = draw.choice([name for name in at.names if name != f"N_{viewer}"])
    more = {"inactive": draw.random() < 0.3}
    return upsert(
        "name_store_join", f"J_{subject}_{viewer}", name_ID=subject, store_ID=viewer, **more
    )


def _preference(draw: random.Random, at: Island, site: int) -> Row:
    if draw.random() < 0.2:
        value = draw.random() < 0.6
        return upsert("pref", "PROC", item="centralised_procurement", store_ID="", data=value)
    if draw.random() < 0.3:
        return upsert("pref", at.id("LOCAL"), item="printer", store_ID="", data={"a": 1})
    store = draw.choice(at.dispensaries)
    private = {"new_patients_visible_in_this_store_only": draw.random() < 0.5}
    return upsert("pref", f"PREF_{store}", item="store_preferences", store_ID=store, data=private)


def _document(draw: random.Random, at: Island, site: int) -> Row:
    table = draw.choice(["transact", "requisition", "purchase_order"])
    store = _store(draw, at, site)
    other = draw.choice([name for name in at.names if name != f"N_{store}"])
    more: dict[str, Any] = {"type": "si"} if table == "transact" else {}
    if table == "purchase_order" and draw.random() < 0.4:
        more["editedRemotely"] = draw.random() < 0.8
    return upsert(
        table, f"{table}_{store}_{draw.randint(1, 2)}",
        store_ID=store, name_ID=other, status="nw", **more, **_named(draw),
    )  # fmt: skip


def _line(draw: random.Random, at: Island, site: int) -> Row:
    table, column, amount = draw.choice(
        [
            ("transact", "transaction_ID", ("trans_line", "quantity")),
            ("requisition", "requisition_ID", ("requisition_line", "actualQuan")),
            ("purchase_order", "purchase_order_ID", ("purchase_order_line", "line_number")),
        ]
    )
    store, number = _store(draw, at, site), draw.randint(1, 2)
    header = f"{table}_{store}_{number}"
    moved_to = f"{table}_{store}_{3 - number}" if draw.random() < 0.1 else header
    return upsert(
        amount[0], f"{header}_L{draw.randint(1, 2)}",
        **{column: moved_to, amount[1]: draw.randint(1, 3)},
    )  # fmt: skip


def _stock(draw: random.Random, at: Island, site: int) -> Row:
    store = _store(draw, at, site)
    if draw.random() < 0.3:
        store = draw.choice([store, at.id("S_UNKNOWN")])
    table = draw.choice(["item_line", "Location", "Stock_take"])
    amount: dict[str, Any] = {}
    if table == "item_line":
        item = at.id(f"item_{draw.randint(1, 3)}")
        shelf = f"Location_{store}_{draw.randint(1, 2)}"
        amount = {"quantity": draw.randint(1, 3), "item_ID": item, "location_ID": shelf}
    described = {"Description": draw.choice("ab")} if table != "item_line" else {}
    whole = {} if draw.random() < 0.15 else {"store_ID": store}
    return upsert(table, f"{table}_{store}_{draw.randint(1, 2)}", **whole, **amount, **described)


def _number(draw: random.Random, at: Island, site: int) -> Row:
    store = _store(draw, at, site)
    return upsert(
        "number", f"NUM_{store}", name=f"requisition_for_store_{store}", value=draw.randint(1, 3)
    )


def _patient(draw: random.Random, at: Island, site: int) -> Row:
    person = at.id(draw.choice(PATIENTS[:4]))
    home = draw.choice([{}, {"supplying_store_id": _store(draw, at, site)}])
    if draw.random() < 0.1:  # a blank home, however its column is spelled
        blank = {draw.choice(["supplying_store_id", "supplying_store_ID"]): ""}
        return upsert("name", person, name=draw.choice("xyz"), type="patient", **blank)
    return upsert("name", person, name=draw.choice("xyz"), type="patient", **home)


def _name(draw: random.Random, at: Island, site: int) -> Row:
    """A supplier; some become patients, and patients suppliers."""
    name = at.id(draw.choice([*SUPPLIERS, *SUPPLIERS, *PATIENTS[:2]]))
    kind = "patient" if draw.random() < 0.25 else "facility"
    return upsert("name", name, name=draw.choice("xyz"), type=kind)


def _indicator(draw: random.Random, at: Island, site: int) -> Row:
    """It names its store, or its facility, which mostly is one."""
    store = _store(draw, at, site)
    if draw.random() < 0.1:
        return upsert("indicator_value", f"IV_OF_{store}", value="1", facility_ID=at.id("N_F"))
    place = {"facility_ID": f"N_{store}"} if draw.random() < 0.6 else {"store_ID": store}
    return upsert("indicator_value", f"IV_{store}", value=str(draw.randint(1, 3)), **place)


def _prescriber(draw: random.Random, at: Island, site: int) -> Row:
    home = draw.choice([{}, {}, {"store_ID": _store(draw, at, site)}] * 4 + [{"store_ID": ""}])
    doctor = at.id(draw.choice(PRESCRIBERS[:3]))
    return upsert("clinician", doctor, first_name=draw.choice("xyz"), **home)


def _sees(draw: random.Random, at: Island, site: int) -> Row:
    store = _store(draw, at, site)
    if draw.random() < 0.3:
        doctor = at.id(draw.choice(PRESCRIBERS))
        return upsert(
            "clinician_store_join", f"SEE_{doctor}_{store}", prescriber_ID=doctor, store_ID=store
        )
    person = at.id(draw.choice(PATIENTS))
    return upsert("name_store_join", f"SEE_{person}_{store}", name_ID=person, store_ID=store)


def _prescription(draw: random.Random, at: Island, site: int) -> Row:
    store = _store(draw, at, site)
    doctor = {"prescriber_ID": at.id(draw.choice(PRESCRIBERS))} if draw.random() < 0.5 else {}
    return upsert(
        "transact", f"RX_{store}_{draw.randint(1, 2)}", store_ID=store,
        name_ID=at.id(draw.choice(PATIENTS)), type="ci", mode="dispensary",
        entry_date=f"2026-0{draw.randint(1, 9)}-01", **doctor,
    )  # fmt: skip


def _hangs(draw: random.Random, at: Island, site: int) -> Row:
    person = at.id(draw.choice([*PATIENTS, "N_F", "N_G"]))
    if draw.random() < 0.3:
        store = _store(draw, at, site)
        told = draw.choice([{"store_id": store}, {"store_id": store}, {"comment": "x"}])
        return upsert("vaccination", f"V_{person}", patient_id=person, **told)
    table, column = draw.choice([("name_note", "patient_ID"), ("nameInsuranceJoin", "nameID")])
    return upsert(table, f"{table}_{person}", **{column: person})


def _message(draw: random.Random, at: Island, site: int) -> Row:
    sender, to = _store(draw, at, site), draw.choice(at.stores)
    receiver = "" if draw.random() < 0.15 else to
    return upsert(
        "message", f"M_{sender}_{to}",
        fromStoreID=sender, toStoreID=receiver, status=draw.choice("ab"),
    )  # fmt: skip


def _odd(draw: random.Random, at: Island, site: int) -> Row:
    broken = {"table_name": "item", "record_id": at.id("item_1"), "action": "upsert"}
    return draw.choice(
        [
            upsert("user", at.id(f"U{draw.randint(1, 2)}"), name=draw.choice("ab")),
            upsert("preference", at.id("X"), a="b"),
            upsert("site", at.id("9"), name="x"),
            upsert("no_such_table", at.id("1"), a="b"),
            upsert("item", "", item_name="x"),
            broken | {"data": "{bad"},
            upsert("transact", at.id("NO_STORE"), type="ci"),
        ]
    )


def _of_system_store(draw: random.Random, at: Island, site: int) -> Row:
    store = at.system_store
    if draw.random() < 0.4:
        code = draw.choice(["HIS", "HIS", "C"])
        return upsert("store", store, name_ID=f"N_{store}", code=code, store_mode="store")
    shelf = f"Location_{store}_{draw.randint(1, 2)}"
    return upsert("Location", shelf, store_ID=store, Description=draw.choice("ab"))


Maker = Callable[[random.Random, Island, int], Row]
MAKERS: list[tuple[Maker, int]] = [
    (_central, 10), (_visibility_of_store, 8), (_preference, 6), (_document, 14), (_line, 18),
    (_stock, 10), (_number, 2), (_patient, 12), (_prescriber, 5), (_sees, 8), (_prescription, 5),
    (_hangs, 6), (_message, 4), (_odd, 4), (_name, 3), (_indicator, 2),
    (_of_system_store, 2),
]  # fmt: skip
DELETABLE = {
    "item",
    "unit",
    "barcode",
    "transact",
    "requisition",
    "purchase_order",
    "trans_line",
    "requisition_line",
    "purchase_order_line",
    "item_line",
    "Location",
    "name_note",
    "message",
    "name_store_join",
    "clinician_store_join",
    "clinician",
    "vaccination",
}
PARTIAL = {
    "transact", "requisition", "purchase_order", "trans_line", "requisition_line",
    "purchase_order_line", "item_line", "Location", "message", "name_store_join", "pref",
    "vaccination",
}  # fmt: skip
