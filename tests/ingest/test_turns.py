"""Batches that share a turn are answered as if each had come alone."""

from pathlib import Path
from typing import Any

import pytest

from ingest.control import Control
from ingest.landing import LandingFailed, land_together, ready_batches
from ingest.offer import Arrived, Landed, Offer, Verdict
from ingest.receiving import Reception
from sync.home import Home
from tests.ingest.site import NETWORK, RECEIVED_AT, Site
from tests.ingest.watching import statements


def bring_all(home: Home, *paths: Path) -> list[Landed | Exception]:
    files = [Arrived(path, path.read_bytes()) for path in paths]
    return land_together(
        home, Control(home), files, network_site_ids=NETWORK, received_at=RECEIVED_AT, via="http"
    )


def verdicts(answers: list[Landed | Exception]) -> list[Any]:
    return [a.verdict if isinstance(a, Landed) else type(a) for a in answers]


def test_every_answer_of_the_contract_comes_out_of_one_turn(
    home: Home, site: Site, tmp_path: Path
) -> None:
    first, second, third, fourth = site.write_many(4)
    twin, torn = site.write_twin(first), tmp_path / "torn.parquet"
    torn.write_bytes(b"torn")
    stranger = Site(99, tmp_path / "strange").write()
    other = Site(3, tmp_path / "other").write()
    assert verdicts(
        bring_all(home, first, torn, first, other, second, fourth, twin, stranger)
    ) == [
        Verdict.ACCEPTED, Verdict.REFUSED, Verdict.DUPLICATE, Verdict.ACCEPTED, Verdict.ACCEPTED,
        Verdict.GAP, Verdict.CONFLICT, Verdict.REFUSED,
    ]  # fmt: skip
    (closed,) = bring_all(home, third)
    assert isinstance(closed, Landed) and "so are 1 that waited" in closed.why
    assert [(b.site_id, b.batch_no) for b in ready_batches(home, {})] == [
        (2, 1), (2, 2), (2, 3), (2, 4), (3, 1),
    ]  # fmt: skip
    assert not list(home.landing.rglob("*.part"))


def test_several_share_one_transaction(home: Home, site: Site, tmp_path: Path) -> None:
    others = [Site(number, tmp_path / str(number)) for number in (1, 3)]
    paths = [site.write(), *(other.write() for other in others)]
    bring_all(home, *paths)
    with statements(home) as together:
        bring_all(home, site.write(), *(other.write() for other in others))
    with statements(home) as alone:
        bring_all(home, site.write())
    assert len(together) == 3 * len(alone)
    assert {len(str(Control(home).current_generation(n))) for n in (1, 2, 3)} == {36}


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("a bug")])
def test_one_that_fails_takes_no_other_with_it(
    home: Home, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    other = Site(3, tmp_path / "other")
    judge = Reception.judge

    def failing(self: Reception, offer: Offer) -> Landed:
        landed = judge(self, offer)
        if offer.header.site_id == 3:
            raise error
        return landed

    paths = [site.write(), other.write(), site.write()]
    with monkeypatch.context() as patch:
        patch.setattr(Reception, "judge", failing)
        found = verdicts(bring_all(home, *paths))
    expected = LandingFailed if isinstance(error, OSError) else type(error)
    assert found == [Verdict.ACCEPTED, expected, Verdict.ACCEPTED]
    assert Control(home).receipt(3, other.generation, 1) is None
    assert verdicts(bring_all(home, *paths)) == [
        Verdict.DUPLICATE, Verdict.ACCEPTED, Verdict.DUPLICATE,
    ]  # fmt: skip
    assert not list(home.landing.rglob("*.part"))
