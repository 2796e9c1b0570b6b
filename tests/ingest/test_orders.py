"""What a person orders waits for the next cycle, is done once, and is done again by a rebuild."""

import json
import os
import signal
import subprocess
import sys

import pytest

from ingest import order_book
from ingest.control import Control
from ingest.orders import OrderRefused, allow_reinitialise, give_orders, waiting_orders
from ingest.rebuild import rebuild
from sync.orders import OrderKind
from tests.centre import Centre, Stream, upsert
from tests.scenarios.six_stores import begin, stock_line

WHY = "agreed by telephone"


@pytest.fixture
def refused(centre: Centre) -> Centre:
    """Site 2 has sent a stock line of a store that is active on site 3."""
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(2, stock_line("C", packs=9))
    assert centre.last_decision() == ("rejected", "not_active_site")
    return centre


def last_change_no(centre: Centre) -> int:
    number: int = centre.sql("SELECT max(change_no) FROM sync.change")[0][0]
    return number


def accept(centre: Centre, *numbers: int) -> None:
    give_orders(centre.home, OrderKind.ACCEPT, map(str, numbers), by="Rosa", why=WHY)


def outcomes(centre: Centre) -> list[tuple[object, ...]]:
    return centre.sql('SELECT order_no, kind, cycle_no FROM sync."order" ORDER BY order_no')


def test_an_order_waits_for_the_next_cycle_and_is_done_once(refused: Centre) -> None:
    accept(refused, last_change_no(refused))
    assert [order.ordered_by for order in waiting_orders(refused.home)] == ["Rosa"]
    assert refused.last_decision() == ("rejected", "not_active_site")
    refused.cycle()
    assert refused.last_decision() == ("applied", "accepted_by_person")
    assert waiting_orders(refused.home) == ()
    refused.cycle()
    assert outcomes(refused) == [(1, "accept", 4)]


def test_the_record_of_the_cycle_says_who_when_and_why(refused: Centre) -> None:
    number = last_change_no(refused)
    accept(refused, number)
    (given,) = waiting_orders(refused.home)
    refused.cycle()
    record = json.loads(refused.home.cycle_file(4).read_text(encoding="utf-8"))
    assert record["orders"] == [{
        "order_no": 1, "kind": "accept", "subject": str(number), "ordered_by": "Rosa",
        "ordered_at": given.ordered_at.isoformat(), "why": WHY,
    }]  # fmt: skip


def test_a_rebuild_does_orders_again(refused: Centre) -> None:
    accept(refused, last_change_no(refused))
    refused.cycle()
    before = refused.sql('FROM sync."order"'), refused.sql("FROM sync.change ORDER BY change_no")
    refused.reopen()
    rebuild(refused.home)
    after = refused.sql('FROM sync."order"'), refused.sql("FROM sync.change ORDER BY change_no")
    assert after == before
    assert waiting_orders(refused.home) == ()


def test_a_record_from_before_there_were_orders_is_rebuilt(refused: Centre) -> None:
    file = refused.home.cycle_file(1)
    record = json.loads(file.read_text(encoding="utf-8"))
    del record["orders"]
    file.write_text(json.dumps(record), encoding="utf-8")
    refused.reopen()
    assert rebuild(refused.home) == 3


@pytest.mark.kill
@pytest.mark.parametrize("failpoint", ["applied", "before_commit", "after_commit"])
def test_a_cycle_killed_anywhere_does_an_order_neither_twice_nor_never(
    refused: Centre, failpoint: str
) -> None:
    accept(refused, last_change_no(refused))
    code = (
        "from pathlib import Path; from sync.home import Home; from ingest.run import run_cycle\n"
        f"run_cycle(Home(Path({str(refused.home.root)!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"SYNCLINE_FAILPOINT": failpoint},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    refused.cycle()
    assert outcomes(refused) == [(1, "accept", 4)]
    assert refused.last_decision() == ("applied", "accepted_by_person")


def test_numbers_go_on_where_the_lake_is_when_the_control_database_is_older(
    refused: Centre,
) -> None:
    accept(refused, last_change_no(refused))
    refused.cycle()
    for file in refused.home.root.glob("control.sqlite*"):
        file.unlink()
    give_orders(refused.home, OrderKind.RESYNC, ["3"], by="Rosa")
    assert [order.order_no for order in waiting_orders(refused.home)] == [2]


def test_orders_are_given_all_or_none(refused: Centre) -> None:
    number = last_change_no(refused)
    with pytest.raises(OrderRefused, match="there is no change 999"):
        give_orders(refused.home, OrderKind.RETRY, [str(number), "999"], by="Rosa")
    assert waiting_orders(refused.home) == ()
    give_orders(refused.home, OrderKind.RETRY, [str(number), str(number)], by="Rosa")
    assert len(waiting_orders(refused.home)) == 1


@pytest.mark.parametrize("kind", [OrderKind.ACCEPT, OrderKind.DISMISS])
def test_accepting_and_dismissing_need_a_reason_and_a_name(
    refused: Centre, kind: OrderKind
) -> None:
    number = str(last_change_no(refused))
    with pytest.raises(OrderRefused, match="say why"):
        give_orders(refused.home, kind, [number], by="Rosa", why=" ")
    with pytest.raises(OrderRefused, match="say who"):
        give_orders(refused.home, kind, [number], by=" ", why=WHY)


def test_only_refused_and_waiting_changes_can_be_worked_on(refused: Centre) -> None:
    with pytest.raises(OrderRefused, match="change 1 is applied"):
        give_orders(refused.home, OrderKind.RETRY, ["1"], by="Rosa")
    with pytest.raises(OrderRefused, match="no change number"):
        give_orders(refused.home, OrderKind.RETRY, ["one"], by="Rosa")


def test_only_rights_can_be_overruled(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, upsert("trans_line", "TL", transaction_ID="NEVER"))
    with pytest.raises(OrderRefused, match="waits for a record that has not come"):
        accept(centre, last_change_no(centre))
    centre.push_and_cycle(3, upsert("no_such_table", "X", a=1))
    with pytest.raises(OrderRefused, match="`unknown_table` is not about rights"):
        accept(centre, last_change_no(centre))


@pytest.mark.parametrize(
    ("kind", "subject", "why_not"),
    [
        (OrderKind.RESYNC, "77", "site 77 is not in the network"),
        (OrderKind.INITIAL_LOAD, "77", "site 77 is not in the network"),
        (OrderKind.RESYNC_PATIENTS, "STORE_X", "store STORE_X has no settings"),
    ],
)
def test_what_is_not_in_the_network_is_refused(
    refused: Centre, kind: OrderKind, subject: str, why_not: str
) -> None:
    with pytest.raises(OrderRefused, match=why_not):
        give_orders(refused.home, kind, [subject], by="Rosa")


def test_every_kind_is_checked() -> None:
    from ingest.orders import CHECKS

    assert set(CHECKS) == set(OrderKind)


def test_a_reinitialised_site_is_owed_one_initial_load(refused: Centre) -> None:
    allow_reinitialise(refused.home, 3, by="Rosa", why="the disk died")
    assert waiting_orders(refused.home) == ()
    refused.streams[3] = Stream()
    first = refused.write(3, stock_line("C", packs=7))
    assert refused.land(first).verdict.value == "accepted"
    assert refused.land(first).verdict.value == "duplicate"
    (order,) = waiting_orders(refused.home)
    assert (order.kind, order.subject) == (OrderKind.INITIAL_LOAD, "3")
    assert (order.ordered_by, order.why) == ("Rosa", "the disk died")
    refused.push(3, stock_line("C", packs=8))
    refused.cycle()
    refused.cycle()
    assert outcomes(refused) == [(1, "initial_load", 4)]


def test_a_site_that_begins_by_itself_is_owed_nothing(refused: Centre) -> None:
    refused.push(1, stock_line("A"))
    assert waiting_orders(refused.home) == ()
    refused.streams[3] = Stream()
    assert refused.land(refused.write(3, stock_line("C"))).verdict.value == "conflict"
    assert waiting_orders(refused.home) == ()


def test_only_a_site_of_the_network_can_be_marked(refused: Centre) -> None:
    with pytest.raises(OrderRefused, match="site 77"):
        allow_reinitialise(refused.home, 77, by="Rosa")
    assert not Control(refused.home).may_reinitialise(77)


def test_two_who_order_at_once_get_two_numbers(refused: Centre) -> None:
    code = (
        "from pathlib import Path; from sync.home import Home\n"
        "from ingest.orders import give_orders; from sync.orders import OrderKind\n"
        f"home = Home(Path({str(refused.home.root)!r}))\n"
        "for _ in range(10): give_orders(home, OrderKind.RESYNC, ['3'], by='Rosa')"
    )
    both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    numbers = [order.order_no for order in waiting_orders(refused.home)]
    assert numbers == list(range(1, 21))


def test_an_order_is_the_same_after_the_archive() -> None:
    from datetime import datetime

    from sync.orders import Order

    order = Order(3, OrderKind.DISMISS, "7", "Rosa", datetime(2026, 11, 1, 8, 30, 1, 5), WHY)
    kept = json.loads(json.dumps(order_book.as_document(order)))
    assert order_book.from_document(kept) == order
