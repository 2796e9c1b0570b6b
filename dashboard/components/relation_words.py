"""Relations and their reasons in words, and the tint that goes with the word in a cell."""

RELATIONS = {
    "active": "Active",
    "collector": "Collector",
    "transfer": "Transfer",
    "none": "None",
}
SYNC_WITH = {
    "active": "Active/collector",
    "collector": "Active/collector",
    "transfer": "Transfer",
    "none": "None",
}
"""What the store's Synchronisation tab calls it."""

REASONS = {
    "configured_active": "active here by its settings",
    "configured_collector": "collector here by its settings",
    "collector_without_visibility": "set as collector, but no other store active here sees it",
    "always_at_centre": "every store is at the centre",
    "always_at_primary": "every store is at the primary",
    "visible_to_active_store": "visible to a store active here",
    "unassigned": "its record has come, but it has no settings yet",
    "not_visible": "not visible to any store active here",
}
SHORT = {
    "collector_without_visibility": "not seen",
    "always_at_centre": "centre",
    "always_at_primary": "primary",
    "visible_to_active_store": "visible",
    "unassigned": "no settings",
}
"""Reasons in a cell of the matrix; of the others the relation itself says it."""

TINTS = {
    "Active": "background-color: #D6E9F5; color: #004B75; font-weight: 600",
    "Collector": "background-color: #DDF1EA; color: #005A41",
    "Transfer": "background-color: #F4F1E3; color: #5C4A00",
    "None": "color: #6B7680",
}
ALARM = "background-color: #FDDCD5; color: #941A00; font-weight: 600"


def cell(relation: str, reason: str) -> str:
    """`Transfer: visible`."""
    word, why = RELATIONS[relation], SHORT.get(reason)
    return f"{word}: {why}" if why else word


def tint(text: object) -> str:
    """The look of a cell by its word; what needs attention is red and says why."""
    words = str(text)
    if words.endswith((": not seen", ": no settings")):
        return ALARM
    return TINTS.get(words.split(":")[0], "")


def legend() -> str:
    """What the words after a colon mean."""
    said = [f"**{short}** – {REASONS[reason]}" for reason, short in SHORT.items()]
    return "After the colon: " + "; ".join(said) + "."
