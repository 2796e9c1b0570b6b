"""A table as CSV, for programs."""

import re

from reporting.progress import Progress, silent
from reporting.table import Table, plain

FORMULA = re.compile(r"^[=+\-@\t\r]")


def csv_file(table: Table, as_of: str = "", progress: Progress = silent) -> bytes:
    """UTF-8 with a mark that Excel knows; days as 2026-10-15, nulls empty."""
    content = table.content()
    for column in table.columns:
        cells = content[column.label]
        if column.kind in ("date", "month"):
            content[column.label] = cells.dt.strftime("%Y-%m-%d")
        elif column.kind == "moment":
            content[column.label] = cells.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif column.kind in ("text", "trend"):
            content[column.label] = cells.map(_harmless)
    made: bytes = content.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
    return made


def _harmless(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = plain(value)
    return f"'{text}" if FORMULA.match(text) else text
