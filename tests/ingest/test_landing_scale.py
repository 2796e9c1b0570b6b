"""The thousandth batch costs what the first one did: no folder is listed, no table is scanned."""

from pathlib import Path

from sync.home import Home
from tests.ingest.site import Site, bring
from tests.ingest.watching import listings, plans, statements


def test_a_batch_late_in_the_stream_asks_no_more_than_an_early_one(home: Home, site: Site) -> None:
    paths = site.write_many(120, count=1)
    asked = []
    with listings() as listed:
        for path in paths:
            with statements(home) as seen:
                assert bring(home, path).verdict == "accepted"
            asked.append(len(seen))
    assert asked[-1] == asked[2] > 0
    assert set(asked[2:]) == {asked[2]}
    assert listed == []


def test_batches_behind_a_gap_ask_no_more_as_they_become_many(home: Home, site: Site) -> None:
    paths = site.write_many(120, count=1)
    bring(home, paths[0])
    asked = []
    with listings() as listed:
        for path in paths[2:]:
            with statements(home) as seen:
                assert bring(home, path).missing == (2,)
            asked.append(len(seen))
    assert set(asked[1:]) == {asked[1]}
    assert listed == []


def test_no_answer_scans_a_table(home: Home, site: Site, tmp_path: Path) -> None:
    paths = site.write_many(6)
    with statements(home) as seen:
        for number in (0, 2, 4, 1, 3, 3):
            bring(home, paths[number])
        bring(home, site.write_twin(paths[5]))
        bring(home, paths[5])
        bring(home, Site(2, tmp_path / "other").write())
    steps = plans(home, seen)
    assert len(steps) > 40
    assert [step for step in steps if "SCAN" in step] == []
