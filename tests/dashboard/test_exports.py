"""Files hold exactly what is shown: CSV for programs, typed Excel for people."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from dashboard.components.exports import csv_file, excel_file
from dashboard.components.tables import ROWS_SHOWN, Column, Table

AS_OF = "24 Nov 2026, 09:30 UTC (cycle 12)"


@pytest.fixture
def table() -> Table:
    rows = pd.DataFrame(
        {
            "store": ["Wewak", "=cmd()|' /C calc'!A0", "Tari\x07"],
            "units": pd.array([1234.5, None, 0], dtype="Float64"),
            "seen_at": pd.to_datetime(["2026-11-24 09:30", None, "2026-01-02 03:04"]),
            "through": pd.to_datetime(["2026-11-23", None, "2026-01-01"]),
            "trend": [[1, 2], [], [3]],
            "hidden": [1, 2, 3],
        }
    )
    columns = [
        Column("store", "Store"),
        Column("units", "Units", "number"),
        Column("seen_at", "Last contact (UTC)", "moment"),
        Column("through", "Data to", "date"),
        Column("trend", "Trend", "trend"),
    ]
    total = {"store": "Total", "units": 1234.5}
    return Table("Stock on hand of Zinc", columns, rows, total, [("Region", "North")], ["A note."])


def test_a_csv_has_the_rows_and_columns_that_are_shown(table: Table) -> None:
    text = csv_file(table).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0] == ["Store", "Units", "Last contact (UTC)", "Data to", "Trend"]
    assert rows[1] == ["Wewak", "1234.5", "2026-11-24T09:30:00Z", "2026-11-23", "1 2"]
    assert rows[2][1:] == ["", "", "", ""]
    assert rows[3][1] == "0.0"
    assert rows[4][:2] == ["Total", "1234.5"]
    assert len(rows) == 5


def test_no_spreadsheet_runs_what_a_site_wrote(table: Table) -> None:
    assert "\r\n'=cmd()" in csv_file(table).decode("utf-8-sig")
    sheet = load_workbook(BytesIO(excel_file(table, AS_OF)))["Report"]
    assert sheet["A3"].value == "=cmd()|' /C calc'!A0"
    assert sheet["A3"].data_type == "s"


def test_excel_keeps_numbers_and_dates_and_freezes_the_header(table: Table) -> None:
    sheet = load_workbook(BytesIO(excel_file(table, AS_OF)))["Report"]
    assert [cell.value for cell in sheet[1]] == [column.label for column in table.columns]
    assert sheet.freeze_panes == "A2"
    assert sheet["B2"].value == 1234.5
    assert sheet["C2"].value == datetime(2026, 11, 24, 9, 30)
    assert sheet["D2"].value.date() == date(2026, 11, 23)
    assert sheet["B3"].value is None
    assert sheet["B4"].value == 0
    assert sheet["A5"].value == "Total"
    assert sheet["A5"].font.bold


def test_excel_says_what_it_is_of(table: Table) -> None:
    about = load_workbook(BytesIO(excel_file(table, AS_OF)))["About"]
    facts = {row[0].value: row[1].value for row in about.iter_rows()}
    assert facts["Report"] == "Stock on hand of Zinc"
    assert facts["Data as of"] == AS_OF
    assert facts["Filter: Region"] == "North"
    assert facts["Empty cells"] == "no data; never zero"


def test_a_long_table_is_cut_on_the_screen_and_whole_in_the_file() -> None:
    rows = pd.DataFrame({"units": range(ROWS_SHOWN + 500)})
    table = Table(
        "Long", [Column("units", "Units", "number")], rows, {"units": rows["units"].sum()}
    )
    assert len(table.content(ROWS_SHOWN)) == ROWS_SHOWN + 1
    assert table.content(ROWS_SHOWN)["Units"].iloc[-1] == rows["units"].sum()
    assert len(csv_file(table).splitlines()) == ROWS_SHOWN + 502
