"""Scheduled reports reach a real mail server: each closed period once, whatever goes wrong."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from reporting import schedules, sendings
from reporting.kept import now
from reporting.mailing import Posted, send_due, send_test
from reporting.periods import Every
from reporting.schedules import Schedule, add_schedule, remove_schedule
from reporting.sendings import latest
from sync import lake
from sync.home import Home
from tests.reporting.conftest import point_at
from tests.reporting.post_office import PostOffice, opened

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"
CLOSED_AT = now().replace(day=1, hour=6, minute=0, second=0, microsecond=0)
MONTH = (CLOSED_AT - timedelta(days=1)).date().replace(day=1)
MADE_AT = datetime(MONTH.year, MONTH.month, 15, 12)


@pytest.fixture(autouse=True)
def made_in_the_middle_of_last_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "now", lambda: MADE_AT)


def arrange(home: Home, report: str = "stock_value", **other: Any) -> Schedule:
    return add_schedule(home, report, **({"to": [ANN, BOB], "by": "Rosa"} | other))


def faults(posted: list[Posted]) -> list[str]:
    return [one.fault for one in posted if one.fault]


def outcomes(home: Home, schedule: Schedule) -> dict[str, str]:
    found = latest(home, schedule.occasion(""))
    return {sending.recipient: sending.in_words for sending in found}


def sending_process(**environment: str) -> "subprocess.Popen[bytes]":
    """Another process that sends what is due."""
    code = (
        "from datetime import datetime; from reporting.mailing import send_due; "
        "from sync.settings import Settings; "
        f"send_due(Settings().place(), datetime.fromisoformat('{CLOSED_AT.isoformat()}'))"
    )
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ | environment)


def test_a_closed_period_is_sent_once_to_everybody(home: Home, office: PostOffice) -> None:
    schedule = arrange(home, bcc=[CAT], parameters={"region": ["North"]})
    assert send_due(home, MADE_AT) == []
    (posted,) = send_due(home, CLOSED_AT)
    assert posted.sent == (ANN, BOB, CAT)
    assert send_due(home, CLOSED_AT) == []
    assert send_due(home, CLOSED_AT + timedelta(days=20)) == []
    (mail,) = office.delivered
    assert mail.recipients == [ANN, BOB, CAT]
    assert mail.message["To"] == f"{ANN}, {BOB}"
    assert CAT not in mail.message.as_string()
    assert mail.message["From"] == "centre@example.org"
    assert mail.message["Subject"] == f"Stock value: {MONTH:%B %Y}"
    assert "Region: North" in mail.text and "as Rosa arranged" in mail.text
    assert set(outcomes(home, schedule).values()) == {"sent"}


def test_the_file_holds_the_rows_that_the_filters_choose(home: Home, office: PostOffice) -> None:
    arrange(home, parameters={"region": ["North"]})
    send_due(home, CLOSED_AT)
    ((name, content),) = office.delivered[0].files.items()
    assert name == f"{MONTH:%Y-%m}-stock-value.xlsx"
    book = load_workbook(BytesIO(content))
    with lake.connect(home) as connection:
        expected = connection.execute(
            "SELECT store FROM marts.dim_store WHERE region = 'North' ORDER BY store"
        ).fetchall()
    assert [row[0].value for row in book["Report"].iter_rows(min_row=2)] == [s for (s,) in expected]
    facts = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert facts["Filter: Region"] == "North"


@pytest.mark.parametrize("form", ["csv", "parquet", "pdf"])
def test_every_kind_of_file_is_attached(home: Home, office: PostOffice, form: str) -> None:
    arrange(home, format=form)
    send_due(home, CLOSED_AT)
    ((name, content),) = office.delivered[0].files.items()
    assert name.endswith(f".{form}")
    begins = {"csv": b"\xef\xbb\xbfStore", "parquet": b"PAR1", "pdf": b"%PDF"}
    assert content.startswith(begins[form])


def test_a_report_without_rows_is_silent_and_stays_so(home: Home, office: PostOffice) -> None:
    schedule = arrange(home, parameters={"region": ["North"], "data": ["fresh"], "lines": ["-1"]})
    (posted,) = send_due(home, CLOSED_AT)
    assert posted.is_empty
    assert send_due(home, CLOSED_AT) == []
    assert office.delivered == []
    assert outcomes(home, schedule) == {ANN: "empty", BOB: "empty"}


def test_periods_close_at_midnight_of_the_network(home: Home, office: PostOffice) -> None:
    with lake.writer(home) as connection:
        connection.execute("UPDATE sync.network SET time_zone = 'Pacific/Port_Moresby'")
    arrange(home)
    midnight_there = CLOSED_AT.replace(hour=0) - timedelta(hours=10)
    assert send_due(home, midnight_there - timedelta(minutes=1)) == []
    assert len(send_due(home, midnight_there)) == 1


def test_after_a_pause_only_the_last_period_is_sent(home: Home, office: PostOffice) -> None:
    arrange(home, every=Every.DAILY)
    send_due(home, datetime(MONTH.year, MONTH.month, 25))
    (mail,) = office.delivered
    assert mail.message["Subject"] == f"Stock value: 24 {MONTH:%B %Y}"


def test_an_expired_or_removed_schedule_sends_nothing(home: Home, office: PostOffice) -> None:
    arrange(home, expires_on=CLOSED_AT.date() - timedelta(days=1))
    gone = arrange(home)
    remove_schedule(home, gone.schedule_no, by="Rosa")
    assert send_due(home, CLOSED_AT) == []
    arrange(home, expires_on=CLOSED_AT.date())
    assert len(send_due(home, CLOSED_AT)) == 1


def test_who_is_refused_for_good_is_shown_and_the_others_get_it(
    home: Home, office: PostOffice
) -> None:
    schedule = arrange(home)
    office.refused = {BOB: "550 no such user"}
    (fault,) = faults(send_due(home, CLOSED_AT))
    assert fault == f"{BOB} was refused: 550 no such user"
    assert send_due(home, CLOSED_AT) == []
    assert office.who_got() == [ANN]
    assert outcomes(home, schedule) == {ANN: "sent", BOB: "refused: 550 no such user"}


def test_who_is_refused_for_now_is_tried_again_alone(home: Home, office: PostOffice) -> None:
    arrange(home)
    office.refused = {BOB: "451 come again"}
    assert faults(send_due(home, CLOSED_AT)) == [f"{BOB} was refused: 451 come again"]
    office.refused = {}
    (posted,) = send_due(home, CLOSED_AT)
    assert posted.sent == (BOB,)
    assert office.who_got() == [ANN, BOB]


def test_when_all_are_refused_nobody_counts_as_told(home: Home, office: PostOffice) -> None:
    arrange(home)
    office.refused = {ANN: "451 busy", BOB: "451 busy"}
    (posted,) = send_due(home, CLOSED_AT)
    assert posted.sent == ()
    office.refused = {}
    send_due(home, CLOSED_AT)
    assert office.who_got() == [ANN, BOB]


def test_a_server_that_is_down_is_said_in_a_sentence_and_tried_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(PostOffice()) as office:
        point_at(office, monkeypatch)
    arrange(home)
    (fault,) = faults(send_due(home, CLOSED_AT))
    assert fault.startswith(f"the mail server 127.0.0.1:{office.port} cannot be used: ")
    assert "refused" in fault
    with opened(PostOffice()) as office:
        point_at(office, monkeypatch)
        send_due(home, CLOSED_AT)
        assert office.who_got() == [ANN, BOB]


def test_a_mail_that_the_server_will_not_have_is_tried_again(
    home: Home, office: PostOffice
) -> None:
    arrange(home)
    office.answer = "552 too large"
    assert faults(send_due(home, CLOSED_AT)) == ["the mail server refused the mail: 552 too large"]
    office.answer = "250 taken"
    send_due(home, CLOSED_AT)
    assert office.who_got() == [ANN, BOB]


def test_when_the_server_hangs_up_in_the_middle_nothing_is_sent_twice(
    home: Home, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = arrange(home)
    office.hangs_up = True
    (fault,) = faults(send_due(home, CLOSED_AT))
    assert "went away" in fault and "not sent again by itself" in fault
    office.hangs_up = False
    assert send_due(home, CLOSED_AT) == []
    assert office.who_got() == [ANN, BOB]
    monkeypatch.setattr(sendings, "now", lambda: now() + timedelta(hours=1))
    assert outcomes(home, schedule) == {ANN: "unsure", BOB: "unsure"}


def test_a_process_that_is_killed_after_sending_sends_nothing_twice(
    home: Home, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = arrange(home)
    killed = sending_process(SYNCLINE_FAILPOINT="mail_handed_over")
    killed.wait()
    assert killed.returncode == -9
    assert send_due(home, CLOSED_AT) == []
    assert office.who_got() == [ANN, BOB]
    monkeypatch.setattr(sendings, "now", lambda: now() + timedelta(hours=1))
    assert outcomes(home, schedule) == {ANN: "unsure", BOB: "unsure"}


def test_processes_that_send_at_once_send_once(home: Home, office: PostOffice) -> None:
    arrange(home)
    processes = [sending_process(), sending_process()]
    assert [process.wait() for process in processes] == [0, 0]
    assert office.who_got() == [ANN, BOB]


def test_a_schedule_whose_report_is_gone_does_not_hold_the_others_up(
    home: Home, office: PostOffice
) -> None:
    arrange(home, "long_gone")
    arrange(home, "stock_value")
    first, second = send_due(home, CLOSED_AT)
    assert first.fault is not None and "no report 'long_gone'" in first.fault
    assert second.sent == (ANN, BOB)


def test_a_test_mail_goes_to_one_address_and_counts_for_nothing(
    home: Home, office: PostOffice
) -> None:
    schedule = arrange(home)
    assert send_test(home, schedule, CAT).sent == (CAT,)
    assert office.who_got() == [CAT]
    send_due(home, CLOSED_AT)
    assert office.who_got() == [ANN, BOB, CAT]


def test_a_report_by_month_is_sent_with_the_month_that_closed(
    home: Home, office: PostOffice
) -> None:
    arrange(home, "monthly_usage", format="csv")
    send_due(home, CLOSED_AT)
    with lake.connect(home) as connection:
        (expected,) = connection.execute(
            "SELECT count(*) FROM reports.monthly_usage WHERE month = ?", [MONTH]
        ).fetchall()
    (file,) = office.delivered[0].files.values()
    assert expected > (0,)
    assert len(file.splitlines()) == expected[0] + 1


def test_a_server_with_a_password_is_logged_in_to(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(PostOffice(), password="of the centre") as office:
        point_at(office, monkeypatch)
        arrange(home)
        monkeypatch.setenv("SYNCLINE_SMTP_USER", "centre")
        monkeypatch.setenv("SYNCLINE_SMTP_PASSWORD", "wrong one")
        (fault,) = faults(send_due(home, CLOSED_AT))
        assert "refused us: 535" in fault and "wrong one" not in fault
        monkeypatch.setenv("SYNCLINE_SMTP_PASSWORD", "of the centre")
        send_due(home, CLOSED_AT)
        assert office.who_got() == [ANN, BOB]


def test_no_mail_goes_unencrypted_unless_that_is_set(
    home: Home, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYNCLINE_SMTP_TLS")
    arrange(home)
    (fault,) = faults(send_due(home, CLOSED_AT))
    assert "STARTTLS" in fault
    assert office.delivered == []


def test_without_a_mail_server_the_sentence_says_what_to_set(home: Home) -> None:
    arrange(home)
    assert faults(send_due(home, CLOSED_AT - timedelta(days=10))) == []
    (fault,) = faults(send_due(home, CLOSED_AT))
    assert "SYNCLINE_SMTP_HOST" in fault
