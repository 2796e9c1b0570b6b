"""How commands speak: errors in one sentence, progress on stderr, tables on stdout."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ingest.run import Progress

WIDE = 200
"""Columns of a table that goes to a file or a pipe."""

out = Console(
    highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE
)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A spinner that says what is going on; silent when nobody is watching."""
    if not err.is_terminal:
        yield lambda _: None
        return
    with err.status(what) as status:
        yield lambda step: status.update(f"{what}: {step}")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    made = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        made.add_row(*(Text("" if value is None else str(value)) for value in row))
    out.print(made)


def plural(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
