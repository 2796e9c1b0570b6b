"""A table as PDF, for print: A4 across, the header again on every page, black on white.

What is alarming is bold, never only coloured, so that a copy in grey says the same. Letters of
every script need DejaVu Sans (`fonts-dejavu-core` in Debian). What no font here has is printed as
“?”, and the page says so. How the page is set belongs to `pdf_page`.
"""

from typing import Any

import pandas as pd

from reporting.language import _
from reporting.pdf_page import Cell, Page
from reporting.progress import Progress, silent, told
from reporting.table import NUMBERS, Column, Table, plain
from reporting.wording import Wording


def pdf_file(table: Table, as_of: str, progress: Progress = silent) -> bytes:
    """The title, the filters and the moment of the data, then every row."""
    content = table.content()
    words = table.wording
    said = [
        [_said(column, cell, words) for cell in content[column.label]] for column in table.columns
    ]
    count = words.writers["number"](len(table.rows))
    facts = [(words.as_of, as_of), *table.filters, (words.rows, count)]
    empty = (
        [_("{name}: {value}", name=words.empty_cells, value=table.empty_cell)]
        if table.empty_cell
        else []
    )
    page = Page(
        table.title,
        facts,
        [*table.notes, *empty],
        f"{table.title} · {words.as_of.lower()} {as_of}",
        [Cell(column.label, is_number=column.kind in NUMBERS) for column in table.columns],
        said,
        is_right_to_left=words.is_right_to_left,
    )
    bold = _bold_rows(table, len(content))
    for row_no, row in enumerate(told(zip(*said, strict=True), len(content), progress)):
        page.put_row(row, is_bold=row_no in bold)
    return bytes(page.output())


def _bold_rows(table: Table, count: int) -> set[int]:
    alarming = [] if table.is_alarming is None else table.is_alarming.to_numpy().nonzero()[0]
    return {*map(int, alarming), *([count - 1] if table.total is not None else [])}


def _said(column: Column, value: Any, words: Wording) -> str:
    """A cell as it is read on paper."""
    if column.kind in ("text", "trend"):
        return plain(value)
    return "" if pd.isna(value) else words.writers[column.kind](value)
