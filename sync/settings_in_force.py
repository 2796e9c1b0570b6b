"""The settings that cycles work under, as `syncline network show` tells them. Read-only."""

from dataclasses import dataclass

import duckdb

from sync.home import Home
from sync.in_force import AppliedNetwork, load_applied, newest_network_no
from sync.network import NetworkError


@dataclass(frozen=True)
class ShownRelation:
    """A relation that is not plain none."""

    store_id: str
    site_id: int
    relation: str
    reason: str


@dataclass(frozen=True)
class SettingsInForce:
    """What the last cycle worked under, and what waits for the next; one of them is not None.

    `relations` are those that the last cycle found; `store_names` only has stores with a name.
    """

    in_force: AppliedNetwork | None
    waiting: AppliedNetwork | None
    relations: tuple[ShownRelation, ...]
    store_names: dict[str, str]


def settings_in_force(connection: duckdb.DuckDBPyConnection, home: Home) -> SettingsInForce:
    """Raises `NetworkError` where no settings have been applied yet."""
    newest = newest_network_no(home)
    if not newest:
        raise NetworkError("no network settings have been applied yet")
    row = connection.execute("SELECT coalesce(max(network_no), 0) FROM sync.network").fetchone()
    taken = int(row[0]) if row else 0
    return SettingsInForce(
        load_applied(home, taken) if taken else None,
        load_applied(home, newest) if newest > taken else None,
        tuple(ShownRelation(*found) for found in connection.execute(RELATIONS).fetchall()),
        dict(connection.execute(NAMES).fetchall()),
    )


RELATIONS = """
    SELECT store_id, site_id, relation, reason FROM sync.store_relation
    WHERE relation <> 'none' OR reason <> 'not_visible' ORDER BY ALL
"""
NAMES = """
    SELECT store.ID, name.name FROM replica.store AS store
    JOIN replica.name AS name ON name.ID = store.name_ID WHERE name.name IS NOT NULL
"""
