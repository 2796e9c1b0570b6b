"""Sentences that other rooms make in English, said again in the reader's language.

The reports and `sync` write whole sentences, with their names and numbers filled in. Here stand
their patterns, and nothing that decides anything; a sentence without a pattern stays English.
"""

import re
from functools import lru_cache

from reporting import language
from reporting.language import N_, NN_, _, ngettext

PATTERNS: tuple[str | tuple[str, str], ...] = (
    # the state of a site: reports.sync
    N_("never connected"),
    N_("fresh: connected within a day"),
    NN_("fresh: last connected {count} day ago", "fresh: last connected {count} days ago"),
    NN_("quiet: last connected {count} day ago", "quiet: last connected {count} days ago"),
    NN_("stale: last connected {count} day ago", "stale: last connected {count} days ago"),
    # what to do about a growing queue: reports.sync
    N_("more changes arrive for the site than it fetches: let it sync more often or longer"),
    N_("the site connects and does not finish: it pushes first, so its pull is cut off"),
    N_("the site has never connected: check its settings and its password"),
    # how far a transfer has come: reports.transfer_reconciliation
    N_("cancelled; its other half is still there"),
    N_("cancelled"),
    N_("the other half is missing"),
    N_("finalised with a difference"),
    N_("received with a difference"),
    N_("received with a second half"),
    N_("received and finalised"),
    N_("received"),
    N_("numbered, not yet received"),
    N_("sent, not yet numbered"),
    N_("sent, not yet fetched"),
    N_("overdue: numbered, not yet received"),
    N_("overdue: sent, not yet numbered"),
    N_("overdue: sent, not yet fetched"),
    # bands of age: marts.dim_age_band
    N_("{first}–{last} days"),
    N_("over {last} days"),
    # settings that changed: sync.settings_history
    N_("{thing}: taken out of the settings"),
    N_(
        "{thing}: new, active site {site}, collectors {collectors}, "
        "include transactions in sync {included}"
    ),
    N_("{thing}: new, name {name}, kind {kind}, time zone {zone}, local procurement {procurement}"),
    N_("{thing}: new, {values}"),
    N_("active site of {thing}: {before} -> {after}"),
    N_("active site of {thing}: {after}"),
    N_("collectors of {thing}: {before} -> {after}"),
    N_("collectors of {thing}: {after}"),
    N_("include transactions in sync of {thing}: {before} -> {after}"),
    N_("include transactions in sync of {thing}: {after}"),
    N_("name of {thing}: {before} -> {after}"),
    N_("kind of {thing}: {before} -> {after}"),
    N_("time zone of {thing}: {before} -> {after}"),
    N_("local procurement of {thing}: {before} -> {after}"),
    N_("site {number}"),
    N_("yes"),
    N_("no"),
    N_("none"),
    # names that the reports give to what has none, and copies of stores: reports.store_copies
    N_("All regions"),
    N_("No region"),
    N_("No reason given"),
    N_("active at {site}"),
    N_("collector at {site}"),
    N_("transfer at {site}"),
    # why an order or a view is refused: ingest.orders, ingest.asking, ingest.saved_views
    N_("a view needs a name"),
    N_("a name has at most {count} characters"),
    N_("say who orders it"),
    N_("say who asks for it"),
    N_("say why you accept it: it is kept beside the change"),
    N_("say why you dismiss it: it is kept beside the change"),
    N_("there is no change {number}"),
    N_(
        "change {number} is {decision} ({reason}); only refused and waiting changes can be "
        "retried, accepted or dismissed"
    ),
    N_("change {number} cannot be accepted: {why}"),
    N_(
        "it waits for a record that has not come, and there is nothing yet that it could be "
        "applied to; it is taken up by itself when that comes, or dismiss it"
    ),
    N_("`{reason}` is not about rights, so accepting would not help. {remedy}"),
    N_("site {number} is not in the network"),
    N_("no network settings are in force: run `syncline network apply` first"),
    # why a mail is not arranged: reporting.schedules
    N_("give at least one recipient"),
    N_("say who makes the schedule"),
    N_("{text} is no e-mail address"),
    N_("{day} is over already"),
    # a change and the record at the centre: sync.cycle, sync.side_by_side
    N_("waits for {record}"),
    N_("{column} cannot be read"),
    N_("the site deletes it"),
    N_("the site merges it into another record"),
    N_("the content of the row is not kept here"),
    N_("the row is not JSON: {text}"),
    N_("the row is not an object: {text}"),
)


def retold(sentence: str) -> str:
    """The sentence in the reader's language; as it is where no pattern fits."""
    code = language.current()
    return sentence if code == language.SOURCE else _retold(sentence, code)


def each_retold(sentences: str) -> str:
    """Several, with commas between them."""
    return _(", ").join(map(retold, sentences.split(", ")))


@lru_cache(maxsize=4096)
def _retold(sentence: str, code: str) -> str:
    for pattern, message in _compiled():
        if found := pattern.fullmatch(sentence):
            return _said(message, found.groupdict())
    return sentence


def _said(message: str | tuple[str, str], values: dict[str, str]) -> str:
    if isinstance(message, str):
        return _(message, **{name: retold(value) for name, value in values.items()})
    return ngettext(*message, count=int(values["count"].replace(",", "")))


@lru_cache
def _compiled() -> list[tuple[re.Pattern[str], str | tuple[str, str]]]:
    """Every pattern, those with the most text of their own first."""
    kept = sorted(PATTERNS, key=lambda message: -len(re.sub(r"{\w+}", "", _source(message))))
    return [(_pattern(_source(message)), message) for message in kept]


def _source(message: str | tuple[str, str]) -> str:
    return message if isinstance(message, str) else message[1]


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", text)
    named = (
        f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)
    )
    return re.compile("".join(named), re.DOTALL)
