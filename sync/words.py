"""What every reason code means, in words for a person: the one place where they are told.

What a code stands for is decided in `sync.cycle`; here it is said, and what can be done about it.
Commands, pages and explanations take their sentences from here and add names and numbers.
"""

from dataclasses import dataclass

from sync.reasons import Decision, Reason

WAITS_TOO_LONG_DAYS = 30
"""A row that waits longer than this is for a person to look at (R24)."""


@dataclass(frozen=True)
class Words:
    """`meaning` says what was decided and why; `remedy` what can be done, if anything need be."""

    meaning: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.meaning} {self.remedy}".strip()


DECISIONS: dict[str, str] = {
    Decision.APPLIED: "The change is in the lake.",
    Decision.UNCHANGED: "The centre had exactly this already.",
    Decision.IGNORED: "By rule, changes like this are not kept.",
    Decision.REJECTED: "The change is refused; the rest of its batch is not.",
    Decision.WAITING: "The change waits for a record that has not come.",
}

_ASK_OR_ACCEPT = (
    "If the change is right, accept it, or let the site that may make it do so; else dismiss it."
)

REASONS: dict[str, Words] = {
    Reason.PRIMARY_EDITS_CENTRAL: Words("Central data comes from the primary site, and this does."),
    Reason.BARCODE_FROM_ANY_SITE: Words("Barcodes may come from any site."),
    Reason.PRIMARY_EDITS_CENTRAL_STORE: Words(
        "The primary site edits store records and their visibility."
    ),
    Reason.ACTIVE_SITE_EDITS_STORE: Words(
        "The store's data comes from the site where it is active, and this does."
    ),
    Reason.HOME_SITE_EDITS_PATIENT: Words(
        "A patient or prescriber is edited at the home site, and this comes from there."
    ),
    Reason.NEW_VISIBILITY_FROM_SITE: Words(
        "The home site may make a new patient or prescriber visible in its own dispensaries."
    ),
    Reason.NEW_USER: Words("New users are kept at the centre, whoever makes them."),
    Reason.MESSAGE_FROM_STORE: Words(
        "A message comes from the site of its sending or its receiving store."
    ),
    Reason.CENTRAL_EDITS_SYNC: Words("The sync settings were changed at the centre."),
    Reason.CENTRALISED_PROCUREMENT: Words(
        "Procurement is centralised: the primary site edits purchase orders of any store."
    ),
    Reason.RESPONDING_SITE_LOGS: Words(
        "The site that answers a transfer logs what it did, in the store that began it."
    ),
    Reason.MADE_BY_CENTRE: Words("The centre made this change itself."),
    Reason.ACCEPTED_BY_PERSON: Words(
        "A person accepted the change although the site may not make it."
    ),
    Reason.LOCAL_DATA: Words(
        "Data of this kind belongs to each site alone and does not sync.",
        "Nothing need be done.",
    ),
    Reason.NOT_COLLECTED: Words(
        "The store's data is not collected at the centre, so its content is not kept here.",
        "Make the centre a collector of the store if it should be; earlier changes then come "
        "from the archive.",
    ),
    Reason.TRANSACTIONS_NOT_INCLUDED: Words(
        "Transactions of this dispensary are not included, so their content is not kept here.",
        "Switch `include_transactions` on for the store if they should be; earlier changes then "
        "come from the archive.",
    ),
    Reason.NOTHING_TO_DELETE: Words(
        "The record to delete is not at the centre.", "Nothing need be done."
    ),
    Reason.SYSTEM_STORE: Words(
        "The store is one of the system stores, whose rows do not sync.",
        "If it is a real store, take its code out of `system_store_codes`.",
    ),
    Reason.PARENT_DELETED: Words(
        "The record that this one belongs to has been deleted.",
        "If it should still be there, let the site send it again, and this after it.",
    ),
    Reason.MERGED_AWAY: Words(
        "The record has been merged into another, and is no more.",
        "Make the change on the record that was kept.",
    ),
    Reason.DISMISSED_BY_PERSON: Words("A person dismissed the change: it is not wanted."),
    Reason.NOT_PRIMARY: Words(
        "Only the primary site may change this record, and it came from another site.",
        _ASK_OR_ACCEPT,
    ),
    Reason.NOT_ACTIVE_SITE: Words(
        "Only the site where the store is active may change its data, and this is not that site.",
        _ASK_OR_ACCEPT,
    ),
    Reason.STORE_MOVED: Words(
        "The store had moved away, and its old site did not know yet when it made the change.",
        "Look whether the change still counts at the store's new site: accept it if so, else "
        "dismiss it.",
    ),
    Reason.NOT_HOME_SITE: Words(
        "Only the home site of the patient or prescriber may change this record.",
        _ASK_OR_ACCEPT,
    ),
    Reason.NOT_CENTRAL: Words(
        "Sites and their sync settings are changed at the centre alone.",
        "Use `syncline network apply` or `syncline site`, and dismiss the change.",
    ),
    Reason.PROCUREMENT_IS_CENTRAL: Words(
        "Procurement is centralised, so only the primary site may change purchase orders.",
        _ASK_OR_ACCEPT,
    ),
    Reason.NOT_YOUR_STORE: Words(
        "The change moves a record between stores, and the site may not edit both of them.",
        _ASK_OR_ACCEPT,
    ),
    Reason.UNKNOWN_TABLE: Words(
        "The catalogue knows no record type of this name.",
        "Dismiss it, or retry it when a later version of Syncline knows the record type.",
    ),
    Reason.UNKNOWN_STORE: Words(
        "No settings say on which site the store is active.",
        "Give the store a site in `network.yaml`, apply it, then retry the change.",
    ),
    Reason.UNREADABLE_DATA: Words(
        "The row, or a value in it, cannot be read.",
        "Let the site put the value right and send the record again, then dismiss the change.",
    ),
    Reason.MISSING_KEY: Words(
        "The row does not say which record, store or parent it belongs to.",
        "Let the site send the record again whole, then dismiss the change.",
    ),
    Reason.MISSING_PARENT: Words(
        "The record that this one belongs to has not come yet.",
        "The change is taken up by itself when it comes. If it never will, dismiss the change.",
    ),
}


def words_for(reason: str) -> Words:
    """The words of a code; the code itself where a newer lake has one that is unknown here."""
    return REASONS.get(reason) or Words(reason)
