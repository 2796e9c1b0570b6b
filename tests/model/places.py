"""Where histories take place: islands, each a small network of its own in one big one.

An island has eight stores on five sites: three sites of its own, and sites 1 and 2 that all islands
share; a sixth may join later. Many islands live through one cycle for the price of one.
"""

from dataclasses import dataclass
from typing import Any

from tests.centre import Row, upsert

CENTRAL, SECOND = 1, 2
SHARED = (CENTRAL, SECOND)
STORES = ("S1", "S2", "T2", "D2", "E2", "D3", "S3", "D4")
DISPENSARIES = ("D2", "E2", "D3", "D4")
SUPPLIERS = ("N_F", "N_G", "N_H")
"""Names that are no stores; the last is not known at first."""

Settings = dict[str, Any]
"""The content of network.yaml."""


@dataclass(frozen=True)
class Island:
    number: int

    @property
    def server(self) -> int:
        return self.number * 10 + 3

    @property
    def desktop(self) -> int:
        return self.number * 10 + 4

    @property
    def mobile(self) -> int:
        return self.number * 10 + 5

    @property
    def joining(self) -> int:
        """A site that is not in the network at first."""
        return self.number * 10 + 6

    @property
    def sites(self) -> tuple[int, ...]:
        return (*SHARED, self.server, self.desktop, self.mobile)

    def id(self, name: str) -> str:
        """The island's own id of what every island has."""
        return f"{name}.{self.number}"

    @property
    def stores(self) -> list[str]:
        return [self.id(name) for name in STORES]

    @property
    def dispensaries(self) -> list[str]:
        return [self.id(name) for name in DISPENSARIES]

    @property
    def system_store(self) -> str:
        """A store whose record comes later, mostly with the code of a system store (R9)."""
        return self.id("SYS")

    @property
    def names(self) -> list[str]:
        """Names that are no persons; those of stores between the others."""
        first, *others = map(self.id, SUPPLIERS)
        return [first, *(f"N_{store}" for store in self.stores), *others]

    @property
    def at_first(self) -> dict[str, int]:
        """The site on which each store is active before anything happens."""
        sites = (
            CENTRAL, SECOND, self.server, self.server, self.server, self.desktop, self.desktop,
            self.mobile,
        )  # fmt: skip
        return dict(zip(self.stores, sites, strict=True))


def first_settings(primary: int, count: int) -> Settings:
    """The network of so many islands before anything happens."""
    sites = [
        {"id": CENTRAL, "name": "Sync server", "kind": "central"},
        {"id": SECOND, "name": "Second", "kind": "server"},
    ]
    stores: list[dict[str, Any]] = []
    for island in map(Island, range(1, count + 1)):
        for kind in ("server", "desktop", "mobile"):
            site_id = getattr(island, kind)
            sites.append({"id": site_id, "name": f"Site {site_id}", "kind": kind})
        stores += [{"id": s, "active": site} for s, site in island.at_first.items()]
        stores.append({"id": island.system_store, "active": island.server})
    return {"central": CENTRAL, "primary": primary, "sites": sites, "stores": stores}


def first_records(count: int) -> list[Row]:
    """What the primary sends before every history."""
    rows = []
    for island in map(Island, range(1, count + 1)):
        rows += [
            upsert("name", f"N_{s}", name=f"Store {s}", code=s, type="store") for s in island.stores
        ]
        rows += [
            upsert(
                "store", s, name_ID=f"N_{s}", code=s,
                store_mode="dispensary" if s in island.dispensaries else "store",
            )
            for s in island.stores
        ]  # fmt: skip
        rows += [
            upsert("name", island.id(name), name="Supplier", type="facility")
            for name in SUPPLIERS[:-1]
        ]
    return rows
