"""New, re-initialised and resynced sites get all they are entitled to, once, in order."""

import json

import pyarrow.parquet as pq
import pytest

from ingest.outgoing import acknowledge
from sync.catalogue import CATALOGUE
from sync.made_ids import made_id
from sync.orders import OrderKind
from tests.centre import Centre, Row, delete, upsert
from tests.scenarios import clinics
from tests.scenarios.changing import (
    add_site,
    cycle_with,
    reasons_now,
    sent_now,
    set_store,
    upserts,
)
from tests.scenarios.clinics import patient, prescriber, sees
from tests.scenarios.six_stores import STORES, begin, invoice, stock_line

NAMES = [f"NAME_{store}" for store in STORES]


def pulled(centre: Centre, site_id: int) -> list[Row]:
    """The rows of every file that waits for a site, in order."""
    return [row for path in centre.pull(site_id) for row in pq.read_table(path).to_pylist()]


def keys(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row["table_name"], row["record_id"], row["action"]) for row in rows]


def pull_all(centre: Centre, *sites: int) -> None:
    """The sites fetch and acknowledge what waits for them."""
    for site in sites:
        for path in centre.pull(site):
            acknowledge(centre.home, site, int(path.stem))


def with_new_site(centre: Centre) -> None:
    """Store G leaves the centre for the new site 5, where C, visible to it, is collected."""
    begin(centre)
    set_store(centre, "STORE_G", active=1)
    rows = [
        upsert("name", "NAME_G", name="Store G", code="G", type="store"),
        upsert("store", "STORE_G", name_ID="NAME_G", code="G"),
        upsert("name_store_join", "SEE_C_IN_G", name_ID="NAME_C", store_ID="STORE_G"),
        upsert("item_store_join", "ISJ_G", store_ID="STORE_G", item_ID="ITEM_1"),
        upsert("unit", "GONE", units="drop"),
    ]
    centre.push_and_cycle(1, *rows)
    centre.push(3, stock_line("C"), *invoice("CG", "C", to="G"), *invoice("CB", "C", to="B"))
    centre.push_and_cycle(1, delete("unit", "GONE"))
    pull_all(centre, 1, 2, 3)
    collected_at_5 = {"id": "STORE_C", "active": 3, "collectors": [1, 5]}
    add_site(centre, 5, {"id": "STORE_G", "active": 5}, collected_at_5)


def both_halves(*names: str) -> tuple[list[str], list[str]]:
    """Headers and lines of these invoices and of the halves that the centre makes of them."""
    headers = [f"INV_{name}" for name in names]
    made = [made_id(f"transact:{header}") for header in headers]
    lines = [f"{header}_L1" for header in headers]
    return headers + made, lines + [made_id(f"trans_line:{line}") for line in lines]


INVOICES, LINES = both_halves("CG", "CB")
LOAD_OF_5 = upserts(
    item="ITEM_1", name=[*NAMES, "NAME_G"], store=["STORE_C", "STORE_G"],
    name_store_join="SEE_C_IN_G", item_store_join="ISJ_G", item_line="LINE_C_1",
    transact=INVOICES, trans_line=LINES,
)  # fmt: skip


def test_r39_a_new_site_gets_all_it_is_entitled_to_and_others_nothing(centre: Centre) -> None:
    with_new_site(centre)
    centre.cycle()
    assert centre.sent(5) == LOAD_OF_5
    assert set(centre.reasons(5).values()) == {"initial_load"}
    for site in (1, 2, 3):
        assert pulled(centre, site) == []


def test_r39_a_load_comes_parents_first_each_record_once_in_full(centre: Centre) -> None:
    with_new_site(centre)
    centre.cycle()
    rows = pulled(centre, 5)
    assert len(rows) == len(LOAD_OF_5)
    assert set(keys(rows)) == LOAD_OF_5
    order = {record_type.name: record_type.order for record_type in CATALOGUE.in_order()}
    places = [order[row["table_name"]] for row in rows]
    assert places == sorted(places)
    (line,) = [row for row in rows if row["table_name"] == "item_line"]
    assert json.loads(line["data"])["pack_size"] == 10


def test_r39_a_load_is_made_once(centre: Centre) -> None:
    with_new_site(centre)
    centre.cycle()
    pull_all(centre, 5)
    centre.cycle()
    assert pulled(centre, 5) == []
    centre.push_and_cycle(3, stock_line("C", packs=2))
    assert keys(pulled(centre, 5)) == [("item_line", "LINE_C_1", "upsert")]
    assert reasons_now(centre, 5)["item_line", "LINE_C_1"] == "store_to_collector"


def test_r39_a_load_that_is_not_acknowledged_is_there_to_be_fetched_again(centre: Centre) -> None:
    with_new_site(centre)
    centre.cycle()
    first = [path.read_bytes() for path in centre.pull(5)]
    centre.push_and_cycle(1, upsert("unit", "U", units="tablet"))
    again = centre.pull(5)
    assert [path.read_bytes() for path in again[: len(first)]] == first
    assert len(again) == len(first) + 1
    assert keys(pq.read_table(again[-1]).to_pylist()) == [("unit", "U", "upsert")]


def test_r39_ordinary_traffic_goes_on_beside_a_load(centre: Centre) -> None:
    with_new_site(centre)
    centre.push(3, stock_line("C", packs=1))
    centre.push(1, upsert("item", "ITEM_1", code="new"))
    centre.cycle()
    assert keys(pulled(centre, 1)) == [("item_line", "LINE_C_1", "upsert")]
    assert keys(pulled(centre, 2)) == [("item", "ITEM_1", "upsert")]
    rows = pulled(centre, 5)
    assert len(rows) == len(LOAD_OF_5)
    (item,) = [json.loads(row["data"]) for row in rows if row["table_name"] == "item"]
    assert item["code"] == "new"


def test_r39_what_changes_before_a_load_is_fetched_is_sent_once(centre: Centre) -> None:
    with_new_site(centre)
    centre.cycle()
    centre.push(3, stock_line("C", packs=1), delete("transact", "INV_CB"))
    centre.push_and_cycle(1, upsert("item", "ITEM_1", code="new"), delete("name", "NAME_F"))
    found = keys(pulled(centre, 5))
    assert len(found) == len(set(found))
    assert ("item", "ITEM_1", "upsert") in found
    for item in (("transact", "INV_CB"), ("name", "NAME_F")):
        assert (*item, "upsert") not in found
    assert not [key for key in found if key[1] == "INV_CB_L1" and key[2] == "upsert"]


INVOICES, LINES = both_halves("CB", "BC")
OF_3 = upserts(
    item="ITEM_1", name=NAMES, store=["STORE_B", "STORE_C", "STORE_D"],
    name_store_join="SEE_B_IN_C", item_line="LINE_C_1", transact=INVOICES, trans_line=LINES,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(OrderKind.INITIAL_LOAD, "initial_load"), (OrderKind.RESYNC, "resync")],
)
def test_r39_a_load_that_is_ordered_includes_the_sites_own_records(
    centre: Centre, kind: OrderKind, reason: str
) -> None:
    begin(centre)
    centre.push(2, *invoice("BC", "B", to="C"), stock_line("B"))
    centre.push_and_cycle(3, stock_line("C"), *invoice("CB", "C", to="B"))
    pull_all(centre, 1, 2, 3)
    cycle_with(centre, kind, "3")
    rows = pulled(centre, 3)
    assert len(rows) == len(OF_3)
    assert set(keys(rows)) == OF_3
    assert {centre.reasons(3)[row["table_name"], row["record_id"]] for row in rows} == {reason}
    for site in (1, 2):
        assert pulled(centre, site) == []
    centre.cycle()
    pull_all(centre, 3)
    assert pulled(centre, 3) == []


def test_r39_a_load_holds_shared_data_that_the_site_pushed_with_it(centre: Centre) -> None:
    begin(centre)
    pull_all(centre, 1, 2, 3)
    centre.push(3, upsert("barcode", "BAR", barcode="1", itemID="ITEM_1"))
    cycle_with(centre, OrderKind.RESYNC, "3")
    assert ("barcode", "BAR", "upsert") in keys(pulled(centre, 3))


def test_r39_what_was_waiting_for_a_site_is_not_sent_beside_its_load(centre: Centre) -> None:
    begin(centre)
    centre.push_and_cycle(1, upsert("unit", "U", units="tablet"))
    cycle_with(centre, OrderKind.INITIAL_LOAD, "3")
    found = keys(pulled(centre, 3))
    assert len(found) == len(set(found))
    assert ("unit", "U", "upsert") in found


def test_r40_a_stores_patients_are_sent_again_with_what_a_dispensary_needs(
    centre: Centre,
) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(
        1, upsert("abbreviation", "AB", abbreviation="bd", expansion="twice"),
        upsert("insuranceProvider", "IP", providerName="Care"),
        upsert("item_direction", "DIR", item_ID="ITEM_1", directions="bd"),
        upsert("prescription_category", "PC", category="acute"),
        upsert("diagnosis", "DX", ICD_CODE="A00"), upsert("unit", "U", units="tablet"),
    )  # fmt: skip
    centre.push(2, patient("FAR", home="D2"), sees("D2", "FAR"))
    centre.push(3, prescriber(), upsert("item_line", "L_3", store_ID="D3", quantity=1))
    centre.push_and_cycle(
        3, patient(), sees("D3"), upsert("name_note", "NOTE", patient_ID="PAT", note="x"),
        upsert("nameInsuranceJoin", "POLICY", nameID="PAT", insuranceProviderID="IP"),
    )  # fmt: skip
    cycle_with(centre, OrderKind.RESYNC_PATIENTS, "D3")
    expected = upserts(
        name="PAT", name_note="NOTE", nameInsuranceJoin="POLICY", clinician="DOC",
        abbreviation="AB", insuranceProvider="IP", item_direction="DIR",
        prescription_category="PC", diagnosis="DX",
    )  # fmt: skip
    visibility = ("name_store_join", "clinician_store_join")
    sent = sent_now(centre, 3)
    assert {row for row in sent if row[0] not in visibility} == expected
    assert set(reasons_now(centre, 3).values()) == {"resync"}
    for site in (1, 2, 4):
        assert sent_now(centre, site) == set()
