"""Shrinks a history that fails by leaving out runs of events, long ones first.

A play takes seconds; hypothesis, which tries events one by one, needs hundreds of them.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.model.events import Event, History

Placed = tuple[int, Event]
"""An event with the number of its cycle."""


def shrunk(history: History, fails: Callable[[History], bool], seconds: float = 900) -> History:
    """The history without what it does not need to fail; as far as that came in `seconds`."""
    until = time.monotonic() + seconds
    events = [(n, event) for n, cycle in enumerate(history.cycles) for event in cycle]
    size = len(events)
    while size > 1 and time.monotonic() < until:
        size = max(1, size // 2)
        place = 0
        while place < len(events) and time.monotonic() < until:
            fewer = events[:place] + events[place + size :]
            if fails(_of(history, fewer)):
                events = fewer
            else:
                place += size
    return _of(history, events)


def _of(history: History, events: Sequence[Placed]) -> History:
    numbers = range(len(history.cycles))
    cycles = [[event for n, event in events if n == number] for number in numbers]
    return replace(history, cycles=cycles)
