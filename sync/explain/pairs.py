"""The transfers that a record is a part of, as `sync.transfer` has them (T1, T7)."""

from typing import Any

import duckdb

from sync.catalogue import RecordType
from sync.explain.facts import Pair

PAIRS = """
    SELECT kind, true, initiating_table || ' ' || initiating_id,
        responding_table || ' ' || responding_id, responding_store_id, state, same_site
    FROM sync.transfer_pair WHERE initiating_table = $t AND initiating_id = $r
    UNION ALL
    SELECT kind, false, responding_table || ' ' || responding_id,
        initiating_table || ' ' || initiating_id, initiating_store_id, state, same_site
    FROM sync.transfer_pair WHERE responding_table = $t AND responding_id = $r
    ORDER BY ALL
"""


def pairs_of(
    lake: duckdb.DuckDBPyConnection,
    record_type: RecordType | None,
    held: dict[str, Any],
    record_id: str,
) -> tuple[Pair, ...]:
    """The transfers of which the document that the record is, or is a line of, is a half."""
    if record_type is None:
        return ()
    is_line = record_type.is_line
    rows = lake.execute(
        PAIRS,
        {
            "t": record_type.parent_table if is_line else record_type.name,
            "r": held.get("parent_id") if is_line else record_id,
        },
    ).fetchall()
    return tuple(Pair(*row) for row in rows)
