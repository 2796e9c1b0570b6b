"""What a person ordered of single changes: retry, accept, dismiss.

The changes join the cycle's candidates under their own number. An accepted change is judged like
all others, but no right can refuse it. Loads and resyncs are `sync.cycle.loads`' business.
"""

from sync.cycle.context import Cycle
from sync.orders import Order, OrderKind
from sync.reasons import Decision, Reason

OF_CHANGES = (OrderKind.RETRY, OrderKind.ACCEPT, OrderKind.DISMISS)


def load_ordered(cycle: Cycle) -> int:
    """`ordered`: the last order of each change that is still refused or waiting."""
    cycle.run(
        "CREATE OR REPLACE TEMP TABLE ordered "
        "(change_no BIGINT, kind VARCHAR, ordered_by VARCHAR, why VARCHAR)"
    )
    latest = {int(o.subject): o for o in cycle.given.orders if o.kind in OF_CHANGES}
    for change_no, order in sorted(latest.items()):
        cycle.run(
            "INSERT INTO ordered SELECT change_no, ?, ?, ? FROM sync.change "
            "WHERE change_no = ? AND decision IN ('rejected', 'waiting')",
            [order.kind.value, order.ordered_by, order.why, change_no],
        )
    cycle.run(
        f"INSERT INTO overruled SELECT change_no, '{Reason.ACCEPTED_BY_PERSON.value}' "
        f"FROM ordered WHERE kind = '{OrderKind.ACCEPT.value}'"
    )
    cycle.run(
        f"INSERT INTO decided SELECT change_no, '{Decision.IGNORED.value}', "
        f"'{Reason.DISMISSED_BY_PERSON.value}', {_signed('dismissed')}, NULL "
        f"FROM ordered WHERE kind = '{OrderKind.DISMISS.value}'"
    )
    return cycle.count("SELECT count(*) FROM ordered")


def sign(cycle: Cycle) -> None:
    """Write beside what a person has accepted who did it and why."""
    cycle.run(
        f"UPDATE decided SET detail = {_signed('accepted')} FROM ordered "
        f"WHERE ordered.change_no = decided.change_no "
        f"AND decided.reason = '{Reason.ACCEPTED_BY_PERSON.value}'"
    )


def close(cycle: Cycle) -> None:
    """`sync."order"`: every order of the cycle with what came of it."""
    for order in cycle.given.orders:
        cycle.run(
            'INSERT INTO sync."order" VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
            [
                order.order_no,
                order.kind.value,
                order.subject,
                order.ordered_by,
                order.ordered_at,
                order.why,
                cycle.given.cycle_no,
                _outcome(cycle, order),
            ],  # fmt: skip
        )


def _outcome(cycle: Cycle, order: Order) -> str:
    if order.kind not in OF_CHANGES:
        return "prepared"
    rows = cycle.rows(
        "SELECT decided.decision, decided.reason FROM decided JOIN ordered USING (change_no) "
        "WHERE change_no = ?",
        [int(order.subject)],
    )
    return f"{rows[0][0]}: {rows[0][1]}" if rows else "the change was decided already"


def _signed(verb: str) -> str:
    return f"'{verb} by ' || ordered_by || CASE WHEN why <> '' THEN ': ' || why ELSE '' END"
