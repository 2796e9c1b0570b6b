"""What the centre knew when: stock on a day as known on another, restatements, edits."""

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from dashboard import report_queries
from dashboard.components import banner, filters, item_filters, report_view, tables, words
from dashboard.components.language import N_, _
from dashboard.components.tables import Column
from reporting.codes import CAUSES

STOCK = N_("Stock on a day")
RESTATED = N_("Restatements")
EDITS = N_("Edits")
TODAY = datetime.now(UTC).date()

lake = banner.open_page(_("As known then"), _("What did we know then, and what has changed since?"))
view = filters.choose_view(_("Show"), "show", [STOCK, RESTATED, EDITS])
asked = item_filters.choose(lake, is_dated=view != STOCK)
parameters = asked.parameters()
said = asked.in_words()
store, items = report_view.store_column(), report_view.item_columns()
if view == STOCK:
    with st.container(horizontal=True):
        month_end = TODAY.replace(day=1) - timedelta(days=1)
        day = filters.choose_day(_("Stock on"), "day", month_end) or month_end
        known_on = filters.choose_day(_("As known on"), "known", TODAY) or TODAY
    known_at = datetime.combine(known_on, time.max)
    rows = report_queries.stock_as_known(lake, {**parameters, "day": day, "known_at": known_at})
    differing = int((rows["restated_units"].abs() > 0.001).sum())
    tables.headline(
        (_("Store-items"), words.number(len(rows))),
        (_("Known differently now"), words.number(differing)),
    )
    said = [(_("Stock on"), words.day(day)), (_("As known on"), words.day(known_on)), *said]
    columns = [
        store, *items,
        Column("units_known", _("Units, as known then"), "number"),
        Column("units_now", _("Units, as known now"), "number"),
        Column("restated_units", _("Difference"), "number"),
        report_view.data_column(),
    ]  # fmt: skip
    note = _("From movements and opening stock, by when each of them arrived.")
elif view == RESTATED:
    rows = report_queries.of_stores(
        lake, "restatements", parameters, where=report_queries.WITHIN_MONTH,
        order="month DESC, abs(restated_units) DESC, store, item",
    )  # fmt: skip
    columns = [
        store, *items,
        Column("month", _("Month"), "month"),
        Column("published_units", _("Net units, when due"), "number"),
        Column("units_now", _("Net units, now"), "number"),
        Column("restated_units", _("Difference"), "number"),
        Column("arrived_late_units", _("Arrived late"), "number"),
        Column("edited_units", _("Edited"), "number"),
        Column("restated_at", _("Last changed (UTC)"), "moment"),
        report_view.data_column(),
    ]  # fmt: skip
    note = _("When due: ten days after the end of the month.")
else:
    rows = report_queries.of_stores(
        lake, "edit_audit", parameters, where=report_queries.within("report.restated_at::DATE"),
        order="restated_at DESC, store, item",
    )  # fmt: skip
    rows = rows.assign(cause=rows["cause"].map(CAUSES))
    columns = [
        store, *items,
        Column("restated_at", _("Known since (UTC)"), "moment"),
        Column("cause", _("What happened")),
        Column("moved_on_before", _("Day before"), "date"),
        Column("moved_on", _("Day"), "date"),
        Column("units_before", _("Units before"), "number"),
        Column("units", _("Units"), "number"),
        Column("cost_price_before", _("Price before"), "money"),
        Column("cost_price", _("Price"), "money"),
        Column("site", _("Site")),
        Column("user_name", _("User")),
        report_view.data_column(),
    ]  # fmt: skip
    note = _(
        "Movements that were in the figures already, or were dated days before they were written."
    )
report_view.offer(
    lake, _("As known then: {view}", view=_(view)), rows, columns, said, note=note,
    report={RESTATED: "restatements", EDITS: "edit_audit"}.get(view),
)  # fmt: skip
