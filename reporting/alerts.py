"""Telling people what is worth an alert: one digest for each, every occasion once, silent else.

Who gets alerts is a schedule of the report `alerts`; its filters choose stores and, as `kind`,
rules. What is worth an alert is in `rules`.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import duckdb

from reporting import mail
from reporting.filters import FilterRefused, Parameters, stores_of
from reporting.kept import now
from reporting.language import SOURCE, _, current, ngettext, speaking
from reporting.mailing import Posted, local_day, post
from reporting.reports import Cycle, last_cycle, time_zone
from reporting.rules import ENGLISH, RULES, SPOKEN, Alert, find_alerts
from reporting.schedules import ALERTS, Schedule, ScheduleRefused, schedules
from reporting.sendings import Claim, claim, unclaimed
from reporting.spoken import moment_of
from sync import lake
from sync.home import Home
from sync.settings import Settings

KINDS = tuple(rule.name for rule in RULES)
MOST_OF_A_KIND = 50
"""A mail lists so many of a kind and says how many more there are; all of them count as told."""


class AlertsUnknown(RuntimeError):
    """The reports that the rules look at have not been built yet."""


@dataclass(frozen=True)
class Digest:
    """What a recipient has not been told, in the language of the first list that has them."""

    recipient: str
    language: str
    alerts: tuple[Alert, ...]


@dataclass(frozen=True)
class Found:
    """All alerts, the digests still to be sent, and schedules whose filters no longer hold."""

    alerts: tuple[Alert, ...]
    digests: tuple[Digest, ...]
    faults: tuple[Posted, ...]


def check(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> None:
    """Whether alerts can be filtered like this. Raises `ScheduleRefused`, `FilterRefused`."""
    for name, values in parameters.items():
        if name == "kind" and (unknown := [kind for kind in values if kind not in KINDS]):
            known = ", ".join(KINDS)
            raise ScheduleRefused(f"{unknown[0]!r} is no kind of alert: there are {known}")
        if name not in ("kind", "store", "region", "type", "data"):
            raise ScheduleRefused(f"alerts cannot be filtered by {name}")
    stores_of(connection, _of_stores(parameters))


def find(home: Home, at: datetime | None = None) -> Found:
    """Everything that is so now, and who has not been told what of it. Raises `AlertsUnknown`."""
    with closing(lake.connect(home)) as connection:
        try:
            found = find_alerts(connection, at)
            wanted, languages, faults = _wanted(home, connection, found, at or now())
        except duckdb.CatalogException:
            raise AlertsUnknown("run `syncline reports` first: alerts rest on them") from None
    of_occasion = {alert.occasion: alert for alert in found}
    new: dict[str, list[Alert]] = {}
    for occasion, recipient in unclaimed(home, wanted):
        new.setdefault(recipient, []).append(of_occasion[occasion])
    digests = [
        Digest(recipient, languages[recipient], tuple(alerts))
        for recipient, alerts in sorted(new.items())
    ]
    return Found(tuple(found), tuple(digests), tuple(faults))


def send(home: Home, at: datetime | None = None) -> list[Posted]:
    """Send each recipient one digest of what is new to them."""
    with closing(lake.connect(home)) as connection:
        cycle = last_cycle(connection)
    found = find(home, at)
    sent = [_send(home, digest, cycle) for digest in found.digests]
    return [*found.faults, *(posted for posted in sent if posted is not None)]


def _send(home: Home, digest: Digest, cycle: Cycle | None) -> Posted | None:
    ours = claim(home, [(alert.occasion, digest.recipient) for alert in digest.alerts])
    told = {claimed[0] for claimed in ours}
    alerts = [alert for alert in digest.alerts if alert.occasion in told]
    if not alerts:
        return None
    with speaking(digest.language):
        subject = ngettext(
            "Syncline: {count} new alert", "Syncline: {count} new alerts", len(alerts)
        )
        message = mail.compose(subject, in_words(alerts, cycle), [digest.recipient])
    return post(home, f"alerts ({len(alerts):,})", message, ours)


def in_words(alerts: Sequence[Alert], cycle: Cycle | None) -> str:
    """The digest in the language that is spoken: a paragraph per kind."""
    voice = ENGLISH if current() == SOURCE else SPOKEN
    parts = []
    for rule in RULES:
        said = [alert.said(voice) for alert in alerts if alert.rule == rule.name]
        if said:
            lines = [f"- {sentence}" for sentence in said[:MOST_OF_A_KIND]]
            if (more := len(said) - MOST_OF_A_KIND) > 0:
                lines.append(f"- {ngettext('and {count} more', 'and {count} more', more)}")
            parts.append("\n".join([_(rule.title), *lines]))
    moment = moment_of(cycle)
    parts.append(_("Data as of: {moment}. Each of these is told once.", moment=moment))
    return "\n\n".join([*parts, *([url] if (url := Settings().dashboard_url) else [])])


def _wanted(
    home: Home, connection: duckdb.DuckDBPyConnection, alerts: Iterable[Alert], at: datetime
) -> tuple[list[Claim], dict[str, str], list[Posted]]:
    """Each alert with everybody who wants to hear of it, nobody twice; whom to tell it in which
    language; and what went wrong."""
    today = local_day(at, time_zone(connection))
    wanted: dict[Claim, None] = {}
    languages: dict[str, str] = {}
    faults = []
    for schedule in schedules(home):
        if schedule.report != ALERTS or today > schedule.expires_on:
            continue
        try:
            chosen = _chosen(connection, schedule, alerts)
        except FilterRefused as error:
            faults.append(Posted(f"alerts, schedule {schedule.schedule_no}", fault=str(error)))
            continue
        languages = dict.fromkeys(schedule.recipients, schedule.spoken) | languages
        for alert in chosen:
            wanted |= {(alert.occasion, one): None for one in schedule.recipients}
    return list(wanted), languages, faults


def _chosen(
    connection: duckdb.DuckDBPyConnection, schedule: Schedule, alerts: Iterable[Alert]
) -> list[Alert]:
    kinds = schedule.parameters.get("kind") or KINDS
    of_stores = _of_stores(schedule.parameters)
    stores = stores_of(connection, of_stores) if of_stores else None
    return [
        alert
        for alert in alerts
        if alert.rule in kinds and (stores is None or alert.store_ids & stores)
    ]


def _of_stores(parameters: Parameters) -> Parameters:
    return {name: values for name, values in parameters.items() if name != "kind" and values}
