from tests.model.events import Event, History
from tests.model.shrinking import shrunk

WITHIN = History(1, 1, [[("pull", n) for n in range(40)], [("pull", n) for n in range(40, 90)]])


def events(history: History) -> list[Event]:
    return [event for cycle in history.cycles for event in cycle]


def test_what_is_not_needed_to_fail_is_left_out() -> None:
    needed = {("pull", 3), ("pull", 17), ("pull", 64)}
    found = shrunk(WITHIN, lambda history: needed <= set(events(history)))
    assert found.cycles == [[("pull", 3), ("pull", 17)], [("pull", 64)]]


def test_what_fails_without_any_event_is_left_with_one_at_most() -> None:
    assert len(events(shrunk(WITHIN, lambda _: True))) <= 1


def test_when_the_time_is_over_it_is_what_it_has_come_to() -> None:
    assert shrunk(WITHIN, lambda _: False, seconds=0).cycles == WITHIN.cycles
