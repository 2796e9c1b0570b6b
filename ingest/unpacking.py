"""Reading a Parquet file that nobody vouches for: a small one may unpack to more than there is.

What the columns have to be is `ingest.batchfile`'s question.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

MAX_ROWS = 5_000_000
MAX_UNPACKED_BYTES = 1 << 30
ROWS_AT_A_TIME = 4096


class NotABatch(ValueError):
    """The file is not a batch; the message is one sentence that says why."""


def open_parquet(source: Path | bytes, **options: Any) -> pq.ParquetFile:
    """The file, its footer read. Raises `NotABatch`."""
    content = pa.BufferReader(source) if isinstance(source, bytes) else source
    try:
        return pq.ParquetFile(content, **options)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise NotABatch(f"it is not a readable Parquet file ({_first_line(error)})") from error


def read_within_limits(
    source: Path | bytes, file: pq.ParquetFile, texts: list[str]
) -> pa.Table:
    """All rows of the open file; `texts` names the columns of text. Raises `NotABatch`.

    What the file says of its size is checked first and not believed then.
    """
    _check_size(source, file, texts)
    parts, unpacked = [], 0
    with _readable():
        for part in file.iter_batches(batch_size=ROWS_AT_A_TIME, use_threads=False):
            unpacked += part.nbytes
            _check_unpacked(unpacked)
            parts.append(part)
        table = pa.Table.from_batches(parts, schema=file.schema_arrow)
        table.validate(full=True)
    return table


def _check_size(source: Path | bytes, file: pq.ParquetFile, texts: list[str]) -> None:
    """A small file may unpack to more than any machine has; such a one is not read."""
    rows, packed = file.metadata.num_rows, _bytes_said(file)
    if rows > MAX_ROWS:
        raise NotABatch(f"it has {rows:,} rows, and a batch may have {MAX_ROWS:,}")
    # A value that is stored once and repeated in every row counts as often as it is repeated.
    is_doubtful = packed <= MAX_UNPACKED_BYTES < rows * packed
    with _readable():
        unpacked = _bytes_repeated(source, texts) if is_doubtful else packed
    _check_unpacked(unpacked)


def _check_unpacked(size: int) -> None:
    if size > MAX_UNPACKED_BYTES:
        raise NotABatch(
            f"it unpacks to {size:,} bytes, and a batch may have {MAX_UNPACKED_BYTES:,}"
        )


def _bytes_said(file: pq.ParquetFile) -> int:
    groups = range(file.metadata.num_row_groups)
    return sum(file.metadata.row_group(group).total_byte_size for group in groups)


def _bytes_repeated(source: Path | bytes, texts: list[str]) -> int:
    """Bytes of text in all rows, found without unpacking repeated values."""
    file = open_parquet(source, read_dictionary=texts)
    total = 0
    for batch in file.iter_batches(columns=texts, use_threads=False):
        for column in batch.columns:
            coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            lengths = pc.take(pc.binary_length(coded.dictionary), coded.indices)
            total += pc.sum(lengths, min_count=0).as_py()
    return total


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever is wrong with the rows, the file is no batch."""
    try:
        yield
    except NotABatch:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise NotABatch(f"its rows cannot be read ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:160]
