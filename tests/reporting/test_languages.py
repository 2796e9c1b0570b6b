"""Reports and alerts are mailed in the language of their schedule, and English ones as ever."""

import re
from contextlib import closing
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from babel.dates import format_date
from openpyxl import load_workbook
from pypdf import PdfReader

from reporting import alerts, messages, pdf_page, schedules
from reporting.kept import SCHEDULE, now
from reporting.language import _, default, speaking
from reporting.mailing import send_due
from reporting.schedules import ScheduleRefused, add_schedule
from reporting.written import FROM_THE_RIGHT
from sync import lake
from sync.home import Home
from sync.settings import Settings
from tests.reporting import shelves
from tests.reporting.post_office import Delivered, PostOffice

ANN, BOB = "ann@example.org", "bob@example.org"
CLOSED_AT = now().replace(day=1, hour=6, minute=0, second=0, microsecond=0)
MONTH = (CLOSED_AT - timedelta(days=1)).date().replace(day=1)
MADE_AT = datetime(MONTH.year, MONTH.month, 15, 12)
UNTIL = datetime(2099, 1, 31).date()
ARABIC = re.compile(r"[\u0600-\u06ff]")
has_dejavu = any((folder / "DejaVuSans.ttf").exists() for folder in pdf_page.FONT_FOLDERS)


@pytest.fixture(autouse=True)
def made_in_the_middle_of_last_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "now", lambda: MADE_AT)


def mailed(
    home: Home, office: PostOffice, report: str = "stock_value", **how: Any
) -> Delivered:
    """The mail of a schedule whose month has closed."""
    add_schedule(home, report, to=[ANN], by="Rosa", expires_on=UNTIL, **how)
    (posted,) = send_due(home, CLOSED_AT)
    assert posted.fault is None
    assert posted.what.endswith(f"{report}, {MONTH:%B %Y}"), "the command speaks English"
    return office.delivered[-1]


def lines(mail: Delivered) -> list[str]:
    body = mail.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n").split("\n")


def ran_at(home: Home) -> tuple[datetime, int]:
    with closing(lake.connect(home)) as connection:
        (row,) = connection.execute(
            "SELECT ran_at, cycle_no FROM sync.cycle ORDER BY cycle_no DESC LIMIT 1"
        ).fetchall()
    return row[0], row[1]


def test_an_english_mail_is_as_it_was(home: Home, office: PostOffice) -> None:
    mail = mailed(home, office, parameters={"region": ["North"], "data": ["fresh"]})
    moment, cycle_no = ran_at(home)
    assert mail.message["Subject"] == f"Stock value: {MONTH:%B %Y}"
    assert "Content-Language" not in mail.message.as_string()
    assert mail.message.get_body(("html",)) is None
    *said, rows, as_of, _blank, sent, _end = lines(mail)
    assert said == [f"Stock value, {MONTH:%B %Y}", "", "Region: North", "Data: fresh"]
    assert re.fullmatch(r"Rows: \d+", rows)
    assert as_of == f"Data as of: {moment.day} {moment:%b %Y, %H:%M} UTC (cycle {cycle_no})"
    assert sent == "Sent monthly until 2099-01-31, as Rosa arranged (schedule 1)."
    sheet = load_workbook(BytesIO(next(iter(mail.files.values()))))["Report"]
    assert [cell.value for cell in sheet[1]] == [
        "Store", "Value", "Negative value", "Fresh value", "Share fresh", "Lines",
        "Complete through", "Freshness",
    ]  # fmt: skip
    assert {row[-1].value for row in sheet.iter_rows(min_row=2)} == {"fresh"}


def test_a_french_mail_is_french_to_its_cells(home: Home, office: PostOffice) -> None:
    mail = mailed(
        home, office, parameters={"region": ["North"], "data": ["fresh"]}, language="fr"
    )
    moment, cycle_no = ran_at(home)
    month = format_date(MONTH, "MMMM y", locale="fr")
    day = format_date(moment, "d MMM y", locale="fr")
    assert mail.message["Subject"] == f"Valeur du stock : {month}"
    assert "Content-Language: fr" in mail.message.as_string()
    assert lines(mail)[:4] == [
        f"Valeur du stock, {month}", "", "Région : North", "Données : À jour",
    ]  # fmt: skip
    assert f"Données du : {day}, {moment:%H:%M} UTC (cycle {cycle_no})" in lines(mail)
    assert (
        "Envoyé chaque mois jusqu’au 31 janv. 2099, comme Rosa l’a programmé (programmation 1)."
        in lines(mail)
    )
    ((name, content),) = mail.files.items()
    assert name == f"{MONTH:%Y-%m}-stock-value.xlsx"
    book = load_workbook(BytesIO(content))
    assert book.sheetnames == ["Rapport", "À propos"]
    assert [cell.value for cell in book["Rapport"][1]] == [
        "Magasin", "Valeur", "Valeur négative", "Valeur connue à jour", "Part connue à jour",
        "Lignes", "Complet jusqu’au", "Fraîcheur des données",
    ]  # fmt: skip
    assert {row[-1].value for row in book["Rapport"].iter_rows(min_row=2)} == {"À jour"}
    facts = {row[0].value: row[1].value for row in book["À propos"].iter_rows()}
    assert facts["Filtre : Région"] == "North"


def test_an_arabic_mail_runs_from_the_right_in_text_in_html_and_in_its_file(
    home: Home, office: PostOffice
) -> None:
    mail = mailed(home, office, parameters={"region": ["North"]}, language="ar")
    month = format_date(MONTH, "MMMM y", locale="ar")
    assert mail.message["Subject"] == f"قيمة المخزون: {month}"
    assert "Content-Language: ar" in mail.message.as_string()
    written = [line for line in lines(mail) if line]
    assert written[:2] == [f"\u200fقيمة المخزون، {month}", "\u200fالمنطقة: North"]
    assert all(line.startswith(FROM_THE_RIGHT) and ARABIC.search(line) for line in written)
    html = mail.message.get_body(("html",))
    assert html is not None
    assert '<html lang="ar" dir="rtl">' in html.get_content()
    assert "<p>يُرسل شهريًا حتى" in html.get_content()
    book = load_workbook(BytesIO(next(iter(mail.files.values()))))
    assert book["التقرير"].sheet_view.rightToLeft
    assert [cell.value for cell in book["التقرير"][1]][:2] == ["المخزن", "القيمة"]


@pytest.mark.skipif(not has_dejavu, reason="needs DejaVu Sans (fonts-dejavu-core)")
@pytest.mark.parametrize(
    ("language", "title", "heading"),
    [
        ("fr", "Valeur du stock", "Fraîcheur"),
        ("ar", "قيمة المخزون", "المخزن"),
    ],
)
def test_a_pdf_is_in_the_language_of_its_mail(
    home: Home, office: PostOffice, language: str, title: str, heading: str
) -> None:
    mail = mailed(home, office, format="pdf", language=language)
    reader = PdfReader(BytesIO(next(iter(mail.files.values()))))
    printed = reader.pages[0].extract_text()
    assert "Stock value" not in printed and "Data as of" not in printed
    assert heading in printed
    assert reader.metadata is not None and reader.metadata.title == title


def test_sentences_and_flags_of_a_report_are_said_in_the_language(
    home: Home, office: PostOffice
) -> None:
    mail = mailed(home, office, "sync", language="fr", format="csv")
    text = next(iter(mail.files.values())).decode("utf-8-sig")
    assert "Dernier contact" in text.splitlines()[0]
    assert "dernière connexion il y a" in text
    assert ",oui," in text or ",non," in text
    assert not re.search(r",(yes|no|server|stale)[,\r]", text)


def test_a_file_for_programs_keeps_its_names_and_codes(home: Home, office: PostOffice) -> None:
    mail = mailed(home, office, "sync", language="fr", format="parquet")
    table = pq.read_table(BytesIO(next(iter(mail.files.values()))))
    assert set(table["is_stale"].to_pylist()) <= {"yes", "no"}
    assert table.schema.field("kind").metadata == {b"label": b"Type"}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_two_columns_of_a_report_have_one_heading(language: str) -> None:
    with speaking(language):
        for report, columns in messages.reports_described():
            headings = [_(column.label) for column in columns]
            assert len(headings) == len(set(headings)), report


def test_a_language_that_is_not_spoken_is_refused(home: Home) -> None:
    with pytest.raises(ScheduleRefused, match="'xx' is no language of mails: there are en, fr, ar"):
        add_schedule(home, "stock_value", to=[ANN], by="Rosa", language="xx")


def test_without_a_language_a_schedule_speaks_that_of_the_installation(
    home: Home, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNCLINE_LANGUAGE", "fr")
    default.cache_clear()
    try:
        subject = mailed(home, office).message["Subject"]
    finally:
        default.cache_clear()
    assert subject.startswith("Valeur du stock")


def test_schedules_made_before_there_was_a_choice_go_on(home: Home, office: PostOffice) -> None:
    older = sa.Table(
        SCHEDULE.name,
        sa.MetaData(),
        *(sa.Column(c.name, c.type) for c in SCHEDULE.c if c.name != "language"),
    )
    engine = sa.create_engine(Settings().control_uri(home))
    older.create(engine)
    with engine.begin() as connection:
        connection.execute(
            sa.insert(older).values(
                schedule_no=1, report="stock_value", parameters={}, format="excel",
                every="monthly", to=[ANN], bcc=[], expires_on=UNTIL, made_by="Rosa",
                made_at=MADE_AT,
            )
        )  # fmt: skip
    engine.dispose()
    (kept,) = schedules.schedules(home)
    assert (kept.language, kept.spoken) == (None, "en")
    assert add_schedule(home, "sync", to=[ANN], by="Rosa", language="ar").schedule_no == 2
    assert send_due(home, CLOSED_AT)[0].sent == (ANN,)
    assert office.delivered[0].message["Subject"] == f"Stock value: {MONTH:%B %Y}"


def news(home: Home, monkeypatch: pytest.MonkeyPatch, *lists: tuple[str, str | None]) -> None:
    """Something to tell, and lists of people with their language."""
    monkeypatch.setattr(schedules, "now", lambda: shelves.NOW)
    for who, language in lists:
        add_schedule(home, "alerts", to=[who], by="Rosa", language=language)
    shelves.goes_out(home, "K", "AMOX", 4)
    shelves.refuses(home, 3, 20)
    alerts.send(home, shelves.NOW)


def test_alerts_are_told_in_the_language_of_each_list(
    shelf_home: Home, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(shelf_home, monkeypatch, (ANN, "fr"), (BOB, "ar"))
    french, arabic = office.delivered
    assert french.message["Subject"] == "Syncline : 2 nouvelles alertes"
    assert "Articles vitaux en rupture" in lines(french)
    assert any("Kerema store" in line and "20 nov. 2026" in line for line in lines(french))
    assert lines(french)[-2].endswith("Chacune de ces alertes n’est envoyée qu’une fois.")
    assert arabic.message["Subject"] == "تنبيهان جديدان من Syncline"
    assert f"{FROM_THE_RIGHT}أصناف حيوية نفدت" in lines(arabic)
    assert any("Kerema store" in line and "20 نوفمبر 2026" in line for line in lines(arabic))
    html = arabic.message.get_body(("html",))
    assert html is not None and 'dir="rtl"' in html.get_content()


def test_an_english_digest_is_as_it_was(
    shelf_home: Home, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(shelf_home, monkeypatch, (ANN, None))
    (mail,) = office.delivered
    assert mail.message["Subject"] == "Syncline: 2 new alerts"
    assert "- Kerema store: Amoxicillin, none since 20 Nov 2026" in lines(mail)
    assert lines(mail)[-2].endswith("UTC (cycle 12). Each of these is told once.")
    assert mail.message.get_body(("html",)) is None


def test_who_is_in_lists_of_two_languages_has_one_digest_in_that_of_the_first(
    shelf_home: Home, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(shelf_home, monkeypatch, (ANN, "fr"), (ANN, "ar"))
    (mail,) = office.delivered
    assert mail.message["Subject"] == "Syncline : 2 nouvelles alertes"
