"""Files hold exactly what is shown: CSV and Parquet for programs, Excel and PDF for people."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from reporting import pdf_page
from reporting.csv_file import csv_file
from reporting.excel_file import excel_file
from reporting.formats import FORMATS, file_name
from reporting.parquet_file import parquet_file
from reporting.pdf_file import pdf_file
from reporting.progress import ROWS_BETWEEN
from reporting.table import Column, Table
from reporting.wording import ENGLISH_WRITERS, Wording

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
    assert sheet.print_title_rows == "$1:$1"
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


def long_table(count: int) -> Table:
    rows = pd.DataFrame({"store": [f"Store {n}" for n in range(count)], "units": range(count)})
    columns = [Column("store", "Store"), Column("units", "Units", "number")]
    return Table("Long", columns, rows, {"store": "Total", "units": rows["units"].sum()})


def printed(file: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(file)).pages]


def test_parquet_is_typed_and_says_what_it_is_of(table: Table) -> None:
    made = pq.read_table(BytesIO(parquet_file(table, AS_OF)))
    assert made.schema.names == ["store", "units", "seen_at", "through", "trend"]
    assert made.schema.types == [
        pa.string(), pa.float64(), pa.timestamp("us", tz="UTC"), pa.date32(),
        pa.list_(pa.float64()),
    ]  # fmt: skip
    assert made.schema.field("seen_at").metadata == {b"label": b"Last contact (UTC)"}
    about = json.loads(made.schema.metadata[b"syncline"])
    assert about["title"] == "Stock on hand of Zinc"
    assert about["filters"] == {"Region": "North"}
    assert about["as_of"] == AS_OF


def test_parquet_has_the_rows_without_their_total_and_nulls_stay_nulls(table: Table) -> None:
    rows = pq.read_table(BytesIO(parquet_file(table, AS_OF))).to_pylist()
    assert [row["units"] for row in rows] == [1234.5, None, 0]
    assert rows[0]["seen_at"] == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert rows[0]["through"] == date(2026, 11, 23)
    assert rows[1]["through"] is None
    assert rows[0]["trend"] == [1, 2]


def test_a_pdf_says_what_it_is_of_and_has_every_cell(table: Table) -> None:
    (page,) = printed(pdf_file(table, AS_OF))
    assert page.startswith("Stock on hand of Zinc\n")
    assert f"Data as of: {AS_OF}" in page and "Region: North" in page
    assert "A note." in page and "Empty cells: no data" in page
    assert "Wewak 1,234.5 24 Nov 2026, 09:30 23 Nov 2026 1 2" in page
    assert "Total 1,234.5" in page


def test_a_pdf_of_many_rows_has_its_header_and_number_on_every_page() -> None:
    pages = printed(pdf_file(long_table(100), AS_OF))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert page.count("Store Units") == 1
        assert f"{number} / {len(pages)}" in page
    rows = [line for page in pages for line in page.splitlines() if line.startswith("Store ")]
    assert [row for row in rows if row != "Store Units"] == [f"Store {n} {n}" for n in range(100)]


def test_a_pdf_lies_on_its_side_and_needs_no_colour(table: Table) -> None:
    reader = PdfReader(BytesIO(pdf_file(table, AS_OF)))
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    drawn = reader.pages[0].get_contents().get_data().decode("latin-1").split()
    assert "rg" not in drawn and "RG" not in drawn


def test_a_long_text_is_printed_whole_on_several_lines() -> None:
    words = " ".join(f"word{n}" for n in range(60))
    rows = pd.DataFrame({"a": [words, "next"], "b": ["x" * 5, "y"]})
    made = Table("Wrapped", [Column("a", "A"), Column("b", "B")], rows)
    (page,) = printed(pdf_file(made, AS_OF))
    assert all(f"word{n}" in page for n in range(60))


ARABIC, LAO, HAN = "أموكسيسيلين", "ລາວ", "漢"
has_dejavu = any((folder / "DejaVuSans.ttf").exists() for folder in pdf_page.FONT_FOLDERS)


@pytest.mark.skipif(not has_dejavu, reason="DejaVu Sans is not installed (fonts-dejavu-core)")
def test_a_pdf_prints_every_script_of_its_font_and_says_what_it_could_not() -> None:
    rows = pd.DataFrame({"item": [ARABIC, LAO, "Café"]})
    (page,) = printed(pdf_file(Table("Scripts", [Column("item", "Item")], rows), AS_OF))
    assert ARABIC in page and LAO in page and "Café" in page
    assert "has no font" not in page
    rows = pd.DataFrame({"item": [HAN]})
    (page,) = printed(pdf_file(Table("Scripts", [Column("item", "Item")], rows), AS_OF))
    assert HAN not in page and "has no font" in page


def test_files_speak_the_language_of_their_table_and_run_its_way(table: Table) -> None:
    writers = {**ENGLISH_WRITERS, "number": lambda value: f"{value:g} pieces"}
    wording = Wording(about="À propos", as_of="Données du", is_right_to_left=True, writers=writers)
    spoken = replace(table, wording=wording)
    book = load_workbook(BytesIO(excel_file(spoken, AS_OF)))
    assert book.sheetnames == ["Report", "À propos"]
    assert book["Report"].sheet_view.rightToLeft
    (page,) = printed(pdf_file(spoken, AS_OF))
    assert f"Données du: {AS_OF}" in page
    assert "1 2 23 Nov 2026 24 Nov 2026, 09:30 1234.5 pieces Wewak" in page


def test_without_fonts_a_pdf_is_made_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pdf_page, "FONT_FOLDERS", (tmp_path,))
    rows = pd.DataFrame({"item": [ARABIC, "Café"]})
    (page,) = printed(pdf_file(Table("Scripts", [Column("item", "Item")], rows), AS_OF))
    assert "Café" in page and "has no font" in page and "fonts-dejavu-core" in page


@pytest.mark.parametrize("name", ["excel", "pdf"])
def test_who_waits_for_a_large_file_hears_how_far_it_is(name: str) -> None:
    heard: list[float] = []
    FORMATS[name].make(long_table(2 * ROWS_BETWEEN), AS_OF, heard.append)
    assert len(heard) == 3
    assert heard == sorted(heard)
    assert all(0 <= part <= 1 for part in heard)


def test_a_long_table_is_cut_on_the_screen_and_whole_in_the_file() -> None:
    made = long_table(1500)
    shown = made.content(1000)
    assert len(shown) == 1001
    assert shown["Units"].iloc[-1] == made.rows["units"].sum()
    assert len(csv_file(made).splitlines()) == 1502


def test_files_are_named_after_what_they_hold(table: Table) -> None:
    names = {file_name(table, form) for form in FORMATS.values()}
    assert names == {f"stock-on-hand-of-zinc.{end}" for end in ("csv", "xlsx", "parquet", "pdf")}
