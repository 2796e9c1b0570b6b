"""How commands speak: errors in one sentence, progress on stderr, tables on stdout."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich import console
from rich.table import Table
from rich.text import Text

from ingest.run import Progress

WIDE = 200
"""Columns of a table that goes to a file or a pipe."""

OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a terminal obeys instead of showing it; ids, names and reasons come from sites."""


def shown(text: object) -> str:
    """The text as a person is to see it, whoever wrote it."""
    return OBEYED.sub("\N{REPLACEMENT CHARACTER}", str(text))


class _Console(console.Console):
    def print(self, *said: Any, **options: Any) -> None:
        super().print(*(shown(s) if isinstance(s, str) else s for s in said), **options)


out = _Console(
    highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE
)
err = _Console(stderr=True, highlight=False, soft_wrap=True)


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
        made.add_row(*(Text("" if value is None else shown(value)) for value in row))
    out.print(made)


def plural(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
