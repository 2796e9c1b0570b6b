"""The page for print: every row as text, its head on every sheet, and the way back."""

import re

import pandas as pd

from dashboard.components.printing import as_html
from reporting.table import Column
from sync.home import Home
from tests.dashboard.conftest import RunPage, press, shown


def printed(page: object) -> str:
    return "".join(element.proto.body for element in page.get("html"))  # type: ignore[attr-defined]


def test_a_page_for_print_has_every_row_of_its_table_as_text(
    reported: Home, run_page: RunPage
) -> None:
    on_screen = shown(run_page(reported, "stock_value"))
    page = run_page(reported, "stock_value", print="true")
    assert not page.dataframe
    text = printed(page)
    assert text.count("<tr>") == len(on_screen) + 1
    assert len(re.findall(r"<th\b", text)) == len(on_screen.columns)
    assert "<td>Kerema Clinic</td>" in text
    assert "<td>▲ Stale: data to " in text
    assert "no data</td>" in text


def test_the_button_leads_to_the_page_for_print_and_back(reported: Home, run_page: RunPage) -> None:
    page = press(run_page(reported, "losses", region="North"), "Print")
    assert page.query_params["print"] == "true"
    assert not page.dataframe and "<table" in printed(page)
    page = press(page, "Back")
    assert "print" not in page.query_params
    assert page.dataframe


def test_what_a_record_says_is_no_markup_and_a_trend_is_for_the_screen() -> None:
    columns = [Column("name", "A & B"), Column("days", "Trend", "trend")]
    rows = pd.DataFrame({"A & B": ["<b>x</b>"], "Trend": [[1, 2]]})
    text = as_html("<i>", columns, rows, {}, "")
    assert "<td>&lt;b&gt;x&lt;/b&gt;</td></tr>" in text
    assert "<th>A &amp; B</th></tr>" in text
    assert "&lt;i&gt;" in text and "Trend" not in text
