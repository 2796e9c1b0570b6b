"""Every way in which a site writes a value, and what is read from it."""

import json
import os
from collections.abc import Iterator
from datetime import UTC as UTC_ZONE
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.catalogue import CATALOGUE, ColumnType
from sync.schema import SQL_TYPES
from sync.values import TYPED, is_unreadable, typed
from tests.sync.value_cases import AUCKLAND, CASES, NEW_YORK, UNREADABLE, UTC, Value

ALL_CASES = [
    pytest.param(*case, id=f"{sentence}: {case[0]} {case[1]!r} at {case[2]}")
    for sentence, cases in CASES.items()
    for case in cases
]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def read(
    connection: duckdb.DuckDBPyConnection, kind: ColumnType, raw: str | None, zone: str
) -> tuple[Value, bool]:
    """The typed value, and whether it is unreadable."""
    return read_many(connection, kind, [raw], zone)[0]


def read_many(
    connection: duckdb.DuckDBPyConnection, kind: ColumnType, raws: list[str | None], zone: str
) -> list[tuple[Value, bool]]:
    """Many texts of one type at one site, in one statement as a cycle does it."""
    value = typed(kind, "raw", "zone")
    return connection.execute(
        f"SELECT {value}, {is_unreadable(kind, 'raw', 'zone')} "
        "FROM (SELECT unnest($raws::VARCHAR[]) AS raw, $zone::VARCHAR AS zone)",
        {"raws": raws, "zone": zone},
    ).fetchall()


@pytest.mark.parametrize(("kind", "raw", "zone", "expected"), ALL_CASES)
def test_what_a_site_wrote_is_read_as_meant(
    connection: duckdb.DuckDBPyConnection,
    kind: ColumnType,
    raw: str | None,
    zone: str,
    expected: Value,
) -> None:
    value, unreadable = read(connection, kind, raw, zone)
    assert (value, unreadable) == ((None, True) if expected == UNREADABLE else (expected, False))
    assert type(value) is type(None if expected == UNREADABLE else expected)


def test_every_type_has_a_reading_and_gives_the_type_of_its_replica_column(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert set(TYPED) == set(ColumnType)
    types = ", ".join(f"typeof({typed(kind, 'raw', 'zone')})" for kind in ColumnType)
    found = connection.execute(f"SELECT {types} FROM (SELECT '1' AS raw, 'UTC' AS zone)").fetchone()
    assert found == tuple(SQL_TYPES[kind] for kind in ColumnType)


def test_a_value_worked_out_before_is_judged_like_one_that_was_not(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for kind in ColumnType:
        value = typed(kind, "raw", "'UTC'")
        differing = connection.execute(
            f"SELECT raw FROM (SELECT raw, {value} AS value FROM (SELECT unnest($raws) AS raw)) "
            f"WHERE {is_unreadable(kind, 'raw', typed_sql='value')} "
            f"IS DISTINCT FROM {is_unreadable(kind, 'raw')}",
            {"raws": ["", "null", "0", "1.5", "0000-00-00", "2020-01-01", "{}", "{", "words"]},
        ).fetchall()
        assert differing == []


@given(raws=st.lists(st.text(max_size=40), max_size=20))
@settings(max_examples=25, deadline=None)
def test_no_text_whatever_makes_reading_fail(
    connection: duckdb.DuckDBPyConnection, raws: list[str | None]
) -> None:
    for kind in ColumnType:
        for value, unreadable in read_many(connection, kind, raws, AUCKLAND):
            assert unreadable in (True, False)
            assert not (unreadable and value is not None)


@given(
    raws=st.lists(
        st.from_regex(
            r"-?[0-9]{1,5}[-/:][0-9]{1,2}[-/:][0-9]{1,2}([T ][0-9:]{0,9}(\.[0-9]{1,9})?)?"
            r"([Zz]|[+-][0-9:]{0,6})?",
            fullmatch=True,
        ),
        max_size=20,
    ),
    zone=st.sampled_from([UTC, AUCKLAND, NEW_YORK]),
)
@settings(max_examples=25, deadline=None)
def test_nothing_that_looks_like_a_date_makes_reading_fail(
    connection: duckdb.DuckDBPyConnection, raws: list[str | None], zone: str
) -> None:
    for kind in (ColumnType.DATE, ColumnType.TIME, ColumnType.TIMESTAMP):
        for _, unreadable in read_many(connection, kind, raws, zone):
            assert unreadable in (True, False)


@given(instants=st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), min_size=1))
@settings(max_examples=25, deadline=None)
def test_an_instant_does_not_depend_on_the_zone_of_the_machine(
    connection: duckdb.DuckDBPyConnection, instants: list[datetime]
) -> None:
    raws: list[str | None] = [
        instant.isoformat(timespec="microseconds") + "Z" for instant in instants
    ]
    local = [
        instant.replace(tzinfo=UTC_ZONE).astimezone(ZoneInfo(AUCKLAND)) for instant in instants
    ]
    for machine_zone in (NEW_YORK, AUCKLAND):
        connection.execute(f"SET TimeZone = '{machine_zone}'")
        for kind, expected in (
            (ColumnType.TIMESTAMP, instants),
            (ColumnType.DATE, [moment.date() for moment in local]),
            (ColumnType.TIME, [moment.time() for moment in local]),
        ):
            assert [value for value, _ in read_many(connection, kind, raws, AUCKLAND)] == expected


@given(
    document=st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), min_size=1)
)
@settings(max_examples=50, deadline=None)
def test_an_object_reads_alike_with_spaces_as_text_and_with_backslashes(
    connection: duckdb.DuckDBPyConnection, document: dict[str, int | str]
) -> None:
    tight = json.dumps(document, separators=(",", ":"))
    as_text = json.dumps(tight)
    spellings: list[str | None] = [tight, json.dumps(document, indent=2), as_text, as_text[1:-1]]
    found = {value for value, _ in read_many(connection, ColumnType.JSON, spellings, UTC)}
    assert len(found) == 1
    assert json.loads(str(found.pop())) == document


SHARED = Path(os.environ.get("SYNCLINE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
RECORDS = SHARED / "msupply_records.jsonl"


@pytest.mark.skipif(not RECORDS.exists(), reason="the sample records are not on this machine")
def test_every_sample_record_is_readable_and_no_value_of_it_is_lost(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    raws: dict[ColumnType, list[str | None]] = {}
    for line in RECORDS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        record_type = CATALOGUE.tables[record["table"]]
        for key, value in record["data"].items():
            column = record_type.column(key)
            if column and value not in (None, "", {}):
                raw = value if isinstance(value, str) else json.dumps(value)
                raws.setdefault(column.type, []).append(raw)
    assert set(raws) == set(ColumnType)
    for kind, texts in raws.items():
        for raw, (seen, unreadable) in zip(
            texts, read_many(connection, kind, texts, UTC), strict=True
        ):
            assert not unreadable, (kind, raw)
            assert (seen is None) == _means_nothing(kind, str(raw)), (kind, raw)


def _means_nothing(kind: ColumnType, raw: str) -> bool:
    if kind is ColumnType.NUMBER_ZERO_NULL:
        return float(raw) == 0
    return raw.startswith("0000-00-00")
