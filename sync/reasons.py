"""The vocabulary of the rule book: relations, owners, decisions and reason codes.

Names only; which code holds when is decided in `sync.relations`, `sync.ownership`,
`sync.routing` and `sync.cycle`. Codes are public interface (contract, "reason") and never change.
"""

from enum import StrEnum


class Relation(StrEnum):
    """What a store is on a site (source, "Store sync types")."""

    ACTIVE = "active"
    COLLECTOR = "collector"
    TRANSFER = "transfer"
    NONE = "none"


class RelationReason(StrEnum):
    """Why a store has that relation to a site (R4–R7a)."""

    CONFIGURED_ACTIVE = "configured_active"
    CONFIGURED_COLLECTOR = "configured_collector"
    COLLECTOR_WITHOUT_VISIBILITY = "collector_without_visibility"
    ALWAYS_AT_CENTRE = "always_at_centre"
    ALWAYS_AT_PRIMARY = "always_at_primary"
    VISIBLE_TO_ACTIVE_STORE = "visible_to_active_store"
    UNASSIGNED = "unassigned"
    NOT_VISIBLE = "not_visible"


class Owner(StrEnum):
    """Who a record belongs to: the key into `sync.edit_right` and `sync.route`.

    `person_visibility`: visibility of a patient or prescriber; `order`: purchase orders, whose
    owner centralised procurement decides; `patient_at_store`: records of a patient that follow a
    store in the right to edit (D5).
    """

    CENTRAL = "central"
    DISPENSARY_DATA = "dispensary_data"
    BARCODE = "barcode"
    STORE_RECORD = "store_record"
    CENTRAL_STORE = "central_store"
    PERSON_VISIBILITY = "person_visibility"
    STORE = "store"
    ORDER = "order"
    PATIENT = "patient"
    PATIENT_AT_STORE = "patient_at_store"
    MESSAGE = "message"
    USER = "user"
    LOCAL = "local"
    SYNC = "sync"


class Decision(StrEnum):
    APPLIED = "applied"
    UNCHANGED = "unchanged"
    IGNORED = "ignored"
    REJECTED = "rejected"
    WAITING = "waiting"


class Reason(StrEnum):
    """Why a change was decided as it was (contract, "reason")."""

    PRIMARY_EDITS_CENTRAL = "primary_edits_central"
    BARCODE_FROM_ANY_SITE = "barcode_from_any_site"
    PRIMARY_EDITS_CENTRAL_STORE = "primary_edits_central_store"
    ACTIVE_SITE_EDITS_STORE = "active_site_edits_store"
    HOME_SITE_EDITS_PATIENT = "home_site_edits_patient"
    NEW_VISIBILITY_FROM_SITE = "new_visibility_from_site"
    NEW_USER = "new_user"
    MESSAGE_FROM_STORE = "message_from_store"
    CENTRAL_EDITS_SYNC = "central_edits_sync"
    CENTRALISED_PROCUREMENT = "centralised_procurement"
    RESPONDING_SITE_LOGS = "responding_site_logs"
    MADE_BY_CENTRE = "made_by_centre"
    ACCEPTED_BY_PERSON = "accepted_by_person"

    LOCAL_DATA = "local_data"
    NOT_COLLECTED = "not_collected"
    TRANSACTIONS_NOT_INCLUDED = "transactions_not_included"
    NOTHING_TO_DELETE = "nothing_to_delete"
    SYSTEM_STORE = "system_store"
    PARENT_DELETED = "parent_deleted"
    MERGED_AWAY = "merged_away"
    DISMISSED_BY_PERSON = "dismissed_by_person"

    NOT_PRIMARY = "not_primary"
    NOT_ACTIVE_SITE = "not_active_site"
    STORE_MOVED = "store_moved"
    NOT_HOME_SITE = "not_home_site"
    NOT_CENTRAL = "not_central"
    PROCUREMENT_IS_CENTRAL = "procurement_is_central"
    NOT_YOUR_STORE = "not_your_store"
    UNKNOWN_TABLE = "unknown_table"
    UNKNOWN_STORE = "unknown_store"
    UNREADABLE_DATA = "unreadable_data"
    MISSING_KEY = "missing_key"

    MISSING_PARENT = "missing_parent"


class RouteReason(StrEnum):
    """Why a record goes to a site, strongest first (contract, "Routing reasons")."""

    REPAIR = "repair"
    RETURNED_TO_OWNER = "returned_to_owner"
    RESYNC = "resync"
    INITIAL_LOAD = "initial_load"
    LEFT_SUBSET = "left_subset"
    BECAME_ACTIVE = "became_active"
    BECAME_COLLECTOR = "became_collector"
    BECAME_VISIBLE = "became_visible"
    TRANSFER_BOTH_HALVES = "transfer_both_halves"
    CENTRAL_TO_ALL = "central_to_all"
    DISPENSARY_DATA = "dispensary_data"
    STORE_RECORD = "store_record"
    CENTRAL_STORE_TO_ACTIVE = "central_store_to_active"
    STORE_TO_ACTIVE = "store_to_active"
    STORE_TO_COLLECTOR = "store_to_collector"
    PATIENT_VISIBLE = "patient_visible"
    PATIENT_HOME = "patient_home"
    PRESCRIBER_VISIBLE = "prescriber_visible"
    TO_PRIMARY = "to_primary"
    MESSAGE_TO_STORE = "message_to_store"


ROUTE_RANK = {reason: rank for rank, reason in enumerate(RouteReason)}
