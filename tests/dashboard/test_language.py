"""Every text in every language: none untranslated, no part lost, numbers as people write them."""

import ast
import re
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.numbers import format_decimal
from openpyxl import load_workbook

from dashboard.components import words
from dashboard.components.exports import spoken
from dashboard.components.language import LANGUAGES, SOURCE, _, ngettext, speaking
from dashboard.components.tables import Column, Table
from reporting import language, messages, sentences
from reporting.excel_file import excel_file
from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, metrics, texts
from tests.dashboard.test_banner import NAMES

ROOT = Path(__file__).parents[2]
TRANSLATED = [code for code in LANGUAGES if code != SOURCE]


def fields(text: str) -> set[str | None]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated_and_none_is_gone(code: str) -> None:
    known = {message.id: message.string for message in messages.translations(code) if message.id}
    assert set(known) == {message.id for message in messages.template() if message.id}
    missing = [text for text, string in known.items() if not messages.is_translated(string)]
    assert not missing, "run `make messages` and translate them"


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_translation_fills_in_the_same_parts(code: str) -> None:
    differing = [
        message.id
        for message in messages.translations(code)
        if message.id
        for form in forms(message.string)
        if (fields(form) ^ fields(forms(message.id)[-1])) - {"count"}
    ]
    assert not differing


def test_constants_of_modules_mark_their_texts_and_leave_translating_to_functions() -> None:
    """A text that is translated while its module is loaded stays in the language of that moment."""
    rooms = (ROOT / "dashboard" / "components", ROOT / "reporting")
    for path in (path for room in rooms for path in room.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        inside = {
            node
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.Lambda)
            for node in ast.walk(function)
        }
        called = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        early = [
            node.lineno
            for node in called
            if node not in inside and getattr(node.func, "id", "") in ("_", "ngettext")
        ]
        assert not early, f"{path.name}: lines {early} need N_"


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_in_the_language_of_its_link(
    reported: Home, run_page: RunPage, name: str, code: str
) -> None:
    page = run_page(reported, name, lang=code)
    english = [
        message.id
        for message in messages.template()
        if isinstance(message.id, str) and re.fullmatch(r"[A-Z][^{]* [^{]*", message.id)
    ]
    assert not [text for text in english if text in texts(page)]
    with speaking(code):
        assert page.menu_button[0].label == LANGUAGES[code]
        assert _("Data as of {moment}", moment="|").split("|")[0] in texts(page)


@pytest.mark.parametrize("view", ["Differences", "Écarts", "الفروق"])
def test_a_link_is_understood_in_whatever_language_it_was_made(
    reported: Home, run_page: RunPage, view: str
) -> None:
    page = run_page(reported, "transfers", show=view, kind="Requisition", lang="fr")
    assert page.query_params["show"] == "Écarts"
    assert "Type : **Réquisition**" in texts(page)
    assert not page.warning


def test_figures_are_written_as_the_language_writes_them(reported: Home, run_page: RunPage) -> None:
    value = ask(reported, "SELECT sum(value) AS v FROM reports.stock_value")["v"].iloc[0]
    found = metrics(run_page(reported, "stock_value", lang="fr"))
    assert found["Valeur du stock"] == format_decimal(value, "#,##0.00", locale="fr")
    assert found["Valeur du stock"] != f"{value:,.2f}"
    with speaking("fr"):
        assert words.share(1, 3) == "33,3\xa0%"
        assert words.moment("2026-10-15 09:30") == "15 oct. 2026, 09:30 UTC"
    with speaking("ar"):
        assert words.month("2026-10-15") == "أكتوبر 2026"
        assert words.day("2026-10-15") == "\u200f15 أكتوبر 2026"


def test_each_language_has_its_own_forms_of_what_is_counted() -> None:
    def told(code: str) -> set[str]:
        with speaking(code):
            one, many = "{count} store with none.", "{count} stores with none."
            said = [ngettext(one, many, count) for count in (0, 1, 2, 3, 11, 100)]
        return {re.sub(r"\d+", "", text) for text in said}

    assert [len(told(code)) for code in ("en", "fr", "ar")] == [2, 2, 6]


def test_the_language_is_that_of_the_settings_where_no_link_says_it(
    reported: Home, run_page: RunPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCLINE_LANGUAGE", "fr_CA")
    language.default.cache_clear()
    try:
        assert "Valeur du stock" in texts(run_page(reported, "stock_value"))
        assert "Stock value" in texts(run_page(reported, "stock_value", lang="en"))
    finally:
        language.default.cache_clear()


def test_every_state_that_the_reports_write_is_known_to_be_said() -> None:
    folder = ROOT / "dbt_project" / "models" / "reports"
    transfers = (folder / "rpt_transfer_reconciliation.sql").read_text("utf-8")
    written = re.search(r"as is_overdue.*?end as state_in_words", transfers, re.DOTALL)
    assert written
    states = set(re.findall(r"(?:then|else)\s+'([a-z][^']*[a-z])'", written[0]))
    assert len(states) > 5
    assert states <= set(sentences.PATTERNS)


def test_an_excel_file_is_in_the_language_of_its_page(reported: Home, run_page: RunPage) -> None:
    with speaking("ar"):
        rows = ask(reported, "SELECT 'A' AS store")
        table = spoken(Table(_("Stock value"), [Column("store", _("Store"))], rows))
    book = load_workbook(BytesIO(excel_file(table, "-")))
    assert book.sheetnames == ["التقرير", "حول"]
    assert book["التقرير"]["A1"].value == "المخزن"
    assert book["التقرير"].sheet_view.rightToLeft
