"""Views that users of the dashboard have saved: a page with its filters, under a name.

They are in the control database beside the accounts, so that a rebuild of the lake leaves them
alone. A view is an address and no more: what somebody sees there is judged when it is opened.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from ingest.control import Control
from ingest.people_tables import SAVED_VIEW

LONGEST_NAME = 100


class ViewRefused(ValueError):
    """A view that cannot be saved, in one clause."""


@dataclass(frozen=True)
class SavedView:
    """`owner` is the name of an account, empty where there is none; `query` that of an address."""

    owner: str
    name: str
    page: str
    query: str
    is_shared: bool = False


def save_view(control: Control, view: SavedView) -> None:
    """Keep it, instead of one of the owner with the same name. Raises `ViewRefused`."""
    if not view.name.strip():
        raise ViewRefused("a view needs a name")
    if len(view.name) > LONGEST_NAME:
        raise ViewRefused(f"a name has at most {LONGEST_NAME} characters")
    now = datetime.now(UTC).replace(tzinfo=None)
    with control.ledger() as ledger:
        ledger.connection.execute(sa.delete(SAVED_VIEW).where(_is(view.owner, view.name)))
        ledger.connection.execute(sa.insert(SAVED_VIEW).values(**vars(view), saved_at=now))


def saved_views(control: Control, owner: str) -> list[SavedView]:
    """The owner's own and those that are shared, by name."""
    known = [SAVED_VIEW.c[name] for name in SavedView.__dataclass_fields__]
    query = sa.select(*known).where(sa.or_(SAVED_VIEW.c.owner == owner, SAVED_VIEW.c.is_shared))
    with control.ledger() as ledger:
        rows = ledger.connection.execute(query.order_by(SAVED_VIEW.c.name, SAVED_VIEW.c.owner))
        return [SavedView(**row._mapping) for row in rows]


def forget_view(control: Control, owner: str, name: str) -> None:
    """Nothing happens where there is none."""
    with control.ledger() as ledger:
        ledger.connection.execute(sa.delete(SAVED_VIEW).where(_is(owner, name)))


def _is(owner: str, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(SAVED_VIEW.c.owner == owner, SAVED_VIEW.c.name == name)
