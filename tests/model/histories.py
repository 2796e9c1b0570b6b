"""Seeded histories of islands. A seed makes the whole history of one."""

import random
from collections.abc import Sequence
from typing import Any

from tests.model.events import Cycle, Event, History, joined
from tests.model.merges import merges
from tests.model.places import SHARED, Island
from tests.model.rows import any_row
from tests.model.stories import stories

CYCLES = 3
PULLS = 0.05
RARE = 0.003
"""Pulling costs half a cycle, killing and rebuilding several: they are as dear as they are rare."""


def island_history(seed: int, number: int, primary: int) -> list[Cycle]:
    draw, at = random.Random(seed), Island(number)
    joins_in = draw.randrange(3 * CYCLES)
    cycles = [
        _joining(draw, at, n, joins_in) + _cycle(draw, at, primary, n, joins_in)
        for n in range(CYCLES)
    ]
    told = stories(draw, at, primary, CYCLES)
    return [plain + transfers for plain, transfers in zip(cycles, told, strict=True)]


def history_of(seeds: Sequence[int], primary: int) -> History:
    """One history of as many islands as there are seeds."""
    islands = [island_history(seed, n, primary) for n, seed in enumerate(seeds, 1)]
    return joined(primary, islands)


def _joining(draw: random.Random, at: Island, cycle: int, joins_in: int) -> list[Event]:
    """A site joins, and may take over a store or become its collector."""
    if cycle != joins_in:
        return []
    store = draw.choice([at.id("S2"), at.id("D2"), at.id("S3")])
    collected = {"active": at.server, "collectors": [1, at.joining]}
    settings = draw.choice([{"active": at.joining}, collected])
    return [("join", at.joining), ("store", store, settings)]


def _cycle(draw: random.Random, at: Island, primary: int, cycle: int, joins_in: int) -> Cycle:
    events = _settings(draw, at) if cycle == 0 or draw.random() < 0.3 else []
    sites = (primary, *at.sites, *([at.joining] if cycle >= joins_in else []))
    for _ in range(draw.randint(3, 6)):
        site = draw.choice(sites)
        rows = [any_row(draw, at, site) for _ in range(draw.randint(3, 9))]
        if draw.random() < 0.2:
            rows += draw.sample(rows, 2)
        events += [("push", site, row) for row in rows]
    events += merges(draw, at, primary)
    return events + _decisions(draw, events) + _traffic(draw, at, sites)


def _decisions(draw: random.Random, events: list[Event]) -> list[Event]:
    """What a person decides on a row like one of these that came earlier."""
    pushed = [event for event in events if event[0] == "push" and draw.random() < 0.12]
    kinds = ("retry", "retry", "accept", "dismiss")
    return [
        (draw.choice(kinds), site, row["table_name"], row["record_id"]) for _, site, row in pushed
    ]


def _traffic(draw: random.Random, at: Island, sites: tuple[int, ...]) -> list[Event]:
    """What befalls the batches, and who pulls; a site may be silent for weeks."""
    own = tuple(site for site in sites if site not in SHARED)
    events: list[Event] = []
    if draw.random() < 0.15:
        events.append(("late", draw.choice(own)))
    if draw.random() < 0.1:
        events.append(("again", draw.choice(at.sites)))
    if draw.random() < PULLS:
        events.append(("pull", draw.choice((*sites, *own))))
    if draw.random() < 0.03:
        events += [("resync", site := draw.choice(own)), ("pull", site)]
    if draw.random() < RARE:
        events.append(("kill", draw.choice(["before_commit", "after_commit", "archiving"])))
    if draw.random() < RARE / 3:
        events.append(("rebuild",))
    return events


def _settings(draw: random.Random, at: Island) -> list[Event]:
    events: list[Event] = []
    for store, first_site in at.at_first.items():
        if draw.random() < 0.3:
            continue
        events.append(("store", store, _store_settings(draw, at, store, first_site)))
    for site in (at.server, at.desktop):
        if draw.random() < 0.2:
            events.append(("site", site, {"local_procurement": draw.random() < 0.5}))
    return events


def _store_settings(draw: random.Random, at: Island, store: str, site: int) -> dict[str, Any]:
    """A mobile has its one store; it collects nothing."""
    others = (*SHARED, at.server, at.desktop)
    if site != at.mobile and draw.random() < 0.2:
        site = draw.choice(others)
    made: dict[str, Any] = {"active": site}
    if draw.random() < 0.5:
        allowed = [s for s in others if s != site]
        made["collectors"] = sorted(draw.sample(allowed, draw.randint(0, 2)))
    if store in at.dispensaries and draw.random() < 0.2:
        made["include_transactions"] = False
    return made
