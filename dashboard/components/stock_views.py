"""The ways to look at stock: one item, one store, every item together, what is on the way too.

Each draws its filters, headline and chart, and gives the table for the page to show.
"""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.components import charts, empty, filters, words
from dashboard.components.language import _, number
from dashboard.components.tables import Column, Table, headline
from dashboard.data import Reading

SUMS = ("units", "available_units", "value", "negative_units")


def one_item(lake: Reading) -> Table:
    """What every chosen store holds of one item."""
    item = filters.choose_item(lake)
    if item is None:
        empty.nothing_found("item")
    chosen = filters.choose_stores(lake)
    parameters = {**chosen.parameters(), "item": item[0]}
    rows = queries.stock_of_item(lake, parameters)
    if rows.empty:
        empty.nothing_found("store")
    total = queries.total(lake, queries.STOCK_OF_ITEM, SUMS, parameters)
    known = int(rows["units"].notna().sum())
    headline(
        (_("Units on hand"), words.number(total["units"])),
        (_("Available"), words.number(total["available_units"])),
        (_("Value"), words.money(total["value"])),
        (_("Stores with none"), words.part_of(int((rows["units"] == 0).sum()), known)),
    )
    _draw(rows, item[1])
    columns = [
        Column("store", _("Store"), pinned=True, width="medium"),
        *_units(),
        _packs(),
        _value(),
        *_negative(total),
        Column("data", _("Data"), width="medium"),
        Column("region", _("Region")),
    ]
    return Table(
        _("Stock on hand of {item}", item=item[1]),
        columns,
        words.with_data(rows),
        {"store": _("Total"), **total},
        [(_("Item"), item[1]), *chosen.in_words()],
        is_alarming=rows["freshness"] == "stale",
        alarm_column="data",
    )


def one_store(lake: Reading) -> Table:
    """What one store holds of every item."""
    store = filters.choose_store(lake)
    if store is None:
        empty.nothing_found("store")
    facts = queries.stores(lake).set_index("store_id").loc[store[0]]
    data = words.freshness(facts["freshness"], facts["complete_through"])
    rows = queries.stock_of_store(lake, {"store": store[0]})
    if facts["freshness"] not in ("fresh", "stale"):
        empty.no_data(store[1], words.FRESHNESS[facts["freshness"]])
    total = queries.total(lake, queries.STOCK_OF_STORE, SUMS, {"store": store[0]})
    headline(
        (_("Items in stock"), number(int((rows["units"] > 0).sum()))),
        (_("Value"), words.money(total["value"])),
        (_("Data"), data),
    )
    return Table(
        _("Stock on hand at {store}", store=store[1]),
        [*_item(), *_units(), _packs(), _value(), *_negative(total)],
        rows,
        {"item": _("Total value"), "value": total["value"]},
        [(_("Store"), store[1]), (_("Data"), data)],
        empty_cell="",
    )


def every_item(lake: Reading) -> Table:
    """What the chosen stores hold together, an item a row."""
    chosen = filters.choose_stores(lake)
    rows = queries.stock_of_network(lake, chosen.parameters())
    if rows.empty:
        empty.nothing_found("stock")
    total = queries.total(lake, queries.STOCK_OF_NETWORK, SUMS, chosen.parameters())
    headline(
        (_("Items in stock"), number(int((rows["units"] > 0).sum()))),
        (_("Value"), words.money(total["value"])),
    )
    holders = Column("stores_with_stock", _("Stores with stock"), "number")
    return Table(
        _("Stock on hand of every item"),
        [*_item(), *_units(), _value(), holders, *_negative(total)],
        rows,
        {"item": _("Total value"), "value": total["value"]},
        chosen.in_words(),
        empty_cell="",
    )


def with_transit(lake: Reading) -> Table:
    """What the whole network has, on the shelves and on the way between them, an item a row."""
    rows = queries.network_stock(lake)
    if rows.empty:
        empty.nothing_found("stock")
    sums = ("on_hand_value", "in_transit_value", "network_value")
    total = queries.total(lake, queries.NETWORK_STOCK, sums, {})
    headline(
        (_("Value on hand"), words.money(total["on_hand_value"])),
        (_("Value in transit"), words.money(total["in_transit_value"])),
        (_("Together"), words.money(total["network_value"])),
    )
    columns = [
        *_item(),
        Column(
            "on_hand_units", _("On hand"), "number", _("In units, stores whose stock is known"), 95
        ),
        Column("in_transit_units", _("In transit"), "number", _("In units, between stores"), 95),
        Column("network_units", _("Together"), "number", _("Units, each counted once"), 95),
        Column("on_hand_value", _("Value on hand"), "money", _at_cost(), 115),
        Column(
            "in_transit_value", _("Value in transit"), "money", _("At the sender's sell price"), 125
        ),
        Column("network_value", _("Value together"), "money", width=120),
        Column("stores_with_stock", _("Stores with stock"), "number"),
        Column(
            "stores_unknown",
            _("Unknown stores"),
            "number",
            _("They list it; their stock is unknown"),
        ),
    ]
    return Table(
        _("Stock of the network"),
        columns,
        rows,
        {"item": _("Total value"), **total},
        notes=[
            _("What a store has sent has left its shelf, and is in transit until it is received.")
        ],
        empty_cell="",
    )


def _draw(rows: pd.DataFrame, item: str) -> None:
    with st.container(border=True):
        st.markdown(_("**{item}** by store, in units", item=item))
        st.altair_chart(
            charts.bars_by_store(rows, "units", _("Units")), alt=_("Units of {item}", item=item)
        )
        st.caption(charts.left_undrawn(rows, "units"))


def _item() -> list[Column]:
    return [
        Column("item", _("Item"), pinned=True, width="medium"),
        Column("item_code", _("Code")),
        Column("unit", _("Unit")),
    ]


def _units() -> list[Column]:
    available = _("Units not yet promised to a customer")
    return [
        Column("units", _("Units"), "number", width=95),
        Column("available_units", _("Available"), "number", available, 95),
    ]


def _packs() -> Column:
    help_ = _("Packs × pack size, as they stand on the shelf")
    return Column("packs_detail", _("Packs"), help=help_)


def _value() -> Column:
    return Column("value", _("Value"), "money", _at_cost())


def _at_cost() -> str:
    return _("At cost, in the home currency")


def _negative(total: dict[str, float]) -> list[Column]:
    if not total["negative_units"]:
        return []
    why = _(
        "Units on lines below zero: left out of the other figures, to be corrected at the store"
    )
    return [Column("negative_units", _("Below zero"), "number", why)]
