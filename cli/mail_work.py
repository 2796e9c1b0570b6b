"""What `syncline schedule` and `syncline alerts` do, and what they say of it."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date

import typer

from cli.giving import who
from cli.place import made_place
from cli.say import err, out, plural, table
from reporting import alerts, mailing, reports
from reporting.mailing import Posted
from reporting.periods import Every
from reporting.schedules import (
    ALERTS,
    Schedule,
    add_schedule,
    remove_schedule,
    schedule,
    schedules,
)
from reporting.sendings import Sending, latest, release
from sync import lake
from sync.home import Home


def add_one(
    report: str,
    *,
    to: Sequence[str],
    bcc: Sequence[str],
    every: Every,
    format: str,
    filters: Sequence[str],
    until: date | None,
    language: str | None,
    by: str,
) -> None:
    home, parameters = made_place(), _parameters(filters)
    with closing(lake.connect(home)) as connection:
        if report == ALERTS:
            alerts.check(connection, parameters)
        else:
            reports.check(connection, report, parameters)
    made = add_schedule(
        home, report, to=to, bcc=bcc, every=every, format=format, parameters=parameters,
        expires_on=until, language=language, by=who(by),
    )  # fmt: skip
    out.print(f"schedule {made.schedule_no}: {_what(made)}, until {made.expires_on}", markup=False)


def list_all() -> None:
    home = made_place()
    rows = [
        (made.schedule_no, _what(made), ", ".join(made.to), ", ".join(made.bcc), made.expires_on,
         made.made_by, "" if made.report == ALERTS else _last(home, made))
        for made in schedules(home)
    ]  # fmt: skip
    if rows:
        table(("no", "what", "to", "bcc", "until", "made by", "last mail"), rows)
    else:
        out.print("no schedules yet: `syncline schedule add`")


def remove_one(number: int, by: str) -> None:
    gone = remove_schedule(made_place(), number, by=who(by))
    out.print(f"schedule {gone.schedule_no} ({_what(gone)}) is removed", markup=False)


def send_test(number: int, address: str) -> None:
    home = made_place()
    _tell([mailing.send_test(home, schedule(home, number), address)])


def send_due(number: int | None, *, again: bool) -> None:
    """`again`: also to those of whom it is unsure whether the last mail reached them."""
    home = made_place()
    if number is not None:
        found = _latest(home, schedule(home, number))
        unsure = [one for one in found if one.in_words == "unsure"]
        release(home, [(one.occasion, one.recipient) for one in unsure if again])
    _tell(mailing.send_due(home, only=number))


def send_alerts() -> None:
    _tell(alerts.send(made_place()))


def list_alerts() -> None:
    found = alerts.find(made_place())
    for fault in found.faults:
        err.print(f"syncline: {fault.in_words}", style="red", markup=False)
    if not found.alerts:
        out.print("nothing is worth an alert")
        return
    table(("kind", "what"), [(alert.rule, alert.sentence) for alert in found.alerts])
    for digest in found.digests:
        err.print(f"{digest.recipient} has not been told of {plural(len(digest.alerts), 'alert')}")


def _parameters(filters: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in filters:
        name, equals, value = text.partition("=")
        if not equals:
            raise typer.BadParameter(f"{text!r} is not NAME=VALUE", param_hint="--filter")
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def _what(made: Schedule) -> str:
    """`stock_value, weekly, excel, fr, region=North`."""
    how = [] if made.report == ALERTS else [made.every.value, made.format]
    how += [made.language] if made.language else []
    chosen = [f"{name}={value}" for name, values in made.parameters.items() for value in values]
    return ", ".join([made.report, *how, *chosen])


def _latest(home: Home, made: Schedule) -> list[Sending]:
    return latest(home, made.occasion(""))


def _last(home: Home, made: Schedule) -> str:
    """`2026-10: sent (2); unsure (ann@example.org)`."""
    found = _latest(home, made)
    if not found:
        return ""
    words: dict[str, list[str]] = {}
    for sending in found:
        words.setdefault(sending.in_words, []).append(sending.recipient)
    said = [
        f"{word} ({len(them) if word == 'sent' else ', '.join(them)})"
        for word, them in words.items()
    ]
    return f"{found[0].occasion.partition(': ')[2]}: {'; '.join(said)}"


def _tell(posted: Iterable[Posted]) -> None:
    """A line each; exit code 1 where one failed."""
    done = list(posted)
    for one in done:
        if one.fault:
            err.print(f"syncline: {one.in_words}", style="red", markup=False)
        else:
            out.print(one.in_words)
    if not done:
        out.print("nothing is due")
    if any(one.fault for one in done):
        raise typer.Exit(1)
