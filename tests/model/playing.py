"""Plays a history through the real centre and through the model, and says where they differ."""

import copy
import json
from typing import Any

from sync.catalogue import CATALOGUE
from tests.centre import Centre
from tests.model.entitled import entitled
from tests.model.histories import History, Step, first_records, settings
from tests.model.network import Network, read_network, relations
from tests.model.reference import Cycle, in_order
from tests.model.state import Change, Key, State
from tests.model.values import as_read


class Game:
    """One centre and one model that get the same."""

    def __init__(self, centre: Centre, primary: int) -> None:
        self.centre, self.state = centre, State()
        self.settings = settings(primary)
        self.network: Network = read_network(self.settings)

    def begin(self) -> None:
        self.play(Step(self.settings, [(self.network.primary, first_records())]))

    def copied_to(self, centre: Centre) -> "Game":
        """The same game on a copy of its centre."""
        other = Game(centre, self.network.primary)
        other.state = copy.deepcopy(self.state)
        return other

    def play(self, step: Step) -> None:
        if step.settings is not None:
            self.settings = step.settings
            self.network_changes()
        for site_id, rows in step.batches:
            self.centre.push(site_id, *rows)
        self.centre.cycle()
        self._judge(step.batches)

    def network_changes(self) -> None:
        before = self.network
        self.network = read_network(self.settings)
        self.centre.network(json.dumps(self.settings))
        for store_id, store in before.stores.items():
            if self.network.active_site(store_id) != store.active:
                self.state.unaware.add((store.active, store_id))

    def _judge(self, batches: list[tuple[int, list[dict[str, Any]]]]) -> None:
        taken = in_order(self.network, batches)
        first = len(self.state.changes) + 1
        rows = [
            Change(n, site_id, row["table_name"], row["record_id"], row["action"], row["data"])
            for n, (site_id, row) in enumerate(taken, first)
        ]
        Cycle(self.state, self.network, rows).run()

    def differences(self) -> list[str]:
        return [*self._decisions(), *self._replicas(), *self._relations(), *self._holdings()]

    def _decisions(self) -> list[str]:
        found = self.centre.sql(
            "SELECT change_no, site_id, table_name, record_id, action, decision, reason "
            "FROM sync.change WHERE table_name <> 'store_sync_setting' AND reason <> "
            "'central_edits_sync' AND batch_no IS NOT NULL ORDER BY change_no"
        )
        ours = [c for c in self.state.changes if not c.is_centres]
        out = []
        for row, change in zip(found, ours, strict=True):
            if row[5:] != change.verdict:
                out.append(
                    f"site {change.site_id} {change.action} {change.table} {change.record_id} "
                    f"{change.data}: engine {row[5:]}, model {change.verdict}"
                )
        made = {
            tuple(r)
            for r in self.centre.sql(
                "SELECT table_name, record_id FROM sync.change WHERE reason = 'made_by_centre'"
            )
        }
        expected = {c.key for c in self.state.changes if c.is_centres}
        out += [f"engine alone made {key}" for key in sorted(made - expected)]
        return out + [f"model alone made {key}" for key in sorted(expected - made)]

    def _replicas(self) -> list[str]:
        out = []
        for table in sorted(set(self.state.records)):
            key = CATALOGUE.tables[table].key
            cursor = self.centre.reader().execute(f'SELECT * FROM replica."{table}"')
            names = [d[0] for d in cursor.description or []]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            engine = {row[key]: as_read(table, row) for row in rows}
            model = self.state.records[table]
            for i in sorted(set(engine) | set(model)):
                if engine.get(i) != model.get(i):
                    out.append(f"{table} {i}: engine {engine.get(i)}, model {model.get(i)}")
        return out

    def _relations(self) -> list[str]:
        engine = {
            (store, site): found
            for store, site, found in self.centre.sql(
                "SELECT store_id, site_id, relation FROM sync.store_relation"
            )
        }
        model = relations(self.state, self.network)
        return [
            f"relation {key}: engine {engine.get(key)}, model {model.get(key)}"
            for key in sorted(set(engine) | set(model))
            if engine.get(key, "none") != model.get(key, "none")
        ]

    def _holdings(self) -> list[str]:
        """What each site lacks, and what it was sent and may not keep."""
        out = []
        for site_id in self.network.sites:
            may = entitled(self.state, self.network, site_id)
            pushed, sent = self._pushed(site_id), self._sent(site_id)
            lacking = may - pushed - sent
            kept = {key for key in sent - may if self.state.record(*key) is not None}
            out += [f"site {site_id} lacks {key}" for key in sorted(lacking)]
            out += [f"site {site_id} was sent and keeps {key}" for key in sorted(kept)]
        return out

    def _pushed(self, site_id: int) -> set[Key]:
        return {c.key for c in self.state.changes if c.site_id == site_id and not c.is_centres}

    def _sent(self, site_id: int) -> set[Key]:
        """What the site has of what the centre ever sent to it."""
        held: set[Key] = set()
        for table, record_id, action in self.centre.sql(
            "SELECT table_name, record_id, action FROM sync.outgoing "
            f"WHERE destination_site_id = {site_id} ORDER BY cycle_no"
        ):
            if action == "upsert":
                held.add((table, record_id))
            else:
                held.discard((table, record_id))
        return held


def play(game: Game, history: History) -> list[str]:
    """The differences after the first cycle that has any."""
    for number, step in enumerate(history.steps, 1):
        game.play(step)
        if found := game.differences():
            return [f"cycle {number}: {line}" for line in found]
    return []
