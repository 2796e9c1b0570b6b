"""When each site was last in contact, and what waits for it or from it."""

import streamlit as st

from dashboard import queries
from dashboard.components import banner, empty, exports, filters, ordering, tables, words
from dashboard.components.tables import Column, Table

COLUMNS = [
    Column("site", "Site", width=150),
    Column("state", "State", width=230),
    Column("days_since", "Days since", "number"),
    Column("last_contact_at", "Last contact (UTC)", "moment"),
    Column("waiting_in", "Waiting in", "number", "Rows received that cannot be applied yet"),
    Column("waiting_out", "Waiting out", "number", "Rows the site has not fetched yet"),
    Column("waiting_at_site", "Waiting there", "number", "Records at the site, as it said last"),
    Column("waiting_out_7d", "7-day trend", "trend", "Rows waiting to go out, a week", 100),
    Column("stores", "Stores", width=160),
    Column("kind_in_words", "Kind"),
    Column("complete_through", "Data to (UTC)", "moment"),
    Column("version", "Software"),
]

lake = banner.open_page("Sync status", "Is every site in contact, and is anything piling up?")
with st.container(horizontal=True, vertical_alignment="bottom"):
    kinds = filters.choose_many("Kind of site", "kind", queries.site_kinds(lake), str.capitalize)
    stale_only = filters.choose_whether("Only sites without recent contact", "stale")
parameters = {"kinds": kinds or None, "stale_only": stale_only}
rows = words.with_state(queries.sync_status(lake, parameters))
if rows.empty:
    empty.nothing_found("site")
total = queries.total(lake, queries.SYNC_STATUS, ("waiting_in", "waiting_out"), parameters)
tables.headline(
    ("Sites in contact", f"{int((~rows['is_stale']).sum()):,} of {len(rows):,}"),
    ("Waiting to come in", words.number(total["waiting_in"])),
    ("Waiting to go out", words.number(total["waiting_out"])),
)
st.markdown(words.silent(rows))
in_words = [("Kind of site", ", ".join(kinds))] if kinds else []
table = Table(
    "Sync status",
    COLUMNS,
    rows,
    {"site": "Total", **total},
    [*in_words, *([("Only sites without recent contact", "yes")] if stale_only else [])],
    ["A site that has a state of “Never contacted” has not been heard of since it was added."],
    empty_cell="–",
    is_alarming=rows["is_stale"].astype(bool),
)
tables.show(table)
mailed = {"kind": kinds, "is_stale": ["true"] if stale_only else []}
exports.offer(table, banner.as_of(lake), "sync", mailed)
ordering.offer_sync(lake.home, dict(zip(rows["site_id"], rows["site"], strict=True)))
