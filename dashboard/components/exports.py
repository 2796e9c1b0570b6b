"""Files of exactly what a page shows: CSV for programs, Excel for people.

Both are made only when somebody asks for them. Excel keeps numbers and dates as numbers and
dates, and says on a second sheet which filters and which moment the figures are for.
"""

import re
from datetime import UTC, datetime
from functools import partial
from io import BytesIO

import pandas as pd
import streamlit as st
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from dashboard.components import language
from dashboard.components.language import _
from dashboard.components.tables import Column, Table

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "number": "#,##0.##",
    "money": "#,##0.00",
    "share": "0.0%",
    "date": "d mmm yyyy",
    "moment": "d mmm yyyy hh:mm",
}
FORMULA = re.compile(r"^[=+\-@\t\r]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def offer(table: Table, as_of: str) -> None:
    """The two download buttons under a table."""
    name = re.sub(r"[^a-z0-9]+", "-", table.title.lower()).strip("-")
    with st.container(horizontal=True):
        st.download_button(
            _("Download CSV"),
            partial(csv_file, table),
            f"{name}.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="csv_file",
        )
        st.download_button(
            _("Download Excel"),
            partial(excel_file, table, as_of, language.current()),
            f"{name}.xlsx",
            EXCEL,
            on_click="ignore",
            icon=":material/table_view:",
            key="excel_file",
        )


def csv_file(table: Table) -> bytes:
    """The table in UTF-8 with a mark that Excel knows; days as 2026-10-15, nulls empty."""
    content = table.content()
    for column in table.columns:
        cells = content[column.label]
        if column.kind == "date":
            content[column.label] = cells.dt.strftime("%Y-%m-%d")
        elif column.kind == "moment":
            content[column.label] = cells.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif column.kind in ("text", "trend"):
            content[column.label] = cells.map(_harmless)
    return content.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def excel_file(table: Table, as_of: str, spoken: str = language.SOURCE) -> bytes:
    """A workbook: the table with its header frozen, and a sheet about it, in this language."""
    book = Workbook(write_only=True)
    with language.speaking(spoken):
        _write_table(_sheet(book, _("Report")), table)
        _write_about(_sheet(book, _("About")), table, as_of)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(book: Workbook, title: str) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(title)
    sheet.sheet_view.rightToLeft = language.is_right_to_left()
    return sheet


def _write_table(sheet: WriteOnlyWorksheet, table: Table) -> None:
    content = table.content()
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns):
        widest = content[column.label].map(lambda value: len(str(value))).max()
        letter = get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = min(max(len(column.label), widest or 0) + 3, 44)
    sheet.append([_heading(sheet, column.label) for column in table.columns])
    last = len(content) - 1 if table.total is not None else -1
    for row_no, row in enumerate(content.itertuples(index=False, name=None)):
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
    facts = [
        (_("Report"), table.title),
        (_("Data as of"), as_of),
        (_("Downloaded at"), f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
        (_("Rows"), language.number(len(table.rows))),
        *((_("Filter: {name}", name=name), value) for name, value in table.filters),
        *((_("Note"), note) for note in table.notes),
        (_("Empty cells"), _("{text}; never zero", text=table.empty_text)),
    ]
    for name, value in facts:
        sheet.append([_heading(sheet, name), _text(sheet, value)])


def _heading(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="EEF2F5")
    return cell


def _cell(sheet: WriteOnlyWorksheet, column: Column, value: object) -> WriteOnlyCell:
    if column.kind in ("text", "trend"):
        return _text(sheet, _plain(value))
    if pd.isna(value):
        return WriteOnlyCell(sheet, None)
    if column.kind in ("date", "moment"):
        moment = pd.Timestamp(value).to_pydatetime()
        cell = WriteOnlyCell(sheet, moment.date() if column.kind == "date" else moment)
    else:
        cell = WriteOnlyCell(sheet, float(value))
    cell.number_format = FORMATS[column.kind]
    return cell


def _text(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """A cell that stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, UNPRINTABLE.sub(" ", text))
    cell.data_type = "s"
    return cell


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if hasattr(value, "__len__"):
        return " ".join(str(part) for part in value)
    return "" if pd.isna(value) else str(value)


def _harmless(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = _plain(value)
    return f"'{text}" if FORMULA.match(text) else text
