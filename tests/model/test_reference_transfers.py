"""The model of transfers, held to examples worked by hand from the rule book."""

from typing import Any

from tests.centre import Row, delete, upsert
from tests.model.entitled import Entitlement
from tests.model.halves import id_for
from tests.model.listing import COLUMNS, listed
from tests.model.state import State
from tests.model.test_reference import OWN, SIX, after, begun

HALF, HALF_LINE = id_for("transact", "CI"), id_for("trans_line", "L1")


def issue(**more: Any) -> Row:
    """An invoice of store C to store B."""
    values = {"store_ID": "C", "name_ID": "N_B", "type": "ci", "status": "fn", "invoice_num": 17}
    return upsert("transact", "CI", **{**values, **more})


def line(number: int = 1, **more: Any) -> Row:
    values = {"transaction_ID": "CI", "quantity": 10, "pack_size": 100, "type": "stock_out"}
    return upsert("trans_line", f"L{number}", **{**values, **more})


def pair(state: State) -> dict[str, Any]:
    return dict(zip(COLUMNS, listed(state, state.pairs["transact", "CI"]), strict=True))


def test_t1_the_half_is_made_once_and_goes_to_both_sites() -> None:
    state = begun(SIX)
    for _ in range(2):
        after(SIX, state, (3, [line(), issue()]))
    assert [c.key for c in state.changes if c.is_centres] == [
        ("transact", HALF), ("trans_line", HALF_LINE),
    ]  # fmt: skip
    assert Entitlement(state, SIX).sites_of(("trans_line", HALF_LINE)) == {1, 2, 3}
    assert pair(state)["state"] == "sent" and pair(state)["units_in_transit"] == 1000


def test_t1_a_pushed_half_is_the_half() -> None:
    state = begun(SIX)
    own = upsert("transact", "OWN", store_ID="B", type="si", linked_transaction_id="CI")
    after(SIX, state, (2, [own]), (3, [issue()]))
    assert not pair(state)["made_by_centre"] and pair(state)["responding_id"] == "OWN"


def test_t3_no_line_is_made_for_a_confirmed_half() -> None:
    state = begun(SIX)
    after(SIX, state, (3, [issue()]))
    after(SIX, state, (2, [upsert("transact", HALF, status="cn")]), (3, [line()]))
    assert state.record("trans_line", HALF_LINE) is None
    assert pair(state)["state"] == "received_with_difference"


def test_t5_an_unseen_half_goes_with_its_initiating_half_a_seen_one_stays() -> None:
    for rows, is_there in (([], False), ([upsert("transact", HALF, invoice_num=4)], True)):
        state = begun(SIX)
        after(SIX, state, (3, [issue(), line()]))
        after(SIX, state, (2, rows), (3, [delete("transact", "CI")]))
        assert (state.record("trans_line", HALF_LINE) is not None) is is_there
        assert pair(state)["state"] == "cancelled"


def test_r22_the_link_that_the_centre_wrote_is_put_back() -> None:
    state = begun(SIX)
    after(SIX, state, (3, [issue()]))
    blank = upsert("transact", HALF, linked_transaction_id="")
    numbered = upsert("transact", HALF, linked_transaction_id="X", invoice_num=4)
    assert after(SIX, state, (2, [blank, numbered])) == [("unchanged", OWN[1]), OWN]
    assert state.records["transact"][HALF]["linked_transaction_id"] == "CI"
