"""The plan itself: facts of the lake, the settings in force and the new ones put side by side."""

from pathlib import Path

from sync import lake
from sync.home import Home
from sync.network import Network, load_network
from sync.plan.counts import PersonCounts, relation_changes, site_records
from sync.plan.facts import read_facts
from sync.plan.look import Look
from sync.plan.persons import count_persons
from sync.plan.standing import Standing, stand
from sync.plan.values import Facts, NetworkPlan
from sync.plan.warnings import all_warnings


def plan_network(home: Home, path: Path) -> NetworkPlan:
    """What applying the settings of a file would change. Raises `NetworkError`."""
    network = load_network(path)
    connection = lake.connect(home)
    try:
        facts = read_facts(connection, home)
        before, after = _both(network, facts)
        persons = count_persons(
            connection, before.person_routes() if before else set(), after.person_routes()
        )
    finally:
        connection.close()
    return make_plan(network, facts, persons)


def make_plan(network: Network, facts: Facts, persons: PersonCounts) -> NetworkPlan:
    """The plan, from what the lake says. Pure."""
    before, after = _both(network, facts)
    known = before.network.site_ids if before else frozenset()
    return NetworkPlan(
        tuple(sorted(network.site_ids - known)),
        tuple(sorted(known - network.site_ids)),
        tuple(relation_changes(before, after, facts)),
        tuple(site_records(before, after, facts, persons)),
        tuple(all_warnings(Look(facts.in_force, network, facts, after.relations))),
    )


def _both(network: Network, facts: Facts) -> tuple[Standing | None, Standing]:
    before = stand(facts.in_force, facts) if facts.in_force else None
    return before, stand(network, facts)
