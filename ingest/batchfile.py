"""The batch file: its columns, its metadata, reading what it claims and checking that it is so.

Whether a batch is the next one of its site is `ingest.landing`'s question. What its rows mean is
`sync`'s.
"""

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.files import write_atomically
from ingest.unpacking import NotABatch, open_parquet, plain_schema, read_within_limits

FORMAT = "1"
PREFIX = "syncline."

BATCH_SCHEMA = pa.schema(
    [
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("table_name", pa.string(), nullable=False),
        pa.field("record_id", pa.string(), nullable=False),
        pa.field("action", pa.string(), nullable=False),
        pa.field("changed_at", pa.timestamp("us"), nullable=False),
        pa.field("data", pa.string()),
    ]
)
TEXTS = [field.name for field in BATCH_SCHEMA if field.type == pa.string()]
OUTGOING_SCHEMA = BATCH_SCHEMA.append(pa.field("source_site_id", pa.int32()))

MAX_SITE_ID = 2**31 - 1
MAX_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class BatchHeader:
    """What a batch says about itself. `created_at` is naive UTC, `previous` lower-case hex."""

    format: str
    site_id: int
    batch_no: int
    first_seq: int
    last_seq: int
    rows: int
    created_at: datetime
    generation: str
    previous: str


def read_header(source: Path | bytes) -> BatchHeader:
    """The header of a batch from a site, after checking the whole file against it.

    Raises `NotABatch` for everything that is not a batch.
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    file = open_parquet(content, TEXTS)
    header = parse_metadata(file.schema_arrow.metadata or {})
    _check_columns(plain_schema(file))
    _check_rows(read_within_limits(file, content), header)
    return header


def peek_header(source: Path | bytes) -> BatchHeader:
    """The header as claimed, without looking at the rows. Raises `NotABatch`."""
    return parse_metadata(open_parquet(source).schema_arrow.metadata or {})


def write_batch(
    path: Path,
    rows: pa.Table | list[dict[str, Any]],
    *,
    site_id: int,
    batch_no: int,
    generation: str,
    previous: str,
    created_at: datetime,
) -> str:
    """Write a site's batch; returns the SHA-256 of the file. Raises `ValueError` for no rows."""
    content = batch_content(
        rows, site_id=site_id, batch_no=batch_no, generation=generation, previous=previous,
        created_at=created_at,
    )  # fmt: skip
    return _write(path, content)


def batch_content(
    rows: pa.Table | list[dict[str, Any]],
    *,
    site_id: int,
    batch_no: int,
    generation: str,
    previous: str,
    created_at: datetime,
) -> bytes:
    """The bytes of a site's batch file. Raises `ValueError` for no rows."""
    return _content(
        _table(rows, BATCH_SCHEMA), ("site_id", site_id), batch_no, generation, previous, created_at
    )


def write_outgoing(
    path: Path,
    table: pa.Table,
    *,
    destination_site_id: int,
    batch_no: int,
    generation: str,
    previous: str,
    created_at: datetime,
) -> str:
    """Write a batch for a site; returns the SHA-256 of the file. Raises `ValueError` for no rows.

    `table` has the columns of `OUTGOING_SCHEMA`.
    """
    content = _content(
        _table(table, OUTGOING_SCHEMA), ("destination_site_id", destination_site_id),
        batch_no, generation, previous, created_at,
    )  # fmt: skip
    return _write(path, content)


def parse_metadata(raw: dict[bytes, bytes]) -> BatchHeader:
    """The header in a Parquet file's key-value metadata. Raises `NotABatch`."""
    texts = {
        key.decode(errors="replace").removeprefix(PREFIX): value.decode(errors="replace")
        for key, value in raw.items()
        if key.startswith(PREFIX.encode())
    }
    if not texts:
        raise NotABatch("it has no syncline metadata")
    if _text(texts, "format") != FORMAT:
        raise NotABatch(f"its format is {texts['format']!r}, and only {FORMAT} is known")
    if "destination_site_id" in texts:
        raise NotABatch("it is a batch for a site, not from one")
    return BatchHeader(
        format=FORMAT,
        site_id=_number(texts, "site_id", MAX_SITE_ID),
        batch_no=_number(texts, "batch_no"),
        first_seq=_number(texts, "first_seq"),
        last_seq=_number(texts, "last_seq"),
        rows=_number(texts, "rows"),
        created_at=_time(texts, "created_at"),
        generation=_uuid(texts, "generation"),
        previous=_hash(texts, "previous"),
    )


def _check_columns(schema: pa.Schema) -> None:
    if schema.names != BATCH_SCHEMA.names:
        raise NotABatch(
            f"its columns are {', '.join(schema.names) or 'none'}; "
            f"they must be {', '.join(BATCH_SCHEMA.names)}"
        )
    for field in BATCH_SCHEMA:
        found = schema.field(field.name).type
        if not _is_same_type(found, field.type):
            raise NotABatch(f"its column {field.name} is {found}; it must be {field.type}")


def _is_same_type(found: pa.DataType, wanted: pa.DataType) -> bool:
    if wanted == pa.string():
        return found in (pa.string(), pa.large_string())
    return bool(found == wanted)


def _check_rows(parts: Iterable[pa.RecordBatch], header: BatchHeader) -> None:
    seqs = list[pa.Array]()
    for part in parts:
        for field in BATCH_SCHEMA:
            if not field.nullable and part.column(field.name).null_count:
                raise NotABatch(f"its column {field.name} has rows without a value")
        seqs.append(part.column("seq"))
    seq = pa.chunked_array(seqs, pa.int64()).combine_chunks()
    if not len(seq):
        raise NotABatch("it has no rows")
    if len(seq) != header.rows:
        raise NotABatch(f"it says {header.rows} rows and has {len(seq)}")
    _check_dense(seq, header)


def _check_dense(seq: pa.Array, header: BatchHeader) -> None:
    first, last = seq[0].as_py(), seq[-1].as_py()
    if (first, last) != (header.first_seq, header.last_seq):
        raise NotABatch(
            f"it says seq {header.first_seq} to {header.last_seq} and has {first} to {last}"
        )
    steps = pc.equal(pc.subtract(seq[1:], seq[:-1]), 1)
    if last - first + 1 != len(seq) or not pc.all(steps, min_count=0).as_py():
        raise NotABatch(f"its seq is not dense from {first} to {last}")


def _text(texts: dict[str, str], key: str) -> str:
    if key not in texts:
        raise NotABatch(f"its metadata lacks {PREFIX}{key}")
    return texts[key]


def _number(texts: dict[str, str], key: str, most: int = MAX_NUMBER) -> int:
    text = _text(texts, key)
    if not re.fullmatch(r"[0-9]{1,19}", text) or not 1 <= int(text) <= most:
        raise NotABatch(f"its {PREFIX}{key} is {text!r}, not a number from 1")
    return int(text)


def _time(texts: dict[str, str], key: str) -> datetime:
    text = _text(texts, key)
    try:
        return naive_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise NotABatch(f"its {PREFIX}{key} is {text!r}, not an ISO 8601 time") from error


def _uuid(texts: dict[str, str], key: str) -> str:
    text = _text(texts, key)
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise NotABatch(f"its {PREFIX}{key} is {text!r}, not a UUID") from error


def _hash(texts: dict[str, str], key: str) -> str:
    text = _text(texts, key).lower()
    if text and not re.fullmatch(r"[0-9a-f]{64}", text):
        raise NotABatch(f"its {PREFIX}{key} is {text!r}, not a SHA-256")
    return text


def naive_utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def _table(rows: pa.Table | list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    if isinstance(rows, list):
        return pa.Table.from_pylist(rows, schema=schema)
    return rows.select(schema.names).cast(schema)


def _content(
    table: pa.Table, site: tuple[str, int], batch_no: int, generation: str, previous: str,
    created_at: datetime,
) -> bytes:  # fmt: skip
    if table.num_rows == 0:
        raise ValueError("a batch has at least one row")
    seq = table.column("seq")
    facts = {
        "format": FORMAT,
        site[0]: site[1],
        "batch_no": batch_no,
        "first_seq": seq[0].as_py(),
        "last_seq": seq[-1].as_py(),
        "rows": table.num_rows,
        "created_at": naive_utc(created_at).isoformat(),
        "generation": generation,
        "previous": previous,
    }
    metadata = {f"{PREFIX}{key}": str(value) for key, value in facts.items()}
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(metadata), sink, compression="zstd")
    return bytes(sink.getvalue())


def _write(path: Path, content: bytes) -> str:
    write_atomically(path, lambda hidden: hidden.write_bytes(content))
    return hashlib.sha256(content).hexdigest()
