"""What a person orders of refused and waiting changes is done by the next cycle, and recorded."""

from sync.orders import OrderKind
from tests.centre import Centre, upsert
from tests.scenarios.changing import cycle_with
from tests.scenarios.six_stores import begin, stock_line


def decided(centre: Centre, change_no: int) -> tuple[str, str, str | None]:
    (row,) = centre.sql(
        "SELECT decision, reason, detail FROM sync.change WHERE change_no = ?", change_no
    )
    return row


def refuse(centre: Centre) -> int:
    """A stock line of another site's store; returns its change number."""
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    centre.push_and_cycle(2, stock_line("C", packs=9))
    assert centre.last_decision() == ("rejected", "not_active_site")
    return last_change(centre)


def last_change(centre: Centre) -> int:
    return centre.sql("SELECT max(change_no) FROM sync.change")[0][0]


def test_an_accepted_change_is_applied_whoever_may_edit(centre: Centre) -> None:
    number = refuse(centre)
    cycle_with(centre, OrderKind.ACCEPT, str(number))
    assert decided(centre, number) == ("applied", "accepted_by_person", "accepted by Rosa: asked")
    assert centre.record("item_line", "LINE_C_1")["quantity"] == 9
    (order,) = centre.sql('SELECT kind, subject, ordered_by, outcome FROM sync."order"')
    assert order == ("accept", str(number), "Rosa", "applied: accepted_by_person")


def test_what_is_accepted_of_the_primarys_goes_to_the_primary(centre: Centre) -> None:
    """R11, R32: a site is entitled to hold what it owns, also when another site has made it."""
    begin(centre)
    centre.push_and_cycle(2, upsert("item_store_join", "J", item_ID="ITEM_1", store_ID="STORE_C"))
    assert centre.last_decision() == ("rejected", "not_primary")
    cycle_with(centre, OrderKind.ACCEPT, str(last_change(centre)))
    assert {site: centre.reasons(site).get(("item_store_join", "J")) for site in (1, 2, 3)} == {
        1: "to_primary", 2: None, 3: "central_store_to_active",
    }  # fmt: skip


def test_a_dismissed_change_is_ignored(centre: Centre) -> None:
    number = refuse(centre)
    cycle_with(centre, OrderKind.DISMISS, number)
    reason = ("ignored", "dismissed_by_person", "dismissed by Rosa: asked")
    assert decided(centre, number) == reason
    assert centre.record("item_line", "LINE_C_1")["quantity"] == 5


def test_a_change_is_tried_again_after_the_cause_is_gone(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, upsert("item_line", "L_X", store_ID="STORE_X", item_ID="ITEM_1"))
    assert centre.last_decision() == ("rejected", "unknown_store")
    number = last_change(centre)
    cycle_with(centre, OrderKind.RETRY, str(number))
    assert decided(centre, number)[:2] == ("rejected", "unknown_store")
    stores = [
        {"id": "STORE_X", "active": 3}, {"id": "STORE_B", "active": 2},
        {"id": "STORE_C", "active": 3},
    ]  # fmt: skip
    centre.change_network(stores=stores)
    cycle_with(centre, OrderKind.RETRY, str(number))
    assert decided(centre, number)[:2] == ("applied", "active_site_edits_store")


def test_a_waiting_change_that_is_dismissed_waits_no_more(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, upsert("trans_line", "TL", transaction_ID="INV_9"))
    number = last_change(centre)
    cycle_with(centre, OrderKind.DISMISS, str(number))
    assert decided(centre, number)[1] == "dismissed_by_person"
    assert centre.sql("SELECT count(*) FROM sync.waiting") == [(0,)]
    centre.push_and_cycle(3, upsert("transact", "INV_9", store_ID="STORE_C", type="ci"))
    assert centre.record("trans_line", "TL") is None


def test_an_order_on_a_decided_change_does_nothing(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(3, stock_line("C"))
    number = last_change(centre)
    cycle_with(centre, OrderKind.DISMISS, str(number))
    assert decided(centre, number)[:2] == ("applied", "active_site_edits_store")
