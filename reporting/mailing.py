"""Sending what is due: each schedule's last closed period, once to every recipient.

A report without rows is not sent, and not looked at again for that period.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import duckdb

from reporting import mail
from reporting.formats import FORMATS, file_name
from reporting.kept import now
from reporting.language import N_, SOURCE, _, current, speaking
from reporting.mail import MailNotSent, MailUnsure
from reporting.periods import Every, Period, last_closed
from reporting.progress import silent
from reporting.reading import lake_for
from reporting.reports import Cycle, last_cycle, table_of, time_zone
from reporting.schedules import ALERTS, Schedule, schedules
from reporting.sendings import Claim, Outcome, claim, release, settle, unclaimed
from reporting.spoken import in_language, moment_of, period_title
from reporting.table import Table
from reporting.written import day
from sync import failpoints, lake
from sync.home import Home
from sync.settings import Settings

SENT = {
    Every.DAILY: N_("Sent daily until {day}, as {name} arranged (schedule {number})."),
    Every.WEEKLY: N_("Sent weekly until {day}, as {name} arranged (schedule {number})."),
    Every.MONTHLY: N_("Sent monthly until {day}, as {name} arranged (schedule {number})."),
    Every.QUARTERLY: N_("Sent quarterly until {day}, as {name} arranged (schedule {number})."),
    Every.YEARLY: N_("Sent yearly until {day}, as {name} arranged (schedule {number})."),
}


@dataclass(frozen=True)
class Posted:
    """What became of one mail. `fault` says in a sentence why it failed."""

    what: str
    sent: tuple[str, ...] = ()
    is_empty: bool = False
    fault: str | None = None

    @property
    def in_words(self) -> str:
        parts = [f"sent to {', '.join(self.sent)}"] if self.sent else []
        parts += ["nothing in it: not sent"] if self.is_empty else []
        parts += [self.fault] if self.fault else []
        return f"{self.what}: {'; '.join(parts)}"


def send_due(home: Home, at: datetime | None = None, only: int | None = None) -> list[Posted]:
    """Send every schedule whose period has closed, to those who have not got it."""
    zone = _zone(home)
    found = [
        _send_if_due(home, schedule, at or now(), zone)
        for schedule in schedules(home)
        if schedule.report != ALERTS and only in (None, schedule.schedule_no)
    ]
    return [posted for posted in found if posted is not None]


def send_test(home: Home, schedule: Schedule, address: str, at: datetime | None = None) -> Posted:
    """The mail as it would be sent now, to this address alone; it counts for nothing."""
    period = last_closed(schedule.every, local_day(at or now(), _zone(home)))
    with lake_for(home, schedule) as connection:
        table = table_of(connection, schedule.report, schedule.parameters, period)
        message = _message(schedule, period, table, last_cycle(connection))
    refused = mail.send(message, [address])
    fault = f"refused: {refused[address].why}" if refused else None
    return Posted(str(message["Subject"]), () if refused else (address,), fault=fault)


def post(home: Home, what: str, message: EmailMessage, claims: Sequence[Claim]) -> Posted:
    """Hand over a mail whose recipients are claimed, and write down what became of it."""
    recipients = list(dict.fromkeys(claimed[1] for claimed in claims))
    try:
        refused = mail.send(message, recipients)
    except MailNotSent as error:
        release(home, claims)
        return Posted(what, fault=str(error))
    except MailUnsure as error:
        return Posted(what, fault=f"{error}; it is not sent again by itself")
    failpoints.reach("mail_handed_over")
    settle(home, [one for one in claims if one[1] not in refused], Outcome.SENT)
    for recipient, refusal in refused.items():
        theirs = [one for one in claims if one[1] == recipient]
        if refusal.is_final:
            settle(home, theirs, Outcome.REFUSED, refusal.why)
        else:
            release(home, theirs)
    said = [f"{recipient} was refused: {refusal.why}" for recipient, refusal in refused.items()]
    sent = tuple(recipient for recipient in recipients if recipient not in refused)
    return Posted(what, sent, fault="; ".join(said) or None)


def _zone(home: Home) -> str:
    with closing(lake.connect(home)) as connection:
        return time_zone(connection)


def _send_if_due(home: Home, schedule: Schedule, at: datetime, zone: str) -> Posted | None:
    """None where there is nothing to do."""
    today = local_day(at, zone)
    period = last_closed(schedule.every, today)
    if today > schedule.expires_on or period.last < local_day(schedule.made_at, zone):
        return None
    occasion = schedule.occasion(period.key)
    open_ = unclaimed(home, [(occasion, recipient) for recipient in schedule.recipients])
    if not open_:
        return None
    with speaking(SOURCE):
        what = f"schedule {schedule.schedule_no}, {schedule.report}, {period_title(period)}"
    try:
        with lake_for(home, schedule) as connection:
            table = table_of(connection, schedule.report, schedule.parameters, period)
            cycle = last_cycle(connection)
    except (ValueError, duckdb.Error) as error:
        return Posted(what, fault=" ".join(str(error).split()))
    if not len(table.rows):
        settle(home, claim(home, open_), Outcome.EMPTY)
        return Posted(what, is_empty=True)
    message = _message(schedule, period, table, cycle)
    claims = claim(home, open_)
    return post(home, what, message, claims) if claims else None


def _message(
    schedule: Schedule, period: Period, found: Table, cycle: Cycle | None
) -> EmailMessage:
    """The mail with its file, in the language of the schedule.

    The file's name stays English, and what is for programs keeps its codes.
    """
    form = FORMATS[schedule.format]
    name = f"{period.key}-{file_name(found, form)}"
    with speaking(schedule.spoken):
        table, moment = in_language(found), moment_of(cycle)
        text = _text(schedule, period, table, moment)
        message = mail.compose(
            _("{name}: {value}", name=table.title, value=period_title(period)), text, schedule.to
        )
        is_for_programs = form.name == "parquet"
        written = replace(table, rows=found.rows) if is_for_programs else table
        content = form.make(written, moment, silent)
    kind, subkind = form.mime.split("/")
    message.add_attachment(content, maintype=kind, subtype=subkind, filename=name)
    return message


def _text(schedule: Schedule, period: Period, table: Table, moment: str) -> str:
    last = schedule.expires_on
    facts = [
        *table.filters,
        (table.wording.rows, table.wording.writers["number"](len(table.rows))),
        (table.wording.as_of, moment),
    ]
    lines = [
        _("{title}, {period}", title=table.title, period=period_title(period)),
        "",
        *(_("{name}: {value}", name=name, value=value) for name, value in facts),
        "",
        _(
            SENT[schedule.every],
            day=last.isoformat() if current() == SOURCE else day(last),
            name=schedule.made_by,
            number=str(schedule.schedule_no),
        ),
        *([url] if (url := Settings().dashboard_url) else []),
    ]
    return "\n".join(lines)


def local_day(at: datetime, zone: str) -> date:
    """The day in the network's time zone of a naive UTC moment."""
    return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date()
