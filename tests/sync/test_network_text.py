"""Settings that somebody wrote stay as they are written when a site comes or goes."""

import pytest
import yaml

from sync.network import NetworkError, Site, SiteKind, parse_network, to_yaml
from sync.network_text import with_site, without_site

FLOW = """\
# Ministry of Health, second phase
central: 1
primary: 1
sites:
  - {id: 1, name: Sync server, kind: central}     # in the capital
  - {id: 2, name: Remote site 1, kind: server}
  - {id: 3, name: "Remote: 2", kind: mobile, time_zone: Pacific/Port_Moresby}
  - {id: 4, name: Collector, kind: server}

# the stores
stores:
  - {id: STORE_A, active: 1, collectors: [2, 4]}  # the medical store
  - {id: STORE_C, active: 3}
  - {id: STORE_B, active: 2, collectors: [1,
      4]}
preferences:
  stale_after: 2 weeks
"""
NEW = Site(id=9, name="Kerema: Clinic", kind=SiteKind.DESKTOP, time_zone="Pacific/Port_Moresby")


def test_a_new_site_stands_below_the_others_in_their_style() -> None:
    edited = with_site(FLOW, NEW)
    assert (
        "  - {id: 4, name: Collector, kind: server}\n"
        "  - {id: 9, name: 'Kerema: Clinic', kind: desktop, time_zone: Pacific/Port_Moresby}\n"
        "\n# the stores"
    ) in edited
    assert "".join(line for line in edited.splitlines(True) if "id: 9" not in line) == FLOW
    assert parse_network(edited).sites[-1] == NEW


def test_a_removed_site_is_no_collector_either_and_comments_stay() -> None:
    edited = without_site(FLOW, 4)
    assert "Collector" not in edited
    assert "collectors: [2]}  # the medical store" in edited
    assert "# in the capital" in edited
    network = parse_network(edited)
    assert network.site_ids == {1, 2, 3}
    assert [store.collectors for store in network.stores] == [(2,), None, (1,)]


def test_a_site_that_came_and_went_leaves_no_trace() -> None:
    assert without_site(with_site(FLOW, NEW), 9) == FLOW


@pytest.mark.parametrize(
    "text",
    [
        to_yaml(parse_network(FLOW)),
        yaml.safe_dump(yaml.safe_load(FLOW), indent=6, default_flow_style=False),
        FLOW.removesuffix("\n").split("# the stores")[0].rstrip(),
        "central: 1\nprimary: 1\nsites: [{id: 1, name: Centre, kind: central}, "
        "{id: 4, name: Other, kind: server}]\n",
        '{"central": 1, "primary": 1, "sites": [{"id": 1, "name": "Centre", "kind": "central"}, '
        '{"id": 4, "name": "Other", "kind": "server"}]}',
    ],
    ids=["generated", "indented", "no newline at the end", "sites on one line", "json"],
)
def test_every_layout_is_edited_to_the_right_settings(text: str) -> None:
    before = parse_network(text)
    assert parse_network(with_site(text, NEW)).sites == (*before.sites, NEW)
    gone = parse_network(without_site(text, 4))
    assert gone.site_ids == before.site_ids - {4}
    assert [store.id for store in gone.stores] == [store.id for store in before.stores]


@pytest.mark.parametrize(
    ("site_id", "why_not"),
    [
        (1, "is the central site"),
        (2, "has the active store STORE_B"),
        (77, "is not in the network"),
    ],
)
def test_what_is_still_needed_is_not_removed(site_id: int, why_not: str) -> None:
    with pytest.raises(NetworkError, match=why_not):
        without_site(FLOW, site_id)


def test_a_site_that_cannot_be_is_not_added() -> None:
    with pytest.raises(NetworkError, match="site 3 is in the network already"):
        with_site(FLOW, NEW.model_copy(update={"id": 3}))
    with pytest.raises(NetworkError, match="is of kind central, but the central site is 1"):
        with_site(FLOW, NEW.model_copy(update={"kind": SiteKind.CENTRAL}))
    with pytest.raises(NetworkError, match="'Kerema' is no time zone"):
        with_site(FLOW, NEW.model_copy(update={"time_zone": "Kerema"}))
