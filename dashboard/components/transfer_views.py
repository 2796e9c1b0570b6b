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
from dashboard.components.language import _, number
from dashboard.components.tables import Column, Table, headline
from dashboard.data import Reading
from reporting.sentences import retold

EMPTY = "–"


def in_transit(lake: Reading) -> Table:
    """What is on the way, a route and kind a row, with its ages."""
    chosen = transfer_filters.choose(lake)
    ages = queries.ages(lake, chosen.parameters())
    rows = queries.routes(lake, chosen.parameters())
    if rows.empty:
        _nothing(chosen, _("Nothing is on the way between stores."))
    sums = {name: rows[name].sum() for name in ("pairs", "value", "unacknowledged", "overdue")}
    headline(
        (_("Still to be received"), number(int(sums["pairs"]))),
        (_("Value in transit"), words.money(sums["value"])),
        (_("Not acknowledged (−1)"), number(int(sums["unacknowledged"]))),
        (_("Overdue"), number(int(sums["overdue"]))),
    )
    _draw(ages)
    bands = list(ages["age_band"])
    counted = pd.DataFrame([dict(by_age) for by_age in rows["by_age"]], index=rows.index)
    counted = counted.reindex(columns=bands).fillna(0)
    columns = [
        *_route(),
        Column("attention", _("Attention"), width=195),
        Column("pairs", _("Transfers"), "number", width=80),
        *map(_band, bands),
        Column("units", _("Units"), "number", _("None for orders: they move no stock"), 90),
        Column("value", _("Value"), "money", _at_sell_price(), 110),
        Column("unacknowledged", _("−1"), "number", _("Not acknowledged: no number yet"), 60),
        Column("oldest_days", _("Oldest, days"), "number", width=100),
        Column("data", _("Data of the receiver"), width=190),
    ]
    return Table(
        _("Transfers in transit"),
        columns,
        words.with_data(rows.join(counted)).assign(
            kind_in_words=rows["kind"].map(said.KINDS),
            attention=[said.attention(row) for row in rows.itertuples()],
        ),
        {"from_store": _("Total"), **sums, **counted.sum().to_dict()},
        chosen.in_words(),
        [_("Age is counted from the day of sending; overdue from when the other half was made.")],
        empty_cell=EMPTY,
        is_alarming=(rows["overdue"] > 0) | (rows["missing_half"] > 0),
        alarm_column="attention",
    )


def differences(lake: Reading) -> Table:
    """Transfers of which not as much was received as was sent, or more."""
    chosen = transfer_filters.choose(lake)
    rows = said.with_words(queries.transfers(lake, chosen.parameters(differing=True)))
    if rows.empty:
        _nothing(chosen, _("Everything that was received is what was sent."))
    value = rows["value_difference"].astype(float)
    headline(
        (_("With a difference"), number(len(rows))),
        (_("Value short"), words.money(-value[value < 0].sum() + 0.0)),
        (_("Value over"), words.money(value[value > 0].sum())),
    )
    columns = [
        *_route(),
        *_numbers(),
        Column("received_on", _("Received"), "date", width=110),
        Column("units_sent", _("Units sent"), "number", width=100),
        Column("units_received", _("Units received"), "number", width=120),
        Column(
            "units_difference", _("Difference"), "number", _("In units: received less sent"), 100
        ),
        Column(
            "value_difference", _("In value"), "money",
            _("The difference in units at the sender's price"), 110,
        ),  # fmt: skip
        _state(),
    ]
    total = {"from_store": _("Total"), "value_difference": value.sum()}
    return Table(
        _("Transfers with a difference"), columns, rows, total, chosen.in_words(),
        [_("Differences are in units, never in packs: packs of the two halves may differ.")],
        empty_cell=EMPTY,
    )  # fmt: skip


def wrong(lake: Reading) -> Table:
    """Halves that are missing, second or alone."""
    rows = queries.wrong(lake)
    if rows.empty:
        st.success(_("Every transfer has its two halves."), icon=":material/check_circle:")
        st.stop()
    counts = rows["flag"].value_counts()
    headline(
        (_("Missing halves"), number(int(counts.get("missing_half", 0)))),
        (_("Second halves"), number(int(counts.get("second_half", 0)))),
        (_("Answer nothing known"), number(int(counts.get("points_at_nothing", 0)))),
    )
    columns = [
        Column("fault", _("What is wrong"), width=250),
        Column("store", _("Store"), width=190),
        Column("table_in_words", _("Document"), width=120),
        Column("record_id", _("Its id"), width=260),
        Column("answers_id", _("Says it answers"), width=260),
        Column("other_half_id", _("The half that counts"), width=260),
    ]
    return Table(
        _("Halves that need attention"),
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
        _nothing(chosen, _("There is no transfer between stores yet."))
    headline(
        (_("Transfers"), number(len(rows))),
        (_("Still to be received"), number(int(rows["is_open"].sum()))),
        (_("Overdue"), number(int(rows["is_overdue"].sum()))),
        (_("With a difference"), number(int(rows["has_difference"].sum()))),
    )
    columns = [
        *_route(),
        *_numbers(),
        _state(),
        Column("sent_on", _("Sent"), "date", width=105),
        Column("received_on", _("Received"), "date", width=105),
        Column("units_sent", _("Units sent"), "number", width=95),
        Column("units_received", _("Units received"), "number", width=115),
        Column("units_in_transit", _("In transit"), "number", _("In units"), 95),
        Column(
            "units_difference", _("Difference"), "number", _("In units: received less sent"), 95
        ),
        Column("value_sent", _("Value sent"), "money", _at_sell_price(), 110),
        Column("initiating_id", _("Document"), width=150),
    ]
    return Table(
        _("Transfers"),
        columns,
        rows,
        {"from_store": _("Total"), "value_sent": rows["value_sent"].sum()},
        chosen.in_words(),
        [_("Units sent are units received plus units in transit less the difference.")],
        empty_cell=EMPTY,
        is_alarming=pd.Series([said.needs_attention(row) for row in rows.itertuples()]),
        alarm_column="state_said",
    )


def _route() -> list[Column]:
    return [
        Column("from_store", _("From"), pinned=True, width=165),
        Column("to_store", _("To"), width=165),
        Column("kind_in_words", _("Kind"), width=115),
    ]


def _numbers() -> list[Column]:
    answer = _("The number of the other half; −1 until given")
    return [
        Column("from_number", _("Number"), width=75, help=_("Of the half that began it")),
        Column("to_number", _("Answer"), width=75, help=answer),
    ]


def _state() -> Column:
    return Column("state_said", _("State"), width=250)


def _band(band: str) -> Column:
    told = retold(band)
    return Column(band, told, "number", _("Sent ago: {band}", band=told), 105)


def _at_sell_price() -> str:
    return _("At the sender's sell price, in the home currency")


def _draw(ages: pd.DataFrame) -> None:
    with st.container(border=True):
        st.markdown(_("**How long it has been on the way**, in value and in transfers"))
        st.altair_chart(charts.bars_by_age(ages), alt=_("Transfers in transit by age"))


def _nothing(chosen: transfer_filters.ChosenTransfers, all_is_well: str) -> NoReturn:
    if chosen.in_words():
        empty.nothing_found("transfer")
    st.success(all_is_well, icon=":material/check_circle:")
    st.stop()
