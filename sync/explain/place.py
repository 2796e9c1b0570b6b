"""Where a record is: whether the centre holds it, and why not, in sentences."""

from sync.explain.facts import Facts, Pair, Parent, State, Waiting
from sync.explain.history import moment
from sync.explain.words import listed, sentence, why
from sync.words import WAITS_TOO_LONG_DAYS


def where_it_is(facts: Facts) -> list[str]:
    """How the centre stands to it, what was merged into it, and what waits."""
    merged = [
        f"{facts.table_name} {deleted} was merged into it (R20)." for deleted in facts.merged_from
    ]
    pairs = [_pair(facts, pair) for pair in facts.pairs]
    return [_centre(facts), *merged, *pairs, *(_waits(facts, one) for one in facts.waiting)]


def _centre(facts: Facts) -> str:
    match facts.state:
        case State.HELD:
            at = f" of {facts.network.site(facts.source_site_id)}" if facts.source_site_id else ""
            return f"The centre holds it, as change {facts.held_change_no}{at} left it."
        case State.MERGED:
            return (
                f"It was merged into {facts.table_name} {facts.kept_id} and is no more; "
                f"explain that record instead (R20)."
            )
        case State.DELETED:
            return "It was deleted; the centre does not hold it any more (R21)."
        case State.LEFT_OUT:
            reason = why(facts.left_out_reason or "not_collected")
            return sentence(f"the centre knows of it and does not keep its content: {reason}")
        case _:
            return _not_held(facts)


def _pair(facts: Facts, pair: Pair) -> str:
    kind, state = pair.kind.replace("_", " "), pair.state.replace("_", " ")
    side = "initiating" if pair.is_initiating else "responding"
    store = facts.network.store(pair.other_store_id)
    other = f"{pair.other_half} of {store}" if pair.other_half else f"none yet in {store}"
    made = (
        " Both stores are active on one site, which makes both halves." if pair.is_same_site else ""
    )
    return (
        f"{pair.half} is the {side} half of a transfer ({kind}); the other half is {other}, and "
        f"the transfer is {state} (T1, T7).{made}"
    )


def _not_held(facts: Facts) -> str:
    if facts.waiting:
        return "The centre does not hold it yet: its changes wait."
    last = facts.changes[0] if facts.changes else None
    if last is not None and last.decision in ("applied", "unchanged"):
        if facts.record_type is not None and not facts.record_type.is_kept:
            return "The centre keeps no replica of this kind of record, only its changes."
        header = f" {facts.parent}" if facts.parent else ""
        return f"The centre does not hold it any more: its header{header} was deleted (R21)."
    if last is not None and last.decision == "rejected":
        return f"The centre does not hold it: its changes were refused. {why(last.reason)}."
    if last is not None:
        return f"The centre does not hold it. {why(last.reason)}."
    return "The centre does not hold it."


def _waits(facts: Facts, waiting: Waiting) -> str:
    parents = listed([_parent(parent) for parent in waiting.parents], "or")
    days = (
        "since today"
        if waiting.days == 0
        else f"for {waiting.days} day" + ("" if waiting.days == 1 else "s")
    )
    late = (
        f" That is longer than {WAITS_TOO_LONG_DAYS} days: somebody should look at it."
        if waiting.days > WAITS_TOO_LONG_DAYS
        else ""
    )
    return (
        f"Change {waiting.change_no} of {facts.network.site(waiting.site_id)} has waited {days} "
        f"({moment(waiting.since)}) for {parents}, and is taken up by itself in the cycle that "
        f"brings it (R24).{late}"
    )


def _parent(parent: Parent) -> str:
    if parent.is_held:
        return f"{parent}, which the centre holds"
    if parent.last_decision is None:
        return f"{parent}, which has never come"
    return f"{parent}, which was {parent.last_decision} ({parent.last_reason})"
