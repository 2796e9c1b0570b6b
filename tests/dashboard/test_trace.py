"""From a figure to its batches, their movements, and the change and batch that brought them."""

import re
from urllib.parse import unquote_plus

import pytest
from streamlit.testing.v1 import AppTest

from ingest.accounts import Account
from sync.access import Role
from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, metrics, texts
from tests.dashboard.test_access import enter

AT, ITEM = "Goroka Clinic (S0006)", "Paracetamol 25 mg (000037)"
HERE = {"at": AT, "item": ITEM}


def test_the_lines_add_up_to_the_stock_that_is_reported(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "trace", **HERE)
    units = ask(
        reported,
        "SELECT units FROM reports.stock_on_hand WHERE store_id = 'store-6' AND item_id = 'item-1'",
    )["units"][0]
    lines, ledger = (table.value for table in page.dataframe)
    assert metrics(page)["Units on hand"] == f"{units:,.0f}"
    assert lines.iloc[-1]["Units"] == ledger.iloc[0]["Balance"] == units
    assert ledger["What happened"].tolist() == ["Issued to a store", "Received", "There at first"]
    assert ledger["Other store"][0] == "Kerema Clinic"


def test_a_movement_leads_to_its_changes_and_who_sent_them(
    reported: Home, run_page: RunPage
) -> None:
    said = texts(run_page(reported, "trace", **HERE, movement="LINE-A/receipt"))
    assert "Applied: active site edits store" in said
    sent = (
        "Sent by Site of Goroka Clinic (site 6) in its batch 8. Made 1 Oct 2026, 08:00 UTC, "
        "received 2 Oct 2026, 09:00 UTC, decided 3 Oct 2026, 10:00 UTC in cycle 12."
    )
    assert said.count(sent) == 2
    assert f"{sent} Written by Maria." in said
    assert '"explain?table=transact&id=LINE-A%2Fdoc-receipt' in said


def test_a_batch_leads_to_the_changes_of_its_own_record(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "trace", **HERE, line="LINE-A")
    assert "Change 5001" in texts(page) and "Change 5002" not in texts(page)
    page.toggle(key="content_5001").set_value(True).run()
    assert page.dataframe[-1].value["Column"].tolist() == ["quantity"]


def test_a_link_that_names_no_movement_of_these_shows_none(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "trace", **HERE, movement="of-another-store")
    assert "Select a batch or a movement above." in texts(page)


@pytest.mark.parametrize("role", [Role.DISTRICT, Role.ANALYST])
def test_who_may_not_see_changes_sees_the_ledger_and_why_no_more(
    reported: Home, run_page: RunPage, request: pytest.FixtureRequest, role: Role
) -> None:
    mine = frozenset({"store-6"}) if role is Role.DISTRICT else frozenset()
    token = enter(reported, Account("eva", role, stores=mine), request)
    page = run_page(reported, "trace", token=token, **HERE, movement="LINE-A/receipt")
    assert len(page.dataframe[1].value) == 3
    assert "**No access.** The change records are of the whole network" in texts(page)
    assert "Change 5002" not in texts(page)


def selected(page: AppTest, row: int) -> str:
    """What the page says when that row of its table is selected."""
    chosen = {"rows": [row], "columns": [], "cells": []}
    page.session_state["drilled"] = {"selection": chosen}
    return texts(page.run())


def test_a_site_that_is_selected_leads_to_what_of_it_is_refused_or_waits(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "sync_status")
    sites = page.dataframe[0].value["Site"].tolist()
    said = selected(page, sites.index("Site of Kerema Clinic"))
    assert "Site of Kerema Clinic: no row is refused, and none waits." in said
    said = selected(page, sites.index("Site of Daru Health Centre"))
    (site,) = re.findall(r'"refused_and_waiting\?site=([^"]+)"', said)
    listed = run_page(reported, "refused_and_waiting", site=unquote_plus(site))
    assert listed.dataframe[0].value["Change"].tolist() == ["4002", "4003"]


@pytest.mark.parametrize(
    ("name", "link", "leads_to"),
    [
        ("stock_on_hand", {}, ["trace?", "store?", "stock_on_hand?"]),
        ("stock_value", {}, ["store?"]),
        ("stock_outs", {"show": "Rate by item"}, ["stock_on_hand?"]),
        ("monthly_use", {}, ["trace?", "store?", "stock_on_hand?"]),
        ("data_quality", {}, ["trace?", "store?", "stock_on_hand?", "explain?"]),
    ],
)
def test_a_row_that_is_selected_has_links_to_what_is_behind_it(
    reported: Home, run_page: RunPage, name: str, link: dict[str, str], leads_to: list[str]
) -> None:
    page = run_page(reported, name, **link)
    before = texts(page)
    assert "Select a row to see what is behind its figures." in before
    after = selected(page, 0)
    assert [address for address in leads_to if after.count(f'"{address}') > before.count(
        f'"{address}')] == leads_to  # fmt: skip
