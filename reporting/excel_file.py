"""A table as an Excel workbook, for people: numbers and dates stay numbers and dates.

A second sheet says which filters and which moment the figures are for.
"""

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from reporting.progress import Progress, silent, told
from reporting.table import TIMES, Column, Table, plain

FORMATS = {
    "number": "#,##0.##",
    "about": "#,##0.#",
    "money": "#,##0.00",
    "share": "0.0%",
    "date": "d mmm yyyy",
    "month": "mmm yyyy",
    "moment": "d mmm yyyy hh:mm",
}
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def excel_file(table: Table, as_of: str, progress: Progress = silent) -> bytes:
    """A workbook: the table with its header frozen, and a sheet about it."""
    book = Workbook(write_only=True)
    _write_table(_sheet(book, table, table.wording.report), table, progress)
    _write_about(_sheet(book, table, table.wording.about), table, as_of)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(book: Workbook, table: Table, title: str) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(title)
    sheet.sheet_view.rightToLeft = table.wording.is_right_to_left
    return sheet


def _write_table(sheet: WriteOnlyWorksheet, table: Table, progress: Progress) -> None:
    content = table.content()
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    for number, column in enumerate(table.columns):
        widest = content[column.label].map(lambda value: len(str(value))).max()
        letter = get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = min(max(len(column.label), widest or 0) + 3, 44)
    sheet.append([_heading(sheet, column.label) for column in table.columns])
    last = len(content) - 1 if table.total is not None else -1
    rows = content.itertuples(index=False, name=None)
    for row_no, row in enumerate(told(rows, len(content), progress)):
        cells = [
            _cell(sheet, column, value) for column, value in zip(table.columns, row, strict=True)
        ]
        if row_no == last:
            for cell in cells:
                cell.font = Font(bold=True)
        sheet.append(cells)


def _write_about(sheet: WriteOnlyWorksheet, table: Table, as_of: str) -> None:
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 90
    words = table.wording
    empty = [words.never_zero.format(text=table.empty_cell)] if table.empty_cell else []
    facts = [
        (words.report, table.title),
        (words.as_of, as_of),
        (words.made_at, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
        (words.rows, words.writers["number"](len(table.rows))),
        *((words.filter.format(name=name), value) for name, value in table.filters),
        *((words.note, note) for note in table.notes),
        *((words.empty_cells, text) for text in empty),
    ]
    for name, value in facts:
        sheet.append([_heading(sheet, name), _text(sheet, value)])


def _heading(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="EEF2F5")
    return cell


def _cell(sheet: WriteOnlyWorksheet, column: Column, value: Any) -> WriteOnlyCell:
    if column.kind in ("text", "trend"):
        return _text(sheet, plain(value))
    if pd.isna(value):
        return WriteOnlyCell(sheet, None)
    if column.kind in TIMES:
        moment = pd.Timestamp(value).to_pydatetime()
        cell = WriteOnlyCell(sheet, moment if column.kind == "moment" else moment.date())
    else:
        cell = WriteOnlyCell(sheet, float(value))
    cell.number_format = FORMATS[column.kind]
    return cell


def _text(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """A cell that stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, UNPRINTABLE.sub(" ", text))
    cell.data_type = "s"
    return cell
