"""Planning on a lake: what would change, how many records would move, what to think of first."""

from typing import Any

import pytest
import yaml

from ingest import outgoing
from sync.plan import Caution, NetworkPlan, RecordKind, plan_network
from tests.centre import Centre, upsert
from tests.scenarios import clinics
from tests.scenarios.six_stores import begin, settings, stock_line, visible


def plan(centre: Centre, text: str) -> NetworkPlan:
    path = centre.outbox / "planned.yaml"
    path.write_text(text, encoding="utf-8")
    return plan_network(centre.home, path)


def changed(text: str, store_id: str, **fields: Any) -> str:
    """The settings with other fields of one store."""
    raw = yaml.safe_load(text)
    for store in raw["stores"]:
        if store["id"] == store_id:
            store.update(fields)
    return yaml.safe_dump(raw)


def cautions(found: NetworkPlan) -> set[tuple[Caution, str | None, int | None]]:
    return {(warning.code, warning.store_id, warning.site_id) for warning in found.warnings}


def counts(found: NetworkPlan, site_id: int) -> dict[RecordKind, tuple[int, int]]:
    return {r.kind: (r.gets, r.loses) for r in found.records if r.site_id == site_id}


@pytest.fixture
def begun(centre: Centre) -> Centre:
    """The six stores, with three stock lines in C and one in B."""
    begin(centre)
    centre.push(2, stock_line("B"))
    centre.push(3, *(stock_line("C", number) for number in (1, 2, 3)))
    centre.cycle()
    return centre


def test_the_settings_in_force_change_nothing_and_nothing_is_applied(begun: Centre) -> None:
    before = sorted(begun.home.root.rglob("network/*.yaml"))
    found = plan(begun, settings())
    assert (found.changes, found.records, found.sites_added, found.sites_removed) == ((),) * 4
    assert sorted(begun.home.root.rglob("network/*.yaml")) == before


def test_a_new_collector_gets_the_store_data_and_the_change_says_so(begun: Centre) -> None:
    found = plan(begun, changed(settings(), "STORE_C", collectors=[1, 2]))
    (change,) = found.changes
    assert (change.store_id, change.site_id, change.before, change.after, change.reason) == (
        "STORE_C", 2, "transfer", "collector", "configured_collector",
    )  # fmt: skip
    assert change.records == 3
    assert counts(found, 2) == {RecordKind.STORE_DATA: (3, 0)}


def test_what_is_planned_is_what_the_next_cycle_sends(begun: Centre) -> None:
    text = changed(settings(), "STORE_C", active=2)
    found = plan(begun, text)
    begun.network(text)
    sent = begun.sent(2, cycle_no=begun.cycle().cycle_no)
    planned = counts(found, 2)
    assert planned[RecordKind.STORE_DATA][0] == len([r for r in sent if r[0] == "item_line"]) == 3
    assert planned[RecordKind.CENTRAL_STORE][0] == len(
        [row for row in sent if row[0] == "name_store_join"]
    )


def test_the_relations_planned_are_those_that_the_cycle_finds(begun: Centre) -> None:
    text = changed(settings(), "STORE_D", active=2)
    expected = {(c.store_id, c.site_id): c.after for c in plan(begun, text).changes}
    before = dict(relations(begun))
    begun.network(text)
    begun.cycle()
    after = relations(begun)
    assert {key: after[key] for key in after if after[key] != before[key]} == expected


def relations(centre: Centre) -> dict[tuple[str, int], str]:
    rows = centre.sql("SELECT store_id, site_id, relation FROM sync.store_relation")
    return {(store_id, site_id): relation for store_id, site_id, relation in rows}


def test_a_new_site_would_get_central_data_and_the_old_ones_nothing(begun: Centre) -> None:
    text = settings().replace("stores:", "  - {id: 9, name: New, kind: server}\nstores:")
    found = plan(begun, text)
    assert found.sites_added == (9,)
    assert counts(found, 9) == {RecordKind.CENTRAL: (7, 0)}  # an item and six names
    assert {record.site_id for record in found.records} == {9}


def test_a_site_that_a_store_moves_to_gets_what_collecting_it_brings(begun: Centre) -> None:
    begun.push_and_cycle(2, *(stock_line("F", number) for number in (1, 2, 3)))
    text = changed(settings(), "STORE_F", active=3, collectors=[1])
    found = plan(begun, text)
    assert counts(found, 3)[RecordKind.STORE_DATA] == (3, 0)
    expected = planned(found)
    assert moved(begun, text) == expected


def test_collecting_a_store_brings_what_was_left_out_until_now(begun: Centre) -> None:
    begun.push_and_cycle(2, stock_line("F"))
    found = plan(begun, changed(settings(), "STORE_F", collectors=[1]))
    assert counts(found, 1) == {RecordKind.STORE_DATA: (1, 0)}


def test_patients_visible_to_a_store_come_with_it(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, clinics.patient(), clinics.sees("D3"))
    centre.push_and_cycle(1, clinics.sees("D2"), upsert("name_note", "NOTE", patient_ID="PAT"))
    held = centre.sql("SELECT count(*) FROM replica.name_note WHERE _person_id = 'PAT'")[0][0]
    found = plan(centre, changed(clinics.SETTINGS, "D2", active=3))
    assert counts(found, 2)[RecordKind.PERSON] == (0, 1 + held)
    assert RecordKind.PERSON not in counts(found, 3)


def test_a_move_says_what_is_still_on_its_way(begun: Centre) -> None:
    found = plan(begun, changed(settings(), "STORE_C", active=2))
    assert (Caution.STORE_MOVES, "STORE_C", 3) in cautions(found)
    assert (Caution.UNSENT_DATA, "STORE_C", 3) in cautions(found)
    texts = [w.text for w in found.warnings if w.code is Caution.UNSENT_DATA]
    assert any("site 3 has not acknowledged" in text for text in texts)
    assert any("site 2 has not acknowledged" in text for text in texts)


def test_a_site_that_has_acknowledged_everything_is_not_warned_of(begun: Centre) -> None:
    for site_id in (2, 3):
        for number, _ in enumerate(begun.pull(site_id), start=1):
            outgoing.acknowledge(begun.home, site_id, number)
    found = plan(begun, changed(settings(), "STORE_C", active=2))
    assert Caution.UNSENT_DATA not in {warning.code for warning in found.warnings}


def test_a_gap_landed_batches_and_waiting_rows_of_a_site_are_told_apart(begun: Centre) -> None:
    line = upsert("trans_line", "L", transaction_ID="NOT_THERE", item_ID="ITEM_1")
    begun.push_and_cycle(3, line)
    begun.write(3, stock_line("C", 8))
    begun.land(begun.write(3, stock_line("C", 9)))
    begun.cycle()
    begun.push(2, stock_line("B", 2))
    texts = " | ".join(w.text for w in plan(
        begun, changed(settings(), "STORE_C", active=2)
    ).warnings)  # fmt: skip
    assert "1 batch of site 3 cannot be applied: an earlier batch is missing" in texts
    assert "1 row of site 3 still wait" in texts
    assert "1 batch of site 2 landed and no cycle has applied them yet" in texts


def test_settings_that_wait_for_a_cycle_are_said_to_be_replaced(begun: Centre) -> None:
    begun.network(changed(settings(), "STORE_C", active=2))
    found = plan(begun, settings())
    assert (Caution.SETTINGS_NOT_TAKEN_UP, None, None) in cautions(found)


def test_a_store_that_the_centre_does_not_keep_moves_without_its_data(begun: Centre) -> None:
    def warned(text: str) -> list[str]:
        code = Caution.STORE_MOVES_WITHOUT_DATA
        return [w.text for w in plan(begun, text).warnings if w.code is code]

    moves = changed(settings(), "STORE_F", active=3)
    (said,) = warned(moves)
    assert said.startswith("store STORE_F moves to site 3 without data that the centre does not")
    begun.push_and_cycle(2, stock_line("F"))
    assert "(1 record that it knows of)" in warned(moves)[0]
    assert "list site 1 among its `collectors`" in warned(moves)[0]
    assert warned(changed(settings(), "STORE_F", active=3, collectors=[1])) == []
    assert warned(changed(settings(), "STORE_F", active=1)) == []
    assert warned(changed(settings(), "STORE_C", active=2)) == []


def test_collectors_get_nothing_of_a_store_that_the_centre_does_not_collect(
    begun: Centre,
) -> None:
    text = changed(settings(), "STORE_F", collectors=[3])
    assert (Caution.COLLECTOR_WITHOUT_CENTRE, "STORE_F", 3) in cautions(plan(begun, text))
    for fine in ([], [1, 3]):
        found = plan(begun, changed(settings(), "STORE_F", collectors=fine))
        assert Caution.COLLECTOR_WITHOUT_CENTRE not in {w.code for w in found.warnings}


def test_a_collector_is_warned_of_only_while_nobody_there_sees_it(begun: Centre) -> None:
    text = changed(settings(), "STORE_D", collectors=[1, 2])
    warning = (Caution.COLLECTOR_WITHOUT_VISIBILITY, "STORE_D", 2)
    assert warning in cautions(plan(begun, text))
    begun.push_and_cycle(1, visible("D", "B"))
    assert warning not in cautions(plan(begun, text))


def test_records_without_settings_and_settings_without_records_are_listed(begun: Centre) -> None:
    raw = yaml.safe_load(settings())
    raw["stores"] = [store for store in raw["stores"] if store["id"] != "STORE_F"]
    raw["stores"].append({"id": "STORE_X", "active": 2})
    found = cautions(plan(begun, yaml.safe_dump(raw)))
    assert (Caution.STORE_UNASSIGNED, "STORE_F", 2) in found
    assert (Caution.STORE_WITHOUT_RECORD, "STORE_X", None) in found


def test_the_warning_of_local_procurement_says_whether_procurement_is_central(
    begun: Centre,
) -> None:
    text = settings().replace("kind: desktop", "kind: desktop, local_procurement: true")
    before = [w.text for w in plan(begun, text).warnings if w.code is Caution.LOCAL_PROCUREMENT]
    assert "is off now" in before[0]
    assert "STORE_C and STORE_D" in before[0]
    begun.push_and_cycle(1, upsert("pref", "P", item="centralised_procurement", data=True))
    after = [w.text for w in plan(begun, text).warnings if w.code is Caution.LOCAL_PROCUREMENT]
    assert "centralised procurement is on" in after[0]


def moved(centre: Centre, text: str) -> dict[int, tuple[int, int]]:
    """What the next cycle really sends under the settings: per site, upserts and removals."""
    centre.network(text)
    cycle_no = centre.cycle().cycle_no
    rows = centre.sql(
        "SELECT destination_site_id, count(*) FILTER (action = 'upsert'), "
        "count(*) FILTER (action = 'remove') FROM sync.outgoing "
        f"WHERE cycle_no = {cycle_no} GROUP BY ALL"
    )
    return {site_id: (sent, removed) for site_id, sent, removed in rows}


def planned(found: NetworkPlan) -> dict[int, tuple[int, int]]:
    sites = {record.site_id for record in found.records}
    return {
        site_id: (
            sum(gets for gets, _ in counts(found, site_id).values()),
            sum(loses for _, loses in counts(found, site_id).values()),
        )
        for site_id in sites
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(changed(settings(), "STORE_C", collectors=[1, 2]), id="a collector more"),
        pytest.param(changed(settings(), "STORE_B", collectors=[]), id="a collector less"),
        pytest.param(changed(settings(), "STORE_D", active=2), id="an unseen store moves"),
        pytest.param(changed(settings(), "STORE_C", active=2), id="a visible store moves"),
        pytest.param(
            settings().replace("stores:", "  - {id: 9, name: New, kind: server}\nstores:"),
            id="a new site",
        ),
    ],
)
def test_a_cycle_sends_and_removes_as_many_records_as_were_planned(
    begun: Centre, text: str
) -> None:
    expected = planned(plan(begun, text))
    assert moved(begun, text) == expected


def test_patients_are_counted_as_the_cycle_sends_them(centre: Centre) -> None:
    clinics.begin(centre)
    centre.push_and_cycle(3, clinics.patient(), clinics.sees("D3"), clinics.prescriber())
    centre.push_and_cycle(1, clinics.sees("D2"), upsert("name_note", "NOTE", patient_ID="PAT"))
    text = changed(clinics.SETTINGS, "D2", active=3)
    expected = planned(plan(centre, text))
    assert moved(centre, text) == expected
