"""Sync status: who is silent, in words, and what waits."""

import json
from datetime import datetime

from ingest.asking import note_heartbeat, sync_requests
from ingest.control import Control
from ingest.gateway.msupply.client import note_client
from sync.home import Home
from sync.in_force import apply_network
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts


def test_silent_sites_come_first_and_say_for_how_long(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "sync_status")
    rows = shown(page)
    assert rows["State"].iloc[0] == "▲ Never connected"
    assert rows["State"].iloc[1] == "▲ Stale: last connected 40 days ago"
    assert rows["Days since"].iloc[1] == 40
    assert "Site of Kerema Clinic: stale: last connected 40 days ago" in texts(page)
    assert metrics(page)["Sites in contact"] == "27 of 29"


def test_silent_sites_are_red_and_no_others(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "sync_status")
    styles = page.dataframe[0].proto.arrow_data.styler.styles
    assert styles.count("#FDDCD5") == 1
    first, second, third = (
        f"row{number}_col1" in styles.split("#FDDCD5")[0] for number in range(3)
    )
    assert first and second and not third


def test_what_waits_agrees_with_sql(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "sync_status")
    waiting = ask(
        reported, "SELECT sum(waiting_out) FROM sync.site_status WHERE kind <> 'central'"
    ).iloc[0, 0]
    assert shown(page).iloc[-1]["Waiting out"] == waiting > 0
    assert metrics(page)["Waiting to go out"] == f"{waiting:,.0f}"


def test_each_site_has_seven_days_of_what_waited(reported: Home, run_page: RunPage) -> None:
    rows = shown(run_page(reported, "sync_status")).iloc[:-1]
    assert {len(trend) for trend in rows["7-day trend"]} == {7}
    busy = rows[rows["Waiting out"] > 0]
    assert [trend[-1] for trend in busy["7-day trend"]] == busy["Waiting out"].tolist()


def test_a_link_can_ask_for_silent_sites_only(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "sync_status", stale="true")
    assert len(shown(page)) == 3
    assert metrics(page)["Sites in contact"] == "0 of 2"


def test_a_site_is_asked_to_sync_and_what_waits_there_is_shown(
    small: Home, run_page: RunPage
) -> None:
    page = run_page(small, "sync_status")
    site_id = page.selectbox(key="sync_site").value
    settings = small.root / "settings.yaml"
    sites = [{"id": 1, "name": "Centre", "kind": "central"},
             {"id": int(site_id), "name": "A", "kind": "server"}]  # fmt: skip
    settings.write_text(json.dumps({"central": 1, "primary": 1, "sites": sites}), "utf-8")
    apply_network(small, settings, "a tester")
    page.button[-1].click().run()
    assert "Nobody is asked: say who asks for it." in [error.value for error in page.error]
    page.text_input(key="sync_by").input("Rosa")
    page.button[-1].click().run()
    assert [request.site_id for request in sync_requests(Control(small))] == [site_id]
    note_client(Control(small), site_id, protocol="v3")
    (told,) = [info.value for info in run_page(small, "sync_status").info]
    assert "cannot be asked" in told
    note_heartbeat(Control(small), site_id, waiting=12, version="2.4", at=datetime(2026, 11, 1))
    (told,) = [info.value for info in run_page(small, "sync_status").info]
    assert "was asked to sync by Rosa" in told and "12 records wait there" in told
