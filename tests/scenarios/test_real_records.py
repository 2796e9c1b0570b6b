"""Real mSupply record shapes through the whole path; skipped where the samples are not there."""

import json
import os
from collections import Counter
from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from sync.catalogue import CATALOGUE, ColumnType, DataType, RecordType, StoreRule
from sync.kinds import WRITTEN_BY_CENTRE
from tests.centre import Centre, Row, delete, upsert

SHARED = Path(
    os.environ.get("SYNCLINE_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)
pytestmark = pytest.mark.skipif(
    not (SHARED / "msupply_records.jsonl").exists(), reason="the sample records are not here"
)

PRIMARY, STORES_SITE = 1, 2
BY_STORE = {DataType.STORE, DataType.PATIENT, DataType.MESSAGE}
HOME = "home_of_patients"


def samples(name: str) -> list[dict[str, Any]]:
    text = (SHARED / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def column_of(data: dict[str, Any], name: str | None) -> Any:
    return next((v for k, v in data.items() if name and k.lower() == name.lower()), None)


def store_of(record_type: RecordType, data: dict[str, Any], record_id: str) -> str | None:
    if record_type.store_rule is StoreRule.SELF:
        return record_id
    return column_of(data, record_type.store_column) or None


def stubs(records: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    """Parents that the samples speak of and do not hold."""
    held = {(r["table"], r["record_id"]) for r in records}
    for record in records:
        record_type = CATALOGUE.tables[record["table"]]
        for name in record_type.parent_columns:
            parent = (record_type.parent_table or "", column_of(record["data"], name) or "")
            if parent[1] and parent not in held:
                held.add(parent)
                yield parent


def sender(record: dict[str, Any]) -> int:
    """The site that may edit the record: the stores' site for theirs, else the primary."""
    record_type = CATALOGUE.tables[record["table"]]
    if record["table"] == "name" and column_of(record["data"], "type") == "patient":
        home = column_of(record["data"], "supplying_store_id")
        return STORES_SITE if home else PRIMARY
    if record_type.data_type is DataType.PATIENT:
        follows = record_type.store_rule is StoreRule.COLUMN and column_of(
            record["data"], record_type.store_column
        )
        joins = record["table"] == "clinician_store_join"
        return STORES_SITE if follows and not joins else PRIMARY
    return STORES_SITE if record_type.data_type in BY_STORE else PRIMARY


@pytest.fixture
def sent(centre: Centre) -> tuple[Centre, list[dict[str, Any]]]:
    """A centre that has had every sample record, and then every sample deletion."""
    records = samples("msupply_records.jsonl")
    store_ids = {
        store
        for r in records
        if (store := store_of(CATALOGUE.tables[r["table"]], r["data"], r["record_id"]))
    } | {column_of(r["data"], "supplying_store_id") for r in records} - {None, ""}
    lines = [f"  - {{id: {json.dumps(store)}, active: 2}}" for store in sorted(store_ids | {HOME})]
    centre.network(
        "central: 1\nprimary: 1\nsites:\n  - {id: 1, name: Centre, kind: central}\n"
        "  - {id: 2, name: Stores, kind: server, time_zone: Pacific/Auckland}\nstores:\n"
        + "\n".join(lines)
    )
    centre.push_and_cycle(PRIMARY, *_dispensaries(store_ids, records))
    for table, record_id in stubs(records):
        record_type = CATALOGUE.tables[table]
        data = {record_type.store_column: HOME} if record_type.store_column else {}
        site = sender({"table": table, "data": data})
        centre.push(site, upsert(table, record_id, **data))
    for record in records:
        row = upsert(record["table"], record["record_id"], **record["data"])
        centre.push(sender(record), row)
    centre.cycle()
    return centre, records


def _dispensaries(store_ids: set[Any], records: list[dict[str, Any]]) -> list[Row]:
    """Stores that the samples do not describe are dispensaries, so that patients have homes."""
    described = {r["record_id"] for r in records if r["table"] == "store"}
    return [
        upsert("store", store, name_ID=f"name of {store}", code=store, store_mode="dispensary")
        for store in sorted({*store_ids, HOME} - described)
    ]


def test_every_real_record_has_a_decision_and_can_be_read(
    sent: tuple[Centre, list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    centre, records = sent
    known = {(r["table"], r["record_id"]): r for r in records}
    for row in samples("msupply_deletes.jsonl"):
        site = sender(known.get((row["table"], row["record_id"]), row))
        centre.push(site, delete(row["table"], row["record_id"]))
    centre.cycle()
    found = Counter(
        centre.sql("SELECT decision, reason FROM sync.change WHERE batch_no IS NOT NULL")
    )
    with capsys.disabled():
        print(f"\n{len(records)} real records, decisions: {dict(found)}")
    reasons = {reason for _, reason in found}
    assert not reasons & {"unknown_table", "unreadable_data", "unknown_store", "missing_parent"}
    assert sum(found.values()) == centre.sql("SELECT sum(rows) FROM sync.batch")[0][0]
    refused = centre.sql(
        "SELECT DISTINCT table_name, reason FROM sync.change WHERE decision = 'rejected' ORDER BY 1"
    )
    assert [row for row in refused if row not in EXPECTED_REFUSALS] == []


EXPECTED_REFUSALS = [
    ("asset_internal_location", "missing_key"),  # the sample names no store
    ("trans_line", "missing_key"),  # a partial sample that names no header
    ("transact", "missing_key"),  # a partial sample that names no store
]


def test_every_value_of_an_applied_record_stands_in_the_replica(
    sent: tuple[Centre, list[dict[str, Any]]],
) -> None:
    centre, records = sent
    applied = set(
        centre.sql("SELECT table_name, record_id FROM sync.change WHERE decision = 'applied'")
    )
    latest = {(r["table"], r["record_id"]): r for r in records}
    compared = 0
    for (table, record_id), record in latest.items():
        record_type = CATALOGUE.tables[table]
        if (table, record_id) not in applied:
            continue
        held = centre.record(table, record_id, record_type.key)
        assert held is not None, (table, record_id)
        for name, value in record["data"].items():
            column = record_type.column(name)
            if column is None or is_nothing(column.type, value) or name.lower() == "id":
                continue
            if column.name == WRITTEN_BY_CENTRE.get(table):
                continue
            assert is_same(column.type, held[column.name], value), (table, record_id, name, value)
            compared += 1
    assert compared > 1000


def is_nothing(column_type: ColumnType, value: Any) -> bool:
    """Whether a source value means that there is none."""
    if value in (None, "", {}) or str(value).startswith("0000-00-00"):
        return True
    return column_type is ColumnType.NUMBER_ZERO_NULL and float(value) == 0


def is_same(column_type: ColumnType, held: Any, value: Any) -> bool:
    """Whether the replica holds what the site meant, read without the product's own reader."""
    match column_type:
        case ColumnType.NUMBER | ColumnType.NUMBER_ZERO_NULL | ColumnType.INTEGER:
            return held == pytest.approx(float(value))
        case ColumnType.BOOLEAN:
            return held == (str(value).lower() in ("true", "1"))
        case ColumnType.DATE:
            return held == date.fromisoformat(str(value)[:10])
        case ColumnType.TIME:
            seconds = held.hour * 3600 + held.minute * 60 + held.second
            as_text = isinstance(value, str) and ":" in value
            return held == time.fromisoformat(value) if as_text else seconds == int(value)
        case ColumnType.TIMESTAMP:
            return held.isoformat()[:19] == str(value)[:19]
        case ColumnType.JSON:
            return held is not None
        case _:
            is_plain = isinstance(value, str)
            return held == value if is_plain else held is not None
