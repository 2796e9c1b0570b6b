"""What a cycle finds in the landing folder: the next in line, and nothing that must wait."""

from pathlib import Path

import pytest

from ingest.control import Control
from ingest.landing import (
    Held,
    Verdict,
    applied_leftovers,
    archive,
    ready_batches,
    waiting_counts,
)
from sync.batch import LandedBatch, StreamPosition
from sync.home import Home
from tests.ingest.site import RECEIVED_AT, Site, bring
from tests.ingest.watching import listings


def at(site: Site, batch_no: int) -> dict[int, StreamPosition]:
    return {site.site_id: StreamPosition(site.site_id, site.generation, batch_no, 0, "")}


def numbers(batches: list[LandedBatch]) -> list[tuple[int, int]]:
    return [(batch.site_id, batch.batch_no) for batch in batches]


@pytest.fixture
def other(tmp_path: Path) -> Site:
    return Site(3, tmp_path / "other stick")


def test_an_empty_home_has_nothing_ready(home: Home) -> None:
    assert ready_batches(home, {}) == []
    assert applied_leftovers(home, {}) == []
    assert waiting_counts(home) == {}


def test_ready_batches_are_whole_and_in_order(home: Home, site: Site, other: Site) -> None:
    for path in other.write_many(11) + site.write_many(2, count=5):
        bring(home, path)
    ready = ready_batches(home, {})
    assert numbers(ready) == [(2, 1), (2, 2)] + [(3, n) for n in range(1, 12)]
    second = ready[1]
    assert (second.first_seq, second.last_seq, second.rows) == (6, 10, 5)
    assert second.path == home.landing_file(2, site.generation, 2)
    assert second.received_at == RECEIVED_AT


def test_what_is_behind_a_gap_is_not_ready_but_counted(home: Home, site: Site) -> None:
    paths = site.write_many(6, count=3)
    for path in paths[:2] + paths[3:]:
        bring(home, path)
    assert numbers(ready_batches(home, {})) == [(2, 1), (2, 2)]
    assert waiting_counts(home) == {2: Held(2, batches=3, rows=9)}
    bring(home, paths[2])
    assert len(ready_batches(home, at(site, 1))) == 5
    assert waiting_counts(home) == {}


def test_ready_batches_begin_behind_the_position(home: Home, site: Site) -> None:
    for path in site.write_many(4):
        bring(home, path)
    assert numbers(ready_batches(home, at(site, 3))) == [(2, 4)]
    assert ready_batches(home, at(site, 4)) == []


def test_applied_batches_are_archived_and_never_looked_at_again(home: Home, site: Site) -> None:
    paths = site.write_many(3)
    for path in paths:
        bring(home, path)
    left = applied_leftovers(home, at(site, 2))
    assert numbers(left) == [(2, 1), (2, 2)]
    for _ in range(2):  # a crash may have left it done
        archive(home, left)
    assert home.archive_file(2, site.generation, 1).read_bytes() == paths[0].read_bytes()
    assert applied_leftovers(home, at(site, 2)) == []
    assert numbers(ready_batches(home, at(site, 2))) == [(2, 3)]


def test_an_old_generations_last_batches_come_before_the_new_ones(home: Home, site: Site) -> None:
    newer = Site(2, site.folder)
    old = site.write_many(5)
    for path in old[:3] + old[4:]:
        bring(home, path)
    Control(home).allow_reinitialise(2)
    for path in newer.write_many(2):
        assert bring(home, path).verdict is Verdict.ACCEPTED
    ready = ready_batches(home, at(site, 1))
    assert [(b.generation, b.batch_no) for b in ready] == [
        (site.generation, 2), (site.generation, 3), (newer.generation, 1), (newer.generation, 2),
    ]  # fmt: skip
    assert waiting_counts(home) == {}
    left = applied_leftovers(home, at(newer, 1))
    assert {(b.generation, b.batch_no) for b in left} == {
        (site.generation, 1), (site.generation, 2), (site.generation, 3), (newer.generation, 1),
    }  # fmt: skip


def test_a_lost_file_of_the_old_generation_stops_the_new_one(home: Home, site: Site) -> None:
    newer = Site(2, site.folder)
    old = site.write_many(3)
    for path in old:
        bring(home, path)
    Control(home).allow_reinitialise(2)
    bring(home, newer.write())
    home.landing_file(2, site.generation, 2).unlink()
    assert numbers(ready_batches(home, {})) == [(2, 1)]
    bring(home, old[1])
    assert len(ready_batches(home, {})) == 4


def test_files_put_in_the_landing_folder_by_hand_get_the_answer_they_deserve(
    home: Home, site: Site
) -> None:
    first, second, third = site.write_many(3)
    folder = home.landing_file(2, site.generation, 1).parent
    folder.mkdir(parents=True)
    (folder / "0000000002.parquet").write_bytes(second.read_bytes())
    (folder / "0000000001.parquet").write_bytes(first.read_bytes())
    (folder / "0000000009.parquet").write_bytes(third.read_bytes())
    (folder / "0000000003.parquet").write_bytes(b"torn")
    (folder / "readme.txt").write_text("what is this?")
    assert numbers(ready_batches(home, {})) == [(2, 1), (2, 2)]
    assert sorted(path.name for path in folder.iterdir()) == [
        "0000000001.parquet", "0000000002.parquet",
    ]  # fmt: skip
    assert len(list(home.quarantine.glob("*.json"))) == 3
    assert bring(home, third).verdict is Verdict.ACCEPTED


def test_the_archive_is_not_read_to_find_what_waits(home: Home, site: Site) -> None:
    for path in site.write_many(2):
        bring(home, path)
    archive(home, applied_leftovers(home, at(site, 1)))
    with listings() as listed:
        assert numbers(ready_batches(home, at(site, 1))) == [(2, 2)]
        assert applied_leftovers(home, at(site, 1)) == []
    assert listed != []
    assert [folder for folder in listed if str(home.archive) in folder] == []
