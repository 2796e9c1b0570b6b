"""Plays a history through the real centre and through the model, with sites that pull."""

import copy
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow.parquet as pq

from ingest.control import Control
from ingest.landing import Verdict, land
from ingest.orders import give_orders
from ingest.outgoing import end_through, prepare
from ingest.rebuild import rebuild
from sync.orders import OrderKind
from tests.centre import Centre, Row
from tests.model import ordering
from tests.model.entitled import Entitlement
from tests.model.events import Cycle, Event, History
from tests.model.network import read_network
from tests.model.places import Settings, first_records, first_settings
from tests.model.reference import Judging, in_order
from tests.model.sites import Site
from tests.model.state import Change, State
from tests.scenarios.test_kill import CYCLE, run_until_killed

Batches = dict[int, list[Row]]
OF_SITES = {"push", "pull", "late", "again", "resync", "retry", "accept", "dismiss"}


class Game:
    """One centre and one model that get the same."""

    def __init__(self, centre: Centre, primary: int, islands: int) -> None:
        self.centre, self.state = centre, State()
        self.settings: Settings = first_settings(primary, islands)
        self.network = read_network(self.settings)
        self.sites: dict[int, Site] = {site_id: Site() for site_id in self.network.sites}
        self.files: dict[int, Path] = {}
        self.late: dict[int, tuple[Path, list[Row]]] = {}
        self.unlike: list[str] = []
        self.resynced: list[int] = []
        self.last_cycle = 0

    def begin(self, islands: int) -> None:
        self.centre.network(json.dumps(self.settings))
        primary = self.network.primary
        self.play([("push", primary, row) for row in first_records(islands)])

    def copied_to(self, centre: Centre) -> "Game":
        """The same game on a copy of its centre."""
        other = copy.copy(self)
        other.centre = centre
        for name in ("state", "settings", "sites", "files", "late", "unlike"):
            setattr(other, name, copy.deepcopy(getattr(self, name)))
        return other

    def play(self, cycle: Cycle) -> None:
        self._settings_change(_of(cycle, "join", "store", "site"))
        cycle = [event for event in cycle if event[0] not in OF_SITES or event[1] in self.sites]
        self._resync(_of(cycle, "resync"))
        landed = self._push(cycle)
        ordered = ordering.give(self.centre, self.state, _of(cycle, "retry", "accept", "dismiss"))
        for _, site_id in _of(cycle, "again"):
            if site_id in self.files:
                assert self._land(self.files[site_id]) is Verdict.DUPLICATE
        for _, failpoint in _of(cycle, "kill")[:1]:
            run_until_killed(self.centre, CYCLE, failpoint)
            if failpoint != "before_commit":  # the cycle is done, and the next has nothing new
                self._judge(landed, ordered)
                landed, ordered = {}, []
        self.centre.cycle()
        self._judge(landed, ordered)
        if _of(cycle, "rebuild"):
            self.centre.reopen()
            rebuild(self.centre.home)
        entitlement = Entitlement(self.state, self.network)
        self.unlike = [
            f"site {site_id} {line}"
            for site_id in dict.fromkeys(event[1] for event in _of(cycle, "pull"))
            for line in self._pull(site_id, entitlement)
        ]

    def _resync(self, events: list[Event]) -> None:
        """The sites get everything anew; what they refused to give up is gone, too (R39)."""
        self.resynced = sorted({site_id for _, site_id in events})
        ((self.last_cycle,),) = self.centre.sql("SELECT coalesce(max(cycle_no), 0) FROM sync.cycle")
        for site_id in self.resynced:
            give_orders(self.centre.home, OrderKind.RESYNC, [str(site_id)], by="Rosa", why="lost")
            self.sites[site_id] = Site(merged=self.sites[site_id].merged)

    def _push(self, cycle: Cycle) -> Batches:
        """Land what the sites have; returns the rows that the next cycle takes."""
        taken: Batches = {}
        for site_id, (file, rows) in self.late.items():
            assert self._land(file) is Verdict.ACCEPTED
            taken[site_id] = rows
        self.late = {}
        late = {event[1] for event in _of(cycle, "late")}
        for site_id, rows in _batches(_of(cycle, "push")).items():
            if site_id in late - set(taken) and len(rows) > 1:
                self._push_late(site_id, rows)
                continue
            self.files[site_id] = self.centre.write(site_id, *rows)
            assert self._land(self.files[site_id]) is Verdict.ACCEPTED
            taken[site_id] = taken.get(site_id, []) + rows
        return taken

    def _push_late(self, site_id: int, rows: list[Row]) -> None:
        """The second half comes first; it waits behind the gap until the next cycle."""
        half = len(rows) // 2
        first = self.centre.write(site_id, *rows[:half])
        second = self.centre.write(site_id, *rows[half:])
        assert self._land(second) is Verdict.GAP
        self.late[site_id] = (first, rows)
        self.files.pop(site_id, None)

    def _land(self, file: Path) -> Verdict:
        return land(self.centre.home, file, network_site_ids=self.network.sites).verdict

    def _settings_change(self, events: list[Event]) -> None:
        if not events:
            return
        before = self.network
        for _, site_id in _of(events, "join"):
            self.settings["sites"].append(
                {"id": site_id, "name": f"Site {site_id}", "kind": "desktop"}
            )
            self.sites[site_id] = Site()
        for kind, subject, settings in _of(events, "store", "site"):
            named = [settings.get("active"), *settings.get("collectors", [])]
            if kind == "store" and not set(named) <= set(self.sites):
                continue
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

    def _judge(self, batches: Batches, ordered: list[Change]) -> None:
        first = len(self.state.changes) + 1
        rows = [
            Change(n, site_id, row["table_name"], row["record_id"], row["action"], row["data"])
            for n, (site_id, row) in enumerate(in_order(self.network, batches.items()), first)
        ]
        earlier = [c for c in self.state.waiting + self.state.withheld if c.action == "merge"]
        Judging(self.state, self.network, rows).run(ordered)
        entitlement = Entitlement(self.state, self.network)
        released = [change for change in earlier if change.decision == "applied"]
        for change in [*released, *rows]:
            self.sites[change.site_id].does(change)
        for change in [*rows, *ordered]:
            site = self.sites[change.site_id]
            is_taken = change.decision in ("applied", "unchanged")
            if not is_taken and not entitlement.repairs(change):
                site.own_way |= {change.key, *site.gone_with.pop(change.key, set())}

    def _pull(self, site_id: int, entitlement: Entitlement) -> list[str]:
        """What the site holds otherwise than it should, after it has pulled."""
        prepare(self.centre.home, site_id)
        batches = Control(self.centre.home).unacknowledged(site_id)
        site = self.sites[site_id]
        for batch in batches:
            file = self.centre.home.outgoing_file(site_id, batch.batch_no)
            for row in pq.read_table(file).to_pylist():
                data = json.loads(row["data"] or "{}")
                self.state.acknowledged.add((site_id, (row["table_name"], row["record_id"])))
                site.receives(row["table_name"], row["record_id"], row["action"], data)
        if batches:
            end_through(self.centre.home, site_id, batches[-1].batch_no)
            self.state.unaware = {u for u in self.state.unaware if u[0] != site_id}
        keys = entitlement.held(site_id)
        held = {key: self.state.records[key[0]][key[1]] for key in keys}
        unknown = {key for key in site.records if self.state.record(*key) is None}
        return site.unlike(held, unknown, self.state.merged)


def play(game: Game, history: History, compare: Callable[[Game], list[str]]) -> list[str]:
    """The differences after the first cycle that has any."""
    for number, cycle in enumerate(history.cycles, 1):
        game.play(cycle)
        if found := compare(game):
            return [f"cycle {number}: {line}" for line in found]
    return []


def _of(cycle: Iterable[Event], *kinds: str) -> list[Event]:
    return [event for event in cycle if event[0] in kinds]


def _batches(pushes: list[Event]) -> Batches:
    batches: Batches = {}
    for _, site_id, row in pushes:
        batches.setdefault(site_id, []).append(row)
    return batches
