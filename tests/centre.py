"""A centre in a folder, driven as sites and operators drive it: batches in, cycle, files out."""

import copy
import json
import shutil
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import yaml

from ingest import outgoing
from ingest.batchfile import write_batch
from ingest.landing import Landed, land
from ingest.run import run_cycle
from sync import lake
from sync.cycle.context import CycleCounts
from sync.home import Home
from sync.in_force import apply_network, load_applied, newest_network_no
from sync.network import parse_network, to_yaml

Row = dict[str, Any]


def upsert(table: str, record_id: str, /, **data: Any) -> Row:
    return {
        "table_name": table, "record_id": record_id, "action": "upsert", "data": json.dumps(data),
    }  # fmt: skip


def delete(table: str, record_id: str) -> Row:
    return {"table_name": table, "record_id": record_id, "action": "delete", "data": None}


def merge(table: str, keep: str, gone: str) -> Row:
    """`gone` is the same thing as `keep` and is deleted (R20)."""
    data = json.dumps({"keep": keep, "delete": gone})
    return {"table_name": table, "record_id": gone, "action": "merge", "data": data}


@dataclass
class Stream:
    """One site's numbering."""

    generation: str = field(default_factory=lambda: str(uuid.uuid4()))
    batch_no: int = 0
    seq: int = 0
    previous: str = ""


@dataclass
class Centre:
    home: Home
    outbox: Path
    streams: dict[int, Stream] = field(default_factory=dict)
    _reader: duckdb.DuckDBPyConnection | None = None

    def become(self, other: "Centre") -> None:
        """Start from a copy of another centre."""
        self.reopen()
        shutil.rmtree(self.home.root)
        copy_home(other.home.root, self.home.root)
        self.streams = copy.deepcopy(other.streams)

    def reader(self) -> duckdb.DuckDBPyConnection:
        """One read-only connection, kept open while cycles write."""
        if self._reader is None:
            self._reader = lake.connect(self.home)
        return self._reader

    def reopen(self) -> None:
        """Let go of the lake, which is about to be replaced."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def network(self, text: str) -> None:
        """Put settings in force."""
        path = self.outbox / "network.yaml"
        path.write_text(text, encoding="utf-8")
        apply_network(self.home, path, "a tester")

    def change_network(self, **fields: Any) -> None:
        """Put the settings in force with other fields."""
        applied = load_applied(self.home, newest_network_no(self.home))
        raw = yaml.safe_load(to_yaml(applied.network)) | fields
        self.network(to_yaml(parse_network(json.dumps(raw))))

    def write(self, site_id: int, *rows: Row, created_at: datetime | None = None) -> Path:
        """The site's next batch as a file."""
        stream = self.streams.setdefault(site_id, Stream())
        stream.batch_no += 1
        path = self.outbox / f"{site_id}-{stream.generation[:8]}-{stream.batch_no}.parquet"
        now = created_at or datetime.now(UTC).replace(tzinfo=None)
        numbered = [
            {"seq": stream.seq + i, "changed_at": now, **row} for i, row in enumerate(rows, 1)
        ]
        stream.previous = write_batch(
            path, numbered, site_id=site_id, batch_no=stream.batch_no,
            generation=stream.generation, previous=stream.previous, created_at=now,
        )  # fmt: skip
        stream.seq += len(rows)
        return path

    def land(self, path: Path) -> Landed:
        network = load_applied(self.home, newest_network_no(self.home)).network
        return land(self.home, path, network_site_ids=network.site_ids)

    def push(self, site_id: int, *rows: Row) -> None:
        landed = self.land(self.write(site_id, *rows))
        assert landed.verdict.value == "accepted", landed.why

    def cycle(self) -> CycleCounts:
        return run_cycle(self.home)

    def push_and_cycle(self, site_id: int, *rows: Row) -> CycleCounts:
        self.push(site_id, *rows)
        return self.cycle()

    def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.reader().execute(query, list(parameters)).fetchall()

    def decisions(self, *, site_id: int | None = None) -> list[tuple[str, str]]:
        """(decision, reason) of every pushed change, in order."""
        where = "batch_no IS NOT NULL" + (f" AND site_id = {site_id}" if site_id else "")
        return self.sql(
            f"SELECT decision, reason FROM sync.change WHERE {where} ORDER BY change_no"
        )

    def last_decision(self) -> tuple[str, str]:
        return self.decisions()[-1]

    def sent(self, site_id: int, *, cycle_no: int | None = None) -> set[tuple[str, str, str]]:
        """(table, record, action) that go to a site, of one cycle or all."""
        where = f" AND cycle_no = {cycle_no}" if cycle_no else ""
        return {
            tuple(row)
            for row in self.sql(
                "SELECT table_name, record_id, action FROM sync.outgoing "
                f"WHERE destination_site_id = {site_id}{where}"
            )
        }

    def reasons(self, site_id: int) -> dict[tuple[str, str], str]:
        """Why each record goes to a site, the latest cycle winning."""
        return {
            (table, record): reason
            for table, record, reason in self.sql(
                "SELECT table_name, record_id, reason FROM sync.outgoing "
                f"WHERE destination_site_id = {site_id} ORDER BY cycle_no"
            )
        }

    def record(self, table: str, record_id: str, key: str = "ID") -> Row | None:
        cursor = self.reader().execute(
            f'SELECT * FROM replica."{table}" WHERE "{key}" = ?', [record_id]
        )
        names = [column[0] for column in cursor.description or []]
        row = cursor.fetchone()
        return dict(zip(names, row, strict=True)) if row else None

    def pull(self, site_id: int) -> list[Path]:
        return outgoing.pack(self.home, site_id)


def copy_home(template: Path, target: Path) -> Home:
    shutil.copytree(template, target)
    return Home(target)


def days_ago(days: float) -> datetime:
    return datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days)
