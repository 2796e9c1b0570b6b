"""A year of work: the same for the same seed, and one in which the books are right."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest

from simulator import history
from simulator.desk import Change
from simulator.network import Habit, MadeNetwork, generate

NOW = datetime(2026, 5, 20, 9, 30)
Records = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def network() -> MadeNetwork:
    return generate(1)


@pytest.fixture(scope="module")
def changes(network: MadeNetwork) -> list[Change]:
    return [change for _, made in history.work(network, now=NOW) for change in made]


@pytest.fixture(scope="module")
def records(changes: list[Change]) -> Records:
    """Every record as it stands at the end, by table and id."""
    held: Records = defaultdict(dict)
    for change in changes:
        if change.data is None:
            held[change.table].pop(change.record_id)
        else:
            held[change.table][change.record_id] = change.data
    return held


def test_the_same_seed_makes_the_same_work(network: MadeNetwork) -> None:
    first, again = (list(history.work(network, now=NOW, days=40)) for _ in range(2))
    assert first == again


def test_the_demo_has_enough_work_and_not_too_much(changes: list[Change]) -> None:
    assert 30_000 < len(changes) < 60_000


def test_the_balance_of_every_stock_line_is_the_sum_of_its_movements(records: Records) -> None:
    moved: Counter[str] = Counter()
    for line in records["trans_line"].values():
        header = records["transact"].get(line["transaction_ID"])
        if header is not None and header["status"] in ("cn", "fn"):
            sign = 1 if line["type"] == "stock_in" else -1
            moved[line["item_line_ID"]] += sign * int(float(line["quantity"]))
    held = {key: int(float(line["quantity"])) for key, line in records["item_line"].items()}
    assert len(held) > 3000
    assert {key: count for key, count in moved.items() if count} == {
        key: count for key, count in held.items() if count
    }


def test_no_stock_is_ever_negative_or_promised_twice(changes: list[Change]) -> None:
    for change in changes:
        if change.table == "item_line" and change.data is not None:
            assert 0 <= float(change.data["available"]) <= float(change.data["quantity"])


def test_what_a_store_enters_as_received_is_what_the_other_sent(records: Records) -> None:
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for line in records["trans_line"].values():
        units = float(line["quantity"]) * float(line["pack_size"])
        lines[line["transaction_ID"]][line["item_ID"]] += round(units)
    received = [r for r in records["transact"].values() if r["linked_transaction_id"]]
    assert len(received) > 200
    for header in received:
        assert lines[header["ID"]] == lines[header["linked_transaction_id"]]


def test_the_year_has_expiries_counts_orders_and_stock_outs(records: Records) -> None:
    kinds = Counter((r["type"], r["name_ID"] == "invad") for r in records["transact"].values())
    assert kinds["sc", True] > 50
    assert kinds["si", True] > 50
    assert len(records["Stock_take"]) > 60
    assert len(records["requisition"]) > 200
    assert any(float(line["quantity"]) == 0 for line in records["item_line"].values())


def test_malaria_medicines_are_used_more_in_the_rains(
    network: MadeNetwork, changes: list[Change]
) -> None:
    malaria = {item.id for item in network.items if item.season == "rain"}
    issues = {
        change.record_id
        for change in changes
        if change.table == "transact" and change.data and change.data["type"] == "ci"
    }
    used: Counter[int] = Counter()
    for change in changes:
        data = change.data
        if change.table == "trans_line" and data and data["transaction_ID"] in issues:
            packs = float(data["quantity"]) if data["item_ID"] in malaria else 0
            used[change.at.month] += round(packs * float(data["pack_size"]))
    assert used[2] > 1.5 * used[8]


def test_mobile_sites_send_text_and_instants_and_others_do_not(
    network: MadeNetwork, changes: list[Change]
) -> None:
    mobile = {site.id for site in network.sites if site.is_mobile}
    lines = [c for c in changes if c.table == "item_line" and c.data is not None]
    for change in lines[:2000] + lines[-2000:]:
        assert change.data is not None
        is_text = isinstance(change.data["quantity"], str)
        assert is_text == change.data["expiry_date"].endswith("Z") == (change.site_id in mobile)


def test_every_change_is_of_a_store_of_the_site_that_makes_it(
    network: MadeNetwork, changes: list[Change]
) -> None:
    site_of = {store.id: store.site.id for store in network.stores}
    for change in changes:
        if change.table in ("transact", "item_line", "requisition") and change.data:
            assert site_of[change.data["store_ID"]] == change.site_id


def test_sites_push_as_their_habit_is(network: MadeNetwork) -> None:
    today = NOW.date()
    days = [today - timedelta(days=number) for number in range(365)]
    for site in network.sites:
        pushed = [(today - day).days for day in days if history.pushes_on(site, day, today)]
        match site.habit:
            case Habit.NEVER:
                assert pushed == []
            case Habit.SILENT:
                assert min(pushed) == 40
            case Habit.SLOW:
                assert pushed[:2] == [12, 40]
            case Habit.WEEKLY:
                assert min(pushed) < 7
                assert len(pushed) >= 52
