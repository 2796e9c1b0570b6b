"""The made-up network is one that the centre accepts, and the same for the same seed."""

from collections import Counter

import pytest
import yaml

from simulator.central import central_records
from simulator.formulary import make_items
from simulator.network import Habit, Level, MadeNetwork, generate
from sync.catalogue import CATALOGUE
from sync.network import faults_of, parse_network


@pytest.fixture(scope="module")
def network() -> MadeNetwork:
    return generate(1)


def test_the_same_seed_makes_the_same_network(network: MadeNetwork) -> None:
    assert generate(1) == network
    assert generate(2) != network


def test_the_settings_are_accepted_by_the_centre(network: MadeNetwork) -> None:
    settings = parse_network(yaml.safe_dump(network.settings()))
    assert (len(settings.sites), len(settings.stores)) == (20, 30)
    assert faults_of(settings) == []


def test_every_level_of_the_supply_chain_is_there(network: MadeNetwork) -> None:
    levels = Counter(store.level for store in network.stores)
    assert levels[Level.NATIONAL] == 1
    assert levels[Level.REGIONAL] == 3
    assert levels[Level.CLINIC] > levels[Level.HOSPITAL] > 0
    dispensaries = [store for store in network.stores if store.is_dispensary]
    assert {store.include_transactions for store in dispensaries} == {True, False}


def test_one_site_falls_silent_and_one_never_speaks(network: MadeNetwork) -> None:
    habits = Counter(site.habit for site in network.sites)
    assert habits == {Habit.WEEKLY: 17, Habit.SILENT: 1, Habit.NEVER: 1, Habit.SLOW: 1}


def test_every_central_record_is_of_a_known_type_and_has_known_columns(
    network: MadeNetwork,
) -> None:
    for table, record in central_records(network):
        kind = CATALOGUE.tables[table]
        assert [name for name in record if kind.column(name) is None] == [], table


def test_no_central_record_is_made_twice(network: MadeNetwork) -> None:
    keys = Counter((table, record["ID"]) for table, record in central_records(network))
    assert keys.most_common(1)[0][1] == 1


def test_a_store_and_its_supplier_see_each_other(network: MadeNetwork) -> None:
    seen = {
        (record["store_ID"], record["name_ID"])
        for table, record in central_records(network)
        if table == "name_store_join"
    }
    for store in network.stores:
        if store.supplier_id:
            supplier = network.store(store.supplier_id)
            assert (store.id, supplier.name_id) in seen
            assert (supplier.id, store.name_id) in seen


def test_a_store_stocks_only_what_its_supplier_has(network: MadeNetwork) -> None:
    for store in network.stores:
        if store.supplier_id:
            assert set(store.items) <= set(network.store(store.supplier_id).items)


def test_the_network_scales_to_a_thousand_sites() -> None:
    large = generate(7, sites=1000, stores=1500)
    names = Counter(store.name for store in large.stores)
    assert (len(large.sites), len(large.stores)) == (1000, 1500)
    assert names.most_common(1)[0][1] == 1
    assert faults_of(parse_network(yaml.safe_dump(large.settings()))) == []


def test_a_network_too_small_for_its_levels_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 8 sites"):
        generate(1, sites=3)


def test_items_have_codes_and_ids_of_their_own() -> None:
    items = make_items(450)
    assert len({item.id for item in items}) == len({item.code for item in items}) == 450
    assert len({item.name for item in items}) == 450
