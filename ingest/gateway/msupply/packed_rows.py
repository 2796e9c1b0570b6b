"""The rows of a batch that is packed for a client, read from its file.

Which of them wait, are central data, or await a number. What becomes of them is `queue`'s question.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sync.catalogue import CATALOGUE, DataType
from sync.transfers import NUMBER_COLUMNS

CENTRAL_TABLES = frozenset(
    t.name for t in CATALOGUE.tables.values() if t.data_type is DataType.CENTRAL
)
READ_COLUMNS = ["seq", "table_name", "record_id", "action", "data"]


class Part(StrEnum):
    """Of the queue: all of it, or central data (but for patients), or what is not that."""

    ALL = "all"
    CENTRAL = "central"
    OTHER = "other"


@dataclass(frozen=True)
class QueuedRow:
    """A row that waits; `seq` is its place in the site's stream."""

    seq: int
    table_name: str
    record_id: str
    action: str
    data: dict[str, Any] | None


@dataclass(frozen=True)
class AwaitsNumber:
    """A row with a number below 1: the client takes the next one when it gets it."""

    seq: int
    table_name: str
    record_id: str

    @property
    def key(self) -> tuple[str, str]:
        return self.table_name, self.record_id


@dataclass(frozen=True)
class Done:
    """What a client has: rows by their place, and all central rows up to a cursor."""

    seqs: list[int]
    central_cursor: int

    def mask(self, rows: pa.Table, central: pa.ChunkedArray) -> pa.ChunkedArray:
        seq = rows.column("seq")
        single = pc.is_in(seq, pa.array(self.seqs, pa.int64()))
        return pc.or_(single, pc.and_(central, pc.less_equal(seq, self.central_cursor)))


def due(
    file: Path, sha256: str, columns: list[str], known: Collection[str], done: Done, part: Part
) -> pa.Table:
    """The rows of these columns (`seq` and `table_name` among them) that the client knows and does
    not have, in this part of the queue. Raises `FileNotFoundError`."""
    rows = pq.read_table(file, columns=columns)
    central = _is_central(file, sha256, rows)
    wanted = pc.and_(
        _is_among(rows.column("table_name"), known), pc.invert(done.mask(rows, central))
    )
    if part is not Part.ALL:
        wanted = pc.and_(wanted, central if part is Part.CENTRAL else pc.invert(central))
    return rows.filter(wanted)


def _is_central(file: Path, sha256: str, rows: pa.Table) -> pa.ChunkedArray:
    """Which rows are central data; patients are not, and come after it where names are deleted."""
    central = _is_among(rows.column("table_name"), CENTRAL_TABLES)
    if not pc.any(_is_among(rows.column("table_name"), {"name"})).as_py():
        return central
    others = pa.array(_other_names(file, sha256), pa.int64())
    return pc.and_(central, pc.invert(pc.is_in(rows.column("seq"), others)))


@lru_cache(maxsize=256)
def _other_names(file: Path, sha256: str) -> tuple[int, ...]:
    """The places of rows of `name` in a batch that are patients, or no records any more."""
    try:
        rows = pq.read_table(
            file, columns=["seq", "action", "data"], filters=[("table_name", "==", "name")]
        ).to_pylist()
    except FileNotFoundError:
        return ()
    return tuple(
        row["seq"] for row in rows
        if row["action"] != "upsert" or _is_patient(json.loads(row["data"]))
    )  # fmt: skip


def _is_patient(name: dict[str, Any]) -> bool:
    return str(name.get("type")).lower() == "patient"


@lru_cache(maxsize=256)
def awaiting_in(file: Path, sha256: str) -> tuple[AwaitsNumber, ...]:
    """The rows of a batch that await a number, whoever asks. Raises `FileNotFoundError`."""
    rows = pq.read_table(
        file, columns=["seq", "table_name", "record_id", "data"],
        filters=[("table_name", "in", sorted(NUMBER_COLUMNS)), ("action", "==", "upsert")],
    )  # fmt: skip
    return tuple(
        AwaitsNumber(row["seq"], row["table_name"], row["record_id"])
        for part in rows.to_batches(500)
        for row in part.to_pylist()
        if _is_below_one(json.loads(row["data"]).get(NUMBER_COLUMNS[row["table_name"]]))
    )


def _is_below_one(number: Any) -> bool:
    return isinstance(number, int | float) and number < 1


def _is_among(names: pa.ChunkedArray, wanted: Collection[str]) -> pa.ChunkedArray:
    return pc.is_in(names, pa.array(sorted(wanted), pa.string()))
