"""The benchmark's files are real batches, the same every time, and the floor reads all of them."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks import floor, workload
from ingest.batchfile import read_header
from ingest.files import sha256_of
from sync.catalogue import CATALOGUE


def test_every_file_is_a_batch(tmp_path: Path) -> None:
    files = [workload.write_central(tmp_path, 2), *workload.write_sites(tmp_path, 2, 40)]
    assert [read_header(file).site_id for file in files] == [1, 2, 3]
    assert [read_header(file).rows for file in files[1:]] == [40, 40]


def test_later_batches_follow_the_earlier_ones(tmp_path: Path) -> None:
    (first,) = workload.write_sites(tmp_path, 1, 20)
    (second,) = workload.write_sites(tmp_path, 1, 20, batch_no=2, first_block=1)
    header = read_header(second)
    assert (header.first_seq, header.previous) == (21, sha256_of(first))


def test_the_same_files_are_made_every_time(tmp_path: Path) -> None:
    first, again = (
        [sha256_of(file) for file in workload.write_sites(tmp_path / name, 2, 40)]
        for name in ("first", "again")
    )
    assert first == again


def test_a_fifth_of_the_changes_are_to_records_made_before() -> None:
    rows = list(workload.work_of(2, 1000))
    assert len(rows) == 1000
    assert len({(row.table_name, row.record_id) for row in rows}) == 800


def test_parents_come_before_their_lines() -> None:
    made = set()
    for row in workload.work_of(2, 200):
        kind = CATALOGUE.tables[row.table_name]
        if kind.parent_column:
            assert (kind.parent_table, json.loads(row.data)[kind.parent_column]) in made
        made.add((row.table_name, row.record_id))


def test_work_after_a_history_changes_its_newest_records() -> None:
    before = {row.record_id for row in workload.work_of(2, 200)}
    after = [row.record_id for row in workload.work_of(2, 20, first_block=10)]
    assert len(before & set(after)) == 4


def test_the_floor_logs_every_change_and_keeps_every_record_once(tmp_path: Path) -> None:
    files = workload.write_sites(tmp_path / "work", 2, 100)
    with floor.open_lake(tmp_path / "lake") as lake:
        assert floor.upsert_all(lake, f"{tmp_path}/work/*/*.parquet") == 200
        assert floor.upsert_all(lake, f"{tmp_path}/work/*/*.parquet") == 200
        logged = lake.execute("SELECT count(*) FROM change").fetchone()
        kept = lake.execute('SELECT count(*), count(DISTINCT "ID") FROM trans_line').fetchone()
    assert logged == (400,)
    lines = {
        record_id
        for file in files
        for table, record_id in zip(
            *pq.read_table(file, columns=["table_name", "record_id"]).to_pydict().values(),
            strict=True,
        )
        if table == "trans_line"
    }
    assert kept == (len(lines), len(lines))
