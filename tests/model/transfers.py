"""What the centre does for transfers at the end of a cycle (T1–T6), and what it protects (R22)."""

from collections.abc import Callable, Iterator

from tests.model.halves import LINES, id_for, is_carried_over, links, new_header, new_line, pack_of
from tests.model.kinds import HEADERS, procurement_is_central, store_of
from tests.model.network import Network
from tests.model.reading import read_data
from tests.model.state import Change, Key, State
from tests.model.trading import (
    CONFIRMED,
    INITIATING,
    Pair,
    header_of,
    initiating_site,
    is_cancelled,
    kind_of,
    lines_of,
    lower,
    stores_of,
)
from tests.model.values import Record, typed

ALIKE = ("stock_transfer", "stock_return", "requisition")
"""Kinds whose answer, turned round, would begin one; it does not (decision 0006)."""


class Transfers:
    """One cycle's transfers.

    `make` writes a change of the centre's own, a record or none; `release` judges what waits anew.
    """

    def __init__(
        self,
        state: State,
        network: Network,
        rows: list[Change],
        make: Callable[[Key, Record | None], None],
        release: Callable[[], None],
    ) -> None:
        self.state, self.network, self.rows = state, network, rows
        self.make, self.release = make, release

    def run(self) -> None:
        pairs = self.state.pairs
        self.note_seen()
        for key in [(table, i) for table in INITIATING for i in self.state.records.get(table, {})]:
            if key not in pairs or pairs[key].is_taken_back:
                self.begin(key)
        self.note_pushed_halves()
        for pair in pairs.values():
            self.take_back(pair)
            half = self.half(pair) or {}
            pair.is_confirmed |= lower(half, "status") in CONFIRMED
            self.add_lines(pair)
        self.release()
        for key, record in list(self.received()):
            self.make(key, record)

    def note_seen(self) -> None:
        """T5, D9: the responding site has acknowledged the half, or pushed a row of it."""
        pushed = [(c.site_id, c.key, self.header(c.key)) for c in self.rows]
        for pair in self.state.pairs.values():
            site = self.network.active_site(pair.responding_store)
            is_pushed = any(
                sender == site and (key in pair.made or header == pair.responding)
                for sender, key, header in pushed
            )
            pair.is_seen |= is_pushed or (site, pair.responding) in self.state.acknowledged

    def header(self, key: Key) -> Key | None:
        """The document of which a held record is a line."""
        record = self.state.record(*key)
        return header_of(*key, record) if record is not None and key[0] in HEADERS else None

    def begin(self, key: Key) -> None:
        """T1: a pair is recognised once; the centre makes the half that nobody has."""
        document = self.state.records[key[0]][key[1]]
        kind = kind_of(key[0], document)
        stores = stores_of(self.state, self.network, key[0], document)
        if kind is None or stores is None or is_cancelled(document):
            return
        if kind.name in ALIKE and any(
            pair.kind.name in ALIKE
            and (pair.responding == key or key == (pair.kind.answer, pair.second))
            for pair in self.state.pairs.values()
        ):
            return
        site = initiating_site(self.state, self.network, key[0], stores[0])
        is_same = site == self.network.active_site(stores[1])
        pair = Pair(kind, key, *stores, None, same_site=is_same, is_made=False)
        pushed = next(self.pushed_halves(pair), None)
        pair.responding, pair.is_made = pushed, not pushed and not is_same
        self.state.pairs[key] = pair
        if pair.is_made:
            pair.responding = kind.answer, id_for(*key)
            self.state.acknowledged = {
                a for a in self.state.acknowledged if a[1] != pair.responding
            }
            header = new_header(self.state, pair, document)
            pair.made[pair.responding] = links(pair, "header", header)
            self.make(pair.responding, header)

    def pushed_halves(self, pair: Pair) -> Iterator[Key]:
        table = pair.kind.answer
        for record_id, row in sorted(self.state.records.get(table, {}).items()):
            is_theirs = store_of(self.state, table, record_id, row) == pair.responding_store
            if is_theirs and pair.kind.is_answer(row, pair.initiating[1]):
                yield table, record_id

    def note_pushed_halves(self) -> None:
        """A half that comes after its pair: the missing one, or one beside it (D9).

        What is beside takes the place of a half that is gone.
        """
        for pair in self.state.pairs.values():
            table = pair.kind.answer
            if self.state.record(table, pair.second) is None:
                pair.second = None
            found = [key[1] for key in self.pushed_halves(pair) if key != pair.responding]
            if self.half(pair) is None and not pair.is_taken_back and (pair.second or found):
                pair.responding = table, pair.second or found[0]
                pair.is_made, pair.made, pair.second = False, {}, None
            beside = [record_id for record_id in found if (table, record_id) != pair.responding]
            pair.second = pair.second or next(iter(beside), None)

    def half(self, pair: Pair) -> Record | None:
        return self.state.record(*pair.responding) if pair.responding else None

    def take_back(self, pair: Pair) -> None:
        """T5: a half that nobody has seen goes with its initiating half."""
        if not pair.is_made or pair.is_seen or pair.is_taken_back:
            return
        if is_cancelled(self.state.record(*pair.initiating)):
            pair.is_taken_back, pair.made = True, {}
            assert pair.responding is not None
            if self.half(pair) is not None:
                self.make(pair.responding, None)

    def add_lines(self, pair: Pair) -> None:
        """T3: every line gets its own, once, until the half is confirmed."""
        document = self.state.record(*pair.initiating)
        if not pair.is_made or pair.is_confirmed or self.half(pair) is None:
            return
        if document is None or is_cancelled(document):
            return
        for _, line in lines_of(self.state, pair.initiating):
            key, record = new_line(self.state, pair, document, line)
            if is_carried_over(pair, line) and key not in pair.made:
                pair.made[key] = links(pair, "line", record)
                self.make(key, record)

    def received(self) -> Iterator[tuple[Key, Record]]:
        """T6: order lines that say something else than their goods-received lines."""
        units: dict[str, float] = {}
        for line in self.state.rows(LINES["Goods_received"]):
            packs = float(line.get("quantity_received") or 0)
            order_line = line.get("order_line_id") or ""
            units[order_line] = units.get(order_line, 0) + packs * pack_of(line, "pack_received")
        for record_id, row in self.state.records.get("purchase_order_line", {}).items():
            store_id = store_of(self.state, "purchase_order_line", record_id, row)
            site = self.network.active_site(store_id)
            now = units.get(record_id, 0.0)
            is_asked = procurement_is_central(self.state, self.network, "purchase_order_line", site)
            if is_asked and float(row.get("quan_rec_to_date") or 0) != now:
                yield ("purchase_order_line", record_id), row | {"quan_rec_to_date": now}


def carried(state: State, network: Network, change: Change) -> Record:
    """What the row carries; links that the centre wrote stay what they are (R22)."""
    data = typed(change.table, read_data(change) or {})
    stored = state.record(*change.key)
    for pair in state.pairs.values() if stored else ():
        if change.site_id == network.active_site(pair.responding_store):
            for column, value in pair.made.get(change.key, {}).items():
                if column in data:
                    data[column] = value
    return data


def is_log_of_other_side(
    state: State, network: Network, change: Change, record: Record, written_by: int | None
) -> bool:
    """T4: whether the responding site logs for an initiating half, in a log of its own."""
    source = (record.get("source_table") or "", record.get("source_id") or "")
    pair = state.pairs.get(source)
    return (
        change.table == "log"
        and pair is not None
        and written_by in (None, change.site_id)
        and record.get("store_id") == pair.store
        and change.site_id == network.active_site(pair.responding_store)
    )
