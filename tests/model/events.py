"""What can happen in a history, as values that are readable when printed and kept as JSON.

A history is a list of cycles, a cycle a list of events. Every event can be left out without making
the others impossible, so that a failing history can be shrunk.
"""

import json
from dataclasses import dataclass, field
from typing import Any

Event = tuple[Any, ...]
"""One of:

- ("push", site, row): the row is in the site's batch of this cycle;
- ("store", store id, settings): other settings for a store, from this cycle on;
- ("site", site, settings): other settings for a site;
- ("join", site): the site is in the network from this cycle on; what speaks of it before is void;
- ("resync", site): the site has lost what it had, and gets all that it is entitled to;
- ("pull", site): after the cycle the site pulls, applies and acknowledges;
- ("again", site): the site's last batch lands once more, with the same bytes;
- ("late", site): the site's batches of this cycle land the wrong way round, with a cycle between;
- ("retry" | "accept" | "dismiss", site, table, record id): a person decides on the site's row;
- ("kill", failpoint): the cycle is killed there and run again;
- ("rebuild",): after the cycle the lake is built again from the archive.
"""
Cycle = list[Event]


@dataclass(frozen=True)
class History:
    """`primary` is the site that edits central data; `islands` says how many there are."""

    primary: int
    islands: int
    cycles: list[Cycle] = field(default_factory=list)

    def to_json(self) -> str:
        """Readable: a line per event."""
        cycles = [
            "[\n" + ",\n".join(f"  {json.dumps(event)}" for event in cycle) + "\n ]"
            for cycle in self.cycles
        ]
        head = f'"primary": {self.primary}, "islands": {self.islands}'
        return "{" + head + ', "cycles": [\n ' + ",\n ".join(cycles) + "\n]}\n"

    @staticmethod
    def from_json(text: str) -> "History":
        read = json.loads(text)
        cycles = [[tuple(event) for event in cycle] for cycle in read["cycles"]]
        return History(read["primary"], read["islands"], cycles)


def joined(primary: int, islands: list[list[Cycle]]) -> History:
    """The histories of several islands as one: their cycles side by side."""
    longest = max(len(cycles) for cycles in islands)
    return History(
        primary,
        len(islands),
        [
            [event for cycles in islands if n < len(cycles) for event in cycles[n]]
            for n in range(longest)
        ],
    )
