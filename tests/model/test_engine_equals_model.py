"""After every cycle of every history the centre holds what the model holds.

Many seeds, each the history of an island, are played in one network. `make soak` plays thousands.
Where they differ, what differs is printed with the events of an island that differs on its own, a
line per event, and these are written to `kept/failing.json`; `make soak` shrinks them first, which
takes minutes. Under a name that says what it shows a history is kept, and played from then on.
"""

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.centre import Centre, copy_home
from tests.model.comparing import differences
from tests.model.events import History
from tests.model.histories import history_of
from tests.model.playing import Game, play
from tests.model.shrinking import shrunk

KEPT = Path(__file__).with_name("kept")
FAILING = "failing.json"
IS_SOAK = "SYNCLINE_SOAK" in os.environ
PLAYED = int(os.environ.get("SYNCLINE_SOAK", "240"))
ISLANDS = 80
"""How many seeds share a network: a cycle costs little more with them than with one."""


class Beginnings:
    """Centres after their first cycle, by primary and islands; copied, never played on."""

    def __init__(self, empty_home: Path, folder: Path) -> None:
        self.empty_home, self.folder = empty_home, folder
        self.begun: dict[tuple[int, int], Game] = {}

    def game(self, primary: int, islands: int) -> Game:
        if (primary, islands) not in self.begun:
            folder = self.folder / f"{primary}-{islands}"
            game = Game(new_centre(self.empty_home, folder), primary, islands)
            game.begin(islands)
            self.begun[primary, islands] = game
        return self.begun[primary, islands]

    def play(self, history: History) -> list[str]:
        """The differences between engine and model that the history shows."""
        begun = self.game(history.primary, history.islands)
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            centre = new_centre(self.empty_home, Path(folder) / "game")
            centre.become(begun.centre)
            game = begun.copied_to(centre)
            try:
                return play(game, history, differences)
            finally:
                centre.reopen()


def new_centre(empty_home: Path, folder: Path) -> Centre:
    (folder / "outbox").mkdir(parents=True)
    return Centre(copy_home(empty_home, folder / "home"), folder / "outbox")


@pytest.fixture(scope="module")
def beginnings(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    return Beginnings(empty_home, tmp_path_factory.mktemp("beginnings"))


def alone(
    history: History, seeds: Sequence[int], found: list[str], beginnings: Beginnings
) -> History:
    """The history of an island that differs on its own, where one does."""
    named = dict.fromkeys(int(n) for line in found for n in re.findall(r"\.(\d+)", line))
    for number in [n for n in named if 0 < n <= len(seeds)][:5]:
        single = history_of([seeds[number - 1]], history.primary)
        if beginnings.play(single):
            return single
    return history


def kept(history: History, beginnings: Beginnings) -> str:
    """The history as it is kept; a soak leaves out what can be left out."""
    if IS_SOAK and history.islands == 1:
        history = shrunk(history, lambda shorter: bool(beginnings.play(shorter)))
    text = history.to_json()
    KEPT.mkdir(exist_ok=True)
    (KEPT / FAILING).write_text(text, encoding="utf-8")
    return text


@pytest.mark.parametrize("file", sorted(KEPT.glob("*.json")), ids=lambda file: file.stem)
def test_kept_histories_are_equal(file: Path, beginnings: Beginnings) -> None:
    history = History.from_json(file.read_text(encoding="utf-8"))
    assert (found := beginnings.play(history)) == [], "\n".join(found)


@pytest.mark.parametrize("first", range(0, PLAYED, ISLANDS))
def test_the_engine_equals_the_model(beginnings: Beginnings, first: int) -> None:
    seeds = range(first, min(first + ISLANDS, PLAYED))
    history = history_of(seeds, primary=1 + first // ISLANDS % 2)
    if found := beginnings.play(history):
        single = alone(history, seeds, found, beginnings)
        pytest.fail("\n".join([*found, kept(single, beginnings)]), pytrace=False)
