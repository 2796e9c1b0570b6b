"""Rule numbers, and the words for owners, relations and routes: each once, for every explanation.

What a reason of a decision means is said in `sync.words`; here is the rule that it follows.
"""

from dataclasses import dataclass

from sync.reasons import Owner, Reason, RelationReason, RouteReason
from sync.words import words_for


@dataclass(frozen=True)
class Said:
    """A clause that ends a sentence, with the rule it speaks of.

    `{store}` in it stands for a store, `{person}` for patient or prescriber.
    """

    clause: str
    rule: str

    def about(self, store: str = "its store", person: str = "patient") -> str:
        return f"{self.clause.format(store=store, person=person)} ({self.rule})"


OWNERS: dict[Owner, Said] = {
    Owner.CENTRAL: Said("central data, which belongs to no store", "R10"),
    Owner.DISPENSARY_DATA: Said("central data that only dispensaries need", "R30"),
    Owner.BARCODE: Said("a barcode: central data that any site may make", "R10"),
    Owner.STORE_RECORD: Said("a store record, edited as central data of the store", "R11"),
    Owner.CENTRAL_STORE: Said("central data of {store}", "R11"),
    Owner.PERSON_VISIBILITY: Said(
        "visibility of a patient or prescriber in {store}: central data of that store", "R11, R14"
    ),
    Owner.STORE: Said("data of {store}", "R12"),
    Owner.ORDER: Said("a purchase order of {store}, or a line of one", "R19"),
    Owner.PATIENT: Said("data of a {person}", "R13"),
    Owner.PATIENT_AT_STORE: Said("data of a {person}, edited by {store}", "R13, D5"),
    Owner.MESSAGE: Said("a message from {store}", "R15"),
    Owner.USER: Said("a user: new ones are kept at the centre", "R16"),
    Owner.LOCAL: Said("local data: it stays on its own site and is never applied", "R17"),
    Owner.SYNC: Said("sync settings: they are changed at the centre alone", "R18"),
}

RELATIONS: dict[RelationReason, Said] = {
    RelationReason.CONFIGURED_ACTIVE: Said("the settings make it active there", "R3"),
    RelationReason.CONFIGURED_COLLECTOR: Said("the settings list the site as collector", "R4"),
    RelationReason.COLLECTOR_WITHOUT_VISIBILITY: Said(
        "the site is listed as collector, but the store is visible to no other store that is "
        "active there, so it does not count",
        "R4",
    ),
    RelationReason.ALWAYS_AT_CENTRE: Said("the centre has every store, at least for transfers",
                                          "R5"),
    RelationReason.ALWAYS_AT_PRIMARY: Said("the primary has every store, at least for transfers",
                                           "R5"),
    RelationReason.VISIBLE_TO_ACTIVE_STORE: Said("it is visible to a store active there", "R6"),
    RelationReason.UNASSIGNED: Said("no settings say where the store is active", "R7a"),
    RelationReason.NOT_VISIBLE: Said(
        "it is neither active nor collector there, and visible to no store active there", "R6"
    ),
}  # fmt: skip

ROUTES: dict[RouteReason, Said] = {
    RouteReason.REPAIR: Said("a refused change was answered with the centre's version", "R23"),
    RouteReason.RETURNED_TO_OWNER: Said("what may not be changed was put back", "R22"),
    RouteReason.RESYNC: Said("a person ordered it to be sent again", "R40"),
    RouteReason.INITIAL_LOAD: Said("the site got all it is entitled to", "R39"),
    RouteReason.LEFT_SUBSET: Said("the site is no longer entitled to it", "R38"),
    RouteReason.BECAME_ACTIVE: Said("{store} became active there", "R38"),
    RouteReason.BECAME_COLLECTOR: Said("{store} became collected there", "R38"),
    RouteReason.BECAME_VISIBLE: Said("it became visible to a store there", "R38"),
    RouteReason.TRANSFER_BOTH_HALVES: Said(
        "it is a document between two stores, and of them the site has {store}", "R34"
    ),
    RouteReason.CENTRAL_TO_ALL: Said("central data goes to every site", "R30"),
    RouteReason.DISPENSARY_DATA: Said(
        "data of this kind goes to the primary and to sites with an active dispensary", "R30"
    ),
    RouteReason.STORE_RECORD: Said("a store record goes to every site that has the store", "R31"),
    RouteReason.CENTRAL_STORE_TO_ACTIVE: Said(
        "central data of a store goes to the site where it is active, and {store} is active there",
        "R32",
    ),
    RouteReason.STORE_TO_ACTIVE: Said("{store} is active there", "R33"),
    RouteReason.STORE_TO_COLLECTOR: Said("{store} is collector there", "R33"),
    RouteReason.PATIENT_VISIBLE: Said(
        "the {person} is visible to {store}, active or collector there", "R35"
    ),
    RouteReason.PATIENT_HOME: Said("it is the home site of the {person}", "R35"),
    RouteReason.PRESCRIBER_VISIBLE: Said(
        "the {person} is at home in, visible to or prescribing in {store} there", "R35"
    ),
    RouteReason.TO_PRIMARY: Said("it is the primary, which gets every record of this kind", "R35"),
    RouteReason.MESSAGE_TO_STORE: Said("{store} sends or receives the message there", "R36"),
}

TO_PRIMARY_BY: dict[Owner, str] = {
    Owner.CENTRAL_STORE: "R11", Owner.ORDER: "R19", Owner.PERSON_VISIBILITY: "R32",
}  # fmt: skip
"""The rule that leads to the primary, where it is not R35."""

RULES: dict[Reason, str] = {
    Reason.PRIMARY_EDITS_CENTRAL: "R10",
    Reason.BARCODE_FROM_ANY_SITE: "R10",
    Reason.PRIMARY_EDITS_CENTRAL_STORE: "R11",
    Reason.ACTIVE_SITE_EDITS_STORE: "R12",
    Reason.HOME_SITE_EDITS_PATIENT: "R13",
    Reason.NEW_VISIBILITY_FROM_SITE: "R14",
    Reason.NEW_USER: "R16",
    Reason.MESSAGE_FROM_STORE: "R15",
    Reason.CENTRAL_EDITS_SYNC: "R18",
    Reason.CENTRALISED_PROCUREMENT: "R19",
    Reason.RESPONDING_SITE_LOGS: "T4",
    Reason.MADE_BY_CENTRE: "D1",
    Reason.ACCEPTED_BY_PERSON: "R12",
    Reason.LOCAL_DATA: "R16, R17",
    Reason.NOT_COLLECTED: "R25",
    Reason.TRANSACTIONS_NOT_INCLUDED: "R25",
    Reason.NOTHING_TO_DELETE: "R21",
    Reason.SYSTEM_STORE: "R9",
    Reason.PARENT_DELETED: "R8c",
    Reason.MERGED_AWAY: "R20",
    Reason.DISMISSED_BY_PERSON: "R24",
    Reason.NOT_PRIMARY: "R10, R11",
    Reason.NOT_ACTIVE_SITE: "R12",
    Reason.STORE_MOVED: "R12",
    Reason.NOT_HOME_SITE: "R13",
    Reason.NOT_CENTRAL: "R18",
    Reason.PROCUREMENT_IS_CENTRAL: "R19",
    Reason.NOT_YOUR_STORE: "R8",
    Reason.UNKNOWN_TABLE: "R8c",
    Reason.UNKNOWN_STORE: "R7a",
    Reason.UNREADABLE_DATA: "R8c",
    Reason.MISSING_KEY: "R8",
    Reason.MISSING_PARENT: "R24",
}


def why(reason: str) -> str:
    """What a decision's reason means, with its rule; also of a code of a newer lake."""
    meaning = words_for(reason).meaning.rstrip(".")
    rule = {code.value: number for code, number in RULES.items()}.get(reason)
    return f"{meaning} ({rule})" if rule else meaning


def route(reason: str) -> Said:
    """The words of a routing reason; the code itself where a newer lake has one."""
    return {code.value: said for code, said in ROUTES.items()}.get(reason) or Said(
        reason, "unknown here"
    )


def listed(parts: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def sentence(text: str) -> str:
    """With a capital at its head and a full stop at its end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
