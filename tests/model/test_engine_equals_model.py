"""After every cycle of every history the centre holds what the model holds.

One example is a history of several islands, one seed each. `make soak` plays thousands. A history
that fails is printed, a line per event, and written to `kept/failing.json`; `make soak` shrinks it,
which takes minutes. Under a name that says what it shows it is kept, and played first from then on.
"""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.centre import Centre, copy_home
from tests.model.comparing import differences
from tests.model.events import History
from tests.model.histories import histories
from tests.model.playing import Game, play

KEPT = Path(__file__).with_name("kept")
FAILING = "failing.json"
ISLANDS = 30
PARTS = 4
PLAYED = int(os.environ.get("SYNCLINE_SOAK", "240"))
"""How many seeds: each is the history of one island. Parts may be played side by side."""


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


def show(history: History, found: list[str]) -> str:
    """What differs and the events that show it; the last that fails is the shrunk one."""
    text = history.to_json()
    KEPT.mkdir(exist_ok=True)
    (KEPT / FAILING).write_text(text, encoding="utf-8")
    return "\n".join([*found, text])


@pytest.mark.parametrize("file", sorted(KEPT.glob("*.json")), ids=lambda file: file.stem)
def test_kept_histories_are_equal(file: Path, beginnings: Beginnings) -> None:
    history = History.from_json(file.read_text(encoding="utf-8"))
    assert (found := beginnings.play(history)) == [], "\n".join(found)


@pytest.mark.parametrize("part", range(PARTS))
@settings(
    phases=[Phase.generate, *([Phase.shrink] if "SYNCLINE_SOAK" in os.environ else [])],
    max_examples=1 + max(1, PLAYED // ISLANDS // PARTS),  # the first is hypothesis' simplest
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_the_engine_equals_the_model(
    beginnings: Beginnings, part: int, data: st.DataObject
) -> None:
    history = data.draw(histories(ISLANDS, part), label="history")
    found = beginnings.play(history)
    if found:
        pytest.fail(show(history, found), pytrace=False)
