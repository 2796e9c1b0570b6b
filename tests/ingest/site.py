"""A site as the front door sees it: files of numbered batches, and ways to spoil them."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.batchfile import BATCH_SCHEMA, write_batch
from ingest.landing import Landed, land
from sync.home import Home

BEGAN_AT = datetime(2026, 3, 1, 8, 0)
RECEIVED_AT = datetime(2026, 3, 20, 12, 0)
NETWORK = frozenset({1, 2, 3})


def rows(first_seq: int, count: int, note: str = "") -> list[dict[str, Any]]:
    return [
        {
            "seq": seq,
            "table_name": "item",
            "record_id": f"ITEM_{seq}",
            "action": "upsert",
            "changed_at": BEGAN_AT,
            "data": f'{{"item_name": "{note}"}}',
        }
        for seq in range(first_seq, first_seq + count)
    ]


@dataclass
class Site:
    """One site's stream; `write` makes its next batch file."""

    site_id: int
    folder: Path
    generation: str = field(default_factory=lambda: str(uuid.uuid4()))
    batch_no: int = 0
    seq: int = 0
    previous: str = ""

    def write(self, count: int = 2, **changes: Any) -> Path:
        """The next batch; `changes` replace what its header would say."""
        self.batch_no += 1
        facts = {
            "site_id": self.site_id,
            "batch_no": self.batch_no,
            "generation": self.generation,
            "previous": self.previous,
            "created_at": BEGAN_AT + timedelta(hours=self.batch_no),
        } | changes
        path = self.folder / f"{self.generation[:4]}-{self.batch_no}.parquet"
        self.previous = write_batch(path, rows(self.seq + 1, count), **facts)
        self.seq += count
        return path

    def write_many(self, batches: int, count: int = 2) -> list[Path]:
        return [self.write(count) for _ in range(batches)]

    def write_twin(self, path: Path) -> Path:
        """The batch of this file once more, with other contents under the same number."""
        metadata = {
            key.decode().removeprefix("syncline."): value.decode()
            for key, value in pq.read_schema(path).metadata.items()
        }
        twin = path.with_name(f"twin-{path.name}")
        write_batch(
            twin,
            rows(int(metadata["first_seq"]), int(metadata["rows"]), note="another life"),
            site_id=self.site_id,
            batch_no=int(metadata["batch_no"]),
            generation=metadata["generation"],
            previous=metadata["previous"],
            created_at=datetime.fromisoformat(metadata["created_at"]),
        )
        return twin


def spoil(path: Path, table: pa.Table | None = None, **metadata: str | None) -> Path:
    """Rewrite a batch file with another table, or other metadata (None: left out)."""
    old = pq.read_table(path)
    texts = {
        key.decode(): value.decode()
        for key, value in old.schema.metadata.items()
        if key.startswith(b"syncline.")
    }
    texts |= {f"syncline.{key}": value for key, value in metadata.items() if value is not None}
    for key in [key for key, value in metadata.items() if value is None]:
        texts.pop(f"syncline.{key}")
    new = old if table is None else table
    pq.write_table(new.replace_schema_metadata(texts), path)
    return path


def nullable(table: pa.Table) -> pa.Table:
    """The same table with every column allowed to be empty."""
    return table.cast(pa.schema([f.with_nullable(True) for f in BATCH_SCHEMA]))


def bring(home: Home, path: Path, **options: Any) -> Landed:
    """Land a file carried by hand to a network of sites 1, 2 and 3."""
    return land(home, path, **({"network_site_ids": NETWORK, "received_at": RECEIVED_AT} | options))
