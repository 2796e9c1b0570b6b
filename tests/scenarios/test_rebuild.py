"""The lake is a cache of the archive: dropping and rebuilding it gives identical contents."""

import shutil

from ingest.outgoing import acknowledge
from ingest.rebuild import rebuild
from sync import lake
from tests.centre import Centre, delete, upsert
from tests.scenarios.six_stores import begin, invoice, stock_line


def contents(centre: Centre) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the lake, in no particular order."""
    connection = lake.connect(centre.home)
    try:
        tables = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() "
            "WHERE database_name = 'central' AND schema_name IN ('sync', 'replica')"
        ).fetchall()
        return {
            f"{schema}.{table}": sorted(
                connection.execute(f'FROM {schema}."{table}"').fetchall(), key=repr
            )
            for schema, table in tables
        }
    finally:
        connection.close()


def make_history(centre: Centre) -> None:
    begin(centre)
    header, line = invoice("1", "C", to="B")
    centre.push_and_cycle(3, line, stock_line("C"), upsert("item_line", "BAD", quantity="many"))
    centre.push(3, header)
    centre.push(2, *invoice("2", "F", to="UNKNOWN"), stock_line("B"))
    centre.cycle()
    acknowledge(centre.home, 2, len(centre.pull(2)))
    stores = [{"id": f"STORE_{s}", "active": a} for s, a in (("B", 3), ("C", 3), ("F", 2))]
    centre.change_network(stores=stores)
    centre.push_and_cycle(2, stock_line("B", 2))
    centre.push_and_cycle(3, delete("transact", "INV_1"))
    centre.cycle()


def test_a_rebuilt_lake_has_identical_contents(centre: Centre) -> None:
    make_history(centre)
    before = contents(centre)
    assert len(before["sync.change"]) > 30
    centre.reopen()
    assert rebuild(centre.home) == 6
    after = contents(centre)
    assert {name for name in before if before[name] != after[name]} == set()


def test_a_lost_lake_comes_back_and_goes_on(centre: Centre) -> None:
    make_history(centre)
    before = contents(centre)
    centre.reopen()
    shutil.rmtree(centre.home.lake)
    rebuild(centre.home)
    assert contents(centre) == before
    centre.push_and_cycle(3, stock_line("C", 7))
    assert centre.last_decision() == ("applied", "active_site_edits_store")
