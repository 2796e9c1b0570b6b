"""From batch files to rows with their change numbers (R8a).

Makes the temporary tables `taken` (a row per batch), `record_kind` (the catalogue as SQL sees
it) and `candidate` (a row per change to judge, those to judge again included).
"""

from collections.abc import Sequence

import pyarrow as pa

from sync.batch import LandedBatch
from sync.catalogue import CATALOGUE, DataType, StoreRule
from sync.cycle.context import Cycle
from sync.kinds import (
    OPTIONAL_PARENT_TABLES,
    VISIBILITY_TABLES,
    default_owner,
    is_mergeable,
    level_of,
    tells_owner_itself,
)
from sync.network import Network

KIND_COLUMNS = (
    "table_name", "level", "owner", "is_kept", "withheld_without_transactions", "needs_store",
    "needs_parent", "parent_table", "is_line", "is_visibility", "is_mergeable", "dependency",
)  # fmt: skip
CANDIDATE_COLUMNS = """
    change_no BIGINT, site_id INTEGER, batch_no BIGINT, seq BIGINT, table_name VARCHAR,
    record_id VARCHAR, action VARCHAR, changed_at TIMESTAMP, data VARCHAR, received_at TIMESTAMP,
    zone VARCHAR, is_again BOOLEAN, level INTEGER, default_owner VARCHAR
"""


WITHOUT_NUL = r"""
CREATE OR REPLACE TEMP MACRO without_nul(json_data) AS CASE
    WHEN contains(json_data, '\u0000') OR contains(json_data, chr(0)) THEN regexp_replace(
        replace(json_data, chr(0), ''), '((?:^|[^\\])(?:\\\\)*)(?:\\u0000)+', '\1', 'g'
    )
    ELSE json_data
END
"""


def in_order(batches: Sequence[LandedBatch], network: Network) -> list[LandedBatch]:
    """The primary's batches first, then the other sites' by id, each in its own order (R8a).

    The batches of one site come in their stream's order already.
    """
    return sorted(batches, key=lambda batch: (batch.site_id != network.primary, batch.site_id))


def load_kinds(cycle: Cycle) -> None:
    """`record_kind`: one row per record type of the catalogue."""
    rows = [
        (
            record_type.name,
            level_of(record_type),
            default_owner(record_type).value,
            record_type.is_kept,
            record_type.withheld_without_transactions,
            (
                record_type.data_type in (DataType.STORE, DataType.CENTRAL_STORE)
                or record_type.name in VISIBILITY_TABLES
            )
            and record_type.store_rule in (StoreRule.COLUMN, StoreRule.IN_NAME, StoreRule.FACILITY)
            and not tells_owner_itself(record_type),
            record_type.parent_table is not None and record_type.name not in OPTIONAL_PARENT_TABLES,
            record_type.parent_table,
            record_type.is_line,
            record_type.name in VISIBILITY_TABLES,
            is_mergeable(record_type),
            record_type.order,
        )
        for record_type in CATALOGUE.tables.values()
    ]
    columns = {name: [row[i] for row in rows] for i, name in enumerate(KIND_COLUMNS)}
    _load(cycle, "record_kind", pa.table(columns))


def load_taken(cycle: Cycle) -> None:
    """`taken`: the batches of this cycle with the change number of their first row."""
    zones = {site.id: cycle.given.network.time_zone_of(site) for site in cycle.given.network.sites}
    next_no = cycle.last_change_no + 1
    rows = []
    for batch in cycle.given.batches:
        rows.append(
            (
                str(batch.path),
                batch.site_id,
                batch.batch_no,
                batch.generation,
                batch.first_seq,
                batch.last_seq,
                batch.rows,
                batch.sha256,
                batch.created_at,
                batch.received_at,
                zones.get(batch.site_id, "UTC"),
                next_no,
            )  # fmt: skip
        )
        next_no += batch.rows
    cycle.last_change_no = next_no - 1
    names = (
        "path", "site_id", "batch_no", "generation", "first_seq", "last_seq", "rows", "sha256",
        "created_at", "received_at", "zone", "first_change_no",
    )  # fmt: skip
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    types = {"site_id": pa.int32(), "created_at": pa.timestamp("us"),
             "received_at": pa.timestamp("us")}  # fmt: skip
    texts = {"path", "generation", "sha256", "zone"}
    schema = pa.schema(
        [(n, types.get(n, pa.string() if n in texts else pa.int64())) for n in names]
    )
    _load(cycle, "taken", pa.table(columns, schema=schema))


def load_candidates(cycle: Cycle) -> None:
    """`candidate`: the changes of the taken batches, numbered.

    The character NUL says nothing, and DuckLake cannot look for a text with one: in the data it is
    left out, in the name of a record it is shown as what cannot be read, and the row refused.
    """
    cycle.run(WITHOUT_NUL)
    paths = [str(batch.path) for batch in cycle.given.batches]
    cycle.run(f"CREATE OR REPLACE TEMP TABLE candidate ({CANDIDATE_COLUMNS})")
    if not paths:
        return
    cycle.run(
        """
        INSERT INTO candidate BY NAME
        SELECT
            taken.first_change_no + file.seq - taken.first_seq AS change_no,
            taken.site_id, taken.batch_no, file.seq,
            replace(file.table_name, chr(0), chr(65533)) AS table_name,
            replace(file.record_id, chr(0), chr(65533)) AS record_id,
            file.action, file.changed_at, without_nul(file.data) AS data,
            taken.received_at, taken.zone, false AS is_again,
            kind.level, kind.owner AS default_owner
        FROM read_parquet($paths, filename = true) AS file
        JOIN taken ON file.filename = taken.path
        LEFT JOIN record_kind AS kind ON file.table_name = kind.table_name
        """,
        {"paths": paths},
    )


def _load(cycle: Cycle, name: str, table: pa.Table) -> None:
    cycle.connection.register("_loading", table)
    cycle.run(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM _loading")
    cycle.connection.unregister("_loading")
