"""The files of the benchmark: a network, the primary's batch, and one batch of work per site.

Made once per size and kept under the given folder; the product and the floor read the same
bytes. What a record looks like is in `records`.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from benchmarks import records
from benchmarks.batches import Row, write_rows

CENTRAL = 1
BLOCK_ROWS = 20
# What twenty rows are: (table, records made, updates of records of the block before).
BLOCK = (
    ("transact", 2, 1),
    ("trans_line", 8, 1),
    ("item_line", 2, 2),
    ("requisition", 1, 0),
    ("requisition_line", 3, 0),
)
MADE_AT = datetime(2026, 1, 1)


def folder_of(work: Path, sites: int, rows_each: int, has_transfers: bool) -> Path:
    """Where the files of this size are kept."""
    return work / f"{sites}x{rows_each}{' with transfers' if has_transfers else ''}"


def site_ids(sites: int) -> range:
    return range(CENTRAL + 1, CENTRAL + 1 + sites)


def write_network(folder: Path, sites: int) -> Path:
    """`network.yaml`: the centre and so many servers, each with one store that it collects."""
    path = folder / "network.yaml"
    settings = {
        "central": CENTRAL,
        "primary": CENTRAL,
        "sites": [{"id": CENTRAL, "name": "Sync server", "kind": "central"}]
        + [{"id": site, "name": f"Site {site}", "kind": "server"} for site in site_ids(sites)],
        "stores": [{"id": records.store_id(site), "active": site} for site in site_ids(sites)],
    }
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return path


def write_central(folder: Path, sites: int) -> Path:
    """The primary's first batch: store records and their names, items, customers, suppliers."""
    rows = [_row(table, record, MADE_AT) for table, record in _central_records(sites)]
    return write_rows(folder, CENTRAL, 1, 1, rows)


def write_sites(
    folder: Path,
    sites: int,
    rows_each: int,
    *,
    batch_no: int = 1,
    first_block: int = 0,
    days_later: int = 0,
    has_transfers: bool = False,
) -> list[Path]:
    """One batch of every site, `rows_each` (a multiple of 20) changes from a block of work on.

    With transfers, one change in twenty is an invoice that the store has finalised for another.
    """
    among = sites if has_transfers else 0
    return [
        write_rows(
            folder, site, batch_no, (batch_no - 1) * rows_each + 1,
            work_of(site, rows_each, first_block, days_later, transfers_among=among),
        )
        for site in site_ids(sites)
    ]  # fmt: skip


def work_of(
    site_id: int,
    rows: int,
    first_block: int = 0,
    days_later: int = 0,
    *,
    transfers_among: int = 0,
) -> Iterator[Row]:
    """The changes of one site in order: parents first, a fifth of them to earlier records."""
    for block in range(first_block, first_block + rows // BLOCK_ROWS):
        at = MADE_AT + timedelta(days=days_later, seconds=block)
        for table, made, updated in BLOCK:
            make = records.MAKERS[table]
            for number in range(block * made, (block + 1) * made):
                record = make(site_id, number, 0)
                if transfers_among and table == "transact" and number % 2:
                    other = CENTRAL + 1 + (site_id + number) % transfers_among
                    record |= records.issued_to(other, record)
                yield _row(table, record, at)
            earlier = max(block - 1, 0) * made
            for number in range(earlier, earlier + updated):
                yield _row(table, make(site_id, number, 1), at)


def _row(table: str, record: records.Record, at: datetime) -> Row:
    return Row(table, record["ID"], json.dumps(record), at)


def _central_records(sites: int) -> Iterator[tuple[str, records.Record]]:
    yield "currency", {"ID": "HOME", "currency": "HOM", "rate": 1, "is_home_currency": True}
    for number in range(records.ITEMS):
        yield (
            "item",
            {
                "ID": records.item_id(number),
                "item_name": f"Item {number} 500mg tablet",
                "code": f"I{number:04d}",
                "type_of": "general",
                "default_pack_size": 1,
            },
        )
    for kind, count in (("customer", 40), ("supplier", 10)):
        for number in range(count):
            yield (
                "name",
                {
                    "ID": records.record_id(kind, 0, number),
                    "name": f"{kind} {number}",
                    "code": f"{kind[0]}{number}",
                    "type": "facility",
                    "customer": kind == "customer",
                    "supplier": kind == "supplier",
                },
            )
    for site in site_ids(sites):
        name_id, store_id = records.store_name_id(site), records.store_id(site)
        yield "name", {"ID": name_id, "name": f"Store {site}", "code": f"S{site}", "type": "store"}
        yield (
            "store",
            {
                "ID": store_id,
                "name": f"Store {site}",
                "code": f"S{site}",
                "name_ID": name_id,
                "store_mode": "store",
                "disabled": False,
            },
        )
