"""Plays a history through the real centre and through the model."""

import copy
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ingest.landing import Verdict, land
from tests.centre import Centre, Row
from tests.model.events import Cycle, Event, History
from tests.model.network import read_network
from tests.model.places import Settings, first_records, first_settings
from tests.model.reference import Judging, in_order
from tests.model.state import Change, State


class Game:
    """One centre and one model that get the same."""

    def __init__(self, centre: Centre, primary: int, islands: int) -> None:
        self.centre, self.state = centre, State()
        self.settings: Settings = first_settings(primary, islands)
        self.network = read_network(self.settings)

    def begin(self, islands: int) -> None:
        self.centre.network(json.dumps(self.settings))
        primary = self.network.primary
        self.play([("push", primary, row) for row in first_records(islands)])

    def copied_to(self, centre: Centre) -> "Game":
        """The same game on a copy of its centre."""
        other = copy.copy(self)
        other.centre, other.state = centre, copy.deepcopy(self.state)
        other.settings = copy.deepcopy(self.settings)
        return other

    def play(self, cycle: Cycle) -> None:
        self._settings_change(_of(cycle, "store", "site"))
        batches = _batches(_of(cycle, "push"))
        for site_id, rows in batches.items():
            self._land(self.centre.write(site_id, *rows))
        self.centre.cycle()
        self._judge(batches)

    def _land(self, file: Path) -> None:
        landed = land(self.centre.home, file, network_site_ids=self.network.sites)
        assert landed.verdict is Verdict.ACCEPTED, landed.why

    def _settings_change(self, events: list[Event]) -> None:
        if not events:
            return
        before = self.network
        for kind, subject, settings in events:
            for entry in self.settings[f"{kind}s"]:
                if entry["id"] == subject:
                    kept = {} if kind == "store" else entry
                    entry_now = {"id": subject} | kept | settings
                    entry.clear()
                    entry.update(entry_now)
        self.network = read_network(self.settings)
        self.centre.network(json.dumps(self.settings))
        for store_id, store in before.stores.items():
            if self.network.active_site(store_id) != store.active:
                self.state.unaware.add((store.active, store_id))

    def _judge(self, batches: dict[int, list[Row]]) -> None:
        first = len(self.state.changes) + 1
        rows = [
            Change(n, site_id, row["table_name"], row["record_id"], row["action"], row["data"])
            for n, (site_id, row) in enumerate(in_order(self.network, batches.items()), first)
        ]
        Judging(self.state, self.network, rows).run()


def play(game: Game, history: History, compare: Any) -> list[str]:
    """The differences after the first cycle that has any."""
    for number, cycle in enumerate(history.cycles, 1):
        game.play(cycle)
        if found := compare(game):
            return [f"cycle {number}: {line}" for line in found]
    return []


def _of(cycle: Iterable[Event], *kinds: str) -> list[Event]:
    return [event for event in cycle if event[0] in kinds]


def _batches(pushes: list[Event]) -> dict[int, list[Row]]:
    batches: dict[int, list[Row]] = {}
    for _, site_id, row in pushes:
        batches.setdefault(site_id, []).append(row)
    return batches
