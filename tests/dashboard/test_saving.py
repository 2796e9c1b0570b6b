"""Saved views: a page with its filters under a name, found again, of each user alone or shared."""

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from ingest.accounts import Account
from ingest.control import Control
from ingest.saved_views import SavedView, save_view, saved_views
from sync.access import Role
from sync.home import Home
from tests.dashboard.conftest import RunPage, press, texts
from tests.dashboard.test_access import enter

LINK = '<a href="stock_outs?region=North&region=Islands&show=Every+stock-out&lang=en"'


@pytest.fixture(autouse=True)
def at_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://stock.example.org/reports/stock_outs?region=North"
    monkeypatch.setattr(ContextProxy, "url", property(lambda _self: url))


def save(page: AppTest, name: str) -> AppTest:
    page.text_input(key="view_name").input(name)
    return press(page, "Save view")


def test_a_view_keeps_page_and_filters_and_is_found_on_every_page(
    small: Home, run_page: RunPage
) -> None:
    link = {"region": ["North", "Islands"], "show": "Every stock-out", "lang": "en"}
    save(run_page(small, "stock_outs", **link), "What is *short*")
    found = texts(run_page(small, "losses"))
    assert rf'{LINK} target="_self">What is \*short\*</a>' in found


def test_a_view_can_be_replaced_and_deleted(small: Home, run_page: RunPage) -> None:
    save(run_page(small, "stock_outs", region="North"), "Mine")
    page = save(run_page(small, "stock_outs"), "Mine")
    assert [view.query for view in saved_views(Control(small), "")] == [""]
    page.button(key="forget_Mine").click().run()
    assert saved_views(Control(small), "") == []
    assert "None yet: set filters on any page" in texts(page)


@pytest.mark.parametrize(
    ("name", "why"), [("  ", "a view needs a name"), ("x" * 101, "at most 100 characters")]
)
def test_a_name_that_will_not_do_is_refused_in_a_sentence(
    small: Home, run_page: RunPage, name: str, why: str
) -> None:
    page = save(run_page(small, "stock_outs"), name)
    assert why in page.error[0].value
    assert saved_views(Control(small), "") == []


def test_a_view_is_its_owners_unless_it_is_shared_and_opens_nothing_that_is_closed(
    small: Home, run_page: RunPage, request: pytest.FixtureRequest
) -> None:
    control = Control(small)
    for name, page, is_shared in (
        ("private", "losses", False), ("for all", "losses", True), ("closed", "settings", True),
    ):  # fmt: skip
        save_view(control, SavedView("boss", name, page, "", is_shared))
    limited = Account("rosa", Role.STORE, stores=frozenset({"store-2"}))
    page = run_page(small, "losses", token=enter(small, limited, request))
    said = texts(page)
    assert ">for all</a>" in said
    assert ">private<" not in said and ">closed<" not in said
    assert not [button for button in page.button if button.key == "forget_for all"]
    assert not page.checkbox


def test_who_may_share_has_the_choice(small: Home, run_page: RunPage) -> None:
    page = run_page(small, "stock_outs")
    page.checkbox(key="view_shared").check()
    save(page, "For all")
    assert [view.is_shared for view in saved_views(Control(small), "somebody else")] == [True]
