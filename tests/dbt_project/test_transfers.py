"""Transfers in the reports: batches of sites, real cycles, and what dbt builds of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from sync import lake
from sync.made_ids import made_id
from tests.centre import Centre, Row, copy_home, delete, upsert
from tests.dbt_project.conftest import Dbt, rows
from tests.scenarios.six_stores import begin, stock_line
from tests.scenarios.test_transfer_requisitions import request
from tests.scenarios.test_transfers import issue, issue_line

Lake = duckdb.DuckDBPyConnection


def named(row: Row, record_id: str) -> Row:
    return row | {"record_id": record_id}


def sent(name: str, packs: float, pack_size: float, **more: Any) -> list[Row]:
    """A finalised invoice of store C with one line, its ids made of `name`."""
    line = issue_line(transaction_ID=name, quantity=packs, pack_size=pack_size)
    return [named(issue(**more), name), named(line, f"{name}_L1")]


def answered(name: str, **header: Any) -> Row:
    return upsert("transact", made_id(f"transact:{name}"), **header)


def answered_line(name: str, **line: Any) -> Row:
    return upsert("trans_line", made_id(f"trans_line:{name}_L1"), **line)


def a_half_of_its_own(record_id: str, of: str, status: str = "nw") -> Row:
    return upsert(
        "transact", record_id, store_ID="STORE_B", name_ID="NAME_C", type="si", status=status,
        linked_transaction_id=of,
    )  # fmt: skip


@pytest.fixture(scope="module")
def transfers(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """Store C sends in every way; B, D and F receive, or do not."""
    folder = tmp_path_factory.mktemp("transfers")
    (folder / "outbox").mkdir()
    centre = Centre(copy_home(empty_home, folder / "home"), folder / "outbox")
    begin(centre)
    centre.push(
        3, stock_line("C", packs=7), *sent("SHORT", 10, 100), *sent("AWAY", 3, 20),
        *sent("FAR", 1, 50, to="F"), *sent("NEAR", 2, 10, to="D"), *sent("TAKEN_BACK", 4, 10),
        *sent("TWICE", 5, 1), *sent("BESIDE", 6, 1),
    )  # fmt: skip
    centre.push_and_cycle(2, *request())
    centre.push(
        2, answered("SHORT", status="cn", confirm_date="2026-03-09", invoice_num=31),
        answered_line("SHORT", quantity=48, pack_size=20, batch="B8"),
        stock_line("B", packs=96), a_half_of_its_own("OWN", "TWICE"),
        a_half_of_its_own("ALONE", "NEVER"), a_half_of_its_own("OWN_6", "BESIDE", status="cn"),
    )  # fmt: skip
    centre.push_and_cycle(3, delete("transact", "TAKEN_BACK"))
    centre.reopen()
    with lake.writer(centre.home) as writer:
        writer.execute(
            "UPDATE sync.transfer_pair SET made_at = made_at - INTERVAL 31 DAY "
            "WHERE initiating_id = 'AWAY'"
        )
    result = Dbt(centre.home)("build", "--exclude-resource-type", "unit_test")
    failed = [f"{row.node.name}: {row.message}" for row in result.result or [] if row.failures]
    assert result.success, result.exception or failed
    connection = lake.connect(centre.home)
    yield connection
    connection.close()


def test_e12_packs_are_never_compared_with_packs_but_units_with_units(transfers: Lake) -> None:
    found = rows(
        transfers,
        "SELECT units_sent, units_received, units_in_transit, units_difference, state_in_words "
        "FROM reports.transfer_reconciliation WHERE initiating_id = 'SHORT'",
    )
    assert found == [(1000, 960, 0, -40, "received with a difference")]


def test_e12_its_lines_stand_side_by_side(transfers: Lake) -> None:
    found = rows(
        transfers,
        "SELECT initiating_packs, initiating_pack_size, initiating_batch, responding_packs, "
        "responding_pack_size, responding_batch, units_difference FROM marts.fct_transfer_line "
        "WHERE initiating_id = 'SHORT'",
    )
    assert found == [(10, 100, "B7", 48, 20, "B8", -40)]


def test_a_transfer_in_transit_is_on_its_route_once(transfers: Lake) -> None:
    found = rows(
        transfers,
        "SELECT from_store, to_store, kind, pairs, units, value, unacknowledged, missing_half "
        "FROM reports.transfers_in_transit ORDER BY ALL",
    )
    assert found == [
        ("Store B", "Store C", "requisition", 1, None, None, 1, 0),
        ("Store C", "Store B", "stock_transfer", 2, 65, 20, 2, 0),
        ("Store C", "Store D", "stock_transfer", 1, 20, 5, 0, 1),
        ("Store C", "Store F", "stock_transfer", 1, 50, 2.5, 1, 0),
    ]  # fmt: skip


def test_what_a_second_half_has_received_is_no_longer_on_the_way(transfers: Lake) -> None:
    found = rows(
        transfers,
        "SELECT initiating_id, units_sent, units_received, units_in_transit, value_in_transit, "
        "is_open FROM reports.transfer_reconciliation WHERE second_id IS NOT NULL ORDER BY ALL",
    )
    assert found == [("BESIDE", 6, 0, 0, 0, False), ("TWICE", 5, 0, 5, 5 * 2.5, True)]
    words = "SELECT state_in_words FROM reports.transfer_reconciliation WHERE initiating_id = ?"
    assert transfers.execute(words, ["BESIDE"]).fetchall() == [("received with a second half",)]


def test_network_stock_is_the_shelves_and_the_road_each_unit_once(transfers: Lake) -> None:
    found = rows(
        transfers,
        "SELECT on_hand_units, in_transit_units, network_units, on_hand_value, in_transit_value "
        "FROM reports.network_stock WHERE item_id = 'ITEM_1'",
    )
    assert found == [(70 + 960, 60 + 50 + 20 + 5, 1165, 2.5 * (7 + 96), 2.5 * (3 + 1 + 2 + 5))]


def test_lines_in_transit_add_up_to_their_transfers(transfers: Lake) -> None:
    by_line = (
        "SELECT initiating_id, sum(units_in_transit) AS units, sum(value_in_transit) AS value "
        "FROM marts.fct_transfer_line GROUP BY ALL"
    )
    found = rows(
        transfers,
        "SELECT pair.units_in_transit = coalesce(line.units, 0), "
        "pair.value_in_transit = coalesce(line.value, 0), count(*) FROM marts.fct_transfer AS pair "
        f"LEFT JOIN ({by_line}) AS line USING (initiating_id) WHERE is_stock GROUP BY ALL",
    )
    assert found == [(True, True, 7)]


def test_what_is_overdue_is_what_the_lake_says_is_overdue(transfers: Lake) -> None:
    found = rows(
        transfers,
        "SELECT report.is_overdue, pair.is_overdue, count(*) "
        "FROM reports.transfer_reconciliation AS report "
        "JOIN sync.transfer AS pair USING (initiating_table, initiating_id) "
        "GROUP BY ALL ORDER BY ALL",
    )
    assert found == [(False, False, 7), (True, True, 1)]


def test_what_is_wrong_with_transfers_is_listed(transfers: Lake) -> None:
    found = rows(
        transfers,
        "SELECT flag, record_id, store FROM reports.data_quality_transfer ORDER BY ALL",
    )
    assert found == [
        ("missing_half", "NEAR", "Store C"),
        ("points_at_nothing", "ALONE", "Store B"),
        ("second_half", "OWN", "Store B"),
        ("second_half", "OWN_6", "Store B"),
    ]


def test_a_requisition_has_its_lines_side_by_side_and_no_figures_of_stock(transfers: Lake) -> None:
    found = rows(
        transfers,
        "SELECT initiating_units, responding_units, initiating_value, units_in_transit, "
        "units_difference FROM marts.fct_transfer_line WHERE initiating_id = 'REQ'",
    )
    assert found == [(40, 0, None, None, None)]


def test_ids_that_models_make_are_those_of_the_cycle(transfers: Lake) -> None:
    made = rows(
        transfers,
        "SELECT line_id, answer_id FROM marts.int_transfer_line WHERE is_initiating "
        "AND initiating_table = 'transact'",
    )
    assert len(made) == 6
    assert {answer for _, answer in made} == {made_id(f"trans_line:{line}") for line, _ in made}
