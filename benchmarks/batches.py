"""Batch files of the benchmark: written as sites write them, and left alone once they are there."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from ingest.batchfile import BATCH_SCHEMA, write_batch
from ingest.files import sha256_of


@dataclass(frozen=True)
class Row:
    """One upsert; `data` is its JSON."""

    table_name: str
    record_id: str
    data: str
    changed_at: datetime


def batch_path(folder: Path, site_id: int, batch_no: int) -> Path:
    return folder / f"site={site_id}" / f"{batch_no:010d}.parquet"


def write_rows(
    folder: Path, site_id: int, batch_no: int, first_seq: int, rows: Iterable[Row]
) -> Path:
    """One batch file after the site's earlier ones; a file of that name is taken to be it."""
    path = batch_path(folder, site_id, batch_no)
    if path.exists():
        return path
    previous = sha256_of(batch_path(folder, site_id, batch_no - 1)) if batch_no > 1 else ""
    table = _table(list(rows), first_seq)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_batch(
        path, table, site_id=site_id, batch_no=batch_no, generation=_generation(site_id),
        previous=previous, created_at=table.column("changed_at")[-1].as_py(),
    )  # fmt: skip
    return path


def _table(rows: list[Row], first_seq: int) -> pa.Table:
    columns = [
        range(first_seq, first_seq + len(rows)),
        [row.table_name for row in rows],
        [row.record_id for row in rows],
        ["upsert"] * len(rows),
        [row.changed_at for row in rows],
        [row.data for row in rows],
    ]
    return pa.table([pa.array(column) for column in columns], names=BATCH_SCHEMA.names).cast(
        BATCH_SCHEMA
    )


def _generation(site_id: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"benchmark site {site_id}"))
