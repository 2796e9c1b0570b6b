"""A build after a small cycle gives what a whole build gives, and does only what was touched."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.building import STEP
from sync import lake
from sync.home import Home
from sync.schema import init_home
from tests.dbt_project import examples_of_steps
from tests.dbt_project.conftest import Dbt, rows
from tests.dbt_project.examples import every_case
from tests.dbt_project.records import put

WHOLE = ("run", "--full-refresh", "--exclude", "config.materialized:view")
UP_TO_THE_LEDGER = (
    "run",
    "--select",
    "+fct_stock_movement",
    "--exclude",
    "config.materialized:view",
)
# What a build notes for itself.
NOTES = {
    "int_changed", "int_changed_document", "int_touched", "int_touched_line", "int_touched_stock",
    "int_touched_transaction",
}  # fmt: skip
Contents = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("stepwise") / "home")
    init_home(made)
    write(made, lambda connection: put(connection, [*every_case(), *examples_of_steps.transfers()]))
    assert Dbt(made)("run").success
    return made


@pytest.fixture(scope="module")
def stepped(home: Home) -> Iterator[tuple[Contents, Contents, Contents]]:
    """Everything before, after a step, and after a whole build of the same records. The build after
    the first of two cycles broke off when the ledger was made."""
    before = contents(home)
    write(home, examples_of_steps.corrections)
    assert Dbt(home)(*UP_TO_THE_LEDGER).success
    write(home, examples_of_steps.orders_and_transfers)
    assert Dbt(home)(*STEP).success
    after = contents(home)
    assert Dbt(home)(*WHOLE).success
    yield before, after, contents(home)


@pytest.fixture(scope="module")
def world_changed(
    home: Home, stepped: tuple[Contents, Contents, Contents]
) -> tuple[Contents, Contents]:
    """Everything after a step and after a whole build, when merges and stores changed."""
    write(home, examples_of_steps.the_world)
    assert Dbt(home)(*STEP).success
    after = contents(home)
    assert Dbt(home)(*WHOLE).success
    return after, contents(home)


def write(home: Home, work: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    with lake.writer(home) as connection:
        connection.execute("BEGIN")
        work(connection)
        connection.execute("COMMIT")


def contents(home: Home) -> Contents:
    """Every mart and report."""
    with lake.connect(home) as connection:
        names = rows(
            connection,
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_catalog = 'central' AND table_schema IN ('marts', 'reports') ORDER BY ALL",
        )
        return {
            name: rows(connection, f"FROM {name} ORDER BY ALL")
            for (name,) in names
            if name.removeprefix("marts.") not in NOTES
        }


def stepwise_marts() -> set[str]:
    models = Path("dbt_project/models/marts")
    begins = ("{{ stepwise(", "{{ once_decided(")
    return {p.stem for p in models.glob("*.sql") if p.read_text().startswith(begins)} - NOTES


def different(one: Contents, other: Contents) -> list[str]:
    assert one.keys() == other.keys()
    return [name for name in one if one[name] != other[name]]


def test_a_step_leaves_what_a_whole_build_makes(
    stepped: tuple[Contents, Contents, Contents],
) -> None:
    _, after, whole = stepped
    assert len(whole) > 70
    assert different(after, whole) == []


@pytest.mark.parametrize("mart", sorted(stepwise_marts()))
def test_the_steps_change_every_mart(
    stepped: tuple[Contents, Contents, Contents], mart: str
) -> None:
    before, after, _ = stepped
    assert after[f"marts.{mart}"] != before[f"marts.{mart}"]


def test_another_world_is_made_again_as_a_whole(world_changed: tuple[Contents, Contents]) -> None:
    after, whole = world_changed
    assert different(after, whole) == []


def test_nothing_is_left_to_do(home: Home, world_changed: tuple[Contents, Contents]) -> None:
    with lake.connect(home) as connection:
        touched = rows(
            connection,
            "SELECT kind FROM marts.int_touched UNION ALL SELECT kind FROM marts.int_touched_stock",
        )
        built = rows(connection, "SELECT cycle_no FROM marts.int_built")
    assert touched == []
    assert built == [(9,)]


def test_every_mart_that_is_built_so_is_made_before_the_build_counts_as_whole() -> None:
    last = Path("dbt_project/models/marts/int_built.sql").read_text()
    assert {mart for mart in stepwise_marts() if f"ref('{mart}')" not in last} <= {
        "fct_stock_movement", "int_trans_line_change", "int_transact_change",
    }  # fmt: skip
