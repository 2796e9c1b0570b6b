"""A build after a small cycle gives what a whole build gives, and does only what was touched."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from sync import lake
from sync.home import Home
from sync.schema import init_home
from tests.dbt_project.conftest import Dbt, rows
from tests.dbt_project.examples import every_case
from tests.dbt_project.records import CENTRE, put

STEPWISE = (
    "fct_stock", "fct_stock_movement", "fct_stock_day", "fct_stock_out", "int_monthly_issue",
    "fct_stock_line_ledger", "fct_stock_movement_version",
)  # fmt: skip
MARTS = ("--select", "+int_built")
STEP = (*MARTS, "--exclude", "config.materialized:view")
Contents = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("stepwise") / "home")
    init_home(made)
    write(made, lambda connection: put(connection, every_case()))
    assert Dbt(made)("run", *MARTS).success
    return made


@pytest.fixture(scope="module")
def stepped(home: Home) -> Iterator[tuple[Contents, Contents, Contents]]:
    """Every mart before, after a step, and after a whole build of the same records."""
    before = contents(home)
    write(home, a_small_cycle)
    assert Dbt(home)("run", *STEP).success
    after = contents(home)
    assert Dbt(home)("run", *MARTS, "--full-refresh").success
    yield before, after, contents(home)


def write(home: Home, work: object) -> None:
    with lake.writer(home) as connection:
        connection.execute("BEGIN")
        work(connection)  # type: ignore[operator]
        connection.execute("COMMIT")


def a_small_cycle(connection: duckdb.DuckDBPyConnection) -> None:
    """A line changes its item and amount, a document its day, one is deleted, a stock line too."""
    ran_at = datetime.now(UTC).replace(tzinfo=None)
    put(connection, [("sync.cycle", {"cycle_no": 7, "ran_at": ran_at})])
    connection.execute(
        "UPDATE replica.trans_line SET item_ID = 'Y', quantity = 3 WHERE ID = 'E05-2-L'"
    )
    connection.execute("UPDATE replica.transact SET confirm_date = '2026-02-03' WHERE ID = 'T02'")
    connection.execute("DELETE FROM replica.transact WHERE ID = 'E05-4'")
    connection.execute("DELETE FROM replica.trans_line WHERE transaction_ID = 'E05-4'")
    connection.execute("UPDATE replica.item_line SET quantity = 11 WHERE ID = 'P6'")
    connection.execute("DELETE FROM replica.item_line WHERE ID = 'P4'")
    connection.execute("UPDATE replica.name SET type = 'patient' WHERE ID = 'CUST2'")
    connection.execute("UPDATE replica.trans_line SET quantity = 41 WHERE ID = 'OUT-L'")
    connection.execute(
        "UPDATE replica.transact SET confirm_date = '2026-01-16' "
        "WHERE ID = 'DOS-THREE_DAYS-2026-01-14'"
    )
    touched = [
        ("trans_line", "E05-2-L"), ("transact", "T02"), ("transact", "E05-4"), ("item_line", "P6"),
        ("item_line", "P4"), ("name", "CUST2"), ("trans_line", "OUT-L"),
        ("transact", "DOS-THREE_DAYS-2026-01-14"),
    ]  # fmt: skip
    for number, (table, record_id) in enumerate(touched, start=2000):
        row = {
            "change_no": number, "cycle_no": 7, "site_id": CENTRE, "table_name": table,
            "record_id": record_id, "action": "upsert", "decision": "applied",
            "received_at": ran_at, "decided_at": ran_at,
            "data": '{"quantity": 41}' if record_id == "OUT-L" else "{}",
        }  # fmt: skip
        put(connection, [("sync.change", row)])


def contents(home: Home) -> Contents:
    with lake.connect(home) as connection:
        return {
            mart: rows(connection, f"SELECT * FROM marts.{mart} ORDER BY ALL") for mart in STEPWISE
        }


@pytest.mark.parametrize("mart", STEPWISE)
def test_a_step_leaves_what_a_whole_build_makes(
    stepped: tuple[Contents, Contents, Contents], mart: str
) -> None:
    before, after, whole = stepped
    assert after[mart] == whole[mart]
    assert after[mart] != before[mart]


def test_what_was_not_touched_stays_in_the_files_it_was_in(home: Home) -> None:
    with lake.connect(home) as connection:
        kept = rows(connection, "SELECT count(*) FROM marts.int_touched")
        built = rows(connection, "SELECT cycle_no FROM marts.int_built")
    assert kept == [(0,)]
    assert built == [(7,)]


def test_the_marts_are_found_by_name_so_that_a_renamed_one_is_noticed() -> None:
    models = Path("dbt_project/models/marts")
    named = {path.stem for path in models.glob("*.sql") if "{{ stepwise(" in path.read_text()}
    assert named == set(STEPWISE)
