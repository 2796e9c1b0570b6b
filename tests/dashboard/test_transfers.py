"""Transfers: what is on the way, what differs, what is missing, and both halves of one."""

import pandas as pd
import pytest

from dashboard.components import transfer_words as said
from sync import lake
from sync.home import Home
from sync.transfers import TRANSFER_KINDS
from tests.dashboard.conftest import RunPage, ask, metrics, shown, texts

OPEN = "reports.transfer_reconciliation WHERE is_open"


def test_every_kind_of_transfer_has_its_words() -> None:
    assert set(said.KINDS) == {kind.name for kind in TRANSFER_KINDS}
    tables = {kind.table_name for kind in TRANSFER_KINDS}
    assert set(said.TABLES) == tables | {kind.responding_table for kind in TRANSFER_KINDS}


def test_what_is_on_the_way_adds_up_to_what_sql_adds_up(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "transfers")
    sums = ask(
        reported,
        "SELECT count(*) AS pairs, sum(value_in_transit) AS value, "
        "count(*) FILTER (is_unacknowledged) AS unacknowledged, "
        f"count(*) FILTER (is_overdue) AS overdue FROM {OPEN}",
    ).iloc[0]
    assert metrics(page) == {
        "Still to be received": f"{sums['pairs']:,.0f}",
        "Value in transit": f"{sums['value']:,.2f}",
        "Not acknowledged (−1)": f"{sums['unacknowledged']:,.0f}",
        "Overdue": f"{sums['overdue']:,.0f}",
    }
    last = shown(page).iloc[-1]
    assert last[["From", "Transfers", "Value"]].tolist() == ["Total", sums["pairs"], sums["value"]]
    bands = [column for column in shown(page) if column.endswith("days") and "Oldest" not in column]
    assert bands == ["0–7 days", "8–14 days", "15–30 days", "over 30 days"]
    assert last[bands].sum() == sums["pairs"]


def test_a_route_with_something_overdue_says_so_in_words(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "transfers", overdue="true")
    rows = shown(page).iloc[:-1]
    assert len(rows)
    assert rows["Attention"].str.fullmatch(r"▲ \d+ overdue(, \d+ without half)?").all()
    overdue = ask(
        reported,
        "SELECT count(*) AS pairs, sum(value_in_transit) AS value "
        f"FROM {OPEN} AND is_overdue",
    ).iloc[0]
    assert rows["Transfers"].sum() == overdue["pairs"], "and no others of the route"
    assert metrics(page)["Value in transit"] == f"{overdue['value']:,.2f}"


def test_orders_are_on_the_way_without_units_and_without_value(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "transfers", kind="Requisition")
    rows = shown(page).iloc[:-1]
    assert set(rows["Kind"]) == {"Requisition"}
    assert rows["Units"].isna().all()
    assert "Kind: **Requisition**" in texts(page)


def test_a_link_narrows_to_a_route(reported: Home, run_page: RunPage) -> None:
    route = ask(
        reported,
        "SELECT from_store, sender.code AS from_code, to_store, receiver.code AS to_code, "
        "count(*) AS pairs FROM reports.transfer_reconciliation "
        "JOIN marts.dim_store AS sender ON sender.store_id = from_store_id "
        "JOIN marts.dim_store AS receiver ON receiver.store_id = to_store_id "
        "GROUP BY ALL ORDER BY pairs DESC, from_store, to_store LIMIT 1",
    ).iloc[0]
    link = {
        "from": f"{route['from_store']} ({route['from_code']})",
        "to": f"{route['to_store']} ({route['to_code']})",
    }
    page = run_page(reported, "transfers", show="Every transfer", **link)
    rows = shown(page).iloc[:-1]
    assert len(rows) == route["pairs"]
    assert set(rows["From"]) == {route["from_store"]}
    assert set(rows["To"]) == {route["to_store"]}


def test_differences_are_shown_in_units_and_in_value(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "transfers", show="Differences")
    rows = shown(page).set_index("Number")
    cells = ["Units sent", "Units received", "Difference", "In value", "State"]
    assert rows.loc["101", cells].tolist() == [
        1000, 960, -40, -10.0, "▲ Received with a difference",
    ]  # fmt: skip
    total = ask(
        reported, "SELECT sum(value_difference) AS v FROM reports.transfer_reconciliation"
    ).iloc[0]["v"]
    assert shown(page).iloc[-1]["In value"] == pytest.approx(total)
    assert (shown(page).iloc[:-1]["Difference"] != 0).all()


def test_what_is_missing_second_or_alone_is_listed_in_words(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "transfers", show="Missing halves")
    rows = shown(page).set_index("Its id")
    assert rows.loc["FIRST-3", "What is wrong"] == "Its other half is missing"
    assert rows.loc["ALONE", "Says it answers"] == "NEVER"
    assert rows.loc["SECOND-4", "The half that counts"] == "OTHER-4"


@pytest.mark.parametrize(
    ("link", "where"),
    [
        ({"state": "Missing half"}, "state = 'missing_half'"),
        ({"overdue": "true"}, "is_overdue"),
        ({"unanswered": "true", "kind": "Return"}, "is_unacknowledged AND kind = 'stock_return'"),
    ],
)
def test_filters_of_the_list_say_what_sql_says(
    reported: Home, run_page: RunPage, link: dict[str, str], where: str
) -> None:
    page = run_page(reported, "transfers", show="Every transfer", **link)
    found = ask(
        reported, f"SELECT count(*) AS n FROM reports.transfer_reconciliation WHERE {where}"
    )
    assert metrics(page)["Transfers"] == str(found["n"].iloc[0])


@pytest.mark.parametrize("wanted", ["FIRST-1", "OTHER-1", "101", "7001"])
def test_both_halves_stand_side_by_side_whichever_half_is_named(
    reported: Home, run_page: RunPage, wanted: str
) -> None:
    page = run_page(reported, "transfers", show="One transfer", transfer=wanted)
    assert "Received with a difference" in texts(page)
    assert "Sent 1,000 units: 960 received, 0 in transit, difference -40" in texts(page)
    headers = shown(page).set_index("")
    assert headers.loc["Id"].tolist() == ["FIRST-1", "OTHER-1"]
    assert headers.loc["Number"].tolist() == ["101", "7001"]
    assert headers.loc["Status"].tolist() == ["Finalised", "Confirmed"]
    lines = page.dataframe[1].value
    assert lines["Units sent"].sum() == pytest.approx(1000)
    assert lines["Units received"].sum() == pytest.approx(960)
    assert set(lines["Compared"]) == {"≠ differs"}


def test_what_is_in_transit_is_yet_to_be_received(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "transfers", show="One transfer", transfer="FIRST-2")
    assert "▲ Overdue: numbered, not yet received" in texts(page)
    assert "sent 45 days ago" in texts(page)
    assert "Units to receive" in page.dataframe[1].value


def test_a_half_that_is_not_there_is_said_in_words(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "transfers", show="One transfer", transfer="FIRST-3")
    assert "▲ The other half is missing" in texts(page)
    headers = shown(page).set_index("")
    assert headers.iloc[:, 1].loc[["Document", "Status"]].tolist() == ["not there"] * 2
    assert set(page.dataframe[1].value["Compared"]) == {"no other half"}


def test_a_second_half_is_named(reported: Home, run_page: RunPage) -> None:
    page = run_page(reported, "transfers", show="One transfer", transfer="SECOND-4")
    assert "a second half, SECOND-4, is not counted" in texts(page)


def test_without_a_number_or_with_a_wrong_one_the_page_says_what_to_give(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "transfers", show="One transfer")
    assert "Give the number or the id of either document" in texts(page)
    page = run_page(reported, "transfers", show="One transfer", transfer="-1")
    assert "No transfer has a half with this number or id." in texts(page)


def test_when_there_is_no_transfer_every_view_says_so(small: Home, run_page: RunPage) -> None:
    with lake.writer(small) as connection:
        for table in ("transfer_reconciliation", "transfers_in_transit", "data_quality_transfer"):
            connection.execute(f"DELETE FROM reports.{table}")
    said_of = {
        "In transit": "Nothing is on the way between stores.",
        "Differences": "Everything that was received is what was sent.",
        "Missing halves": "Every transfer has its two halves.",
        "Every transfer": "There is no transfer between stores yet.",
    }
    for view, sentence in said_of.items():
        page = run_page(small, "transfers", show=view)
        assert page.success[0].value == sentence
        assert not page.dataframe


def test_filters_that_leave_nothing_say_so(small: Home, run_page: RunPage) -> None:
    page = run_page(small, "transfers", kind="Goods received")
    assert "No transfer matches these filters" in texts(page)


def test_stock_with_what_is_on_the_way_counts_each_unit_once(
    reported: Home, run_page: RunPage
) -> None:
    page = run_page(reported, "stock_on_hand", show="With what is on the way")
    rows = shown(page).iloc[:-1]
    assert (rows["On hand"] + rows["In transit"] == rows["Together"]).all()
    on_the_way = ask(reported, f"SELECT sum(value_in_transit) AS v FROM {OPEN}").iloc[0]["v"]
    assert metrics(page)["Value in transit"] == f"{on_the_way:,.2f}"
    assert not pd.isna(shown(page).iloc[-1]["Value together"])
