"""Giving orders: what is checked before an order waits for the next cycle, and who may give which.

The commands and the dashboard come through here. Keeping orders is `ingest.order_book`'s work,
what they do is `sync.cycle`'s.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

import duckdb

from ingest import order_book
from ingest.control import Control
from sync import lake
from sync.home import Home
from sync.in_force import load_applied, newest_network_no
from sync.letters import OPEN
from sync.network import Network, NetworkError
from sync.orders import ACCEPTABLE, Order, OrderKind
from sync.reasons import Decision
from sync.words import words_for


class OrderRefused(ValueError):
    """The order cannot be given; the message says why and what to do instead."""


Check = Callable[[Home, duckdb.DuckDBPyConnection, OrderKind, Sequence[str]], None]

OF_CHANGES = (OrderKind.RETRY, OrderKind.ACCEPT, OrderKind.DISMISS)
WHY_NEEDED = (OrderKind.ACCEPT, OrderKind.DISMISS)


def give_orders(
    home: Home, kind: OrderKind, subjects: Iterable[str], *, by: str, why: str = ""
) -> list[Order]:
    """Give one order per subject, all or none; the next cycle takes them.

    `by` is who gives them. Raises `OrderRefused`.
    """
    wanted = list(dict.fromkeys(subjects))
    by, why = by.strip(), why.strip()
    if not by:
        raise OrderRefused("say who orders it")
    if kind in WHY_NEEDED and not why:
        raise OrderRefused(f"say why you {kind.value} it: it is kept beside the change")
    connection = lake.connect(home)
    try:
        CHECKS[kind](home, connection, kind, wanted)
        with Control(home).ledger() as ledger:
            order_book.bring_back(ledger, connection)
            return [
                order_book.add_order(ledger, kind, subject, by=by, at=_now(), why=why)
                for subject in wanted
            ]
    finally:
        connection.close()


def waiting_orders(home: Home) -> tuple[Order, ...]:
    """What has been ordered and no cycle has taken yet, in order."""
    connection = lake.connect(home)
    try:
        return order_book.waiting_orders(home, connection)
    finally:
        connection.close()


def allow_reinitialise(home: Home, site_id: int, *, by: str, why: str = "") -> None:
    """Mark a site: batch 1 of a new generation of it will be accepted, once.

    When it comes, an `initial_load` is ordered in the same breath. Raises `OrderRefused`.
    """
    _check_site(network_in_force(home), str(site_id))
    control = Control(home)
    connection = lake.connect(home)
    try:
        with control.ledger() as ledger:
            order_book.bring_back(ledger, connection)
    finally:
        connection.close()
    control.allow_reinitialise(site_id, by=by, why=why)


def network_in_force(home: Home) -> Network:
    """Raises `NetworkError` when no settings have been applied yet."""
    number = newest_network_no(home)
    if not number:
        raise NetworkError("no network settings are in force: run `syncline network apply` first")
    return load_applied(home, number).network


def refusal_to_accept(decision: str, reason: str) -> str | None:
    """Why a change cannot be accepted over the rule that holds it; None when it can."""
    if decision == Decision.WAITING:
        return (
            "it waits for a record that has not come, and there is nothing yet that it could be "
            "applied to; it is taken up by itself when that comes, or dismiss it"
        )
    if reason not in ACCEPTABLE:
        return f"`{reason}` is not about rights, so accepting would not help. " + str(
            words_for(reason).remedy
        )
    return None


def _check_changes(
    home: Home, connection: duckdb.DuckDBPyConnection, kind: OrderKind, subjects: Sequence[str]
) -> None:
    numbers = [_change_no(subject) for subject in subjects]
    found = {
        change_no: (decision, reason)
        for change_no, decision, reason in connection.execute(
            "SELECT change_no, decision, reason FROM sync.change "
            "WHERE change_no IN (SELECT unnest(?))",
            [numbers],
        ).fetchall()
    }
    for number in numbers:
        if number not in found:
            raise OrderRefused(f"there is no change {number}")
        decision, reason = found[number]
        if decision not in OPEN:
            raise OrderRefused(
                f"change {number} is {decision} ({reason}); only refused and waiting changes can "
                "be retried, accepted or dismissed"
            )
        fault = refusal_to_accept(decision, reason) if kind is OrderKind.ACCEPT else None
        if fault:
            raise OrderRefused(f"change {number} cannot be accepted: {fault}")


def _check_sites(
    home: Home, connection: duckdb.DuckDBPyConnection, kind: OrderKind, subjects: Sequence[str]
) -> None:
    network = network_in_force(home)
    for subject in subjects:
        _check_site(network, subject)


def _check_site(network: Network, subject: str) -> None:
    if subject not in {str(site_id) for site_id in network.site_ids}:
        raise OrderRefused(
            f"site {subject} is not in the network: `syncline site add` puts it there"
        )


def _check_stores(
    home: Home, connection: duckdb.DuckDBPyConnection, kind: OrderKind, subjects: Sequence[str]
) -> None:
    known = {store.id for store in network_in_force(home).stores}
    for subject in subjects:
        if subject not in known:
            raise OrderRefused(
                f"store {subject} has no settings, so there is no site to send its patients to: "
                "give it one with `syncline network apply`"
            )


CHECKS: dict[OrderKind, Check] = {
    OrderKind.RETRY: _check_changes,
    OrderKind.ACCEPT: _check_changes,
    OrderKind.DISMISS: _check_changes,
    OrderKind.INITIAL_LOAD: _check_sites,
    OrderKind.RESYNC: _check_sites,
    OrderKind.RESYNC_PATIENTS: _check_stores,
}


def _change_no(subject: str) -> int:
    try:
        return int(subject)
    except ValueError:
        raise OrderRefused(f"{subject!r} is no change number") from None


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
