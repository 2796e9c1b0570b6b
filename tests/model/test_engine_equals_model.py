"""After every cycle of every history the centre holds what the model holds.

`SYNCLINE_SOAK=5000 make soak` plays that many. A seed beyond the ordinary ones that fails is
written into `kept_seeds.txt` by hand, and is played first from then on.
"""

import os
from pathlib import Path

import pytest

from tests.centre import Centre, copy_home
from tests.model.histories import make_history
from tests.model.playing import Game, play

KEPT = Path(__file__).with_name("kept_seeds.txt")
PLAYED = int(os.environ.get("SYNCLINE_SOAK", "16"))


@pytest.fixture(scope="module")
def begun(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Game]:
    """Centres after their first cycle by primary site; copied, never played on."""
    return {
        primary: begin(empty_home, tmp_path_factory.mktemp(f"primary-{primary}"), primary)
        for primary in (1, 2)
    }


def begin(empty_home: Path, folder: Path, primary: int) -> Game:
    (folder / "outbox").mkdir()
    game = Game(Centre(copy_home(empty_home, folder / "home"), folder / "outbox"), primary)
    game.begin()
    return game


def kept_seeds() -> list[int]:
    return [int(line) for line in KEPT.read_text(encoding="utf-8").split()]


@pytest.mark.parametrize("seed", dict.fromkeys([*kept_seeds(), *range(PLAYED)]))
def test_the_engine_equals_the_model(seed: int, centre: Centre, begun: dict[int, Game]) -> None:
    history = make_history(seed)
    centre.become(begun[history.primary].centre)
    game = begun[history.primary].copied_to(centre)
    assert play(game, history) == [], f"seed {seed}"
