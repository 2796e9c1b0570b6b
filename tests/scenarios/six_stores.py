"""The example of the source: three sites and the stores A to F, plain and mirrored."""

import atexit
import shutil
import tempfile
from pathlib import Path

from tests.centre import Centre, Row, copy_home, upsert

STORES = "ABCDEF"
ACTIVE = {"A": 1, "B": 2, "C": 3, "D": 3, "E": 1, "F": 2}

SITES = """
central: 1
primary: {primary}
sites:
  - {{id: 1, name: Sync server, kind: central}}
  - {{id: 2, name: Remote site 1, kind: server}}
  - {{id: 3, name: Remote site 2, kind: desktop}}
{extra}
stores:
  - {{id: STORE_A, active: 1, collectors: [2]}}
  - {{id: STORE_B, active: 2, collectors: [1]}}
  - {{id: STORE_C, active: 3, collectors: [1]}}
  - {{id: STORE_D, active: 3}}
  - {{id: STORE_E, active: 1, collectors: []}}
  - {{id: STORE_F, active: 2, collectors: []}}
"""


def settings(*, is_mirrored: bool = False) -> str:
    extra = "  - {id: 4, name: Primary, kind: server}" if is_mirrored else ""
    return SITES.format(primary=4 if is_mirrored else 1, extra=extra)


def central_records() -> list[Row]:
    """Names, store records and the visibility that the example needs."""
    rows = [upsert("item", "ITEM_1", item_name="Amoxicillin", code="amox")]
    for letter in STORES:
        rows.append(
            upsert("name", f"NAME_{letter}", name=f"Store {letter}", code=letter, type="store")
        )
    rows += [
        upsert("store", f"STORE_{s}", name_ID=f"NAME_{s}", code=s, store_mode="store")
        for s in STORES
    ]
    return rows + [visible(s, to) for s, to in (("A", "B"), ("B", "C"), ("C", "B"))]


def visible(store: str, to: str) -> Row:
    """The visibility row that shows one store's name in another store."""
    return upsert(
        "name_store_join", f"SEE_{store}_IN_{to}", name_ID=f"NAME_{store}", store_ID=f"STORE_{to}"
    )


def stock_line(store: str, number: int = 1, packs: float = 5) -> Row:
    return upsert(
        "item_line", f"LINE_{store}_{number}", store_ID=f"STORE_{store}", item_ID="ITEM_1",
        pack_size=10, quantity=packs, available=packs, cost_price=2.5,
    )  # fmt: skip


def invoice(number: str, store: str, to: str, status: str = "fn", kind: str = "ci") -> list[Row]:
    return [
        upsert(
            "transact", f"INV_{number}", store_ID=f"STORE_{store}", name_ID=f"NAME_{to}",
            type=kind, status=status, invoice_num=1,
        ),
        upsert(
            "trans_line", f"INV_{number}_L1", transaction_ID=f"INV_{number}", item_ID="ITEM_1",
            quantity=2, pack_size=10, type="stock_out",
        ),
    ]  # fmt: skip


_begun: dict[bool, Centre] = {}
"""The example after its first cycle, made once per process; tests work on copies."""


def begin(centre: Centre, *, is_mirrored: bool = False) -> int:
    """Settings and central data in place after the first cycle; returns the primary's id."""
    primary = 4 if is_mirrored else 1
    if is_mirrored not in _begun:
        folder = Path(tempfile.mkdtemp(prefix="six-stores-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        (folder / "outbox").mkdir()
        first = Centre(copy_home(centre.home.root, folder / "home"), folder / "outbox")
        first.network(settings(is_mirrored=is_mirrored))
        first.push_and_cycle(primary, *central_records())
        _begun[is_mirrored] = first
    centre.become(_begun[is_mirrored])
    return primary
