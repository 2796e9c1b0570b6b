"""Telling how far a long piece of work is, to whoever listens."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Progress = Callable[[float], None]
"""Takes the part that is done, from 0 to 1."""

ROWS_BETWEEN = 500


def silent(_: float) -> None:
    """Nobody listens."""


def told(rows: Iterable[T], total: int, progress: Progress) -> Iterator[T]:
    """The rows, saying now and then how far it is."""
    for row_no, row in enumerate(rows):
        if row_no % ROWS_BETWEEN == 0:
            progress(row_no / total)
        yield row
