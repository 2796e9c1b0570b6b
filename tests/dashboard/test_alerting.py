"""Alerts that are open now, on the pages they concern, in the reader's language, to their rows."""

import pytest
from streamlit.testing.v1 import AppTest

from ingest.accounts import Account
from sync import lake
from sync.access import Role
from sync.home import Home
from tests.dashboard.conftest import RunPage, ask, texts
from tests.dashboard.test_access import enter


@pytest.fixture
def out(small: Home) -> Home:
    """Stores 2 and 5 are out of one vital item each; stock of store 5 expires next month."""
    with lake.writer(small) as connection:
        connection.execute("DELETE FROM reports.stock_outs")
        connection.execute(
            "INSERT INTO reports.stock_outs (store_id, store, item_id, item, ven, emptied_on, "
            "is_lasting, freshness) SELECT store_id, store, 'item-1', 'A_b', 'V', "
            "current_date - 4, true, 'fresh' FROM marts.dim_store "
            "WHERE store_id IN ('store-2', 'store-5')"
        )
        connection.execute("UPDATE reports.expiry SET expiry_on = current_date - 9")
    return small


def labels(page: AppTest) -> list[str]:
    return [expander.label for expander in page.expander if "▲" in expander.label]


def test_the_network_shows_what_is_open_per_rule_with_links(out: Home, run_page: RunPage) -> None:
    page = run_page(out, "network")
    (label,) = labels(page)
    assert "Vital items out of stock: 2" in label
    assert "Sites that have been silent for long: 1" in label
    day = ask(out, "SELECT strftime(current_date - 4, '%-d %b %Y') AS day")["day"][0]
    assert rf"- Kerema Clinic\: A\_b, none since {day}" in texts(page)
    assert '"stock_outs?show=Every+stock-out&ven=Vital"' in texts(page)


@pytest.mark.parametrize(
    ("name", "link", "told"),
    [
        ("store", {"at": "Kerema Clinic (S0002)"}, "Vital items out of stock: 1"),
        ("district", {"in": "Islands"}, "Vital items out of stock: 2"),
        ("stock_outs", {}, "**2 alerts** · Vital items out of stock: 2"),
        ("stock_outs", {"store": "Daru Health Centre (S0005)"}, "**1 alert** · Vital items"),
        ("sync_status", {}, "**1 alert** · Sites that have been silent for long: 1"),
    ],
)
def test_a_page_shows_the_alerts_that_concern_it(
    out: Home, run_page: RunPage, name: str, link: dict[str, str], told: str
) -> None:
    (label,) = labels(run_page(out, name, **link))
    assert told in label


def test_where_nothing_is_wrong_nothing_is_said(out: Home, run_page: RunPage) -> None:
    assert labels(run_page(out, "expiry")) == []


def test_an_alert_is_said_in_the_readers_language(out: Home, run_page: RunPage) -> None:
    page = run_page(out, "stock_outs", lang="fr")
    assert "**2 alertes** · Articles vitaux en rupture : 2" in labels(page)[0]
    assert "plus rien depuis le" in texts(page)


def test_who_is_limited_gets_the_alerts_of_its_stores(
    out: Home, run_page: RunPage, request: pytest.FixtureRequest
) -> None:
    account = Account("rosa", Role.STORE, stores=frozenset({"store-5"}))
    page = run_page(out, "network", token=enter(out, account, request))
    assert r"Daru Health Centre\: A\_b" in texts(page) and "Kerema Clinic" not in texts(page)
    assert "silent" not in labels(page)[0]
