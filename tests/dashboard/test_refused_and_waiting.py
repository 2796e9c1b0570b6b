"""Refused and waiting rows: listed, explained, beside the centre's version, and worked on."""

import pytest
from streamlit.testing.v1 import AppTest

from ingest.orders import waiting_orders
from sync import lake
from sync.home import Home
from tests.dashboard.conftest import RunPage, metrics, press, shown, texts

REFUSED = "4001: item_line LINE-1"
WAITING = "4002: trans_line TL-8"


def give(page: AppTest, button: str, *, name: str = "", why: str = "") -> AppTest:
    """Fill the form and press one of its buttons."""
    by, reason = (text for text in page.text_input if str(text.key).startswith("order_"))
    by.set_value(name)
    reason.set_value(why)
    press(page, button)
    assert not page.exception
    return page


def test_every_row_is_listed_and_those_that_wait_too_long_are_marked(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "refused_and_waiting")
    rows = shown(page)
    assert rows["Change"].tolist() == ["4001", "4002", "4003", "4004"]
    assert rows["State"].tolist() == ["Refused", "▲ Waiting too long", "Waiting", "Refused"]
    assert metrics(page) == {"Refused": "2", "Waiting": "2", "Waiting too long": "1"}


@pytest.mark.parametrize(
    ("link", "changes"),
    [
        ({"state": "Waiting"}, ["4002", "4003"]),
        ({"reason": "unreadable data"}, ["4004"]),
        ({"table": "item_line", "site": "Site of Wewak Dispensary (3)"}, ["4001"]),
        ({"old": "true"}, ["4002"]),
    ],
)
def test_a_link_narrows_the_list(
    reported: Home, run_page: RunPage, link: dict[str, str], changes: list[str]
) -> None:
    rows = shown(run_page(reported, "refused_and_waiting", **link))
    assert rows["Change"].tolist() == changes


def test_a_row_stands_beside_the_centres_version_with_the_reason_in_words(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "refused_and_waiting", change=REFUSED)
    assert "Only the site where the store is active may change its data" in texts(page)
    beside = page.dataframe[1].value.set_index("Column")
    assert beside.loc["quantity"].tolist() == ["9", "5", "≠ differs"]
    assert beside.loc["batch", "Compared"] == "same"
    assert beside.loc["store_ID", "Compared"] == "not sent"


def test_what_is_not_about_rights_cannot_be_accepted(reported: Home, run_page: RunPage) -> None:
    for change, is_disabled in ((REFUSED, False), (WAITING, True)):
        page = run_page(reported, "refused_and_waiting", change=change)
        (accept,) = (button for button in page.button if button.label == "Accept")
        assert accept.disabled is is_disabled
    assert "It cannot be accepted: it waits for a record" in texts(page)


def test_a_button_orders_and_the_page_says_that_the_next_cycle_does_it(
    small: Home, run_page: RunPage
) -> None:
    page = run_page(small, "refused_and_waiting", change=REFUSED)
    give(page, "Accept", name="Rosa", why="agreed with the store")
    (order,) = waiting_orders(small)
    assert (order.kind, order.subject, order.ordered_by) == ("accept", "4001", "Rosa")
    assert order.why == "agreed with the store"
    assert "Accept, ordered by Rosa" in page.success[0].value
    assert "The next cycle does it." in page.success[0].value
    assert shown(page)["Ordered"].tolist()[0] == "Accept, by Rosa"


def test_an_order_without_a_name_or_a_reason_is_not_given(small: Home, run_page: RunPage) -> None:
    page = run_page(small, "refused_and_waiting", change=REFUSED)
    assert "say who orders it" in give(page, "Retry").error[0].value
    assert "say why" in give(page, "Dismiss", name="Rosa").error[0].value
    assert waiting_orders(small) == ()


def test_when_nothing_is_refused_the_page_says_so(small: Home, run_page: RunPage) -> None:
    with lake.writer(small) as connection:
        connection.execute("DELETE FROM sync.change")
    page = run_page(small, "refused_and_waiting")
    assert page.success[0].value == "No row is refused, and none waits."
    assert not page.dataframe
