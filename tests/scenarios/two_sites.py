"""The centre of the six stores with sites 2 and 3 as reference sites, whose answers get lost."""

import json
from pathlib import Path

from ingest import outgoing
from ingest.landing import Verdict, land
from simulator.site import ReferenceSite
from tests.centre import Centre, Row

STORES = {2: ["STORE_B", "STORE_F"], 3: ["STORE_C", "STORE_D"]}


class Sites:
    """The centre with two reference sites; every call lives through a restart of the site."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre, self.folder = centre, folder
        self._open: list[ReferenceSite] = []

    def site(self, site_id: int) -> ReferenceSite:
        """The site, switched on again."""
        site = ReferenceSite(site_id, self.folder / f"site={site_id}")
        self._open.append(site)
        return site

    def pull(self, site_id: int, *, answer_is_lost: bool = False) -> None:
        through = self.site(site_id).apply(outgoing.pack(self.centre.home, site_id))
        if not answer_is_lost:
            outgoing.acknowledge(self.centre.home, site_id, through)

    def change(self, site_id: int, *rows: Row) -> None:
        """People at the site enter these records."""
        for row in rows:
            data = {"ID": row["record_id"], **json.loads(row["data"])}
            self.site(site_id).change(row["table_name"], row["record_id"], data)

    def push(self, site_id: int, *, times: int = 1) -> None:
        path = self.site(site_id).write_batch()
        assert path is not None
        verdicts = [land(self.centre.home, path, network_site_ids={1, 2, 3}).verdict
                    for _ in range(times)]  # fmt: skip
        assert verdicts == [Verdict.ACCEPTED, *[Verdict.DUPLICATE] * (times - 1)]

    def go_on(self, *site_ids: int) -> None:
        """Sites push and all pull around a cycle, each twice because an answer got lost."""
        for site_id in site_ids:
            self.push(site_id, times=2)
        self.centre.cycle()
        for site_id in STORES:
            self.pull(site_id, answer_is_lost=True)
            self.pull(site_id)

    def close(self) -> None:
        for site in self._open:
            site.close()
