"""One lake with every case in it, built once by dbt, for all tests of the reports."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.cli.main import dbtRunner, dbtRunnerResult

from pipelines.dbt_environment import dbt_environment
from sync import lake
from sync.home import Home
from sync.schema import init_home
from tests.dbt_project.examples import every_case
from tests.dbt_project.records import put


class Dbt:
    """dbt on one home, in this process."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def __call__(self, *arguments: str) -> dbtRunnerResult:
        with pytest.MonkeyPatch.context() as patch:
            for key, value in dbt_environment(self.home).items():
                patch.setenv(key, value)
            return dbtRunner().invoke([*arguments, "--quiet"])

    @property
    def target(self) -> Path:
        return self.home.root / "dbt" / "target"


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    home = Home(tmp_path_factory.mktemp("reports") / "home")
    init_home(home)
    with lake.writer(home) as connection:
        connection.execute("BEGIN")
        put(connection, every_case())
        connection.execute("COMMIT")
    run = Dbt(home)
    result = run("build", "--exclude-resource-type", "unit_test")
    failed = [f"{row.node.name}: {row.message}" for row in result.result or [] if row.failures]
    assert result.success, result.exception or failed
    return run


@pytest.fixture(scope="session")
def reports(dbt: Dbt) -> Iterator[duckdb.DuckDBPyConnection]:
    """The built lake, as a reader sees it."""
    connection = lake.connect(dbt.home)
    yield connection
    connection.close()


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return connection.execute(query).fetchall()
