"""A file says how large its pages are before room is made for any of them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import page_headers, unpacking
from ingest.batchfile import read_header
from tests.ingest.site import Site, spoil

GIGABYTES = (1 << 31) - 1
"""The largest that a page may say it is."""
READ_IN_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from ingest.batchfile import NotABatch, read_header

used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (256 << 20),) * 2)
try:
    read_header(Path(sys.argv[1]))
except NotABatch as error:
    print(error)
"""
NOTHING = b"\x26\x00\x00"
"""The description of a column, as short as can be."""


def read_in_little_memory(path: Path) -> str:
    """What a process that gets 256 MiB for it has against the file."""
    command = [sys.executable, "-c", READ_IN_LITTLE_MEMORY, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    return said.stdout


def number(value: int) -> bytes:
    """A number as headers write it."""
    value, parts = value * 2, list[int]()
    while value > 127:
        value, parts = value >> 7, [*parts, value & 127 | 128]
    return bytes([*parts, value])


def zeros(size: int) -> bytes:
    """So many bytes of nothing, packed."""
    packed, block = pa.BufferOutputStream(), bytes(1 << 20)
    with pa.CompressedOutputStream(packed, "zstd") as stream:
        for _ in range(size >> 20):
            stream.write(block)
        stream.write(block[: size % len(block)])
    return bytes(packed.getvalue())


def test_a_small_file_with_a_page_of_gigabytes_is_refused_before_it_takes_memory(
    site: Site,
) -> None:
    table = pq.read_table(path := site.write(1))
    text = "".join(f"{n * 7919 % 99991:x}" for n in range(90_000))
    pq.write_table(
        table.set_column(5, "data", pa.array([text])).replace_schema_metadata(
            table.schema.metadata
        ), path, compression="zstd", use_dictionary=False,
    )  # fmt: skip
    column = pq.ParquetFile(path).metadata.row_group(0).column(5)
    body = zeros(GIGABYTES)
    page = b"".join((
        b"\x15\x00\x15", number(GIGABYTES), b"\x15", number(len(body)),
        b"\x2c\x15\x02\x15\x00\x15\x06\x15\x06\x00\x00", body,
    ))  # fmt: skip
    assert len(page) < column.total_compressed_size and column.total_uncompressed_size < 1 << 20
    content = bytearray(path.read_bytes())
    content[column.data_page_offset : column.data_page_offset + len(page)] = page
    path.write_bytes(content)
    assert "it unpacks to 2,147," in read_in_little_memory(path)


def test_a_small_file_whose_footer_describes_a_million_columns_is_not_read(tmp_path: Path) -> None:
    columns = b"\xfc" + b"\xc0\xc4\x3d" + NOTHING * 1_008_192
    footer = b"\x15\x02\x19\x0c\x16\x00\x19\x2c" + (b"\x19" + columns + b"\x16\x00\x16\x00\x00") * 2
    path = tmp_path / "b.parquet"
    path.write_bytes(b"PAR1" + footer + b"\x00" + (len(footer) + 1).to_bytes(4, "little") + b"PAR1")
    assert "its footer has 6," in read_in_little_memory(path)


@pytest.mark.parametrize("options", [
    {"compression": "none"}, {"compression": "snappy", "use_dictionary": False},
    {"compression": "zstd", "data_page_version": "2.0"}, {"row_group_size": 700},
    {"compression": "gzip", "data_page_size": 1, "write_batch_size": 100},
])  # fmt: skip
def test_every_page_of_what_writers_write_is_found(site: Site, options: dict[str, Any]) -> None:
    path = site.write(2000)
    pq.write_table(pq.read_table(path), path, **options)
    assert _found(path) >= 6
    assert read_header(path).rows == 2000


def test_every_page_that_duckdb_writes_is_found(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "d.parquet"
    duckdb.execute(f"COPY (FROM '{site.write(2000)}') TO '{path}' (FORMAT parquet)")
    assert _found(path) >= 6


def _found(path: Path) -> int:
    """How many pages; with their headers they are as large as the footer says."""
    file = pq.ParquetFile(path)
    sizes = list(page_headers.unpacked_sizes(file, memoryview(path.read_bytes())))
    said = sum(
        file.metadata.row_group(group).column(column).total_uncompressed_size
        for group in range(file.metadata.num_row_groups) for column in range(6)
    )  # fmt: skip
    assert sum(sizes) < said < sum(sizes) + 150 * len(sizes)
    return len(sizes)


@given(st.binary(max_size=60))
def test_what_is_no_header_is_said_to_be_none(content: bytes) -> None:
    try:
        _, end = page_headers._struct(memoryview(content), 0)
    except ValueError:
        return
    assert content[end - 1] & 15 == 0


@pytest.mark.parametrize("again", [b"\x06\x04\x02", b"\x0c\x04\x00", b"\x08\x04\x00"])
def test_a_size_is_not_taken_back_by_another_kind_of_value(again: bytes) -> None:
    """A reader passes over what it does not ask for."""
    header, _ = page_headers._struct(memoryview(b"\x25\x08" + again + b"\x00"), 0)
    assert header[page_headers.UNPACKED_BYTES] == 4


def test_more_pages_than_a_batch_may_have_are_not_read(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.unpacking.MAX_PAGES", 5)
    with pytest.raises(unpacking.NotABatch, match="more pages than the 5"):
        read_header(spoil(site.write(3)))
