"""A network of dispensaries: who sees which patient, and who may edit him.

Site 1 is central and primary, 2 and 3 are servers, 4 is a mobile. Site 2 has two dispensaries
and a store, site 3 one dispensary, site 4 one. Every store's name is known everywhere.
"""

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.centre import Centre, Row, copy_home, upsert

CLINICS = {"D2": 2, "E2": 2, "D3": 3, "D4": 4}
STORES = {**CLINICS, "S1": 1, "S2": 2}

SETTINGS = """
central: 1
primary: 1
sites:
  - {id: 1, name: Sync server, kind: central}
  - {id: 2, name: Hospital, kind: server}
  - {id: 3, name: District, kind: desktop}
  - {id: 4, name: Clinic, kind: mobile}
stores:
  - {id: D2, active: 2}
  - {id: E2, active: 2}
  - {id: D3, active: 3}
  - {id: D4, active: 4}
  - {id: S1, active: 1}
  - {id: S2, active: 2}
"""


def central_records() -> list[Row]:
    rows = [upsert("item", "ITEM_1", item_name="Amoxicillin", code="amox")]
    rows += [upsert("name", f"N_{s}", name=f"Store {s}", code=s, type="store") for s in STORES]
    return rows + [
        upsert(
            "store", s, name_ID=f"N_{s}", code=s,
            store_mode="dispensary" if s in CLINICS else "store",
        )
        for s in STORES
    ]  # fmt: skip


def patient(record_id: str = "PAT", home: str | None = "D3", **more: Any) -> Row:
    """A patient; `home=None` names no home store."""
    named = {} if home is None else {"supplying_store_id": home}
    return upsert("name", record_id, name="Ann", type="patient", **named, **more)


def prescriber(record_id: str = "DOC", home: str | None = "D3", **more: Any) -> Row:
    named = {} if home is None else {"store_ID": home}
    return upsert("clinician", record_id, first_name="Eve", **named, **more)


def sees(store: str, person: str = "PAT", **more: Any) -> Row:
    """The visibility row of a patient."""
    return upsert(
        "name_store_join", f"SEE_{person}_{store}", name_ID=person, store_ID=store, **more
    )


def prescription(number: str, store: str, person: str = "PAT", **more: Any) -> Row:
    return upsert(
        "transact", f"RX_{number}", store_ID=store, name_ID=person, type="ci",
        mode="dispensary", status="fn", **more,
    )  # fmt: skip


_begun: list[Centre] = []
"""The network after its first cycle, made once per process; tests work on copies."""


def begin(centre: Centre) -> None:
    if not _begun:
        folder = Path(tempfile.mkdtemp(prefix="clinics-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        (folder / "outbox").mkdir()
        first = Centre(copy_home(centre.home.root, folder / "home"), folder / "outbox")
        first.network(SETTINGS)
        first.push_and_cycle(1, *central_records())
        _begun.append(first)
    centre.become(_begun[0])
