"""The lake again, from the archive: batches, cycle records and settings are the truth.

The new lake is made beside the old one and takes its place when it is complete.
"""

import json
import shutil
from datetime import datetime
from pathlib import Path

from ingest import order_book
from ingest.run import Progress, fold_small_files, mirror_control, settle_files
from sync import failpoints, lake
from sync.batch import LandedBatch
from sync.cycle import engine
from sync.cycle.context import CycleInput
from sync.home import Home
from sync.in_force import load_applied
from sync.schema import make_tables


class RebuildFailed(RuntimeError):
    """The archive lacks something; the old lake is untouched."""


def rebuild(home: Home, progress: Progress | None = None) -> int:
    """Rebuild the lake; returns the number of cycles done again. Raises `RebuildFailed`."""
    say = progress or (lambda _: None)
    files = sorted((home.archive / "cycle").glob("*.json"), key=lambda file: int(file.stem))
    beside = Beside(home.root)
    with lake.writer_lock(home):
        _clear(beside.lake)
        (beside.lake / "data").mkdir(parents=True)
        connection = lake.connect(beside, read_only=False)
        lake.prepare_to_write(connection, home)
        try:
            make_tables(connection)
            for number, file in enumerate(files, 1):
                say(f"cycle {number} of {len(files)}")
                connection.execute("BEGIN")
                engine.run(connection, home, read_cycle(home, file))
                connection.execute("COMMIT")
                fold_small_files(connection, say)
                failpoints.reach("rebuilding")
            connection.execute("BEGIN")
            mirror_control(home, connection)
            connection.execute("COMMIT")
        finally:
            connection.close()
        _swap(home.lake, beside.lake)
        connection = lake.connect(home)
        try:
            settle_files(home, connection)
        finally:
            connection.close()
    return len(files)


class Beside(Home):
    """The same home with its lake in another folder."""

    @property
    def lake(self) -> Path:
        return self.root / "lake.new"


def read_cycle(home: Home, file: Path) -> CycleInput:
    """What a cycle was given, from its record. Raises `RebuildFailed`."""
    record = json.loads(file.read_text(encoding="utf-8"))
    applied = load_applied(home, record["network_no"])
    return CycleInput(
        cycle_no=record["cycle_no"],
        ran_at=datetime.fromisoformat(record["ran_at"]),
        network_no=record["network_no"],
        network=applied.network,
        applied_by=applied.applied_by,
        batches=tuple(_batch(home, batch) for batch in record["batches"]),
        known_through={int(site): cycle for site, cycle in record["known_through"].items()},
        orders=tuple(order_book.from_document(order) for order in record.get("orders", ())),
    )


def _batch(home: Home, record: dict[str, object]) -> LandedBatch:
    site_id, generation = int(str(record["site_id"])), str(record["generation"])
    batch_no = int(str(record["batch_no"]))
    places = (
        home.archive_file(site_id, generation, batch_no),
        home.landing_file(site_id, generation, batch_no),
    )
    path = next((place for place in places if place.exists()), None)
    if path is None:
        raise RebuildFailed(f"batch {batch_no} of site {site_id} is missing from the archive")
    return LandedBatch(
        site_id=site_id,
        generation=generation,
        batch_no=batch_no,
        first_seq=int(str(record["first_seq"])),
        last_seq=int(str(record["last_seq"])),
        rows=int(str(record["rows"])),
        sha256=str(record["sha256"]),
        created_at=datetime.fromisoformat(str(record["created_at"])),
        received_at=datetime.fromisoformat(str(record["received_at"])),
        path=path,
    )


def _swap(old: Path, new: Path) -> None:
    aside = old.with_name("lake.old")
    _clear(aside)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    _clear(aside)


def _clear(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
