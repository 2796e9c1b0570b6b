"""What is worth an alert: one row of `RULES` and one file of SQL per kind.

Each row that the SQL gives is an occasion with its key, the stores it concerns, and what its
sentence needs. Thresholds come from `sync.settings`; who is told is `alerts`' business.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import duckdb

from reporting import language, written
from sync.settings import Settings
from sync.words import words_for


@dataclass(frozen=True)
class Rule:
    """`sentence` is filled from a row of `<name>.sql`."""

    name: str
    title: str
    sentence: str


@dataclass(frozen=True)
class Voice:
    """How a sentence is said: its text in a language, and each value as that writes it.

    `ENGLISH` is the one of the command and of English mails, `SPOKEN` that of the language spoken.
    """

    translate: Callable[[str], str]
    write: Callable[[str, object], str]


@dataclass(frozen=True)
class Alert:
    """Something that somebody should know, once. `store_ids` may be empty.

    `row` is what its rule found; `sentence` says it in English.
    """

    rule: str
    occasion: str
    store_ids: frozenset[str]
    row: Mapping[str, Any] = field(repr=False)

    @property
    def sentence(self) -> str:
        return self.said(ENGLISH)

    def said(self, voice: Voice) -> str:
        sentence = _rule(self.rule).sentence
        return _filled(voice, sentence, self.row, why=_why(voice, self.row))


RULES = (
    Rule("stock_out", "Vital items out of stock", "{store}: {item}, none since {since}"),
    Rule(
        "expiry",
        "Stock that will expire before it is used",
        "{store}: stock worth {value} will expire in {month} "
        "(stock lines: {lines}; most of it {item})",
    ),
    Rule(
        "site_stale",
        "Sites that have been silent for long",
        "{site}: last heard of on {since}; {waiting} records wait for it",
    ),
    Rule(
        "backlog",
        "Backlogs that grow",
        "{site}: {waiting} records wait for it, more on each of the last three days. {why}",
    ),
    Rule(
        "rejected",
        "Refused rows that nobody has dealt with",
        "{site}: {rows} still refused of what came in week {week}, most of them because: {why}",
    ),
)
CAUSES = {
    "no_contact": "It has not been in contact {since}: see whether its internet works.",
    "no_acknowledgement": "It is in contact, but has acknowledged nothing {since}: look at its "
    "sync log for an error.",
    "much_at_once": "{most} of them came at once on {most_on}: keep it connected for an hour and "
    "see whether the number goes down.",
    "too_little_time": "It fetches less than is made for it: it needs more time on the internet, "
    "or faster internet.",
}
SINCE, SO_FAR = "since {day}", "so far"
TEXTS = (
    *(text for rule in RULES for text in (rule.title, rule.sentence)),
    *CAUSES.values(), SINCE, SO_FAR,
)  # fmt: skip
"""Every text that a voice is given to translate."""


def find_alerts(connection: duckdb.DuckDBPyConnection, at: datetime | None = None) -> list[Alert]:
    """Everything that is so now, whether told before or not. `at` is naive UTC."""
    return [alert for rule in RULES for alert in _found(connection, rule, at or _now())]


def alerts_of(connection: duckdb.DuckDBPyConnection, name: str) -> list[Alert]:
    """Those of one rule; none where a table that it looks at is closed to this reader."""
    with suppress(duckdb.CatalogException):
        return _found(connection, _rule(name), _now())
    return []


def _found(connection: duckdb.DuckDBPyConnection, rule: Rule, at: datetime) -> list[Alert]:
    settings = Settings()
    values = {
        "now": at,
        "stock_out_days": settings.alert_stock_out_days,
        "expiry_months": settings.alert_expiry_months,
        "rejected_days": settings.alert_rejected_days,
    }
    sql = (resources.files("reporting") / "sql" / f"{rule.name}.sql").read_text(encoding="utf-8")
    used = {name: value for name, value in values.items() if f"${name}" in sql}
    cursor = connection.execute(sql, used or None)
    names = [column[0] for column in cursor.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [
        Alert(
            rule.name, f"{rule.name}: {row['occasion']}", frozenset(row["store_ids"] or ()), row
        )
        for row in rows
    ]  # fmt: skip


def _rule(name: str) -> Rule:
    return next(rule for rule in RULES if rule.name == name)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _why(voice: Voice, row: Mapping[str, Any]) -> str:
    """The cause of a growing backlog, or of a refusal."""
    if "cause" not in row:
        return voice.translate(words_for(row["reason"]).meaning) if "reason" in row else ""
    last = row["last_contact_at"] if row["cause"] == "no_contact" else row["acknowledged_at"]
    since = _filled(voice, SINCE, {"day": last}) if last else voice.translate(SO_FAR)
    return _filled(voice, CAUSES[row["cause"]], row, since=since)


def _filled(voice: Voice, text: str, row: Mapping[str, Any], **said: str) -> str:
    values = {name: voice.write(name, value) for name, value in row.items()}
    return voice.translate(text).format_map(values | said)


def _written(name: str, value: object) -> str:
    if isinstance(value, date):
        return written.month(value) if name == "month" else written.day(value)
    if name == "value":
        return written.money(float(str(value)))
    return language.number(value) if isinstance(value, int) else str(value)


def _in_english(name: str, value: object) -> str:
    if isinstance(value, date):
        return f"{value:%B %Y}" if name == "month" else f"{value:%d %b %Y}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


ENGLISH = Voice(str, _in_english)
SPOKEN = Voice(language._, _written)
