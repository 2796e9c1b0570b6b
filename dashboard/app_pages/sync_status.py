"""When each site was last in contact, and what waits for it or from it."""

import streamlit as st

from dashboard import queries
from dashboard.components import (
    alerting,
    banner,
    drilling,
    empty,
    exports,
    filters,
    ordering,
    tables,
    words,
)
from dashboard.components.language import _
from dashboard.components.tables import Column, Table

COLUMNS = [
    Column("site", _("Site"), width=150),
    Column("state", _("State"), width=230),
    Column("days_since", _("Days since"), "number"),
    Column("last_contact_at", _("Last contact (UTC)"), "moment"),
    Column("waiting_in", _("Waiting in"), "number", _("Rows received that cannot be applied yet")),
    Column("waiting_out", _("Waiting out"), "number", _("Rows the site has not fetched yet")),
    Column(
        "waiting_at_site", _("Waiting there"), "number", _("Records at the site, as it said last")
    ),
    Column("waiting_out_7d", _("7-day trend"), "trend", _("Rows waiting to go out, a week"), 100),
    Column("stores", _("Stores"), width=160),
    Column("kind_in_words", _("Kind")),
    Column("complete_through", _("Data to (UTC)"), "moment"),
    Column("version", _("Software")),
]

lake = banner.open_page(_("Sync status"), _("Is every site in contact, and is anything piling up?"))
alerting.show(lake, "site_stale", "backlog")
with st.container(horizontal=True, vertical_alignment="bottom"):
    kinds = filters.choose_many(
        _("Kind of site"), "kind", queries.site_kinds(lake), words.site_kind
    )
    stale_only = filters.choose_whether(_("Only sites without recent contact"), "stale")
parameters = {"kinds": kinds or None, "stale_only": stale_only}
rows = words.with_state(queries.sync_status(lake, parameters))
if rows.empty:
    empty.nothing_found("site")
total = queries.total(lake, queries.SYNC_STATUS, ("waiting_in", "waiting_out"), parameters)
tables.headline(
    (_("Sites in contact"), words.part_of(int((~rows["is_stale"]).sum()), len(rows))),
    (_("Waiting to come in"), words.number(total["waiting_in"])),
    (_("Waiting to go out"), words.number(total["waiting_out"])),
)
st.markdown(words.silent(rows))
in_words = (
    [(_("Kind of site"), words.separated(list(map(words.site_kind, kinds))))] if kinds else []
)
table = Table(
    _("Sync status"),
    COLUMNS,
    rows,
    {"site": _("Total"), **total},
    [*in_words, *([(_("Only sites without recent contact"), _("yes"))] if stale_only else [])],
    [_("A site that has never connected has not been heard of since it was added.")],
    empty_cell="–",
    is_alarming=rows["is_stale"].astype(bool),
)
drilling.show_sites(lake, table)
mailed = {"kind": kinds, "is_stale": ["true"] if stale_only else []}
exports.offer(table, banner.as_of(lake), "sync", mailed)
ordering.offer_sync(lake, dict(zip(rows["site_id"], rows["site"], strict=True)))
