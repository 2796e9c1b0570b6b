"""The control database in PostgreSQL: what holds with SQLite holds there too."""

import itertools
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from ingest import control_engine
from ingest.asking import ask_to_sync
from ingest.credentials import Credentials, sent
from ingest.lockout import FAILURES_UNTIL_LOCKED
from simulator.remote import RemoteSite, gateway_of
from simulator.site import ReferenceSite
from tests.centre import Centre
from tests.ingest import (
    test_accounts,
    test_control,
    test_generations,
    test_landing,
    test_turns,
)
from tests.ingest.gateway.conftest import HARDWARE
from tests.ingest.gateway.processes import running
from tests.ingest.gateway.test_faults import arrived, cut, log_in, push
from tests.ingest.test_accounts import accounts  # noqa: F401
from tests.postgres import cluster
from tests.reporting import test_schedules, test_sendings
from tests.scenarios.six_stores import begin, stock_line

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cluster(tmp_path_factory.mktemp("postgres")) as address:
        yield address
    for engine, _ in control_engine._engines.values():
        engine.dispose()


@pytest.fixture(autouse=True)
def control_url(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own for every test."""
    name = f"control_{next(_numbers)}"
    engine = sa.create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    monkeypatch.setenv("SYNCLINE_CONTROL_URL", f"{server}/{name}")
    return f"{server}/{name}"


def _tests_of(module: ModuleType, *left_out: str) -> dict[str, Any]:
    return {
        f"{name}__{module.__name__.rpartition('_')[2]}": test
        for name, test in vars(module).items()
        if name.startswith("test_") and name not in left_out
    }


OF_THE_FILE = (
    "test_a_home_made_anew_at_the_same_place_begins_empty",
    "test_another_database_may_hold_the_control_data",
    "test_batches_whose_records_were_lost_are_known_from_the_archive",
)
"""Tests that take the database's file away."""

MODULES = (
    test_accounts, test_control, test_generations, test_landing, test_schedules, test_sendings,
    test_turns,
)  # fmt: skip

for _module in MODULES:
    globals().update(_tests_of(_module, *OF_THE_FILE))


def test_two_gateways_on_one_database_are_one_gateway(centre: Centre) -> None:
    """A push begun at one ends at the other; of two bodies under one number one is kept; a
    site that is locked at one is locked at both."""
    begin(centre)
    whole = centre.write(2, stock_line("B", 1)).read_bytes()
    theirs = centre.write(2, stock_line("B", 2))
    second, other = theirs.read_bytes(), other_bytes(theirs)
    with running(centre) as (one, _), running(centre) as (two, _):
        headers = log_in(centre, one)
        cut(one, headers, whole, 600)
        assert arrived(two, headers, whole, 600) == 600
        assert push(two, headers, whole, 600).json()["verdict"] == "accepted"
        assert push(one, headers, whole).json()["is_repeated"]
        with ThreadPoolExecutor(8) as at_once:
            said = list(at_once.map(
                lambda turn: push((one, two)[turn % 2], headers, (second, other)[turn // 4]),
                range(8),
            ))  # fmt: skip
        verdicts = Counter(answer.json().get("verdict", answer.text) for answer in said)
        assert verdicts == {"accepted": 4, "conflict": 4}, verdicts
        Credentials(centre.home).release_hardware(2)
        wrong = [
            httpx.post(f"{(one, two)[n % 2]}/sync/v1/token", auth=("Remote site 1", sent("no")),
                       headers=HARDWARE).status_code
            for n in range(FAILURES_UNTIL_LOCKED + 2)
        ]  # fmt: skip
    assert wrong == [401] * FAILURES_UNTIL_LOCKED + [429] * 2
    centre.cycle()
    assert centre.sql("SELECT batch_no, rows FROM sync.batch WHERE site_id = 2 ORDER BY ALL") == [
        (1, 1), (2, 1)
    ]  # fmt: skip


def other_bytes(batch: Path) -> bytes:
    """Another batch under the same number."""
    table = pq.read_table(batch)
    ids = pa.array(["SOMETHING_ELSE"] * table.num_rows)
    changed = table.set_column(2, table.schema.field("record_id"), ids)
    sink = pa.BufferOutputStream()
    pq.write_table(changed, sink)
    return bytes(sink.getvalue())


def test_a_text_that_postgresql_cannot_keep_is_refused(centre: Centre) -> None:
    """With a NUL: SQLite keeps it, PostgreSQL does not, and asking again would not help."""
    begin(centre)
    token, _ = Credentials(centre.home).issue_token(2)
    with gateway_of(centre.home) as address:
        name = httpx.post(f"{address}/sync/v1/token", auth=("a\0b", "x"), headers=HARDWARE)
        said = httpx.post(
            f"{address}/sync/v1/heartbeat", json={"waiting": 1, "version": "a\0b"},
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
    assert (name.status_code, said.status_code) == (401, 400)


def test_a_site_logs_in_pushes_and_pulls(centre: Centre, tmp_path: Path) -> None:
    begin(centre)
    site = ReferenceSite(2, tmp_path / "site")
    site.change("item_line", "L1", {"store_ID": "STORE_B", "item_ID": "ITEM_1"})
    password = Credentials(centre.home).make(2, "Remote site 1", by="a tester")
    ask_to_sync(centre.home, 2, by="a tester")
    with gateway_of(centre.home) as address:
        line = RemoteSite(site, address, "Remote site 1", password)
        assert line.heartbeat()
        line.push()
        centre.cycle()
        assert line.pull() == 1
        assert not line.heartbeat()
        line.close()
    centre.cycle()
    assert centre.record("item_line", "L1") is not None
    assert centre.sql("SELECT count(*) FROM sync.outgoing WHERE destination_site_id = 2 "
                      "AND acknowledged_at IS NULL") == [(0,)]  # fmt: skip
    site.close()
