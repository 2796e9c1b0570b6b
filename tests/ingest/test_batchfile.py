"""A batch file is what its metadata says, or it is not a batch and one sentence says why."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.batchfile import (
    BATCH_SCHEMA,
    OUTGOING_SCHEMA,
    peek_header,
    read_header,
    write_batch,
    write_outgoing,
)
from ingest.unpacking import NotABatch
from tests.ingest.site import Site, nullable, rows, spoil

GENERATION = "5b1c9d1e-3f0a-4c7e-9d52-7a6c1f6f0b11"
HASH = "ab" * 32


def written(path: Path, **changes: object) -> Path:
    facts = {
        "site_id": 7, "batch_no": 4, "generation": GENERATION, "previous": HASH,
        "created_at": datetime(2026, 3, 1, 8, tzinfo=UTC),
    } | changes  # fmt: skip
    write_batch(path, rows(11, 3), **facts)  # type: ignore[arg-type]
    return path


def with_column(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, values)


def test_a_written_batch_reads_back_what_it_was_given(tmp_path: Path) -> None:
    header = read_header(written(tmp_path / "b.parquet"))
    assert (header.site_id, header.batch_no, header.generation) == (7, 4, GENERATION)
    assert (header.first_seq, header.last_seq, header.rows) == (11, 13, 3)
    assert header.created_at == datetime(2026, 3, 1, 8)
    assert header.previous == HASH
    assert peek_header(tmp_path / "b.parquet") == header


def test_a_written_batch_has_the_columns_of_the_contract(tmp_path: Path) -> None:
    schema = pq.read_schema(written(tmp_path / "b.parquet"))
    assert schema.remove_metadata() == BATCH_SCHEMA


def test_a_time_with_a_zone_is_read_as_utc(tmp_path: Path) -> None:
    path = spoil(written(tmp_path / "b.parquet"), created_at="2026-03-01T18:00:00+10:00")
    assert read_header(path).created_at == datetime(2026, 3, 1, 8)


def test_a_batch_without_rows_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one row"):
        write_batch(
            tmp_path / "b.parquet", [], site_id=1, batch_no=1, generation=GENERATION,
            previous="", created_at=datetime(2026, 3, 1),
        )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_nullable_columns_without_a_null_are_accepted(tmp_path: Path) -> None:
    path = written(tmp_path / "b.parquet")
    assert read_header(spoil(path, nullable(pq.read_table(path)))).rows == 3


def test_large_strings_are_accepted(tmp_path: Path) -> None:
    path = written(tmp_path / "b.parquet")
    table = pq.read_table(path)
    large = with_column(table, "data", table.column("data").cast(pa.large_string()))
    assert read_header(spoil(path, large)).rows == 3


def test_a_batch_that_duckdb_wrote_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "b.parquet"
    facts = {
        "format": "1", "site_id": "7", "batch_no": "1", "first_seq": "1", "last_seq": "2",
        "rows": "2", "created_at": "2026-03-01T08:00:00Z", "generation": GENERATION,
        "previous": "",
    }  # fmt: skip
    metadata = ", ".join(f"'syncline.{key}': '{value}'" for key, value in facts.items())
    duckdb.execute(
        "COPY (SELECT range + 1 AS seq, 'item' AS table_name, 'A' AS record_id, "
        "'delete' AS action, TIMESTAMP '2026-03-01 08:00:00' AS changed_at, "
        f"NULL::VARCHAR AS data FROM range(2)) TO '{path}' "
        f"(FORMAT parquet, KV_METADATA {{{metadata}}})"
    )
    assert read_header(path).last_seq == 2


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        ({"format": "2"}, "its format is '2'"),
        ({"format": None}, "lacks syncline.format"),
        ({"site_id": None}, "lacks syncline.site_id"),
        ({"site_id": "two"}, "site_id is 'two'"),
        ({"site_id": "99999999999"}, "site_id is '99999999999'"),
        ({"batch_no": "0"}, "batch_no is '0'"),
        ({"batch_no": "-1"}, "batch_no is '-1'"),
        ({"first_seq": "0"}, "first_seq is '0'"),
        ({"first_seq": "12"}, "it says seq 12 to 13 and has 11 to 13"),
        ({"last_seq": "14"}, "it says seq 11 to 14 and has 11 to 13"),
        ({"rows": "4"}, "it says 4 rows and has 3"),
        ({"created_at": "yesterday"}, "created_at is 'yesterday'"),
        ({"generation": "the second"}, "generation is 'the second', not a UUID"),
        ({"previous": "abc"}, "previous is 'abc', not a SHA-256"),
        ({"destination_site_id": "3"}, "a batch for a site, not from one"),
    ],
)
def test_metadata_that_does_not_hold_makes_it_no_batch(
    tmp_path: Path, metadata: dict[str, str | None], sentence: str
) -> None:
    path = spoil(written(tmp_path / "b.parquet"), **metadata)
    with pytest.raises(NotABatch, match=sentence):
        read_header(path)


Change = Callable[[pa.Table], pa.Table]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t.slice(0, 0), "it has no rows"),
        (lambda t: t.drop_columns(["data"]), "its columns are seq, table_name"),
        (lambda t: t.append_column("colour", t.column("data")), "its columns are"),
        (lambda t: t.select([1, 0, 2, 3, 4, 5]), "its columns are table_name, seq"),
        (
            lambda t: with_column(t, "seq", t.column("seq").cast(pa.int32())),
            "its column seq is int32; it must be int64",
        ),
        (
            lambda t: with_column(
                t, "changed_at", t.column("changed_at").cast(pa.timestamp("us", "UTC"))
            ),
            "its column changed_at is",
        ),
        (lambda t: with_column(t, "seq", pa.array([11, 12, 12])), "it says seq 11 to 13"),
        (lambda t: with_column(t, "seq", pa.array([11, 11, 13])), "its seq is not dense"),
        (lambda t: with_column(t, "seq", pa.array([11, None, 13])), "column seq has rows without"),
        (
            lambda t: with_column(t, "record_id", pa.array(["A", None, "C"])),
            "column record_id has rows without a value",
        ),
    ],
)
def test_rows_that_do_not_hold_make_it_no_batch(
    tmp_path: Path, change: Change, sentence: str
) -> None:
    path = written(tmp_path / "b.parquet")
    spoil(path, change(nullable(pq.read_table(path))))
    with pytest.raises(NotABatch, match=sentence):
        read_header(path)


def test_a_hole_in_seq_makes_it_no_batch(tmp_path: Path) -> None:
    path = written(tmp_path / "b.parquet")
    table = nullable(pq.read_table(path))
    spoil(path, with_column(table, "seq", pa.array([11, 12, 14])), last_seq="14")
    with pytest.raises(NotABatch, match="its seq is not dense from 11 to 14"):
        read_header(path)


def test_text_that_is_not_utf8_makes_it_no_batch(tmp_path: Path) -> None:
    path = written(tmp_path / "b.parquet")
    raw = pa.array([b"{}", b"\xff\xfe", b"{}"], pa.binary())
    text = pa.Array.from_buffers(pa.string(), 3, raw.buffers())
    spoil(path, with_column(pq.read_table(path), "data", text))
    with pytest.raises(NotABatch, match="its rows cannot be read"):
        read_header(path)


@pytest.mark.parametrize("kept", [0, 3, 400])
def test_a_file_cut_short_is_no_batch(tmp_path: Path, kept: int) -> None:
    path = written(tmp_path / "b.parquet")
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(NotABatch, match="not a readable Parquet file"):
        read_header(path)


@pytest.mark.parametrize("rows", [200, 20_000])
def test_damaged_rows_behind_a_good_footer_are_no_batch(site: Site, rows: int) -> None:
    path = site.write(rows)
    content = bytearray(path.read_bytes())
    content[4:300] = bytes(296)
    path.write_bytes(content)
    with pytest.raises(NotABatch):
        read_header(path)


def test_a_parquet_file_of_something_else_is_no_batch(tmp_path: Path) -> None:
    pq.write_table(pa.table({"price": [1, 2]}), tmp_path / "b.parquet")
    with pytest.raises(NotABatch, match="no syncline metadata"):
        read_header(tmp_path / "b.parquet")


def test_an_outgoing_batch_names_its_destination_and_each_rows_source(tmp_path: Path) -> None:
    path = tmp_path / "o.parquet"
    table = pa.Table.from_pylist(
        [{**row, "source_site_id": 1} for row in rows(1, 2)], schema=OUTGOING_SCHEMA
    )
    write_outgoing(
        path, table, destination_site_id=3, batch_no=1, generation=GENERATION, previous="",
        created_at=datetime(2026, 3, 1),
    )  # fmt: skip
    schema = pq.read_schema(path)
    assert schema.remove_metadata() == OUTGOING_SCHEMA
    assert schema.metadata[b"syncline.destination_site_id"] == b"3"
    assert b"syncline.site_id" not in schema.metadata


@pytest.mark.parametrize("text", ["x" * 2_000, "é" * 1_000])
def test_a_small_file_that_unpacks_to_too_much_is_no_batch(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.unpacking.MAX_UNPACKED_BYTES", 1 << 20)
    path = tmp_path / "b.parquet"
    many = [row | {"data": text} for row in rows(1, 3000)]
    write_batch(
        path, many, site_id=7, batch_no=1, generation=GENERATION, previous="",
        created_at=datetime(2026, 3, 1),
    )  # fmt: skip
    said = pq.ParquetFile(path).metadata.row_group(0).total_byte_size
    assert said < 200_000, "the value is stored once, and the file says no more"
    with pytest.raises(NotABatch, match=r"it unpacks to 6,\d{3},\d{3} bytes"):
        read_header(path)


def test_a_file_that_lies_about_its_size_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing near the whole of it is ever in memory."""
    monkeypatch.setattr("ingest.unpacking.MAX_UNPACKED_BYTES", 8 << 20)
    monkeypatch.setattr("ingest.unpacking.unpacked_sizes", lambda *_: [1])
    path = tmp_path / "b.parquet"
    write_batch(
        path, [row | {"data": "x" * 50_000} for row in rows(1, 3000)], site_id=7, batch_no=1,
        generation=GENERATION, previous="", created_at=datetime(2026, 3, 1),
    )  # fmt: skip
    before, watched = pa.default_memory_pool(), pa.proxy_memory_pool(pa.system_memory_pool())
    pa.set_memory_pool(watched)
    try:
        with pytest.raises(NotABatch, match="it unpacks to 150,"):
            read_header(path)
    finally:
        pa.set_memory_pool(before)
    assert 0 < watched.max_memory() < 8 << 20


def test_what_a_file_says_of_itself_is_shown_in_part_and_obeyed_by_no_terminal(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / "b.parquet")
    names = ["\x1b[31mred\nline", *(f"column {n}" for n in range(1000))]
    with pytest.raises(NotABatch, match="red.line, column 0") as said:
        read_header(spoil(path, pa.table({name: [1] for name in names})))
    assert str(said.value).isprintable() and len(str(said.value)) < 600


def test_more_rows_than_a_batch_may_have_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.unpacking.MAX_ROWS", 2)
    with pytest.raises(NotABatch, match="it has 3 rows, and a batch may have 2"):
        read_header(written(tmp_path / "b.parquet"))
