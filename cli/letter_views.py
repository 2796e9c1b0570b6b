"""How refused and waiting rows look on the command line: as a list, one by one, as plain fields."""

from dataclasses import asdict

from cli.say import out, plural, table
from sync.letters import Letter
from sync.orders import Order
from sync.reasons import Decision
from sync.side_by_side import Difference, SideBySide
from sync.words import WAITS_TOO_LONG_DAYS, words_for

SHOWN = 500
MARKS = {Difference.SAME: "", Difference.DIFFERS: "≠", Difference.UNREADABLE: "cannot be read",
         Difference.NOT_SENT: "not in the row"}  # fmt: skip
FIELDS = [*Letter.__annotations__, "is_overdue", "meaning", "remedy", "ordered"]

Pending = dict[str, Order]
"""Change number as text → what has been ordered of it and not been done yet."""


def plain(letter: Letter, pending: Pending) -> dict[str, object]:
    """Every field as JSON and CSV take it; times ISO 8601."""
    words, order = words_for(letter.reason), pending.get(str(letter.change_no))
    fields = {
        name: value.isoformat() if name.endswith("_at") else value
        for name, value in asdict(letter).items()
    }
    return fields | {
        "is_overdue": letter.is_overdue, "meaning": words.meaning, "remedy": words.remedy,
        "ordered": order.kind.value if order else None,
    }  # fmt: skip


def print_list(found: list[Letter], pending: Pending) -> None:
    if not found:
        out.print("no row is refused or waiting that matches")
        return
    table(
        ("change", "site", "record type", "record", "action", "decision", "reason", "age",
         "detail", "ordered"),
        [(letter.change_no, letter.site_id, letter.table_name, letter.record_id, letter.action,
          letter.decision, letter.reason, _age(letter), letter.detail or "",
          _ordered(letter, pending)) for letter in found[:SHOWN]],
    )  # fmt: skip
    if len(found) > SHOWN:
        out.print(f"… and {len(found) - SHOWN:,} more; narrow it down, or use --format csv")
    overdue = sum(letter.is_overdue for letter in found)
    waiting = sum(letter.decision == Decision.WAITING for letter in found)
    out.print(f"{plural(len(found) - waiting, 'refused row')}, {waiting:,} waiting")
    if overdue:
        out.print(
            f"! {plural(overdue, 'row')} waiting for more than {WAITS_TOO_LONG_DAYS} days: "
            "somebody should look",
            style="yellow",
        )


def print_letter(letter: Letter, pending: Pending) -> None:
    words = words_for(letter.reason)
    store = f", of store {letter.store_id}" if letter.store_id else ""
    out.print(
        f"change {letter.change_no}: {letter.action} of {letter.table_name} {letter.record_id}"
        f"{store}, from site {letter.site_id} ({letter.site or 'not in the network'})\n"
        f"made {letter.changed_at:%Y-%m-%d %H:%M}, received {letter.received_at:%Y-%m-%d %H:%M}, "
        f"decided {letter.decided_at:%Y-%m-%d %H:%M} (UTC); {_age(letter)} old\n"
        f"{letter.decision}: {letter.reason}" + (f" ({letter.detail})" if letter.detail else ""),
        markup=False,
    )
    out.print(words.meaning, style="bold", markup=False)
    if words.remedy:
        out.print(words.remedy, markup=False)
    if order := pending.get(str(letter.change_no)):
        out.print(
            f"ordered: {order.kind.value}, by {order.ordered_by}; the next cycle does it",
            style="yellow", markup=False,
        )  # fmt: skip


def print_beside(beside: SideBySide) -> None:
    if beside.note:
        out.print(beside.note, markup=False)
    if not beside.is_held:
        out.print("the centre does not hold this record")
    if beside.cells:
        out.print()
        table(
            ("column", "in the row", "at the centre", ""),
            [(c.column, c.sent, c.held, MARKS[c.difference]) for c in beside.cells],
        )


def _age(letter: Letter) -> str:
    return f"{'! ' if letter.is_overdue else ''}{plural(letter.age_days, 'day')}"


def _ordered(letter: Letter, pending: Pending) -> str:
    order = pending.get(str(letter.change_no))
    return f"{order.kind.value} by {order.ordered_by}" if order else ""
