"""The lake as whoever arranged a mail may see it at the moment when it is made."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import duckdb

from ingest.accounts import Accounts
from reporting.schedules import Schedule
from sync import lake, limits
from sync.access import Right
from sync.home import Home

CATALOG = "limited"


class NotAllowed(ValueError):
    """Whoever made the schedule may not have it sent any more; one sentence."""


@contextmanager
def lake_for(home: Home, schedule: Schedule) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that finds the rows of the account's stores alone. Raises `NotAllowed`."""
    found = limits_of(home, schedule.account) if schedule.account else None
    with closing(lake.connect(home)) as connection:
        if found is not None:
            limits.attach(connection, CATALOG, found)
            connection.execute(f"USE {CATALOG}")
        yield connection


def limits_of(home: Home, name: str) -> limits.Limits | None:
    """The stores and regions that the account is limited to; None for no limit."""
    account = next((one for one in Accounts(home).every() if one.name == name), None)
    if account is None or not account.may(Right.MAIL):
        raise NotAllowed(f"{name}, who arranged it, may no longer have reports e-mailed")
    if not account.is_limited:
        return None
    return tuple(sorted(account.stores)), tuple(sorted(account.regions))
