"""Giving orders from the command line: by whom, why, and what is said of it."""

import getpass
from collections.abc import Iterable
from typing import Annotated

import typer

from cli.say import out
from sync.home import Home
from sync.orders import OrderKind

Why = Annotated[str, typer.Option("--why", help="Why, for the record.")]
By = Annotated[
    str, typer.Option("--by", help="Who orders it, for the record; else the user logged in.")
]

DONE = {
    OrderKind.RETRY: ("change {} is judged again", "{} changes are judged again"),
    OrderKind.ACCEPT: ("change {} is accepted", "{} changes are accepted"),
    OrderKind.DISMISS: ("change {} is dismissed", "{} changes are dismissed"),
    OrderKind.INITIAL_LOAD: ("site {} is sent its initial load", "{} sites are sent theirs"),
    OrderKind.RESYNC: ("site {} is sent all that it may hold", "{} sites are sent all again"),
    OrderKind.RESYNC_PATIENTS: ("the patients of store {} are sent again", "{} stores' are"),
}


def who(by: str) -> str:
    return by or getpass.getuser()


def ordered(home: Home, kind: OrderKind, subjects: Iterable[str], by: str, why: str) -> None:
    """Give the orders and say what comes of them. Raises `ingest.orders.OrderRefused`."""
    from ingest.orders import give_orders

    given = give_orders(home, kind, subjects, by=by, why=why)
    one, many = DONE[kind]
    what = one.format(given[0].subject) if len(given) == 1 else many.format(f"{len(given):,}")
    out.print(f"{what} by the next cycle; run `syncline cycle`, or wait for it", markup=False)
