"""Explain: one record in sentences, by a link that other pages can make."""

import pytest

from dashboard.components.explained import plain, with_rules
from sync.home import Home
from tests.dashboard.conftest import RunPage, texts


def test_without_a_record_the_page_says_what_to_give(reported: Home, run_page: RunPage) -> None:
    assert "Give a table and a record id" in texts(run_page(reported, "explain"))


def test_a_link_names_the_record(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "explain", table="store_sync_setting", id="store-6")
    words = texts(page)
    for title in ("Who owns it", "Where it is", "Where it goes", "What decided"):
        assert title in words
    assert ":gray[(R18)]" in words
    fields = [page.text_input(key=key).value for key in ("table", "id")]
    assert fields == ["store_sync_setting", "store-6"]


@pytest.mark.parametrize("site", ["2", "2 Site of Kerema Clinic"])
def test_a_link_may_name_a_site_by_its_id(reported: Home, run_page: RunPage, site: str) -> None:
    page = run_page(reported, "explain", table="store_sync_setting", id="store-6", site=site)
    assert "On site 2 (Site of Kerema Clinic)" in texts(page).replace("\\", "")
    assert page.selectbox[0].value == "2 Site of Kerema Clinic"


def test_what_is_unknown_has_one_sentence(reported: Home, run_page: RunPage) -> None:
    words = texts(run_page(reported, "explain", table="item", id="nothing")).replace("\\", "")
    assert "The centre has never seen item nothing." in words
    words = texts(run_page(reported, "explain", table="transcat", id="x")).replace("\\", "")
    assert "The catalogue knows no table transcat; nearest: transact." in words


def test_nothing_in_a_record_is_taken_for_markdown() -> None:
    assert plain("a_b*c[d](e):red") == r"a\_b\*c\[d\](e)\:red"
    assert with_rules("So it is (R4, R7a).") == "So it is :gray[(R4, R7a)]."
    assert with_rules("On (R3 to R6)") == "On :gray[(R3 to R6)]"
