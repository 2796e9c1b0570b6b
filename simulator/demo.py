"""The demo: a made-up network lives through a year at the front door of a real home.

Sites push and pull as they would, through the same landing, cycle and outgoing files; nothing is
put into the lake behind their backs. Reports and the dashboard are the caller's.
"""

import shutil
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from ingest import landing
from ingest.credentials import Credentials
from ingest.run import run_cycle
from simulator import history
from simulator.desk import Change
from simulator.msupply import MobileSite, OpenMsupplySite
from simulator.network import CENTRAL, Habit, MadeNetwork, Site, generate
from simulator.remote import RemoteSite, gateway_of
from simulator.site import ReferenceSite
from sync.home import Home
from sync.in_force import apply_network
from sync.schema import init_home

CYCLES = 8
PULLING_SITES = 5
LOST_IN_THE_POST = Habit.SLOW
"""Of the slow site, the batch before the last never arrives, so that its last one waits."""

SPEAKING = {"native": RemoteSite, "v3": MobileSite, "v5": OpenMsupplySite}
"""The protocols of the gateway, each with the reference site that speaks it."""

Progress = Callable[[str], None]
Cycle = Callable[[], object]


@dataclass
class Demo:
    """A network at work on a home; `sites` keep their own data under `folder`."""

    home: Home
    network: MadeNetwork
    folder: Path
    sites: dict[int, ReferenceSite] = field(default_factory=dict)
    pushed: list[tuple[datetime, int, Path]] = field(default_factory=list)

    def site(self, site_id: int) -> ReferenceSite:
        if site_id not in self.sites:
            generation = uuid.uuid5(uuid.NAMESPACE_OID, f"{self.network.seed} {site_id}")
            self.sites[site_id] = ReferenceSite(
                site_id, self.folder / f"site={site_id}", generation=str(generation)
            )
        return self.sites[site_id]

    def live(self, now: datetime, days: int) -> None:
        """Every site does its year's work and writes its batches; the primary begins."""
        for number, (day, made) in enumerate(history.work(self.network, now=now, days=days)):
            self._enter(made)
            for site in self.network.sites:
                if number == 0 and site.id == CENTRAL or history.pushes_on(site, day, now.date()):
                    self._push(site, min(history.pushed_at(site, day), now))

    def land(self, until: datetime) -> int:
        """Land what was pushed by then, in the order of time; returns the batches."""
        due = [push for push in sorted(self.pushed, key=_when) if push[0] <= until]
        self.pushed = [push for push in self.pushed if push[0] > until]
        site_ids = {site.id for site in self.network.sites}
        for pushed_at, _, path in due:
            landing.land(self.home, path, network_site_ids=site_ids, received_at=pushed_at)
        return len(due)

    def pull(self, sites: Iterable[Site], protocol: str = "native") -> None:
        """These sites fetch what waits for them over HTTP, apply it and acknowledge it."""
        with gateway_of(self.home) as address:
            for site in sites:
                password = Credentials(self.home).make(site.id, site.name, by="demo")
                remote = SPEAKING[protocol](self.site(site.id), address, site.name, password)
                remote.pull()
                remote.close()

    def lose_a_batch(self) -> None:
        """What a slow site sent last but one gets lost on the way."""
        for site in self.network.sites:
            own = sorted(push for push in self.pushed if push[1] == site.id)
            if site.habit is LOST_IN_THE_POST and len(own) > 1:
                self.pushed.remove(own[-2])

    def close(self) -> None:
        for site in self.sites.values():
            site.close()

    def _enter(self, changes: Iterable[Change]) -> None:
        by_site: dict[int, list[Change]] = defaultdict(list)
        for change in changes:
            by_site[change.site_id].append(change)
        for site_id, own in by_site.items():
            enter(self.site(site_id), own)

    def _push(self, site: Site, at: datetime) -> None:
        path = self.site(site.id).write_batch(created_at=at)
        if path is not None:
            self.pushed.append((at, site.id, path))


def make_demo(
    home: Home,
    *,
    seed: int = 1,
    days: int = 365,
    now: datetime | None = None,
    progress: Progress | None = None,
    cycle: Cycle | None = None,
    cycles: int = CYCLES,
    protocol: str = "native",
) -> None:
    """Fill an empty home with a network and its last `days` days, up to `now` (naive UTC).

    The days are spread over so many sync cycles, at least two; `cycle` runs the last one, so that
    a caller can have it run elsewhere. Some sites pull over HTTP in `protocol` (see `SPEAKING`).
    """
    say = progress or (lambda _: None)
    end = now or datetime.now(UTC).replace(tzinfo=None)
    demo = Demo(home, generate(seed), home.root / "demo")
    shutil.rmtree(demo.folder, ignore_errors=True)
    say(f"{days} days of {len(demo.network.sites)} sites and {len(demo.network.stores)} stores")
    init_home(home)
    apply_network(home, _write_settings(demo), "demo")
    try:
        demo.live(end, days)
        demo.lose_a_batch()
        _go_through(demo, _ends(end, days, cycles), say, cycle or (lambda: run_cycle(home)),
                    protocol)  # fmt: skip
    finally:
        demo.close()


def enter(site: ReferenceSite, changes: Iterable[Change]) -> None:
    """Make these changes at the site, all or none."""
    with site.together():
        for change in changes:
            if change.data is None:
                site.delete(change.table, change.record_id, at=change.at)
            else:
                site.change(change.table, change.record_id, change.data, at=change.at)


def _go_through(
    demo: Demo, ends: list[datetime], say: Progress, last_cycle: Cycle, protocol: str
) -> None:
    """Land and run a cycle for every end; some sites pull before the last one."""
    for number, until in enumerate(ends, start=1):
        batches = demo.land(until)
        say(f"cycle {number} of {len(ends)}: {batches} batches up to {until:%d %B %Y}")
        if until == ends[-1]:
            last_cycle()
            return
        run_cycle(demo.home)
        if until == ends[-2]:
            sites = [site for site in demo.network.sites if site.habit is Habit.WEEKLY]
            if protocol == "v3":  # a device has one store
                stores = Counter(store.site.id for store in demo.network.stores)
                sites = [site for site in sites if stores[site.id] == 1]
            say(f"{PULLING_SITES} sites pull ({protocol})")
            demo.pull(sites[:PULLING_SITES], protocol)


def _ends(now: datetime, days: int, cycles: int) -> list[datetime]:
    """Up to when each cycle takes: the setting up of the network, then evenly, the last one now."""
    steps = max(cycles, 2) - 1
    return [now - timedelta(days=days * (steps - number) / steps) for number in range(steps + 1)]


def _write_settings(demo: Demo) -> Path:
    demo.folder.mkdir(parents=True, exist_ok=True)
    path = demo.folder / "network.yaml"
    text = yaml.safe_dump(demo.network.settings(), sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    return path


def _when(push: tuple[datetime, int, Path]) -> tuple[datetime, int]:
    return push[0], push[1]
