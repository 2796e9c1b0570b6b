"""Behind a figure: the batches that make it up, what moved, and the change that brought it."""

import streamlit as st

from dashboard import trace_queries as queries
from dashboard.components import banner, empty, exports, filters, tables, trace_views, words
from dashboard.components.language import _

lake = banner.open_page(
    _("Behind a figure"), _("Which batches and movements make it up, and who sent them when?")
)
store = filters.choose_store(lake)
item = filters.choose_item(lake)
if store is None or item is None:
    empty.nothing_found("item")
asked = {"store": store[0], "item": item[0]}
named = [(_("Store"), store[1]), (_("Item"), item[1])]
lines = queries.stock_lines(lake, asked)
counted = lines[~lines["is_negative"].astype(bool)]
tables.headline(
    (_("Units on hand"), words.number(counted["units"].sum())),
    (_("Value"), words.money(counted["value"].sum())),
    (_("Batches"), words.number(int((lines["units"] != 0).sum()))),
)
title = _("{item} at {store}", item=item[1], store=store[1])
st.subheader(_("1. Batches"), anchor=False)
line = None
if lines.empty:
    st.caption(_("The store has no batch of it."))
else:
    st.caption(_("Select a batch to see its movements alone, and the changes of its record."))
    line = trace_views.choose(trace_views.stock_lines(lines, title), "stock_line_id", "line")
st.subheader(_("2. Ledger"), anchor=False)
rows = queries.ledger(lake, {**asked, "line": line})
movement = None
if rows.empty:
    st.caption(_("Nothing of it has moved."))
else:
    st.caption(_("Select a movement to see the changes that brought it."))
    table = trace_views.ledger(rows, _("Ledger of {figure}", figure=title), named)
    movement = trace_views.choose(table, "movement_id", "movement")
    exports.offer(table, banner.as_of(lake))
st.subheader(_("3. Changes"), anchor=False)
found = {}
if movement is not None:
    document = rows.set_index("movement_id")["transaction_id"][movement]
    found = {
        _("The line of the document"): ("trans_line", movement),
        _("The document"): ("transact", str(document)),
    }
elif line is not None:
    found = {_("The stock line"): ("item_line", line)}
else:
    st.caption(_("Select a batch or a movement above."))
if found:
    trace_views.records(lake, found)
