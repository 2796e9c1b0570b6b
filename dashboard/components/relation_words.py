"""Relations and their reasons in words, and the tint that goes with the word in a cell."""

from functools import lru_cache

from dashboard.components import language
from dashboard.components.language import N_, Said, _
from reporting.codes import RELATIONS

IS_THERE = Said({
    "active": N_("active"),
    "collector": N_("a collector"),
    "transfer": N_("a transfer store"),
    "none": N_("not present"),
})  # fmt: skip
SYNC_WITH = Said({
    "active": N_("Active/collector"),
    "collector": N_("Active/collector"),
    "transfer": N_("Transfer"),
    "none": N_("None"),
})  # fmt: skip
"""What the store's Synchronisation tab calls it."""

REASONS = Said({
    "configured_active": N_("active here by its settings"),
    "configured_collector": N_("collector here by its settings"),
    "collector_without_visibility": N_("set as collector, but no other store active here sees it"),
    "always_at_centre": N_("every store is at the centre"),
    "always_at_primary": N_("every store is at the primary"),
    "visible_to_active_store": N_("visible to a store active here"),
    "unassigned": N_("its record has come, but it has no settings yet"),
    "not_visible": N_("not visible to any store active here"),
})  # fmt: skip
SHORT = Said({
    "collector_without_visibility": N_("not seen"),
    "always_at_centre": N_("centre"),
    "always_at_primary": N_("primary"),
    "visible_to_active_store": N_("visible"),
    "unassigned": N_("no settings"),
})  # fmt: skip
"""Reasons in a cell of the matrix; of the others the relation itself says it."""

TINTS = {
    "active": "background-color: #D6E9F5; color: #004B75; font-weight: 600",
    "collector": "background-color: #DDF1EA; color: #005A41",
    "transfer": "background-color: #F4F1E3; color: #5C4A00",
    "none": "color: #6B7680",
}
ALARM = "background-color: #FDDCD5; color: #941A00; font-weight: 600"
ALARMING = ("collector_without_visibility", "unassigned")


def cell(relation: str, reason: str) -> str:
    """`Transfer: visible`."""
    if reason not in SHORT:
        return RELATIONS[relation]
    return _("{relation}: {reason}", relation=RELATIONS[relation], reason=SHORT[reason])


def tint(text: object) -> str:
    """The look of a cell by its words; what needs attention is red and says why."""
    return _looks(language.current()).get(str(text), "")


def legend() -> str:
    """What the words after a colon mean."""
    said = [f"**{short}** – {REASONS[reason]}" for reason, short in SHORT.items()]
    return _("After the colon: {meanings}.", meanings=_("; ").join(said))


@lru_cache
def _looks(_code: str) -> dict[str, str]:
    looks = {}
    for relation in RELATIONS:
        looks[RELATIONS[relation]] = TINTS[relation]
        for reason in SHORT:
            look = ALARM if reason in ALARMING else TINTS[relation]
            looks[cell(relation, reason)] = look
    return looks
