"""The sync settings: sites, stores and who is central and primary (contract, `network.yaml`).

Reading and refusing settings belongs here. What follows from them is in `sync.relations`,
`sync.ownership` and `sync.routing`; putting them in force is in `sync.in_force`.
"""

import json
import re
from collections import Counter
from contextlib import suppress
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator


class NetworkError(ValueError):
    """The settings cannot be used; the message is one sentence per fault."""


class SiteKind(StrEnum):
    CENTRAL = "central"
    SERVER = "server"
    DESKTOP = "desktop"
    MOBILE = "mobile"


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Site(_Settings):
    id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    name: Annotated[str, Field(min_length=1)]
    kind: SiteKind
    time_zone: str | None = None
    local_procurement: bool = False


class StoreSetting(_Settings):
    """The sync preferences of one store; its record arrives as data."""

    id: Annotated[str, Field(min_length=1)]
    active: int
    collectors: tuple[int, ...] | None = None
    include_transactions: bool = True

    @field_validator("active", mode="before")
    @classmethod
    def _is_one_site(cls, active: object) -> object:
        if isinstance(active, list):
            raise ValueError(f"names {len(active)} sites: a store is active on one site only")
        return active


class Preferences(_Settings):
    stale_after: str = "1 month"
    time_zone: str = "UTC"
    system_store_codes: tuple[str, ...] = ("HIS", "DRG", "SM")


class Network(_Settings):
    """Everything that an operator decides about the network."""

    central: int
    primary: int
    sites: tuple[Site, ...]
    stores: tuple[StoreSetting, ...] = ()
    preferences: Preferences = Preferences()

    @cached_property
    def site_ids(self) -> frozenset[int]:
        return frozenset(site.id for site in self.sites)

    def collectors_of(self, store: StoreSetting) -> frozenset[int]:
        """Sites configured as collectors; left out means the centre (contract)."""
        named = {self.central} if store.collectors is None else set(store.collectors)
        return frozenset(named - {store.active})

    def is_at_centre(self, store: StoreSetting) -> bool:
        """Whether the store is active or collected at the centre, which then keeps its data."""
        return self.central in {store.active, *self.collectors_of(store)}

    def time_zone_of(self, site: Site) -> str:
        return site.time_zone or self.preferences.time_zone


def load_network(path: Path) -> Network:
    """Read and check a settings file. Raises `NetworkError` in plain sentences."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NetworkError(f"{path} cannot be read: {error}") from None
    return parse_network(text, str(path))


def parse_network(text: str, name: str = "network.yaml") -> Network:
    """The network that YAML text describes. Raises `NetworkError`."""
    try:
        raw = read_yaml(text)
    except yaml.YAMLError as error:
        raise NetworkError(f"{name} is not YAML: {' '.join(str(error).split())}") from None
    return check_network(raw, name)


def read_yaml(text: str) -> Any:
    """What YAML text holds; by the C library where it is there, many times faster.

    JSON is YAML too, and the archive is written as JSON: a cycle reads it each time.
    """
    if text.startswith("{"):
        with suppress(json.JSONDecodeError):
            return json.loads(text)
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def check_network(raw: object, name: str) -> Network:
    """The network that settings describe. Raises `NetworkError`."""
    if not isinstance(raw, dict):
        raise NetworkError(f"{name} holds no settings")
    try:
        network = Network.model_validate(raw)
    except ValidationError as error:
        raise NetworkError(f"{name}: {_first_fault(error)}") from None
    faults = faults_of(network)
    if faults:
        raise NetworkError(f"{name}: " + "; ".join(faults))
    return network


def to_yaml(network: Network) -> str:
    return yaml.safe_dump(
        network.model_dump(mode="json", exclude_none=True), sort_keys=False, allow_unicode=True
    )


def faults_of(network: Network) -> list[str]:
    """Everything that makes the settings unusable (R1, R3), one sentence each."""
    return [
        *_sites_named_twice(network),
        *_stores_named_twice(network),
        *_central_faults(network),
        *_unknown_sites(network),
        *_mobile_faults(network),
        *_preference_faults(network),
    ]


def interval_of(stale_after: str) -> str:
    """`1 month` as a SQL interval literal body. Raises `NetworkError`."""
    match = re.fullmatch(r"\s*(\d{1,4})\s*(day|week|month|year)s?\s*", stale_after.lower())
    if match is None or int(match[1]) == 0:
        raise NetworkError(f"stale_after {stale_after!r} is no length of time such as `1 month`")
    return f"{int(match[1])} {match[2]}"


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place}: {fault['msg']}"


def _sites_named_twice(network: Network) -> list[str]:
    counts = Counter(site.id for site in network.sites)
    return [f"site {id_} stands {count} times" for id_, count in counts.items() if count > 1]


def _stores_named_twice(network: Network) -> list[str]:
    """R3: a store is active on exactly one site."""
    active: dict[str, list[int]] = {}
    for store in network.stores:
        active.setdefault(store.id, []).append(store.active)
    return [
        f"store {store_id} stands {len(sites)} times, active on {_sites(sites)}: "
        "a store is active on one site only"
        for store_id, sites in active.items()
        if len(sites) > 1
    ]


def _sites(site_ids: list[int]) -> str:
    listed = [str(site_id) for site_id in sorted(set(site_ids))]
    if len(listed) == 1:
        return f"site {listed[0]}"
    return f"sites {', '.join(listed[:-1])} and {listed[-1]}"


def _central_faults(network: Network) -> list[str]:
    kinds = {site.id: site.kind for site in network.sites}
    faults = []
    for role, site_id in (("central", network.central), ("primary", network.primary)):
        if site_id not in kinds:
            faults.append(f"the {role} site {site_id} is not among the sites")
    if kinds.get(network.central, SiteKind.CENTRAL) is not SiteKind.CENTRAL:
        faults.append(f"the central site {network.central} is not of kind central")
    faults += [
        f"site {site_id} is of kind central, but the central site is {network.central}"
        for site_id, kind in kinds.items()
        if kind is SiteKind.CENTRAL and site_id != network.central
    ]
    return faults


def _unknown_sites(network: Network) -> list[str]:
    known = network.site_ids
    named = [
        (store.id, site_id)
        for store in network.stores
        for site_id in (store.active, *(store.collectors or ()))
    ]
    return [
        f"store {store_id} names site {site_id}, which is not among the sites"
        for store_id, site_id in named
        if site_id not in known
    ]


def _mobile_faults(network: Network) -> list[str]:
    mobiles = {site.id for site in network.sites if site.kind is SiteKind.MOBILE}
    active: dict[int, set[str]] = {}
    for store in network.stores:
        if store.active in mobiles:
            active.setdefault(store.active, set()).add(store.id)
    return [
        f"mobile site {site_id} has {len(stores)} active stores and may have one: "
        + ", ".join(sorted(stores))
        for site_id, stores in active.items()
        if len(stores) > 1
    ] + [
        f"mobile site {site_id} cannot be a collector of store {store.id}"
        for store in network.stores
        for site_id in sorted(network.collectors_of(store) & mobiles)
    ]


@cache
def _time_zones() -> set[str]:
    """Every time zone by name; the machine's folders are searched for them once."""
    return available_timezones()


def _preference_faults(network: Network) -> list[str]:
    faults = []
    zones = {network.preferences.time_zone} | {s.time_zone for s in network.sites if s.time_zone}
    faults += [f"{zone!r} is no time zone" for zone in sorted(zones - _time_zones())]
    try:
        interval_of(network.preferences.stale_after)
    except NetworkError as error:
        faults.append(str(error))
    return faults
