"""Files for sites: numbering, one state per record, acknowledgement, a cursor for who is away."""

import json

import pyarrow.parquet as pq

from ingest.outgoing import acknowledge
from tests.centre import Centre, delete, upsert
from tests.scenarios.six_stores import begin, invoice, stock_line


def rows_of(centre: Centre, site_id: int) -> list[dict[str, object]]:
    return [row for path in centre.pull(site_id) for row in pq.read_table(path).to_pylist()]


def test_an_outgoing_batch_has_full_records_dense_numbers_and_its_destination(
    centre: Centre,
) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(3, upsert("item_line", "LINE_C_1", quantity=4, shelf="B2"))
    (path,) = centre.pull(1)
    table = pq.read_table(path)
    assert table.column("seq").to_pylist() == [1]
    metadata = {k.decode(): v.decode() for k, v in pq.read_metadata(path).metadata.items()}
    assert metadata["syncline.destination_site_id"] == "1"
    assert metadata["syncline.batch_no"] == "1"
    assert "syncline.site_id" not in metadata
    row = table.to_pylist()[0]
    data = json.loads(row["data"])
    assert (data["quantity"], data["pack_size"], data["shelf"]) == (4, 10, "B2")
    assert row["source_site_id"] == 3


def test_a_second_pull_without_acknowledgement_gives_the_same_files(centre: Centre) -> None:
    begin(centre)
    first = centre.pull(2)
    content = [path.read_bytes() for path in first]
    assert [path.read_bytes() for path in centre.pull(2)] == content
    centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    files = centre.pull(2)
    assert len(files) == 2
    seqs = [seq for file in files for seq in pq.read_table(file).column("seq").to_pylist()]
    assert seqs == list(range(1, len(seqs) + 1))


def test_acknowledging_ends_the_files_and_the_waiting_figure(centre: Centre) -> None:
    begin(centre)
    waiting = "SELECT waiting_out FROM sync.site_status WHERE site_id = 2"
    before = centre.sql(waiting)[0][0]
    assert before == len(centre.sent(2)) > 0
    files = centre.pull(2)
    assert centre.sql("SELECT count(*) FROM sync.outgoing WHERE batch_no IS NULL "
                      "AND destination_site_id = 2") == [(0,)]  # fmt: skip
    assert acknowledge(centre.home, 2, 1) == 1
    assert not files[0].exists()
    assert centre.sql(waiting) == [(0,)]
    assert centre.sql("SELECT count(*) FROM sync.outgoing WHERE acknowledged_at IS NULL "
                      "AND destination_site_id = 2") == [(0,)]  # fmt: skip
    assert acknowledge(centre.home, 2, 1) == 0
    assert centre.pull(2) == []


def test_parents_stand_before_children_and_deletions_come_last(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    centre.push_and_cycle(3, line, header, stock_line("C"))
    tables = [row["table_name"] for row in rows_of(centre, 1)]
    assert tables.index("transact") < tables.index("trans_line")


def test_what_was_deleted_before_it_was_pulled_is_only_deleted(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, *invoice("1", "C", to="B"))
    centre.push_and_cycle(3, delete("transact", "INV_1"))
    rows = [row for row in rows_of(centre, 2) if "INV_1" in str(row["record_id"])]
    assert [(row["record_id"], row["action"]) for row in rows] == [("INV_1", "delete")]


def test_a_record_changed_in_many_cycles_is_sent_once_in_its_latest_state(centre: Centre) -> None:
    begin(centre)
    for packs in (1, 2, 3):
        centre.push_and_cycle(3, stock_line("C", packs=packs))
    rows = rows_of(centre, 1)
    assert [json.loads(str(row["data"]))["quantity"] for row in rows] == [3]


def test_central_data_is_stored_once_not_once_per_site(centre: Centre) -> None:
    begin(centre)
    assert centre.sql(
        "SELECT count(*), count(DISTINCT audience) FROM sync.outgoing_log WHERE table_name = 'item'"
    ) == [(1, 1)]
    assert centre.sql(
        "SELECT destination_site_id FROM sync.outgoing WHERE table_name = 'item' ORDER BY 1"
    ) == [(2,), (3,)]


def test_files_are_cut_before_they_grow_too_large(centre: Centre) -> None:
    begin(centre)
    text = "x" * 1_000_000
    rows = [upsert("item_line", f"L{i}", store_ID="STORE_C", note=text) for i in range(12)]
    centre.push_and_cycle(3, *rows)
    files = centre.pull(1)
    assert len(files) == 2
    assert all(file.stat().st_size <= 8_000_000 for file in files)
    assert sum(pq.read_metadata(file).num_rows for file in files) == 12
