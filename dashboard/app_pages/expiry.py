"""What expires when, what of it will not be used by then, and who could use it."""

import streamlit as st

from dashboard import report_queries
from dashboard.components import (
    alerting,
    bands,
    banner,
    filters,
    item_filters,
    report_view,
    stock_charts,
    tables,
    words,
)
from dashboard.components.language import N_, _
from dashboard.components.tables import Column

BATCHES = N_("Every batch")
PLAN = N_("Who could use it")
LOSS = "loss_units"

lake = banner.open_page(_("Expiry"), _("What will expire unused, and who could use it before?"))
place_of_alerts = st.container()
view = filters.choose_view(_("Show"), "show", [BATCHES, PLAN])
asked = item_filters.choose(lake, is_dated=view == BATCHES)
with place_of_alerts:
    alerting.show(lake, "expiry", stores=filters.ids(lake, asked.stores))
if view == BATCHES:
    rows = report_queries.of_stores(
        lake, "expiry", asked.parameters(), order="expiry_on NULLS LAST, store, item",
        where=f"{report_queries.OF_DONORS} AND {report_queries.within('report.expiry_on')}",
    )  # fmt: skip
    by_band = rows.groupby("band")["value"].sum()
    risk = rows.loc[rows["band"] != "expired", "loss_value"].sum()
    tables.headline(
        (_("Expired, still there"), words.money(by_band.get("expired", 0.0))),
        (_("Within 3 months"), words.money(by_band.get("within 3 months", 0.0))),
        (_("Will expire unused"), words.money(risk)),
        (_("Of all stock"), report_view.share(risk, rows["value"].sum())),
    )
    drawn = {bands.EXPIRY[band]: float(by_band.get(band, 0.0)) for band in bands.EXPIRY}
    with st.container(border=True):
        st.markdown(_("**Value by time of expiry**, at cost in the home currency"))
        st.altair_chart(stock_charts.bars(drawn), alt=_("Value by time of expiry"))
    rows = rows.assign(band_said=rows["band"].map(bands.EXPIRY))
    columns = [
        report_view.store_column(),
        *report_view.item_columns(),
        Column("batch", _("Batch")),
        Column("expiry_on", _("Expires"), "date", _("The last day on which it may be used")),
        Column("band_said", _("When"), width=125),
        Column("units", _("Units"), "number"),
        Column("value", _("Value"), "money"),
        Column(LOSS, _("Will expire unused"), "about", _("First expiry first out, units")),
        Column("loss_value", _("Value of that"), "money"),
        Column("loss_by_line_units", _("Batch by batch"), "about", _("Each batch judged alone")),
        *([Column("donor", _("Donor"))] if rows["donor"].notna().any() else []),
        report_view.data_column(),
    ]
    total = {
        "store": _("Total"),
        "value": rows["value"].sum(),
        "loss_value": rows["loss_value"].sum(),
    }
    note = _("What is used before a batch expires is counted once, for what expires first.")
else:
    total = None
    rows = report_queries.of_items(
        lake,
        "expiry_plan",
        asked.parameters(),
        order="loss_value DESC, from_store, item, units DESC",
    )
    columns = [
        Column("from_store", _("Store"), pinned=True, width="medium"),
        *report_view.item_columns(),
        Column("first_expiry_on", _("First expires"), "date"),
        Column(LOSS, _("Will expire unused"), "about"),
        Column("loss_value", _("Value of that"), "money"),
        Column("to_store", _("Could go to"), width="medium"),
        Column("to_region", _("Region")),
        Column("units", _("Units to move"), "about"),
        Column("value", _("Value saved"), "money"),
    ]
    note = _("Advice only: units that another store would use before the first of them expires.")
report = "expiry" if view == BATCHES else "expiry_plan"
report_view.offer(
    lake, _("Expiry"), rows, columns, asked.in_words(), note=note, total=total, report=report
)
