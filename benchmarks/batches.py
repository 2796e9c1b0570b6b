"""Batch files of the benchmark, written as sites write them, and left alone when they are there."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("table_name", pa.string(), nullable=False),
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("action", pa.string(), nullable=False),
        pa.field("changed_at", pa.timestamp("us"), nullable=False),
        pa.field("data", pa.string()),
    ]
)


@dataclass(frozen=True)
class Row:
    """One upsert; `data` is its JSON."""

    table_name: str
    record_id: str
    data: str
    changed_at: datetime


def write_rows(
    folder: Path, site_id: int, batch_no: int, first_seq: int, rows: list[Row], previous: str = ""
) -> Path:
    """One batch file, whole or not at all; a file of that name is taken to be the same bytes."""
    path = folder / f"site={site_id}" / f"{batch_no:010d}.parquet"
    if path.exists():
        return path
    last_seq = first_seq + len(rows) - 1
    columns = [
        list(range(first_seq, last_seq + 1)),
        [row.table_name for row in rows],
        [row.record_id for row in rows],
        ["upsert"] * len(rows),
        [row.changed_at for row in rows],
        [row.data for row in rows],
    ]
    metadata = {
        "syncline.format": "1",
        "syncline.site_id": str(site_id),
        "syncline.batch_no": str(batch_no),
        "syncline.first_seq": str(first_seq),
        "syncline.last_seq": str(last_seq),
        "syncline.rows": str(len(rows)),
        "syncline.created_at": rows[-1].changed_at.isoformat(),
        "syncline.generation": str(uuid.uuid5(uuid.NAMESPACE_OID, f"benchmark site {site_id}")),
        "syncline.previous": previous,
    }
    table = pa.table(columns, schema=SCHEMA.with_metadata(metadata))
    path.parent.mkdir(parents=True, exist_ok=True)
    writing = path.with_suffix(".tmp")
    pq.write_table(table, writing)
    writing.rename(path)
    return path
