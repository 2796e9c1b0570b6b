"""Schedules and alerts from the command line, with a real mail server."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from reporting import schedules
from reporting.kept import SENDING, now, transaction
from reporting.periods import Every
from reporting.schedules import add_schedule
from reporting.sendings import claim
from sync.home import Home
from tests.cli.test_first_steps import syncline
from tests.reporting import shelves
from tests.reporting.conftest import home, made_up, office, shelf_home, two_shelves
from tests.reporting.post_office import PostOffice

__all__ = ["home", "made_up", "office", "shelf_home", "two_shelves"]


def test_a_schedule_is_added_listed_and_removed(home: Home) -> None:
    said = syncline(
        home.root, "schedule", "add", "stock_value", "--to", "ann@example.org", "--bcc",
        "bob@example.org", "--every", "weekly", "--format", "pdf", "--filter", "region=North",
        "--until", "2099-01-31", "--by", "Rosa",
    ).stdout  # fmt: skip
    assert "schedule 1: stock_value, weekly, pdf, region=North, until 2099-01-31" in said
    listed = syncline(home.root, "schedule", "list").stdout
    assert "ann@example.org" in listed and "bob@example.org" in listed and "Rosa" in listed
    assert "is removed" in syncline(home.root, "schedule", "remove", "1").stdout
    assert "no schedules yet" in syncline(home.root, "schedule", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["stock_value", "--to", "nobody"], 1, "'nobody' is no e-mail address"),
        (["stock_value", "--to", "a@b.org", "--filter", "Moon"], 2, "not NAME=VALUE"),
        (["alerts", "--to", "a@b.org", "--filter", "kind=x"], 1, "no kind of alert"),
        (["alerts", "--to", "a@b.org", "--language", "xx"], 1, "no language of mails"),
    ],
)
def test_what_cannot_be_arranged_is_one_sentence(
    made_up: Home, arguments: list[str], code: int, sentence: str
) -> None:
    assert sentence in syncline(made_up.root, "schedule", "add", *arguments, code=code).stderr


def test_a_schedule_speaks_the_language_that_is_chosen(home: Home, office: PostOffice) -> None:
    said = syncline(
        home.root, "schedule", "add", "stock_value", "--to", "ann@example.org", "--language", "ar",
        "--by", "Rosa",
    ).stdout  # fmt: skip
    assert "schedule 1: stock_value, monthly, excel, ar, until" in said
    syncline(home.root, "schedule", "send", "1", "--test", "cat@example.org")
    assert office.delivered[0].message["Subject"].startswith("قيمة المخزون: ")


def test_what_is_due_is_sent_and_what_is_unsure_is_shown_and_sent_when_asked(
    home: Home, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedules, "now", lambda: now() - timedelta(days=1))
    made = add_schedule(home, "stock_value", to=["ann@example.org"], every=Every.DAILY, by="Rosa")
    assert "sent to cat@example.org" in syncline(
        home.root, "schedule", "send", "1", "--test", "cat@example.org"
    ).stdout
    day = f"{now() - timedelta(days=1):%Y-%m-%d}"
    claim(home, [(made.occasion(day), "ann@example.org")])
    age_claims(home)
    assert "nothing is due" in syncline(home.root, "schedule", "send").stdout
    assert f"{day}: unsure (ann@example.org)" in syncline(home.root, "schedule", "list").stdout
    assert "sent to ann@example.org" in syncline(
        home.root, "schedule", "send", "1", "--again"
    ).stdout
    assert f"{day}: sent (1)" in syncline(home.root, "schedule", "list").stdout
    assert office.who_got() == ["ann@example.org", "cat@example.org"]


def age_claims(home: Home) -> None:
    """As if they had been made an hour ago."""
    with transaction(home) as ledger:
        ledger.connection.execute(
            sa.update(SENDING).values(claimed_at=now() - timedelta(hours=1))
        )


def test_a_server_that_is_down_is_a_sentence_and_a_failure(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedules, "now", lambda: now() - timedelta(days=1))
    add_schedule(home, "stock_value", to=["ann@example.org"], every=Every.DAILY, by="Rosa")
    said = syncline(home.root, "schedule", "send", code=1).stderr
    assert "no mail server is set: SYNCLINE_SMTP_HOST says which" in said


def test_alerts_are_shown_with_who_has_not_been_told(
    shelf_home: Home, office: PostOffice
) -> None:
    root = shelf_home.root
    shelves.stands(shelf_home, "K", datetime(2026, 1, 2), is_stale=True)
    syncline(root, "schedule", "add", "alerts", "--to", "ann@example.org")
    done = syncline(root, "alerts")
    assert "Kerema: last heard of on 02 Jan 2026" in done.stdout
    assert "ann@example.org has not been told of 1 alert" in done.stderr
    assert "sent to ann@example.org" in syncline(root, "alerts", "--send").stdout
    assert syncline(root, "alerts").stderr == ""
    assert office.who_got() == ["ann@example.org"]
