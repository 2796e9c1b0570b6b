"""What is worth an alert: one row of `RULES` and one file of SQL per kind.

Each row that the SQL gives is an occasion with its key, the stores it concerns, and what its
sentence needs. Thresholds come from `sync.settings`; who is told is `alerts`' business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

import duckdb

from reporting.kept import now
from sync.settings import Settings
from sync.words import words_for


@dataclass(frozen=True)
class Rule:
    """`sentence` is filled from a row of `<name>.sql`."""

    name: str
    title: str
    sentence: str


@dataclass(frozen=True)
class Alert:
    """Something that somebody should know, once. `store_ids` may be empty."""

    rule: str
    occasion: str
    sentence: str
    store_ids: frozenset[str]


RULES = (
    Rule("stock_out", "Vital items out of stock", "{store}: {item}, none since {since:%d %b %Y}"),
    Rule(
        "expiry",
        "Stock that will expire before it is used",
        "{store}: stock worth {value:,.2f} will expire in {month:%B %Y} "
        "(stock lines: {lines:,}; most of it {item})",
    ),
    Rule(
        "site_stale",
        "Sites that have been silent for long",
        "{site}: last heard of on {since:%d %b %Y}; {waiting:,} records wait for it",
    ),
    Rule(
        "backlog",
        "Backlogs that grow",
        "{site}: {waiting:,} records wait for it, more on each of the last three days. {why}",
    ),
    Rule(
        "rejected",
        "Refused rows that nobody has dealt with",
        "{site}: {rows:,} still refused of what came in week {week}, most of them because: {why}",
    ),
)
CAUSES = {
    "no_contact": "It has not been in contact {since}: see whether its internet works.",
    "no_acknowledgement": "It is in contact, but has acknowledged nothing {since}: look at its "
    "sync log for an error.",
    "much_at_once": "{most:,} of them came at once on {most_on:%d %b %Y}: keep it connected for an "
    "hour and see whether the number goes down.",
    "too_little_time": "It fetches less than is made for it: it needs more time on the internet, "
    "or faster internet.",
}


def find_alerts(connection: duckdb.DuckDBPyConnection, at: datetime | None = None) -> list[Alert]:
    """Everything that is so now, whether told before or not. `at` is naive UTC."""
    settings = Settings()
    values = {
        "now": at or now(),
        "stock_out_days": settings.alert_stock_out_days,
        "expiry_months": settings.alert_expiry_months,
        "rejected_days": settings.alert_rejected_days,
    }
    return [alert for rule in RULES for alert in _found(connection, rule, values)]


def _found(
    connection: duckdb.DuckDBPyConnection, rule: Rule, values: Mapping[str, object]
) -> list[Alert]:
    sql = (resources.files("reporting") / "sql" / f"{rule.name}.sql").read_text(encoding="utf-8")
    used = {name: value for name, value in values.items() if f"${name}" in sql}
    cursor = connection.execute(sql, used or None)
    names = [column[0] for column in cursor.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [
        Alert(
            rule.name,
            f"{rule.name}: {row['occasion']}",
            rule.sentence.format(**row, why=_why(row)),
            frozenset(row["store_ids"] or ()),
        )
        for row in rows
    ]


def _why(row: Mapping[str, Any]) -> str:
    """The cause of a growing backlog, or of a refusal."""
    if "cause" not in row:
        return words_for(row["reason"]).meaning if "reason" in row else ""
    last = row["last_contact_at"] if row["cause"] == "no_contact" else row["acknowledged_at"]
    since = f"since {last:%d %b %Y}" if last else "so far"
    return CAUSES[row["cause"]].format(**row, since=since)
