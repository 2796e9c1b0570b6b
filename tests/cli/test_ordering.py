"""Orders of sites and stores from the command line, and a site that comes and goes."""

import pytest

from ingest.asking import sync_requests
from ingest.control import Control
from ingest.credentials import Credentials, sent
from ingest.gateway.msupply.client import note_client
from ingest.orders import waiting_orders
from tests.centre import Centre, Stream
from tests.cli.test_first_steps import syncline
from tests.scenarios.six_stores import begin, stock_line


@pytest.fixture
def begun(centre: Centre) -> Centre:
    begin(centre)
    return centre


def test_a_site_is_added_and_removed_without_an_editor(begun: Centre) -> None:
    home, before = begun.home.root, begun.home.network_path.read_text(encoding="utf-8")
    said = syncline(home, "site", "add", "7", "--name", "Kerema", "--kind", "mobile").stdout
    assert "site 7 (Kerema) is added: settings 2 hold from cycle 2 on" in said
    assert "{id: 7, name: Kerema, kind: mobile}" in begun.home.network_path.read_text("utf-8")
    begun.cycle()
    assert begun.sql("SELECT name, kind FROM sync.site WHERE site_id = 7") == [("Kerema", "mobile")]
    again = syncline(home, "site", "add", "7", "--name", "X", "--kind", "mobile", code=1).stderr
    assert "site 7 is in the network already" in again
    assert "site 7 is removed" in syncline(home, "site", "remove", "7").stdout
    assert begun.home.network_path.read_text(encoding="utf-8") == before
    assert begun.cycle().cycle_no == 3
    assert begun.sql("SELECT count(*) FROM sync.site WHERE site_id = 7") == [(0,)]


def test_a_site_with_active_stores_stays_and_they_are_named(begun: Centre) -> None:
    refused = syncline(begun.home.root, "site", "remove", "3", code=1).stderr
    assert "active stores STORE_C, STORE_D" in refused
    syncline(begun.home.root, "site", "add", "0", "--name", "X", "--kind", "server", code=2)
    syncline(begun.home.root, "site", "add", "8", "--name", "X", "--kind", "tablet", code=2)
    syncline(begun.home.root, "site", "add", "8", "--name", " ", "--kind", "server", code=2)


def test_settings_that_somebody_edited_are_not_put_in_force_by_the_way(begun: Centre) -> None:
    path = begun.home.network_path
    path.write_text(path.read_text("utf-8").replace("Remote site 1", "Changed"), encoding="utf-8")
    refused = syncline(
        begun.home.root, "site", "add", "7", "--name", "K", "--kind", "mobile", code=1
    )
    assert "is not what is in force" in refused.stderr


def test_a_reinitialised_site_is_accepted_and_loaded(begun: Centre) -> None:
    begun.push_and_cycle(3, stock_line("C"))
    said = syncline(begun.home.root, "site", "reinitialise", "3", "--by", "Rosa").stdout
    assert "its next batch 1 is accepted, once" in said
    begun.streams[3] = Stream()
    begun.push(3, stock_line("C", packs=8))
    assert [(o.kind, o.ordered_by) for o in waiting_orders(begun.home)] == [
        ("initial_load", "Rosa")
    ]
    assert "site 77" in syncline(begun.home.root, "site", "reinitialise", "77", code=1).stderr


def test_resyncs_are_ordered_for_the_next_cycle(begun: Centre) -> None:
    home = begun.home.root
    said = syncline(home, "site", "resync", "3", "--by", "Rosa", "--why", "lost some").stdout
    assert "site 3 is sent all that it may hold by the next cycle" in said
    said = syncline(home, "store", "resync-patients", "STORE_C").stdout
    assert "the patients of store STORE_C are sent again by the next cycle" in said
    assert [(o.kind, o.subject) for o in waiting_orders(begun.home)] == [
        ("resync", "3"), ("resync_patients", "STORE_C"),
    ]  # fmt: skip
    assert "no settings" in syncline(home, "store", "resync-patients", "NO", code=1).stderr
    assert "not in the network" in syncline(home, "site", "resync", "77", code=1).stderr
    begun.cycle()
    assert waiting_orders(begun.home) == ()


def test_a_site_gets_a_password_that_is_shown_once(begun: Centre) -> None:
    home = begun.home.root
    said = syncline(home, "site", "credentials", "2").stdout.split()
    assert said[said.index("user") + 1 :][:3] == ["Remote", "site", "1"]
    password = said[said.index("password") + 1]
    kept = Credentials(begun.home)
    assert kept.check("Remote site 1", sent(password), "machine-1") == 2
    assert (
        "may come from another machine"
        in syncline(home, "site", "credentials", "2", "--release-hardware", "--unlock").stdout
    )
    assert kept.check("Remote site 1", sent(password), "machine-2") == 2
    assert "not in the network" in syncline(home, "site", "credentials", "9", code=1).stderr
    assert (
        "site 2 logs in as"
        in syncline(home, "site", "credentials", "3", "--user", "Remote site 1", code=1).stderr
    )


def test_a_site_is_asked_to_sync_and_what_waits_is_taken_at_once(begun: Centre) -> None:
    begun.push(3, stock_line("C"))
    assert "asked to sync" in syncline(begun.home.root, "site", "sync-now", "3").stdout
    assert begun.record("item_line", "LINE_C_1") is not None
    control = Control(begun.home)
    assert [r.site_id for r in sync_requests(control)] == [3]
    note_client(control, 3, protocol="v5")
    assert "cannot be asked" in syncline(begun.home.root, "site", "sync-now", "3").stdout
