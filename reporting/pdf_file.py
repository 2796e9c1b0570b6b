"""A table as PDF, for print: A4 across, the header again on every page, black on white.

What is alarming is bold, never only coloured, so that a copy in grey says the same. Letters of
every script need DejaVu Sans (`fonts-dejavu-core` in Debian). What no font here has is printed as
“?”, and the page says so. How the page is set belongs to `pdf_page`.
"""

from typing import Any

import pandas as pd

from reporting.pdf_page import Cell, Page
from reporting.progress import Progress, silent, told
from reporting.table import NUMBERS, Column, Table, plain


def pdf_file(table: Table, as_of: str, progress: Progress = silent) -> bytes:
    """The title, the filters and the moment of the data, then every row."""
    content = table.content()
    said = [[_said(column, cell) for cell in content[column.label]] for column in table.columns]
    facts = [("Data as of", as_of), *table.filters, ("Rows", f"{len(table.rows):,}")]
    notes = [*table.notes, f"An empty cell: {table.empty_cell}"]
    page = Page(
        table.title,
        facts,
        notes if table.empty_cell else table.notes,
        f"{table.title} · data as of {as_of}",
        [Cell(column.label, is_number=column.kind in NUMBERS) for column in table.columns],
        said,
    )
    bold = _bold_rows(table, len(content))
    for row_no, row in enumerate(told(zip(*said, strict=True), len(content), progress)):
        page.put_row(row, is_bold=row_no in bold)
    return bytes(page.output())


def _bold_rows(table: Table, count: int) -> set[int]:
    alarming = [] if table.is_alarming is None else table.is_alarming.to_numpy().nonzero()[0]
    return {*map(int, alarming), *([count - 1] if table.total is not None else [])}


def _said(column: Column, value: Any) -> str:
    """A cell as it is read on paper."""
    if column.kind in ("text", "trend"):
        return plain(value)
    if pd.isna(value):
        return ""
    if column.kind in ("date", "moment"):
        moment = pd.Timestamp(value)
        day = f"{moment.day} {moment:%b %Y}"
        return day if column.kind == "date" else f"{day}, {moment:%H:%M}"
    number = float(value)
    if column.kind == "share":
        return f"{number:.1%}"
    whole = f"{number:,.2f}"
    return whole if column.kind == "money" else whole.rstrip("0").rstrip(".")
