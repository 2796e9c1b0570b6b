"""The two halves of one transfer in a history, and their lines, as rows that sites push."""

import random
from typing import Any

from tests.centre import Row, delete, upsert
from tests.model.halves import LINES, id_for
from tests.model.places import Island

ROUTES = (
    ("S2", "T2"), ("T2", "D3"), ("D3", "D2"), ("S3", "D2"), ("D4", "S2"), ("T2", "D2"),
    ("S1", "S3"), ("D3", "D4"),
)  # fmt: skip
"""From store to store, at first of different sites but for one."""
KINDS = ("ci", "ci", "ci", "sc", "request", "order", "order")
STATUS = {"ci": "fn", "sc": "fn", "request": "fn", "order": "cn"}
TABLES = {"ci": "transact", "sc": "transact", "request": "requisition", "order": "purchase_order"}
LINE_TYPES = ("stock_out",) * 5 + ("placeholder", "service", "non_stock")
MERGED = 0.12
"""How often the other party is named otherwise, and becomes a store by a merge (T8)."""


class Documents:
    """The halves of one transfer; `own` and `other` are the sites of its two stores."""

    def __init__(self, draw: random.Random, at: Island, primary: int, number: int) -> None:
        self.draw, self.at, self.primary = draw, at, primary
        mine, theirs = draw.choice(ROUTES)
        self.store, self.other_store = at.id(mine), at.id(theirs)
        self.kind = draw.choice(KINDS)
        self.table = TABLES[self.kind]
        self.id = f"{self.kind}_{self.store}_{self.other_store}_{number}"
        self.party = f"N_{self.other_store}"
        self.is_merged = draw.random() < MERGED
        if self.is_merged:
            self.party = at.id("N_G")
        self.own, self.other = at.at_first[self.store], at.at_first[self.other_store]
        if self.kind == "order" and draw.random() < 0.3:
            self.own = primary
        self.answer = "requisition" if self.kind == "request" else "transact"
        self.half = id_for(self.table, self.id)

    def header(self, status: str, **more: Any) -> Row:
        number = "invoice_num" if self.table == "transact" else "serial_number"
        day = {"transact": "entry_date", "requisition": "date_entered"}.get(
            self.table, "creation_date"
        )
        kind = {} if self.kind == "order" else {"type": self.kind}
        values = {
            "store_ID": self.store, "name_ID": self.party, "status": status,
            number: self.draw.randint(1, 9), day: "2026-03-01", "comment": self.draw.choice("ab"),
            **kind, **more,
        }  # fmt: skip
        return upsert(self.table, self.id, **values)

    def line(self, number: int, *, header: str | None = None) -> Row:
        """A line of the initiating half, or one like it of another invoice."""
        draw = self.draw
        document = header or self.id
        table = "trans_line" if header else LINES[self.table]
        column = {"trans_line": "transaction_ID", "requisition_line": "requisition_ID"}
        values: dict[str, Any] = {
            column.get(table, "purchase_order_ID"): document, "item_ID": "ITEM",
            "line_number": number,
        }  # fmt: skip
        if table == "trans_line":
            values |= {
                "quantity": draw.randint(1, 3), "pack_size": draw.choice([0, 1, 10]),
                "type": draw.choice(LINE_TYPES),
                "sell_price": 2, "batch": "B", "item_line_ID": "X",
            }  # fmt: skip
        elif table == "requisition_line":
            values |= {"Cust_stock_order": draw.randint(1, 3), "stock_on_hand": 4}
        else:
            values |= {"quan_adjusted_order": draw.choice([20, 40]),
                       "packsize_ordered": draw.choice([0, 10])}  # fmt: skip
        return upsert(table, f"{document}_L{number}", **values)

    @property
    def link(self) -> str:
        links = {"request": "linked_requisition_id", "order": "original_PO_ID"}
        return links.get(self.kind, "linked_transaction_id")

    def numbered(self) -> dict[str, Any]:
        return {"serial_number" if self.kind == "request" else "invoice_num": 5}

    def noted(self) -> dict[str, Any]:
        return {"comment": "seen"} if self.draw.random() < 0.5 else {}

    def own_half(self) -> Row:
        """A half of the responding site's own."""
        types = {"ci": "si", "sc": "cc", "request": "response", "order": "ci"}
        return upsert(
            self.answer, f"OWN_{self.id}", store_ID=self.other_store, name_ID=f"N_{self.store}",
            type=types[self.kind], status="nw", **{self.link: self.id}, **self.numbered(),
        )  # fmt: skip

    def changed_line(self) -> Row:
        table, draw = LINES[self.answer], self.draw
        made = id_for(LINES[self.table], f"{self.id}_L1")
        if draw.random() < 0.3:
            return delete(table, made)
        if self.kind == "request":
            return upsert(table, made, actualQuan=draw.randint(1, 3), linked_requisition_line_ID="")
        if draw.random() < 0.3 and self.kind != "order":
            return self.line(9, header=self.half)
        return upsert(table, made, quantity=draw.randint(1, 3), type="stock_in")
