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
    if row := _chosen(table):
        _show_links(lake, row)


def show_sites(lake: Reading, table: Table) -> None:
    """The same for a table of sites, by `site_id`: the rows of the site that did not get in."""
    row = _chosen(table)
    if not row or not lake.reader.may_open("refused_and_waiting"):
        return
    known = queries.open_changes(lake).drop_duplicates("site_id")
    label = filters.labelled(known, "site_id").get(str(row["site_id"]))
    if label:
        said = _("{site}: what is refused or waits", site=str(row["site"]))
        links.show({"refused_and_waiting": said}, site=label)
    else:
        st.caption(_("{site}: no row is refused, and none waits.", site=str(row["site"])))


def _chosen(table: Table) -> dict[str, object] | None:
    """Draw the table; the row that is selected, or a hint that one can be."""
    number = tables.choose_row(table, key="drilled")
    if number is not None:
        return table.rows.iloc[number].to_dict()
    if not printing.is_asked():
        st.caption(_("Select a row to see what is behind its figures."))
    return None


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
