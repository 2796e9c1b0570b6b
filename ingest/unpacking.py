"""Reading a Parquet file that nobody vouches for: a small one may unpack to more than there is.

What the columns have to be is `ingest.batchfile`'s question.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.page_headers import unpacked_sizes

MAX_ROWS = 5_000_000
MAX_UNPACKED_BYTES = 1 << 30
MAX_FOOTER_BYTES = 4 << 20
"""Read into memory, a footer becomes two hundred times as large."""
MAX_PAGES = 100_000
ROWS_AT_A_TIME = 65536
LITTLE_BYTES = 16 << 10
MAX_WHY = 500


class NotABatch(ValueError):
    """The file is not a batch; the message is one sentence that says why.

    It may name what is in the file, but no more of it than a person reads, and nothing that a
    terminal would obey.
    """

    def __init__(self, why: str) -> None:
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in why)
        super().__init__(shown if len(shown) <= MAX_WHY else f"{shown[:MAX_WHY]}…")


def open_parquet(source: Path | bytes, texts: Sequence[str] = ()) -> pq.ParquetFile:
    """The file, its footer read; of columns named `texts` each value is read once, however often
    it is repeated. Raises `NotABatch`."""
    try:
        content = pa.BufferReader(source) if isinstance(source, bytes) else pa.OSFile(str(source))
        _check_footer(content)
        return pq.ParquetFile(content, read_dictionary=list(texts) or None)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise NotABatch(f"it is not a readable Parquet file ({_first_line(error)})") from error
    except KeyError:  # it lacks one of the columns, which is no batch either; which, others say
        return open_parquet(source)


def plain_schema(file: pq.ParquetFile) -> pa.Schema:
    """The columns of the file, be they read value by value or each value once."""
    schema = file.schema_arrow
    for place, field in enumerate(schema):
        if pa.types.is_dictionary(field.type):
            schema = schema.set(place, field.with_type(field.type.value_type))
    return schema


def read_within_limits(file: pq.ParquetFile, content: bytes) -> Iterator[pa.RecordBatch]:
    """The rows of the file with these bytes, opened with its columns of text, part by part.

    A page is not unpacked before all of them have said how large they are: that much memory each
    takes, whatever is in it. A text that is stored once stays so: repeated as often as it is, a few
    kilobytes on the disk may be more than any machine has. Raises `NotABatch`.
    """
    unpacked = 0
    with _readable():
        _check_size(file, content)
        for part in file.iter_batches(batch_size=ROWS_AT_A_TIME, use_threads=False):
            unpacked += sum(map(_unpacked_bytes, part.columns))
            _check_unpacked(unpacked)
            part.validate(full=True)
            yield part


def _check_footer(content: pa.NativeFile) -> None:
    content.seek(max(0, content.size() - 8))
    size = int.from_bytes(content.read(4), "little")
    if content.size() > size > MAX_FOOTER_BYTES:
        raise ValueError(f"its footer has {size:,} bytes, and may have {MAX_FOOTER_BYTES:,}")


def _check_size(file: pq.ParquetFile, content: bytes) -> None:
    rows = file.metadata.num_rows
    if rows > MAX_ROWS:
        raise NotABatch(f"it has {rows:,} rows, and a batch may have {MAX_ROWS:,}")
    unpacked = 0
    for number, size in enumerate(unpacked_sizes(file, memoryview(content)), 1):
        unpacked += size
        if number > MAX_PAGES:
            raise NotABatch(f"it has more pages than the {MAX_PAGES:,} that a batch may have")
    _check_unpacked(unpacked)


def _check_unpacked(size: int) -> None:
    if size > MAX_UNPACKED_BYTES:
        raise NotABatch(
            f"it unpacks to {size:,} bytes, and a batch may have {MAX_UNPACKED_BYTES:,}"
        )


def _unpacked_bytes(column: pa.Array) -> int:
    """Bytes of the column with every value as often as it is repeated; of little, at most so many.
    """
    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    at_most = len(column) * int(column.dictionary.nbytes)
    if at_most < LITTLE_BYTES:
        return at_most
    lengths = pc.take(pc.binary_length(column.dictionary), column.indices)
    return int(pc.sum(lengths, min_count=0).as_py())


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
