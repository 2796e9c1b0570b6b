"""What a plan is made of, and what it is made from: values only, nothing happens here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sync.network import Network


class RecordKind(StrEnum):
    """What the records that a site would get or lose are (source, "Data types")."""

    STORE_RECORD = "store_record"
    STORE_DATA = "store"
    CENTRAL_STORE = "central_store"
    PERSON = "person"
    CENTRAL = "central"
    DISPENSARY_DATA = "dispensary_data"


class Caution(StrEnum):
    """What a person should think of before applying settings."""

    SETTINGS_NOT_TAKEN_UP = "settings_not_taken_up"
    ROLE_CHANGES = "role_changes"
    SITE_REMOVED_WITH_STORES = "site_removed_with_stores"
    SITE_LOSES_LAST_STORE = "site_loses_last_store"
    STORE_MOVES = "store_moves"
    STORE_MOVES_WITHOUT_DATA = "store_moves_without_data"
    UNSENT_DATA = "unsent_data"
    STORE_MOVES_TO_MOBILE = "store_moves_to_mobile"
    OLD_SITE_KEEPS_COLLECTOR = "old_site_keeps_collector"
    COLLECTOR_WITHOUT_VISIBILITY = "collector_without_visibility"
    COLLECTOR_WITHOUT_CENTRE = "collector_without_centre"
    STORE_WITHOUT_RECORD = "store_without_record"
    STORE_UNASSIGNED = "store_unassigned"
    LOCAL_PROCUREMENT = "local_procurement"


@dataclass(frozen=True)
class PlanWarning:
    """One sentence, and what it is about."""

    code: Caution
    text: str
    store_id: str | None = None
    site_id: int | None = None


@dataclass(frozen=True)
class RelationChange:
    """One store's relation to one site, before and after; `records` of store data would move."""

    store_id: str
    site_id: int
    before: str
    after: str
    reason: str
    records: int


@dataclass(frozen=True)
class SiteRecords:
    """How many records of a kind a site would be sent, or told to remove."""

    site_id: int
    kind: RecordKind
    gets: int
    loses: int


@dataclass(frozen=True)
class NetworkPlan:
    """What settings would change. Nothing of it has happened."""

    sites_added: tuple[int, ...]
    sites_removed: tuple[int, ...]
    changes: tuple[RelationChange, ...]
    records: tuple[SiteRecords, ...]
    warnings: tuple[PlanWarning, ...]


@dataclass(frozen=True)
class StoreRecord:
    """A store record that the centre holds; `name` is empty where its name has not come."""

    name: str = ""
    is_dispensary: bool = False


@dataclass(frozen=True)
class SiteTraffic:
    """What is on its way between the centre and a site, as far as the centre knows.

    `landed_batches` wait for a cycle, `held_batches` for a missing batch, `waiting_rows` for a
    parent; `unacknowledged_rows` are for the site. What a site keeps to itself nobody knows.
    """

    last_contact_at: datetime | None = None
    landed_batches: int = 0
    held_batches: int = 0
    waiting_rows: int = 0
    unacknowledged_rows: int = 0


@dataclass(frozen=True)
class Facts:
    """What the lake says that a plan depends on.

    `visible_to`: R7. `sizes`: records held, by owner and store ("" for data of no store).
    `left_out`: records that R25 left out, by store and reason. `applied_no` is the number of the
    newest settings applied, `in_force_no` of those that a cycle has taken up.
    """

    in_force: Network | None = None
    in_force_no: int = 0
    applied_no: int = 0
    stores: Mapping[str, StoreRecord] = field(default_factory=dict)
    visible_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_procurement_central: bool = False
    sizes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    left_out: Mapping[tuple[str, str], int] = field(default_factory=dict)
    traffic: Mapping[int, SiteTraffic] = field(default_factory=dict)
