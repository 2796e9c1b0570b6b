"""Questions that arrive together share a call; what stands against one touches no other."""

import asyncio
from collections.abc import Sequence
from threading import Event

import pytest

from ingest.gateway.together import MOST_AT_ONCE, Together


class Counter:
    """Answers a number with its double; `go` lets the first call end."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.go = Event()

    def __call__(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.calls.append(list(numbers))
        assert self.go.wait(10)
        if 13 in numbers:
            raise RuntimeError("the whole call")
        return [n * 2 if n != 7 else ValueError("seven") for n in numbers]


async def _asked(counter: Counter, *numbers: int) -> list[int | BaseException]:
    """The first number alone, and the others while it is being answered."""
    together = Together(counter)
    first = asyncio.create_task(together.ask(numbers[0]))
    while not counter.calls:
        await asyncio.sleep(0)
    others = [asyncio.create_task(together.ask(number)) for number in numbers[1:]]
    await asyncio.sleep(0)
    counter.go.set()
    return await asyncio.gather(first, *others, return_exceptions=True)


def test_what_comes_during_a_call_makes_up_the_next_one() -> None:
    counter = Counter()
    assert asyncio.run(_asked(counter, 1, 2, 3, 4)) == [2, 4, 6, 8]
    assert counter.calls == [[1], [2, 3, 4]]


def test_a_call_has_a_limit_and_the_rest_comes_after_it() -> None:
    counter = Counter()
    numbers = range(100, 101 + MOST_AT_ONCE + 5)
    assert asyncio.run(_asked(counter, *numbers)) == [number * 2 for number in numbers]
    assert [len(call) for call in counter.calls] == [1, MOST_AT_ONCE, 5]


def test_what_stands_against_one_is_raised_there_alone() -> None:
    first, seven, eight = asyncio.run(_asked(Counter(), 1, 7, 8))
    assert (first, eight) == (2, 16) and isinstance(seven, ValueError)


def test_a_call_that_fails_does_not_stop_the_next() -> None:
    counter = Counter()

    async def asked_after_a_failure() -> int:
        together = Together(counter)
        counter.go.set()
        with pytest.raises(RuntimeError, match="the whole call"):
            await together.ask(13)
        return await together.ask(2)

    assert asyncio.run(asked_after_a_failure()) == 4
