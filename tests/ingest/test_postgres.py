"""The control database in PostgreSQL: what holds with SQLite holds there too."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from ingest import control_engine
from ingest.asking import ask_to_sync
from ingest.credentials import Credentials
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
from tests.ingest.test_accounts import accounts  # noqa: F401
from tests.postgres import cluster
from tests.reporting import test_schedules, test_sendings
from tests.scenarios.six_stores import begin

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
