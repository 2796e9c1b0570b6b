"""Pairs as `sync.transfer` lists them (T7, decision 0006)."""

from typing import Any

from tests.model.halves import pack_of
from tests.model.state import State
from tests.model.trading import NUMBER, STOCK, Pair, is_cancelled, lines_of, lower

LOOSE = 1e-6
"""Sums of fractions differ by so much."""
COLUMNS = (
    "kind", "initiating_table", "initiating_id", "responding_table", "responding_id",
    "initiating_store_id", "responding_store_id", "same_site", "made_by_centre", "second_id",
    "state", "initiating_number", "responding_number", "units_sent", "units_received",
    "units_in_transit", "units_difference",
)  # fmt: skip


def listed(state: State, pair: Pair) -> tuple[Any, ...]:
    """The pair's row, of `COLUMNS`."""
    mine = state.record(*pair.initiating)
    theirs = state.record(*pair.responding) if pair.responding else None
    return (
        pair.kind.name, *pair.initiating, pair.kind.answer,
        pair.responding and pair.responding[1], pair.store, pair.responding_store, pair.same_site,
        pair.is_made, pair.second, standing(state, pair),
        mine and mine.get(NUMBER[pair.initiating[0]]),
        theirs and theirs.get(NUMBER[pair.kind.answer]),
        *units(state, pair),
    )  # fmt: skip


def standing(state: State, pair: Pair) -> str:
    """The first of the states that holds."""
    half = state.record(*pair.responding) if pair.responding else None
    if is_cancelled(state.record(*pair.initiating)):
        return "cancelled"
    if half is None:
        return "missing_half"
    if lower(half, "status") == "fn":
        return "finalised"
    if lower(half, "status") == "cn":
        differs = abs(_sent(state, pair) - _received(state, pair)) > LOOSE
        is_stock = pair.kind.name in STOCK
        return "received_with_difference" if is_stock and differs else "received"
    return "numbered" if float(half.get(NUMBER[pair.kind.answer]) or 0) >= 1 else "sent"


def units(state: State, pair: Pair) -> tuple[float | None, ...]:
    """Sent, received, in transit, difference."""
    if pair.kind.name not in STOCK:
        return (None,) * 4
    now = standing(state, pair)
    sent = 0.0 if now == "cancelled" else _sent(state, pair)
    if now not in ("finalised", "received", "received_with_difference"):
        return sent, 0.0, sent, 0.0
    received = _received(state, pair)
    return sent, received, 0.0, received - sent


def _sent(state: State, pair: Pair) -> float:
    return _units_of(state, pair.initiating)


def _received(state: State, pair: Pair) -> float:
    return _units_of(state, pair.responding) if pair.responding else 0.0


def _units_of(state: State, header: tuple[str, str]) -> float:
    """Packs × pack size of the lines; placeholders and services count for nothing."""
    total = 0.0
    for _, line in lines_of(state, header):
        if lower(line, "type") not in ("placeholder", "service"):
            packs = float(line.get("quantity") or line.get("quantity_received") or 0)
            total += packs * pack_of(line, "pack_size", "pack_received")
    return total
