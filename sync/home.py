"""Where one installation keeps its files (contract, "Home folder").

Paths only. Reading and writing them belongs to the rooms that own the files: batches to
`ingest`, the lake to `sync.lake`, the settings in force to `sync.network`.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The home folder of one installation."""

    root: Path

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def outgoing(self) -> Path:
        return self.root / "outgoing"

    @property
    def quarantine(self) -> Path:
        return self.root / "quarantine"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def control_path(self) -> Path:
        return self.root / "control.sqlite"

    @property
    def network_path(self) -> Path:
        return self.root / "network.yaml"

    @property
    def dagster(self) -> Path:
        """Dagster's own run history; nothing of it is needed to rebuild."""
        return self.root / "dagster"

    @property
    def data_docs(self) -> Path:
        """What the tables of reports mean, as a page; made by a whole build of the reports."""
        return self.root / "dbt" / "docs.html"

    def landing_file(self, site_id: int, generation: str, batch_no: int) -> Path:
        return self.landing / _batch_path(site_id, generation, batch_no)

    def archive_file(self, site_id: int, generation: str, batch_no: int) -> Path:
        return self.archive / _batch_path(site_id, generation, batch_no)

    def outgoing_file(self, site_id: int, batch_no: int) -> Path:
        return self.outgoing / f"site={site_id}" / f"{batch_no:010d}.parquet"

    def cycle_file(self, cycle_no: int) -> Path:
        return self.archive / "cycle" / f"{cycle_no}.json"

    def network_file(self, network_no: int) -> Path:
        return self.archive / "network" / f"{network_no}.yaml"

    def exists(self) -> bool:
        return self.lake.is_dir()

    def make(self) -> None:
        """Make the folders; harmless when they are there."""
        for folder in (
            self.landing,
            self.archive / "cycle",
            self.archive / "network",
            self.outgoing,
            self.quarantine,
            self.lake / "data",
            self.dagster,
        ):
            folder.mkdir(parents=True, exist_ok=True)


def _batch_path(site_id: int, generation: str, batch_no: int) -> Path:
    return Path(f"site={site_id}") / f"generation={generation}" / f"{batch_no:010d}.parquet"
