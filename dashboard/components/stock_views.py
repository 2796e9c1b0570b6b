"""The ways to look at stock: one item, one store, every item together, what is on the way too.

Each draws its filters, headline and chart, and gives the table for the page to show.
"""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.components import charts, empty, filters, words
from dashboard.components.tables import Column, Table, headline
from dashboard.data import Reading

SUMS = ("units", "available_units", "value", "negative_units")
UNITS = [
    Column("units", "Units", "number", width=95),
    Column("available_units", "Available", "number", "Units not yet promised to a customer", 95),
]
PACKS = Column("packs_detail", "Packs", help="Packs × pack size, as they stand on the shelf")
VALUE = Column("value", "Value", "money", "At cost, in the home currency")
NEGATIVE = Column(
    "negative_units",
    "Below zero",
    "number",
    "Units on lines below zero: left out of the other figures, to be corrected at the store",
)
ITEM = [
    Column("item", "Item", pinned=True, width="medium"),
    Column("item_code", "Code"),
    Column("unit", "Unit"),
]


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
        ("Units on hand", words.number(total["units"])),
        ("Available", words.number(total["available_units"])),
        ("Value", words.money(total["value"])),
        ("Stores with none", f"{int((rows['units'] == 0).sum()):,} of {known:,}"),
    )
    _draw(rows, item[1])
    columns = [
        Column("store", "Store", pinned=True, width="medium"),
        *UNITS,
        PACKS,
        VALUE,
        *_negative(total),
        Column("data", "Data", width="medium"),
        Column("region", "Region"),
    ]
    return Table(
        f"Stock on hand of {item[1]}",
        columns,
        words.with_data(rows),
        {"store": "Total", **total},
        [("Item", item[1]), *chosen.in_words()],
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
        ("Items in stock", f"{int((rows['units'] > 0).sum()):,}"),
        ("Value", words.money(total["value"])),
        ("Data", data),
    )
    return Table(
        f"Stock on hand at {store[1]}",
        [*ITEM, *UNITS, PACKS, VALUE, *_negative(total)],
        rows,
        {"item": "Total value", "value": total["value"]},
        [("Store", store[1]), ("Data", data)],
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
        ("Items in stock", f"{int((rows['units'] > 0).sum()):,}"),
        ("Value", words.money(total["value"])),
    )
    holders = Column("stores_with_stock", "Stores with stock", "number")
    return Table(
        "Stock on hand of every item",
        [*ITEM, *UNITS, VALUE, holders, *_negative(total)],
        rows,
        {"item": "Total value", "value": total["value"]},
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
        ("Value on hand", words.money(total["on_hand_value"])),
        ("Value in transit", words.money(total["in_transit_value"])),
        ("Together", words.money(total["network_value"])),
    )
    columns = [
        *ITEM,
        Column("on_hand_units", "On hand", "number", "In units, stores whose stock is known", 95),
        Column("in_transit_units", "In transit", "number", "In units, between stores", 95),
        Column("network_units", "Together", "number", "Units, each counted once", 95),
        Column("on_hand_value", "Value on hand", "money", VALUE.help, 115),
        Column("in_transit_value", "Value in transit", "money", "At the sender's sell price", 125),
        Column("network_value", "Value together", "money", width=120),
        Column("stores_with_stock", "Stores with stock", "number"),
        Column(
            "stores_unknown", "Unknown stores", "number", "They list it; their stock is unknown"
        ),
    ]
    return Table(
        "Stock of the network",
        columns,
        rows,
        {"item": "Total value", **total},
        notes=["What a store has sent has left its shelf, and is in transit until it is received."],
        empty_cell="",
    )


def _draw(rows: pd.DataFrame, item: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{item}** by store, in units")
        st.altair_chart(charts.bars_by_store(rows, "units", "Units"), alt=f"Units of {item}")
        st.caption(charts.left_undrawn(rows, "units"))


def _negative(total: dict[str, float]) -> list[Column]:
    return [NEGATIVE] if total["negative_units"] else []
