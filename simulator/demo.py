"""The demo: a made-up network lives through a year at the front door of a real home.

Every batch goes over HTTP in the native protocol, through a gateway on loopback that lives as long
as the demo is made, and what sites pull comes the same way; nothing is put into the lake behind
their backs. Reports and the dashboard are the caller's.
"""

import shutil
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from ingest.run import run_cycle
from simulator import history
from simulator.desk import Change
from simulator.lines import Lines, lines_to
from simulator.network import CENTRAL, Habit, MadeNetwork, Site, generate
from simulator.remote import open_port
from simulator.site import ReferenceSite
from sync.home import Home
from sync.in_force import apply_network
from sync.schema import init_home

CYCLES = 8
PULLING_SITES = 5
LOST_IN_THE_POST = Habit.SLOW
"""Of the slow site, the batch before the last went by stick and never arrived, so that its last one
waits."""

Progress = Callable[[str], None]
Cycle = Callable[[], object]


@dataclass
class Demo:
    """A network at work on a home; `sites` keep their own data under `folder`."""

    home: Home
    network: MadeNetwork
    folder: Path
    sites: dict[int, ReferenceSite] = field(default_factory=dict)
    written: list[tuple[datetime, int, int]] = field(default_factory=list)
    """Batches that are not pushed yet: when they will be (naive UTC), site id and number."""

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
                    self._write(site, min(history.pushed_at(site, day), now))

    def push(self, lines: Lines, until: datetime) -> int:
        """Sites send what they have written by then, in the order of time; returns the batches."""
        due = sorted(batch for batch in self.written if batch[0] <= until)
        self.written = [batch for batch in self.written if batch[0] > until]
        for pushed_at, site_id, batch_no in due:
            lines.clock.at = pushed_at
            lines.push(self.site(site_id), batch_no)
        lines.clock.at = until
        return len(due)

    def lose_a_batch(self) -> None:
        """What a slow site sent last but one gets lost on the way."""
        for site in self.network.sites:
            own = sorted(batch for batch in self.written if batch[1] == site.id)
            if site.habit is LOST_IN_THE_POST and len(own) > 1:
                self.written.remove(own[-2])

    def close(self) -> None:
        for site in self.sites.values():
            site.close()

    def _enter(self, changes: Iterable[Change]) -> None:
        by_site: dict[int, list[Change]] = defaultdict(list)
        for change in changes:
            by_site[change.site_id].append(change)
        for site_id, own in by_site.items():
            enter(self.site(site_id), own)

    def _write(self, site: Site, at: datetime) -> None:
        own = self.site(site.id)
        if own.write_batch(created_at=at) is not None:
            self.written.append((at, site.id, own.last_batch_no))


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
    a caller can have it run elsewhere. Some sites pull in `protocol` (see `lines.SPEAKING`); all
    push in the native one. Raises `NoGateway`, before the long work; where no port can be opened,
    nothing is made.
    """
    say = progress or (lambda _: None)
    end = now or datetime.now(UTC).replace(tzinfo=None)
    demo = Demo(home, generate(seed), home.root / "demo")
    shutil.rmtree(demo.folder, ignore_errors=True)
    names = {site.id: site.name for site in demo.network.sites}
    with closing(open_port()) as listener, closing(demo):
        say(f"{days} days of {len(names)} sites and {len(demo.network.stores)} stores")
        init_home(home)
        apply_network(home, _write_settings(demo), "demo")
        ends = _ends(end, days, cycles)
        with lines_to(home, listener, names, ends[0]) as lines:
            demo.live(end, days)
            demo.lose_a_batch()
            _go_through(demo, lines, ends, say, protocol)
        (cycle or (lambda: run_cycle(home)))()


def enter(site: ReferenceSite, changes: Iterable[Change]) -> None:
    """Make these changes at the site, all or none."""
    with site.together():
        for change in changes:
            if change.data is None:
                site.delete(change.table, change.record_id, at=change.at)
            else:
                site.change(change.table, change.record_id, change.data, at=change.at)


def _go_through(
    demo: Demo, lines: Lines, ends: list[datetime], say: Progress, protocol: str
) -> None:
    """Push for every end, and run a cycle for each but the last; some sites pull before that."""
    for number, until in enumerate(ends, start=1):
        batches = demo.push(lines, until)
        say(f"cycle {number} of {len(ends)}: {batches} batches up to {until:%d %B %Y}")
        if until != ends[-1]:
            run_cycle(demo.home)
        if until == ends[-2]:
            say(f"{PULLING_SITES} sites pull ({protocol})")
            for site in _pulling(demo.network, protocol):
                lines.pull(demo.site(site.id), protocol)


def _pulling(network: MadeNetwork, protocol: str) -> list[Site]:
    stores = Counter(store.site.id for store in network.stores)
    sites = [
        site for site in network.sites
        if site.habit is Habit.WEEKLY
        and (protocol != "v3" or stores[site.id] == 1)  # a device has one store
    ]  # fmt: skip
    return sites[:PULLING_SITES]


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
