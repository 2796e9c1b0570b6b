"""What is known of one record, as plain values: all that an explanation is made from.

Fetching them is `sync.explain.gather`'s work; saying them that of the modules with sentences.
Nothing here knows a database.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sync.catalogue import RecordType
from sync.reasons import Owner, Reason, Relation, RelationReason, RouteReason


class State(StrEnum):
    """How the centre stands to a record."""

    HELD = "held"
    DELETED = "deleted"
    LEFT_OUT = "left_out"
    MERGED = "merged"
    NOT_HELD = "not_held"


@dataclass(frozen=True)
class Site:
    site_id: int
    name: str = ""
    kind: str = ""

    def __str__(self) -> str:
        return f"site {self.site_id} ({self.name})" if self.name else f"site {self.site_id}"


@dataclass(frozen=True)
class Standing:
    """What a store is on a site, and why (R4–R7a)."""

    relation: Relation
    reason: RelationReason


@dataclass(frozen=True)
class Store:
    """A store with its relations; a site without one has plain none."""

    store_id: str
    name: str = ""
    is_dispensary: bool = False
    active_site_id: int | None = None
    include_transactions: bool = True
    relations: dict[int, Standing] = field(default_factory=dict)

    def on(self, site_id: int) -> Standing:
        plain = Standing(Relation.NONE, RelationReason.NOT_VISIBLE)
        return self.relations.get(site_id, plain)

    def has_data_on(self, site_id: int) -> bool:
        """Whether it is active or collector there."""
        return self.on(site_id).relation in (Relation.ACTIVE, Relation.COLLECTOR)

    def __str__(self) -> str:
        return f"store {self.store_id} ({self.name})" if self.name else f"store {self.store_id}"


@dataclass(frozen=True)
class Network:
    """The settings in force, with the stores that the record has to do with."""

    central: int
    primary: int
    sites: dict[int, Site]
    stores: dict[str, Store]

    def site(self, site_id: int) -> Site:
        return self.sites.get(site_id, Site(site_id))

    def store(self, store_id: str) -> Store:
        return self.stores.get(store_id, Store(store_id))


@dataclass(frozen=True)
class Editor:
    """Who may edit: a row of `sync.edit_right`; no site means any."""

    site_id: int | None
    reason: Reason


@dataclass(frozen=True)
class Parent:
    """What the record hangs on; the last decision about it, where it is not held."""

    table_name: str
    record_id: str
    is_held: bool = True
    last_decision: str | None = None
    last_reason: str | None = None

    def __str__(self) -> str:
        return f"{self.table_name} {self.record_id}"


@dataclass(frozen=True)
class Person:
    """The patient or prescriber that the record is or hangs on, with the stores that see it."""

    is_prescriber: bool
    record_id: str
    home_store_id: str | None = None
    home_site_id: int | None = None
    seen_by: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return "prescriber" if self.is_prescriber else "patient"


@dataclass(frozen=True)
class OtherParty:
    """The other store of a document between two stores (R34)."""

    store_id: str
    is_triggered: bool


@dataclass(frozen=True)
class Pair:
    """The transfer of which the record is a half, or a line of one (T1, T7)."""

    kind: str
    is_initiating: bool
    half: str
    other_half: str | None
    other_store_id: str
    state: str
    is_same_site: bool


@dataclass(frozen=True)
class Change:
    """One row of `sync.change`, without its content."""

    change_no: int
    cycle_no: int
    site_id: int
    batch_no: int | None
    action: str
    received_at: datetime
    decided_at: datetime | None
    decision: str
    reason: str
    detail: str | None = None
    store_id: str | None = None


@dataclass(frozen=True)
class Waiting:
    """A change that waits, and for what."""

    change_no: int
    site_id: int
    since: datetime
    days: int
    parents: tuple[Parent, ...]


@dataclass(frozen=True)
class Belonging:
    """A site that is entitled to the record and why; no site means the audience's."""

    audience: str
    site_id: int | None
    reason: RouteReason


@dataclass(frozen=True)
class Sent:
    """The latest row for one site in `sync.outgoing`, and how many there are."""

    cycle_no: int
    action: str
    reason: str
    batch_no: int | None
    acknowledged_at: datetime | None
    times: int


@dataclass(frozen=True)
class Facts:
    """All that is known of a record."""

    table_name: str
    record_id: str
    record_type: RecordType | None
    network: Network
    state: State
    owner: Owner | None = None
    store_id: str | None = None
    editor: Editor | None = None
    is_supervised: bool = False
    parent: Parent | None = None
    person: Person | None = None
    other_party: OtherParty | None = None
    pairs: tuple[Pair, ...] = ()
    left_out_reason: str | None = None
    kept_id: str | None = None
    merged_from: tuple[str, ...] = ()
    held_change_no: int | None = None
    source_site_id: int | None = None
    changes: tuple[Change, ...] = ()
    change_count: int = 0
    waiting: tuple[Waiting, ...] = ()
    belongings: tuple[Belonging, ...] = ()

    @property
    def store(self) -> Store | None:
        return self.network.store(self.store_id) if self.store_id else None
