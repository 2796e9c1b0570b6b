"""A lake in which every kind of alert can be made, in the shape that dbt gives it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import duckdb

from sync import lake
from sync.home import Home

NOW = datetime(2026, 11, 24, 9, 30)

BEFORE = """
INSERT INTO sync.network
VALUES (1, 1, 1, 1, '1 month', 'UTC', [], 'test', TIMESTAMP '2026-01-01');
INSERT INTO sync.cycle VALUES (12, TIMESTAMP '2026-11-24 09:00', 1, 40, 4000, 4000, 4000);
INSERT INTO sync.site (site_id, name, kind)
VALUES (1, 'Centre', 'central'), (2, 'Kerema', 'server'), (3, 'Wewak', 'desktop');
INSERT INTO sync.store_setting
VALUES ('K', 2, [1], true), ('W', 3, [1], true);
CREATE SCHEMA marts;
CREATE SCHEMA reports;
CREATE TABLE marts.dim_store AS FROM (VALUES
    ('K', 'K01', 'Kerema store', 'store', 'Gulf', 'fresh', true),
    ('W', 'W01', 'Wewak store', 'store', 'Sepik', 'fresh', true)
) AS t(store_id, code, store, store_mode, region, freshness, has_figures);
CREATE TABLE marts.dim_item AS FROM (VALUES
    ('AMOX', 'a1', 'Amoxicillin', 'V', true), ('ZINC', 'z1', 'Zinc', 'E', true)
) AS t(item_id, code, item, ven, is_stocked);
CREATE TABLE marts.fct_stock_on_hand (store_id VARCHAR, item_id VARCHAR, units DOUBLE);
CREATE TABLE marts.fct_stock (
    store_id VARCHAR, item_id VARCHAR, units DOUBLE, initial_units DOUBLE, value DOUBLE,
    expiry_on DATE
);
CREATE TABLE marts.fct_stock_movement (
    store_id VARCHAR, item_id VARCHAR, moved_on DATE, units DOUBLE
);
"""


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@contextmanager
def filling(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with lake.writer(home) as connection:
        yield connection


def goes_out(home: Home, store: str, item: str, days: int, *, opening: float = 0) -> None:
    """The store had some of the item, and issued the last of it so many days ago."""
    with filling(home) as connection:
        connection.execute("INSERT INTO marts.fct_stock_on_hand VALUES (?, ?, 0)", [store, item])
        connection.execute(
            "INSERT INTO marts.fct_stock VALUES (?, ?, 0, ?, 0, NULL)", [store, item, opening]
        )
        moved = [(60, 100 - opening), (days + 5, -40), (days, -60)]
        for ago, units in moved:
            connection.execute(
                "INSERT INTO marts.fct_stock_movement VALUES (?, ?, ?, ?)",
                [store, item, days_ago(ago).date(), units],
            )


def expires(home: Home, store: str, item: str, on: str, value: float) -> None:
    with filling(home) as connection:
        connection.execute(
            "INSERT INTO marts.fct_stock VALUES (?, ?, 10, 10, ?, ?)", [store, item, value, on]
        )


def refuses(home: Home, site_id: int, *days: float) -> None:
    """One row of the site for each, refused so many days ago."""
    with filling(home) as connection:
        connection.execute(
            "INSERT INTO sync.change (change_no, site_id, received_at, decision, reason) "
            "SELECT epoch_ms(received_at), ?, received_at, 'rejected', 'not_active_site' "
            "FROM (SELECT unnest(?::TIMESTAMP[]) AS received_at)",
            [site_id, [days_ago(ago) for ago in days]],
        )


def contacts(home: Home, site_id: int, at: datetime) -> None:
    with filling(home) as connection:
        connection.execute("INSERT INTO sync.contact VALUES (?, ?)", [site_id, at])


def piles_up(home: Home, site_id: int, rises: tuple[int, ...]) -> None:
    """So many more rows for the site on each of the last days, the last of them today.

    Days here are those of the machine: `sync.site_status` judges them when it is read.
    """
    with filling(home) as connection:
        for ago, rows in enumerate(reversed(rises)):
            position = 1000 - 10 * ago
            connection.execute(
                "INSERT INTO sync.outgoing_tally SELECT 12, now() AT TIME ZONE 'UTC' "
                "- to_days(?) - INTERVAL 1 HOUR, 'site', ?, NULL, ?, ?, ?",
                [ago, site_id, position, position + 9, rows],
            )


def acknowledges(home: Home, site_id: int, at: datetime) -> None:
    with filling(home) as connection:
        connection.execute(
            "INSERT INTO sync.outgoing_batch VALUES (?, 1, 0, 5, 11, 5, ?, ?)", [site_id, at, at]
        )
