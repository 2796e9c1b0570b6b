"""The kinds of file that a table can become, each by one function, in one registry."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from reporting.csv_file import csv_file
from reporting.excel_file import excel_file
from reporting.parquet_file import parquet_file
from reporting.pdf_file import pdf_file
from reporting.progress import Progress
from reporting.table import Table


@dataclass(frozen=True)
class Format:
    """A kind of file. `make` takes the table, the moment of its data in words, and a listener."""

    name: str
    label: str
    mime: str
    make: Callable[[Table, str, Progress], bytes]

    @property
    def suffix(self) -> str:
        return {"excel": ".xlsx"}.get(self.name, f".{self.name}")


EXCEL_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    made.name: made
    for made in (
        Format("csv", "CSV", "text/csv", csv_file),
        Format("excel", "Excel", EXCEL_MIME, excel_file),
        Format("parquet", "Parquet", "application/vnd.apache.parquet", parquet_file),
        Format("pdf", "PDF", "application/pdf", pdf_file),
    )
}


def file_name(table: Table, form: Format) -> str:
    """`stock-on-hand-of-zinc.xlsx`."""
    stem = re.sub(r"[^a-z0-9]+", "-", table.title.lower()).strip("-")[:80] or "report"
    return f"{stem}{form.suffix}"
