"""Which report goes to whom, how often, until when: made, listed, removed.

Sending them is `mailing`'s business. A schedule of the report `alerts` is who gets alerts.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from ingest.ledger import Ledger
from reporting.filters import Parameters
from reporting.formats import FORMATS
from reporting.kept import SCHEDULE, now, transaction
from reporting.language import LANGUAGES, default
from reporting.mail import checked_address
from reporting.periods import Every
from sync.home import Home

ALERTS = "alerts"
LASTS = timedelta(days=365)


class ScheduleRefused(ValueError):
    """A schedule that cannot be; one sentence."""


@dataclass(frozen=True)
class Schedule:
    """`parameters` are the filters as a page's address has them. `made_at` is naive UTC.

    It is sent through the day `expires_on`. Who is in `bcc` is seen by nobody. It holds what the
    `account` of the dashboard that made it may see when it is sent; an operator sees everything.
    It speaks its `language`; without one, that of the installation.
    """

    schedule_no: int
    report: str
    parameters: Parameters
    format: str
    every: Every
    to: tuple[str, ...]
    bcc: tuple[str, ...]
    expires_on: date
    made_by: str
    made_at: datetime
    account: str | None = None
    language: str | None = None

    @property
    def spoken(self) -> str:
        """The code of the language of its mails."""
        return self.language or default()

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.to, *self.bcc)))

    def occasion(self, period_key: str) -> str:
        return f"schedule {self.schedule_no}: {period_key}"


def add_schedule(
    home: Home,
    report: str,
    *,
    to: Sequence[str] = (),
    bcc: Sequence[str] = (),
    every: Every = Every.MONTHLY,
    format: str = "excel",
    parameters: Parameters | None = None,
    expires_on: date | None = None,
    by: str,
    account: str | None = None,
    language: str | None = None,
) -> Schedule:
    """Write a schedule down; its first mail is of the first period that closes from now on.

    Whether the report has these filters is `reports.check`'s to say. Raises `ScheduleRefused`.
    """
    today = now().date()
    made = Schedule(
        0, report, {name: list(values) for name, values in (parameters or {}).items()}, format,
        every, _addresses(to), _addresses(bcc), expires_on or today + LASTS, by.strip(), now(),
        account, language,
    )  # fmt: skip
    if fault := _fault(made, today):
        raise ScheduleRefused(fault)
    with transaction(home) as ledger:
        while True:
            made = replace(made, schedule_no=_last_no(ledger) + 1)
            if ledger.insert_once(SCHEDULE, **asdict(made) | {"every": every.value}):
                return made


def schedules(home: Home) -> list[Schedule]:
    """Those that nobody has removed, also those that have expired."""
    query = (
        sa.select(SCHEDULE)
        .where(SCHEDULE.c.removed_by.is_(None))
        .order_by(SCHEDULE.c.schedule_no)
    )
    with transaction(home) as ledger:
        return [_read(row) for row in ledger.connection.execute(query).mappings()]


def schedule(home: Home, schedule_no: int) -> Schedule:
    """Raises `ScheduleRefused` where there is none, or it was removed."""
    for found in schedules(home):
        if found.schedule_no == schedule_no:
            return found
    raise ScheduleRefused(f"there is no schedule {schedule_no}")


def remove_schedule(home: Home, schedule_no: int, *, by: str) -> Schedule:
    """Nothing more is sent; the number is never given again."""
    found = schedule(home, schedule_no)
    is_it = SCHEDULE.c.schedule_no == schedule_no
    with transaction(home) as ledger:
        ledger.connection.execute(sa.update(SCHEDULE).where(is_it).values(removed_by=by))
    return found


def _fault(made: Schedule, today: date) -> str | None:
    if not made.recipients:
        return "give at least one recipient"
    if made.format not in FORMATS:
        return f"{made.format!r} is no kind of file: there are {', '.join(FORMATS)}"
    if made.language not in (None, *LANGUAGES):
        return f"{made.language!r} is no language of mails: there are {', '.join(LANGUAGES)}"
    if made.expires_on < today:
        return f"{made.expires_on} is over already"
    return None if made.made_by else "say who makes the schedule"


def _addresses(given: Sequence[str]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(checked_address(text) for text in given))
    except ValueError as error:
        raise ScheduleRefused(str(error)) from None


def _last_no(ledger: Ledger) -> int:
    return ledger.connection.execute(sa.select(sa.func.max(SCHEDULE.c.schedule_no))).scalar() or 0


def _read(row: sa.RowMapping) -> Schedule:
    values = {name: value for name, value in row.items() if name != "removed_by"}
    values |= {"to": tuple(row["to"]), "bcc": tuple(row["bcc"]), "every": Every(row["every"])}
    return Schedule(**values)
