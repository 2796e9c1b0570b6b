"""The reference site keeps its promises to the centre, also after it was switched off."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.batchfile import OUTGOING_SCHEMA, read_header, write_outgoing
from ingest.files import sha256_of
from simulator.site import OutOfOrder, ReferenceSite

GENERATION = "5c3e3d6a-6d3b-4a52-9a3f-6a8d3f1f2b10"
AT = datetime(2026, 3, 1, 8)


@pytest.fixture
def site(tmp_path: Path) -> ReferenceSite:
    return ReferenceSite(2, tmp_path / "site", generation=GENERATION)


def outgoing(
    folder: Path, batch_no: int, first_seq: int, *rows: dict[str, Any], site_id: int = 2
) -> Path:
    """A batch from the centre; each row gives table_name, record_id, action and data."""
    whole = [
        {"seq": seq, "changed_at": AT, "source_site_id": 1, "data": None, **row}
        for seq, row in enumerate(rows, start=first_seq)
    ]
    path = folder / f"{batch_no:010d}.parquet"
    write_outgoing(
        path, pa.Table.from_pylist(whole, schema=OUTGOING_SCHEMA), destination_site_id=site_id,
        batch_no=batch_no, generation=GENERATION, previous="", created_at=AT,
    )  # fmt: skip
    return path


def row(table: str, record_id: str, action: str, data: str | None = None) -> dict[str, Any]:
    return {"table_name": table, "record_id": record_id, "action": action, "data": data}


def test_a_batch_passes_the_centres_own_check(site: ReferenceSite) -> None:
    site.change("transact", "T1", {"ID": "T1", "status": "nw"})
    site.change("transact", "T1", {"status": "fn"})
    path = site.write_batch(created_at=AT)
    assert path is not None
    header = read_header(path)
    assert (header.site_id, header.batch_no, header.rows) == (2, 1, 2)
    assert (header.first_seq, header.last_seq, header.previous) == (1, 2, "")
    assert header.generation == GENERATION


def test_a_partial_change_is_pushed_as_it_is_and_kept_as_a_whole(site: ReferenceSite) -> None:
    site.change("transact", "T1", {"ID": "T1", "status": "nw"})
    site.change("transact", "T1", {"status": "fn"})
    path = site.write_batch()
    assert path is not None
    assert pq.read_table(path).column("data").to_pylist()[1] == '{"status": "fn"}'
    assert site.record("transact", "T1") == {"ID": "T1", "status": "fn"}


def test_without_a_change_there_is_no_batch(site: ReferenceSite) -> None:
    assert site.write_batch() is None
    site.change("transact", "T1", {"ID": "T1"})
    assert site.write_batch() is not None
    assert site.write_batch() is None


def test_a_site_made_again_from_its_folder_goes_on_where_it_was(site: ReferenceSite) -> None:
    site.change("transact", "T1", {"ID": "T1"})
    first = site.write_batch()
    assert first is not None
    site.change("transact", "T2", {"ID": "T2"})
    site.close()
    again = ReferenceSite(2, site.folder)
    again.change("transact", "T3", {"ID": "T3"})
    second = again.write_batch()
    assert second is not None
    header = read_header(second)
    assert (header.batch_no, header.first_seq, header.last_seq) == (2, 2, 3)
    assert header.previous == sha256_of(first)
    assert header.generation == GENERATION
    assert set(again.records("transact")) == {"T1", "T2", "T3"}


def test_a_folder_of_another_generation_is_refused(site: ReferenceSite) -> None:
    other = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(ValueError, match="belongs to generation"):
        ReferenceSite(2, site.folder, generation=other)


def test_changes_made_together_are_all_kept_or_none(site: ReferenceSite) -> None:
    def work_that_fails() -> None:
        with site.together():
            site.change("transact", "T1", {"ID": "T1"})
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        work_that_fails()
    assert site.records("transact") == {}
    assert site.change("transact", "T2", {"ID": "T2"}) == 1


def test_deleting_a_header_deletes_its_lines(site: ReferenceSite) -> None:
    site.change("transact", "T1", {"ID": "T1"})
    site.change("trans_line", "L1", {"ID": "L1", "transaction_ID": "T1"})
    site.change("trans_line", "L2", {"ID": "L2", "transaction_ID": "T2"})
    site.delete("transact", "T1")
    assert site.records("transact") == {}
    assert set(site.records("trans_line")) == {"L2"}


def test_what_is_pulled_replaces_deletes_and_removes(site: ReferenceSite, tmp_path: Path) -> None:
    site.change("transact", "OWN", {"ID": "OWN", "comment": "ours"})
    files = [
        outgoing(
            tmp_path, 1, 1,
            row("item", "I1", "upsert", '{"ID": "I1", "code": "A"}'),
            row("transact", "OWN", "upsert", '{"ID": "OWN"}'),
            row("transact", "T9", "upsert", '{"ID": "T9"}'),
            row("trans_line", "L9", "upsert", '{"ID": "L9", "transaction_ID": "T9"}'),
        ),
        outgoing(
            tmp_path, 2, 5,
            row("transact", "T9", "delete"),
            row("item", "I1", "remove"),
        ),
    ]  # fmt: skip
    assert site.apply(files[:1]) == 1
    assert site.records("item") == {"I1": {"ID": "I1", "code": "A"}}
    assert site.records("transact") == {"OWN": {"ID": "OWN"}, "T9": {"ID": "T9"}}
    assert site.apply(files[1:]) == 2
    assert site.records("item") == site.records("trans_line") == {}


def test_applying_the_same_batch_again_changes_nothing(site: ReferenceSite, tmp_path: Path) -> None:
    first = outgoing(tmp_path, 1, 1, row("item", "I1", "upsert", '{"ID": "I1", "code": "A"}'))
    second = outgoing(tmp_path, 2, 2, row("item", "I1", "upsert", '{"ID": "I1", "code": "B"}'))
    assert site.apply([second, first]) == 2
    assert site.apply([first]) == 2
    assert site.records("item") == {"I1": {"ID": "I1", "code": "B"}}


def test_what_was_applied_is_remembered(site: ReferenceSite, tmp_path: Path) -> None:
    site.apply([outgoing(tmp_path, 1, 1, row("item", "I1", "upsert", '{"ID": "I1"}'))])
    site.close()
    assert ReferenceSite(2, site.folder).applied_through == 1


def test_a_gap_in_what_is_pulled_is_refused(site: ReferenceSite, tmp_path: Path) -> None:
    with pytest.raises(OutOfOrder, match="after a gap"):
        site.apply([outgoing(tmp_path, 2, 1, row("item", "I1", "remove"))])


def test_a_hole_in_the_numbers_of_what_is_pulled_is_refused_whole(
    site: ReferenceSite, tmp_path: Path
) -> None:
    site.apply([outgoing(tmp_path, 1, 1, row("item", "I1", "upsert", '{"ID": "I1"}'))])
    with pytest.raises(OutOfOrder, match="has change 3, not 2"):
        site.apply([outgoing(tmp_path, 2, 3, row("item", "I1", "remove"))])
    assert site.applied_through == 1
    assert set(site.records("item")) == {"I1"}


def test_a_batch_for_another_site_is_refused(site: ReferenceSite, tmp_path: Path) -> None:
    with pytest.raises(OutOfOrder, match="not for site 2"):
        site.apply([outgoing(tmp_path, 1, 1, row("item", "I1", "remove"), site_id=3)])


def test_what_is_pulled_is_not_pushed_back(site: ReferenceSite, tmp_path: Path) -> None:
    site.apply([outgoing(tmp_path, 1, 1, row("item", "I1", "upsert", '{"ID": "I1"}'))])
    assert site.write_batch() is None
