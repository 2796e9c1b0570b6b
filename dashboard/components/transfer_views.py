"""The ways to look at transfers: by route and age, with differences, what is wrong, all of them.

Each draws its filters and headline and gives the table for the page to show; rows that are
transfers carry their ids, so that one can be selected. One transfer is `transfer_pair`'s.
"""

from typing import NoReturn

import pandas as pd
import streamlit as st

from dashboard import transfer_queries as queries
from dashboard.components import charts, empty, transfer_filters, words
from dashboard.components import transfer_words as said
from dashboard.components.tables import Column, Table, headline
from dashboard.data import Reading

FROM = Column("from_store", "From", pinned=True, width=165)
TO = Column("to_store", "To", width=165)
KIND = Column("kind_in_words", "Kind", width=115)
STATE = Column("state_said", "State", width=250)
NUMBERS = (
    Column("from_number", "Number", width=75, help="Of the half that began it"),
    Column("to_number", "Answer", width=75, help="The number of the other half; −1 until given"),
)
VALUE = "At the sender's sell price, in the home currency"
EMPTY = "–"


def in_transit(lake: Reading) -> Table:
    """What is on the way, a route and kind a row, with its ages."""
    chosen = transfer_filters.choose(lake)
    ages = queries.ages(lake, chosen.parameters())
    rows = queries.routes(lake, chosen.parameters())
    if chosen.is_overdue:
        rows = rows[rows["overdue"] > 0].reset_index(drop=True)
    if chosen.is_unacknowledged:
        rows = rows[rows["unacknowledged"] > 0].reset_index(drop=True)
    if rows.empty:
        _nothing(chosen, "Nothing is on the way between stores.")
    sums = {name: rows[name].sum() for name in ("pairs", "value", "unacknowledged", "overdue")}
    headline(
        ("Still to be received", f"{int(sums['pairs']):,}"),
        ("Value in transit", words.money(sums["value"])),
        ("Not acknowledged (−1)", f"{int(sums['unacknowledged']):,}"),
        ("Overdue", f"{int(sums['overdue']):,}"),
    )
    if not (chosen.is_overdue or chosen.is_unacknowledged):
        _draw(ages)
    bands = list(ages["age_band"])
    counted = pd.DataFrame([dict(by_age) for by_age in rows["by_age"]], index=rows.index)
    counted = counted.reindex(columns=bands).fillna(0)
    columns = [
        FROM,
        TO,
        KIND,
        Column("attention", "Attention", width=195),
        Column("pairs", "Transfers", "number", width=80),
        *(Column(band, band, "number", f"Transfers sent {band} ago", 88) for band in bands),
        Column("units", "Units", "number", "None for orders: they move no stock", 90),
        Column("value", "Value", "money", VALUE, 110),
        Column("unacknowledged", "−1", "number", "Not acknowledged: no number yet", 60),
        Column("oldest_days", "Oldest, days", "number", width=100),
        Column("data", "Data of the receiver", width=190),
    ]
    return Table(
        "Transfers in transit",
        columns,
        words.with_data(rows.join(counted)).assign(
            kind_in_words=rows["kind"].map(said.KINDS),
            attention=[said.attention(row) for row in rows.itertuples()],
        ),
        {"from_store": "Total", **sums, **counted.sum().to_dict()},
        chosen.in_words(),
        ["Age is counted from the day of sending; overdue from when the other half was made."],
        empty_cell=EMPTY,
        is_alarming=(rows["overdue"] > 0) | (rows["missing_half"] > 0),
        alarm_column="attention",
    )


def differences(lake: Reading) -> Table:
    """Transfers of which not as much was received as was sent, or more."""
    chosen = transfer_filters.choose(lake)
    rows = said.with_words(queries.transfers(lake, chosen.parameters(differing=True)))
    if rows.empty:
        _nothing(chosen, "Everything that was received is what was sent.")
    value = rows["value_difference"].astype(float)
    headline(
        ("With a difference", f"{len(rows):,}"),
        ("Value short", words.money(-value[value < 0].sum() + 0.0)),
        ("Value over", words.money(value[value > 0].sum())),
    )
    columns = [
        FROM,
        TO,
        KIND,
        *NUMBERS,
        Column("received_on", "Received", "date", width=110),
        Column("units_sent", "Units sent", "number", width=100),
        Column("units_received", "Units received", "number", width=120),
        Column("units_difference", "Difference", "number", "In units: received less sent", 100),
        Column("value_difference", "In value", "money", "Received less sent", 110),
        STATE,
    ]
    total = {"from_store": "Total", "value_difference": value.sum()}
    return Table(
        "Transfers with a difference", columns, rows, total, chosen.in_words(),
        ["Differences are in units, never in packs: packs of the two halves may differ."],
        empty_cell=EMPTY,
    )  # fmt: skip


def wrong(lake: Reading) -> Table:
    """Halves that are missing, second or alone."""
    rows = queries.wrong(lake)
    if rows.empty:
        st.success("Every transfer has its two halves.", icon=":material/check_circle:")
        st.stop()
    counts = rows["flag"].value_counts()
    headline(
        ("Missing halves", f"{counts.get('missing_half', 0):,}"),
        ("Second halves", f"{counts.get('second_half', 0):,}"),
        ("Answer nothing known", f"{counts.get('points_at_nothing', 0):,}"),
    )
    columns = [
        Column("fault", "What is wrong", width=250),
        Column("store", "Store", width=190),
        Column("table_in_words", "Document", width=120),
        Column("record_id", "Its id", width=260),
        Column("answers_id", "Says it answers", width=260),
        Column("other_half_id", "The half that counts", width=260),
    ]
    return Table(
        "Halves that need attention",
        columns,
        rows.assign(
            fault=rows["flag"].map(said.FLAGS), table_in_words=rows["table_name"].map(said.TABLES)
        ),
        empty_cell="",
    )


def every(lake: Reading) -> Table:
    """Every transfer, with how far it has come."""
    chosen = transfer_filters.choose(lake, with_states=True)
    rows = said.with_words(queries.transfers(lake, chosen.parameters()))
    if rows.empty:
        _nothing(chosen, "There is no transfer between stores yet.")
    headline(
        ("Transfers", f"{len(rows):,}"),
        ("Still to be received", f"{int(rows['is_open'].sum()):,}"),
        ("Overdue", f"{int(rows['is_overdue'].sum()):,}"),
        ("With a difference", f"{int(rows['has_difference'].sum()):,}"),
    )
    columns = [
        FROM,
        TO,
        KIND,
        *NUMBERS,
        STATE,
        Column("sent_on", "Sent", "date", width=105),
        Column("received_on", "Received", "date", width=105),
        Column("units_sent", "Units sent", "number", width=95),
        Column("units_received", "Units received", "number", width=115),
        Column("units_in_transit", "In transit", "number", "In units", 95),
        Column("units_difference", "Difference", "number", "In units: received less sent", 95),
        Column("value_sent", "Value sent", "money", VALUE, 110),
        Column("initiating_id", "Document", width=150),
    ]
    return Table(
        "Transfers",
        columns,
        rows,
        {"from_store": "Total", "value_sent": rows["value_sent"].sum()},
        chosen.in_words(),
        ["Units sent are units received plus units in transit less the difference."],
        empty_cell=EMPTY,
        is_alarming=pd.Series([said.needs_attention(row) for row in rows.itertuples()]),
        alarm_column="state_said",
    )


def _draw(ages: pd.DataFrame) -> None:
    with st.container(border=True):
        st.markdown("**How long it has been on the way**, in value and in transfers")
        st.altair_chart(charts.bars_by_age(ages), alt="Transfers in transit by age")


def _nothing(chosen: transfer_filters.ChosenTransfers, all_is_well: str) -> NoReturn:
    if chosen.in_words():
        empty.nothing_found("transfer")
    st.success(all_is_well, icon=":material/check_circle:")
    st.stop()
