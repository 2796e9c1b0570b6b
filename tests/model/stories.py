"""Transfers in histories: what both sides and strangers push, spread over the cycles.

A story is one transfer from its first row to its last; statuses of a document only go forward.
"""

import random
from collections.abc import Iterator
from typing import Any

from tests.centre import Row, delete, merge, upsert
from tests.model.events import Cycle, Event
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
PULLS = 0.1
MERGED = 0.12
"""How often the other party is named otherwise, and becomes a store by a merge (T8)."""

Step = tuple[int, Row]
"""A site, and what it pushes."""


class Story:
    """One transfer; `own` and `other` are the sites of its two stores."""

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

    def steps(self) -> Iterator[Step]:
        """The other side's first row may come before everything."""
        own, other = list(self.beginning()), list(self.answering())
        early = 1 if self.draw.random() < 0.2 else 0
        steps = [*other[:early], *own, *other[early:]]
        if self.is_merged:
            known = merge("name", f"N_{self.other_store}", self.party)
            steps.insert(self.draw.randint(0, len(steps)), (self.primary, known))
        yield from steps
        yield from self.ending()

    def beginning(self) -> Iterator[Step]:
        draw = self.draw
        if draw.random() < 0.2:
            yield self.own, self.line(1)
        if draw.random() < 0.4:
            yield self.own, self.header("nw")
        if draw.random() < 0.8:
            yield self.own, self.line(1)
        yield self.own, self.header(STATUS[self.kind])
        if draw.random() < 0.5:
            yield self.own, self.line(2)

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
                "type": draw.choice(["stock_out", "stock_out", "stock_out", "placeholder"]),
                "sell_price": 2, "batch": "B", "item_line_ID": "X",
            }  # fmt: skip
        elif table == "requisition_line":
            values |= {"Cust_stock_order": draw.randint(1, 3), "stock_on_hand": 4}
        else:
            values |= {"quan_adjusted_order": draw.choice([20, 40]),
                       "packsize_ordered": draw.choice([0, 10])}  # fmt: skip
        return upsert(table, f"{document}_L{number}", **values)

    def answering(self) -> Iterator[Step]:
        draw = self.draw
        if draw.random() < 0.2:
            yield self.other, self.own_half()
        if draw.random() < 0.5:
            yield self.other, upsert(self.answer, self.half, **self.numbered())
        if draw.random() < 0.3:
            log = {"store_ID": self.store, "source_table": self.table, "source_ID": self.id}
            yield self.other, upsert("log", f"LOG_{self.id}", event=draw.choice("xy"), **log)
        if draw.random() < 0.3:
            yield self.other, self.changed_line()
        if draw.random() < 0.3:
            link = draw.choice(["", "ELSE"])
            yield (
                draw.choice([self.other, self.other, self.own]),
                upsert(self.answer, self.half, **{self.link: link}, **self.noted()),
            )
        if self.kind == "order":
            yield from self.supplying()
        elif draw.random() < 0.5:
            status = draw.choice(["cn", "fn", "CN"])
            yield self.other, upsert(self.answer, self.half, status=status)

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

    def supplying(self) -> Iterator[Step]:
        """The supplying store finalises its invoice; the ordering store receives it."""
        draw = self.draw
        line = id_for("purchase_order_line", f"{self.id}_L1")
        yield self.other, upsert("trans_line", line, type="stock_out", quantity=2, pack_size=10)
        if draw.random() < 0.5:
            yield self.other, self.line(3, header=self.half)
        yield self.other, upsert("transact", self.half, status="fn", invoice_num=6)
        site = self.at.at_first[self.store]
        receipt = id_for("transact", self.half)
        link = draw.choice(["", "Z"])
        received = {"quantity_received": draw.randint(1, 3), "order_line_ID": link}
        if draw.random() < 0.6:
            yield site, upsert("Goods_received_line", id_for("trans_line", line), **received)
        if draw.random() < 0.5:
            more = {"purchase_order_ID": ""} if draw.random() < 0.5 else {}
            yield site, upsert("Goods_received", receipt, serial_number=7, status="cn", **more)
        if draw.random() < 0.2:
            gone = draw.choice([("Goods_received", receipt), ("trans_line", line)])
            yield draw.choice([site, self.other]), delete(*gone)

    def ending(self) -> Iterator[Step]:
        """Cancelled, deleted, begun again, meddled with by strangers."""
        draw = self.draw
        if draw.random() < 0.15:
            stranger = draw.choice(self.at.sites)
            yield stranger, upsert(self.answer, self.half, comment="meddled")
        if draw.random() < 0.25:
            gone = delete(self.table, self.id)
            if self.kind != "order" and draw.random() < 0.5:
                gone = upsert(self.table, self.id, om_status="CANCELLED")
            yield self.own, gone
            if draw.random() < 0.4:
                yield self.own, self.header(STATUS[self.kind], om_status="")
                yield self.own, self.line(1)
        if draw.random() < 0.1:
            yield self.other, delete(self.answer, self.half)


def stories(draw: random.Random, at: Island, primary: int, cycles: int) -> list[Cycle]:
    """What happens for transfers in each cycle of an island's history."""
    found: list[list[Event]] = [[] for _ in range(cycles)]
    for number in range(draw.randint(2, 4)):
        story, now = Story(draw, at, primary, number), 0
        for site, row in story.steps():
            if now < cycles - 1 and draw.random() < 0.25:
                now += 1
            if draw.random() < 0.04:
                site = draw.choice(at.sites)
            found[now].append(("push", site, row))
        if draw.random() < PULLS:
            found[draw.randrange(cycles)].append(("pull", story.other))
    return found
