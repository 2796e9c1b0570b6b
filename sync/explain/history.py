"""What decided each change of a record, in sentences, newest first."""

from datetime import datetime

from sync.explain.facts import Change, Facts
from sync.explain.words import sentence, why


def what_decided(facts: Facts) -> list[str]:
    """One sentence per change that is shown, and how many more there are."""
    said = [_change(facts, change) for change in facts.changes]
    more = facts.change_count - len(facts.changes)
    if more > 0:
        noun = "change" if more == 1 else "changes"
        said.append(f"There {'is' if more == 1 else 'are'} {more:,} earlier {noun}.")
    return said or ["No change of it has come under this id."]


def _change(facts: Facts, change: Change) -> str:
    at = facts.network.site(change.site_id)
    by = f"of {at}" if change.batch_no else "of the centre itself"
    batch = f" (batch {change.batch_no})" if change.batch_no else ""
    detail = f"; {change.detail}" if change.detail else ""
    when = moment(change.decided_at or change.received_at)
    return sentence(
        f"change {change.change_no} {by}{batch}, {change.action}, was "
        f"{_decided(change.decision)} in cycle {change.cycle_no} on {when}: "
        f"{_lower(why(change.reason))}{detail}"
    )


def _decided(decision: str) -> str:
    words = {"unchanged": "found unchanged", "waiting": "put to wait"}
    return words.get(decision, decision)


def moment(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
