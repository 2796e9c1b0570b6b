"""How one site stands to a record: entitled or not, what was sent there, acknowledged or not."""

from sync.explain.absence import why_not
from sync.explain.destinations import because
from sync.explain.facts import Belonging, Facts, Sent, Site, State
from sync.explain.history import moment
from sync.explain.words import route, sentence

ACTIONS = {
    "upsert": "sent there",
    "delete": "deleted there",
    "remove": "taken back from there",
    "merge": "merged there",
}


def on_site(facts: Facts, site: Site, reasons: list[Belonging], sent: Sent | None) -> list[str]:
    """Everything about the record on one site."""
    if reasons and facts.state is State.HELD:
        causes = [because(facts, site.site_id, belonging.reason) for belonging in reasons]
        said = [sentence(f"{site} is entitled to hold it: {'; '.join(causes)}")]
    else:
        said = [sentence(f"{site} is not entitled to hold it"), *why_not(facts, site)]
    return [*said, *_sending(facts, site, bool(reasons), sent)]


def _sending(facts: Facts, site: Site, is_entitled: bool, sent: Sent | None) -> list[str]:
    if sent is None:
        return [_never_sent(facts, site, is_entitled)]
    reason = route(sent.reason).about(person=facts.person.word if facts.person else "patient")
    times = f", {sent.times:,} times in all" if sent.times > 1 else ""
    return [
        sentence(
            f"it was last {ACTIONS.get(sent.action, sent.action)} in cycle {sent.cycle_no}{times}: "
            f"{reason}"
        ),
        _delivery(sent),
    ]


def _never_sent(facts: Facts, site: Site, is_entitled: bool) -> str:
    if facts.source_site_id == site.site_id and facts.state is State.HELD:
        return "It has not been sent there: its latest state came from there."
    if is_entitled and facts.state is State.HELD:
        return "It has not been sent there yet."
    return "It has never been sent there."


def _delivery(sent: Sent) -> str:
    if sent.batch_no is None:
        return "It waits to be packed for the site."
    if sent.acknowledged_at is None:
        return f"It is in batch {sent.batch_no}, which the site has not acknowledged yet."
    return f"It went in batch {sent.batch_no}, acknowledged on {moment(sent.acknowledged_at)}."
