"""The model itself, held to examples worked by hand from the rule book."""

from tests.centre import Row, delete, upsert
from tests.model.entitled import Entitlement
from tests.model.network import Network, Store, relation
from tests.model.persons import made_id
from tests.model.reference import Judging, in_order
from tests.model.state import Change, State

SIX = Network(
    1, 1, (1, 2, 3),
    {
        "A": Store(1, (2,)), "B": Store(2, (1,)), "C": Store(3, (1,)), "D": Store(3, (1,)),
        "E": Store(1, ()), "F": Store(2, ()),
    },
)  # fmt: skip
"""The six stores of the source."""
CLINICS = Network(
    1, 1, (1, 2, 3),
    {"S1": Store(1, ()), "D2": Store(2, (1,)), "E2": Store(2, (1,)), "D3": Store(3, (1,))},
)  # fmt: skip
OWN = ("applied", "active_site_edits_store")
HOME = ("applied", "home_site_edits_patient")


def after(network: Network, state: State, *pushes: tuple[int, list[Row]]) -> list[tuple[str, str]]:
    """The verdicts on one cycle's rows."""
    first = len(state.changes) + 1
    rows = [
        Change(n, site, row["table_name"], row["record_id"], row["action"], row["data"])
        for n, (site, row) in enumerate(in_order(network, pushes), first)
    ]
    Judging(state, network, rows).run()
    return [change.verdict for change in rows]


def begun(network: Network) -> State:
    """Every store has a record and a name; D and E are dispensaries."""
    state, rows = State(), []
    for store in network.stores:
        mode = "dispensary" if len(store) == 2 and store[0] in "DE" else "store"
        rows.append(upsert("name", f"N_{store}", name=store, type="store"))
        rows.append(upsert("store", store, name_ID=f"N_{store}", code=store, store_mode=mode))
    after(network, state, (network.primary, rows))
    return state


def sees(person: str, store: str) -> Row:
    return upsert("name_store_join", f"SEE_{person}_{store}", name_ID=person, store_ID=store)


def patient(**columns: str) -> Row:
    return upsert("name", "PAT", name="Ann", type="patient", **columns)


def test_the_six_stores_have_the_relations_of_the_source() -> None:
    state = begun(SIX)
    joins = [sees("N_A", "B"), sees("N_C", "B"), sees("N_B", "C")]
    after(SIX, state, (1, joins))
    found = {s: [relation(state, SIX, s, site) for site in (1, 2, 3)] for s in SIX.stores}
    assert found == {
        "A": ["active", "collector", "none"],
        "B": ["collector", "active", "transfer"],
        "C": ["collector", "transfer", "active"],
        "D": ["collector", "none", "active"],
        "E": ["active", "none", "none"],
        "F": ["transfer", "active", "none"],
    }


def test_r4_a_collector_that_sees_nothing_is_none() -> None:
    assert relation(begun(SIX), SIX, "A", 2) == "none"


def test_store_data_goes_where_the_store_is_active_or_collected() -> None:
    state = begun(SIX)
    assert after(SIX, state, (3, [upsert("item_line", "L", store_ID="C", quantity=1)])) == [OWN]
    assert Entitlement(state, SIX).sites_of(("item_line", "L")) == {1, 3}


def test_r25_a_transfer_store_is_left_out_until_it_is_collected() -> None:
    state = begun(SIX)
    row = upsert("item_line", "L", store_ID="F", quantity=1)
    assert after(SIX, state, (2, [row])) == [("ignored", "not_collected")]
    collected = Network(1, 1, (1, 2, 3), SIX.stores | {"F": Store(3, (1,))})
    after(collected, state)
    assert state.changes[-1].verdict == OWN
    assert state.record("item_line", "L") == {"id": "L", "store_id": "F", "quantity": 1.0}


def test_r24_a_line_waits_for_its_header_and_those_behind_it_for_the_line() -> None:
    state = begun(SIX)
    line = upsert("trans_line", "L", transaction_ID="T", quantity=1)
    waiting = ("waiting", "missing_parent")
    assert after(SIX, state, (3, [line, delete("trans_line", "L")])) == [waiting, waiting]
    header = upsert("transact", "T", store_ID="C", type="si")
    assert after(SIX, state, (3, [header])) == [OWN]
    assert [c.verdict for c in state.changes[-3:]] == [OWN, OWN, OWN]
    assert state.record("trans_line", "L") is None


def test_r21_a_deleted_header_takes_its_lines() -> None:
    state = begun(SIX)
    header = upsert("transact", "T", store_ID="C", type="si")
    after(SIX, state, (3, [header, upsert("trans_line", "L", transaction_ID="T", quantity=1)]))
    after(SIX, state, (3, [delete("transact", "T")]))
    assert state.record("trans_line", "L") is None
    late = upsert("trans_line", "M", transaction_ID="T", quantity=1)
    assert after(SIX, state, (3, [late])) == [("ignored", "parent_deleted")]


def test_r8d_an_identical_row_is_unchanged_whoever_sends_it() -> None:
    state = begun(SIX)
    row = upsert("item_line", "L", store_ID="C", quantity=1, batch="")
    after(SIX, state, (3, [row]))
    assert after(SIX, state, (2, [row])) == [("unchanged", "active_site_edits_store")]


def test_r12_the_old_site_did_not_know_of_the_move() -> None:
    state = begun(SIX)
    state.unaware.add((3, "C"))
    moved = Network(1, 1, (1, 2, 3), SIX.stores | {"C": Store(2, (1,))})
    row = upsert("item_line", "L", store_ID="C", quantity=1)
    verdicts = after(moved, state, (3, [row]), (1, [row]))
    assert verdicts == [("rejected", "not_active_site"), ("rejected", "store_moved")]


def test_r13a_the_home_is_the_only_dispensary_of_the_sender() -> None:
    state = begun(CLINICS)
    assert after(CLINICS, state, (3, [patient()])) == [HOME]
    assert state.records["name"]["PAT"]["supplying_store_id"] == "D3"
    made = made_id("name_store_join", "PAT", "D3")
    assert state.record("name_store_join", made) is not None


def test_r13a_else_the_first_visibility_row_of_the_push() -> None:
    state = begun(CLINICS)
    rows = [patient(), sees("PAT", "E2"), sees("PAT", "D2")]
    seen = ("applied", "new_visibility_from_site")
    assert after(CLINICS, state, (2, rows)) == [HOME, seen, seen]
    assert state.records["name"]["PAT"]["supplying_store_id"] == "E2"


def test_r13a_else_the_most_recent_prescription_and_until_then_the_primary() -> None:
    state = begun(CLINICS)
    refused = ("rejected", "not_home_site")
    assert after(CLINICS, state, (2, [patient()])) == [refused]
    assert after(CLINICS, state, (1, [patient()])) == [HOME]
    given = [
        upsert("transact", f"RX{n}", store_ID=store, name_ID="PAT", type="ci", mode="dispensary",
               entry_date=f"2026-0{n}-01")
        for n, store in ((5, "D2"), (3, "E2"))
    ]  # fmt: skip
    assert after(CLINICS, state, (2, given)) == [OWN, OWN]
    assert state.records["name"]["PAT"]["supplying_store_id"] == "D2"
    assert after(CLINICS, state, (1, [patient(last="Moe")])) == [refused]


def test_r8_moving_a_patient_to_another_site_needs_both() -> None:
    state = begun(CLINICS)
    after(CLINICS, state, (3, [patient(supplying_store_id="D3")]))
    moved = patient(supplying_store_id="D2")
    assert after(CLINICS, state, (3, [moved])) == [("rejected", "not_your_store")]
    assert after(CLINICS, state, (2, [moved])) == [("rejected", "not_home_site")]
