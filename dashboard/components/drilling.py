"""From a row of a table to what is behind it: its store, its item, both of them, its record."""

import streamlit as st

from dashboard import queries
from dashboard.components import filters, links, printing, tables
from dashboard.components.language import _
from dashboard.components.tables import Table
from dashboard.data import Reading

SAYS_OF_WHAT = {"store_id", "item_id", "record_id"}


def show(lake: Reading, table: Table) -> None:
    """Draw the table; a row that is selected gets links to what is behind its figures.

    Of what a row is, its `store_id`, `item_id`, and `table_name` with `record_id` say, whether
    they are shown or not; a table that has none of them is drawn alone.
    """
    if SAYS_OF_WHAT.isdisjoint(table.rows.columns):
        tables.show(table)
        return
    number = tables.choose_row(table, key="drilled")
    if number is None and printing.is_asked():
        return
    if number is None:
        st.caption(_("Select a row to see what is behind its figures."))
    else:
        _show_links(lake, table.rows.iloc[number].to_dict())


def _show_links(lake: Reading, row: dict[str, object]) -> None:
    store = filters.labelled(queries.stores(lake), "store_id").get(str(row.get("store_id")))
    item = filters.labelled(queries.items(lake), "item_id").get(str(row.get("item_id")))
    if store and item:
        behind = _("{item} at {store}: batches, ledger, changes", item=item, store=store)
        links.show({"trace": behind}, at=store, item=item)
    if store:
        links.show({"store": _("{store}: the whole store", store=store)}, at=store)
    if item:
        links.show({"stock_on_hand": _("{item}: every store", item=item)}, item=item)
    if row.get("record_id") and lake.reader.may_open("explain"):
        table, record_id = str(row["table_name"]), str(row["record_id"])
        said = _("Explain {table} {id}", table=table, id=record_id)
        links.show({"explain": said}, table=table, id=record_id)
