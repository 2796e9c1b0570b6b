"""A demo that was cut off is known and made anew; a home of somebody else is never touched."""

from pathlib import Path

import pytest

from simulator.demo_home import MARK, PARTS, NoPlaceForDemo, being_made, is_unfinished
from sync import lake
from sync.home import Home
from sync.schema import init_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def cut_off(home: Home) -> None:
    """A demo that ends in the middle, when the lake and more are there."""
    with pytest.raises(KeyboardInterrupt), being_made(home):
        init_home(home)
        home.control_path.touch()
        home.dagster.mkdir(exist_ok=True)
        raise KeyboardInterrupt


def test_a_demo_is_unfinished_from_before_its_first_file_to_its_end(home: Home) -> None:
    assert not is_unfinished(home)
    with being_made(home) as is_anew:
        assert (is_anew, is_unfinished(home), home.exists()) == (False, True, False)
        init_home(home)
    assert (is_unfinished(home), home.exists()) == (False, True)


def test_one_that_was_cut_off_is_taken_away_for_the_next_and_what_else_is_there_stays(
    home: Home,
) -> None:
    cut_off(home)
    assert is_unfinished(home)
    (home.root / "my notes.txt").write_text("mine")
    with being_made(home) as is_anew:
        left = {path.name for path in home.root.iterdir()}
        assert (is_anew, left) == (True, {MARK, ".writer.lock", "my notes.txt"})
    assert not is_unfinished(home)


def test_cut_off_while_it_is_taken_away_it_is_still_unfinished(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(home)

    def cut(path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("shutil.rmtree", cut)
        with pytest.raises(KeyboardInterrupt), being_made(home):
            pass
    assert is_unfinished(home)


@pytest.mark.parametrize("part", [name for name in PARTS if name != "lake"])
def test_an_installation_without_its_lake_is_no_place_for_a_demo(home: Home, part: str) -> None:
    (home.root / part).mkdir(parents=True)
    with pytest.raises(NoPlaceForDemo, match="`syncline rebuild`"), being_made(home):
        pass
    assert [path.name for path in home.root.iterdir()] == [part]


def test_two_that_make_it_at_once_do_not_take_away_each_others(home: Home) -> None:
    with being_made(home):
        init_home(home)
        with pytest.raises(NoPlaceForDemo, match="another process is making"), being_made(home):
            pass
        assert home.exists() and is_unfinished(home)


def test_one_who_waited_while_it_became_whole_does_not_take_it_away(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(home)
    monkeypatch.setattr("fcntl.flock", lambda *_: (home.root / MARK).unlink())
    with pytest.raises(NoPlaceForDemo, match="has just made"), being_made(home):
        pass
    assert home.exists()


def test_part_of_it_that_is_in_a_database_elsewhere_is_not_guessed_at(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(home)
    monkeypatch.setenv("SYNCLINE_CONTROL_URL", "postgresql+psycopg://somewhere")
    with pytest.raises(NoPlaceForDemo, match="where SYNCLINE_CONTROL_URL says"), being_made(home):
        pass
    assert home.exists() and is_unfinished(home)


def test_one_that_a_cycle_still_writes_to_is_not_taken_away(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(home)
    monkeypatch.setattr("simulator.demo_home.PATIENCE_SECONDS", 0)
    with lake.writer_lock(home), pytest.raises(lake.LakeBusy), being_made(home):
        pass
    assert home.exists() and is_unfinished(home)
