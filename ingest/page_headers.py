"""What the pages of a Parquet file say of their size, read before any of them is unpacked.

A footer says what its writer likes; a reader makes room for what the header of a page says. These
headers are Thrift's compact protocol. How much may be unpacked is `ingest.unpacking`'s question.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow.parquet as pq

STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, STRUCT = *range(9), 12
TYPE, UNPACKED_BYTES, PACKED_BYTES, VALUES = (1, I32), (2, I32), (3, I32), (1, I32)
BODY = {0: (5, STRUCT), 3: (8, STRUCT)}
"""Type of a page with values → where it says how many."""
OVERHANG_BYTES = 100
"""So far behind the end of a column readers look on, because old writers counted short."""
MOST_DEPTH = 4
MOST_FIELDS = 2**15

Fields = dict[tuple[int, int], Any]
"""By number and kind: what has the wrong kind is as good as not there."""


def unpacked_sizes(file: pq.ParquetFile, content: memoryview) -> Iterator[int]:
    """Bytes of every page that a reader of the file unpacks; `content` is the whole of it.

    Raises `ValueError` where something else stands in the place of a page.
    """
    for group in range(file.metadata.num_row_groups):
        columns = file.metadata.row_group(group)
        for number in range(columns.num_columns):
            yield from _sizes_in(columns.column(number), content)


def _sizes_in(column: pq.ColumnChunkMetaData, content: memoryview) -> Iterator[int]:
    at, end = column.data_page_offset, len(content)
    if column.has_dictionary_page and 0 < column.dictionary_page_offset < at:
        at = column.dictionary_page_offset
    end, missing = min(end, at + column.total_compressed_size + OVERHANG_BYTES), column.num_values
    while missing > 0 and 0 <= at < end:
        header, at = _struct(content, at)
        unpacked, packed = header.get(UNPACKED_BYTES, -1), header.get(PACKED_BYTES, -1)
        if unpacked < 0 or packed < 0:
            raise ValueError("a page does not say how large it is")
        yield unpacked
        at += packed
        if where := BODY.get(header.get(TYPE, -1)):
            missing -= header.get(where, {}).get(VALUES, 0)


def _struct(content: memoryview, at: int, depth: int = 0) -> tuple[Fields, int]:
    """Its fields that are numbers of 32 bits or structs, and where the struct ends."""
    fields: Fields = {}
    field = 0
    while (kind := _byte(content, at) & 15) != STOP:
        step, at = content[at] >> 4, at + 1
        if step:
            field += step
        else:
            field, at = _number(content, at)
        if not 0 < field < MOST_FIELDS:
            raise ValueError("the header of a page has a field of no number")
        if kind == STRUCT and depth < MOST_DEPTH:
            fields[field, kind], at = _struct(content, at, depth + 1)
        elif kind == I32:
            fields[field, kind], at = _number(content, at)
        else:
            at = _behind(content, at, kind)
    return fields, at + 1


def _behind(content: memoryview, at: int, kind: int) -> int:
    """Where a value that says nothing of sizes ends."""
    if kind in (TRUE, FALSE):
        return at
    if kind in (BYTE, DOUBLE):
        return at + (1 if kind == BYTE else 8)
    if kind in (I16, I64):
        return _varint(content, at)[1]
    if kind == BINARY:
        size, at = _varint(content, at)
        return at + size
    raise ValueError("the header of a page has an unknown shape")


def _number(content: memoryview, at: int) -> tuple[int, int]:
    value, at = _varint(content, at)
    if value >> 32:
        raise ValueError("the header of a page has too large a number")
    return (value >> 1) ^ -(value & 1), at


def _varint(content: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = _byte(content, at)
        value, at = value | (byte & 127) << shift, at + 1
        if byte < 128:
            return value, at
    raise ValueError("the header of a page has a number without end")


def _byte(content: memoryview, at: int) -> int:
    if at >= len(content):
        raise ValueError("the header of a page does not end")
    return content[at]
