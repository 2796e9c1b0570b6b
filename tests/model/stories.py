"""Transfers in histories: what both sides and strangers push, spread over the cycles.

A story is one transfer from its first row to its last. The status of a responding half only goes
forward; an initiating half may be un-finalised.
"""

import random
from collections.abc import Iterator

from tests.centre import Row, delete, merge, upsert
from tests.model.documents import STATUS, Documents
from tests.model.events import Cycle, Event
from tests.model.halves import id_for
from tests.model.places import Island

PULLS = 0.1

Step = tuple[int, Row]
"""A site, and what it pushes."""


class Story(Documents):
    """One transfer, in steps."""

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

    def answering(self) -> Iterator[Step]:
        draw = self.draw
        if draw.random() < 0.2:
            yield self.other, self.own_half()
        if draw.random() < 0.5:
            yield self.other, upsert(self.answer, self.half, **self.numbered())
        if draw.random() < 0.3:
            yield from self.logging()
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

    def logging(self) -> Iterator[Step]:
        """A log for the initiating half, which is edited in part or deleted later."""
        draw, record_id = self.draw, f"LOG_{self.id}"
        log = {"store_ID": self.store, "source_table": self.table, "source_ID": self.id}
        yield self.other, upsert("log", record_id, event=draw.choice("xy"), **log)
        if draw.random() < 0.4:
            part = upsert("log", record_id, comment=draw.choice("xy"))
            yield draw.choice([self.other, self.other, self.own]), part
        if draw.random() < 0.2:
            yield self.other, delete("log", record_id)

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
        if draw.random() < 0.15:
            yield self.own, self.header("nw")
            if draw.random() < 0.5:
                yield self.own, self.header(STATUS[self.kind])
        if draw.random() < 0.06:
            turned = {"type": "request" if self.kind == "request" else "ci", "status": "fn"}
            yield self.other, upsert(self.answer, self.half, **turned)
        if draw.random() < 0.1:
            yield self.other, delete(self.answer, self.half)
            if draw.random() < 0.5:
                yield self.other, self.own_half()


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
