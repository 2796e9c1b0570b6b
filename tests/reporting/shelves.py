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
    ('K', 'K01', 'Kerema store', 'store', 'Gulf', 'fresh'),
    ('W', 'W01', 'Wewak store', 'store', 'Sepik', 'fresh')
) AS t(store_id, code, store, store_mode, region, freshness);
CREATE TABLE marts.dim_item AS FROM (VALUES
    ('AMOX', 'a1', 'Amoxicillin'), ('ZINC', 'z1', 'Zinc')
) AS t(item_id, code, item);
CREATE TABLE reports.stock_outs (
    store_id VARCHAR, store VARCHAR, item_id VARCHAR, item VARCHAR, ven VARCHAR, emptied_on DATE,
    is_lasting BOOLEAN, freshness VARCHAR
);
CREATE TABLE reports.expiry (
    store_id VARCHAR, store VARCHAR, item VARCHAR, expiry_on DATE, units DOUBLE, value DOUBLE,
    loss_units DOUBLE, loss_value DOUBLE
);
CREATE TABLE reports.sync (
    store_id VARCHAR, site_id INTEGER, site VARCHAR, kind VARCHAR, last_contact_at TIMESTAMP,
    is_stale BOOLEAN, waiting_out BIGINT, waiting_out_7d BIGINT[], is_growing BOOLEAN
);
"""


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@contextmanager
def filling(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    with lake.writer(home) as connection:
        yield connection


def goes_out(
    home: Home, store: str, item: str, days: int, *, ven: str = "V", **other: object
) -> None:
    """The store has had none of the item for so many days."""
    row = {"is_lasting": True, "freshness": "fresh"} | other
    with filling(home) as connection:
        connection.execute(
            "INSERT INTO reports.stock_outs SELECT store_id, store, item_id, item, ?, ?, ?, ? "
            "FROM marts.dim_store, marts.dim_item WHERE store_id = ? AND item_id = ?",
            [ven, days_ago(days).date(), *row.values(), store, item],
        )


def expires(
    home: Home, store: str, item: str, on: str, value: float, lost: float | None = None
) -> None:
    """Ten units expire, of which so many will not have been used; None where use is unknown."""
    lost_value = None if lost is None else value * lost / 10
    with filling(home) as connection:
        connection.execute(
            "INSERT INTO reports.expiry SELECT store_id, store, item, ?, 10, ?, ?, ? "
            "FROM marts.dim_store, marts.dim_item WHERE store_id = ? AND item_id = ?",
            [on, value, lost, lost_value, store, item],
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


def stands(
    home: Home,
    store: str,
    contact_at: datetime | None,
    *,
    rises: tuple[int, int, int] = (0, 0, 0),
    acknowledged_at: datetime | None = None,
    is_stale: bool = False,
) -> None:
    """How the store's site stands: its last contact, and what more waits for it each day."""
    days = [5, 5, 5, 5]
    for rise in rises:
        days.append(days[-1] + rise)
    with filling(home) as connection:
        connection.execute(
            "INSERT INTO reports.sync SELECT store_id, site_id, name, kind, ?, ?, ?, ?, ? "
            "FROM sync.store_setting JOIN sync.site ON site_id = active_site_id "
            "WHERE store_id = ?",
            [contact_at, is_stale, days[-1], days, min(rises) > 0, store],
        )
        if acknowledged_at is not None:
            connection.execute(
                "INSERT INTO sync.outgoing_batch (destination_site_id, acknowledged_at) "
                "SELECT active_site_id, ? FROM sync.store_setting WHERE store_id = ?",
                [acknowledged_at, store],
            )
